# distutils: extra_compile_args = -O3
"""Texts as orjson writes them to strings; only `quoted.pyx` asks for them."""

from libc.stdint cimport uint32_t

from moisson.extract.rows.vectors cimport MEANT, QUOTE, SLASH, STEP, Byte, Bytes, __builtin_ctz, special, widen

cdef extern from "Python.h":
    ctypedef struct PyObject
    PyObject *PyUnicode_New(Py_ssize_t, unsigned int)
    void *PyUnicode_DATA(PyObject *)
    int PyUnicode_Resize(PyObject **, Py_ssize_t) except -1
    void Py_XDECREF(PyObject *)

ctypedef unsigned short Two
ctypedef unsigned int Four

ctypedef fused Sign:
    Byte
    Two
    Four

cdef enum:
    CLOSED = 0
    MALFORMED = -1
    WIDER = -2


cdef inline Py_ssize_t one(Bytes at, Py_ssize_t left, Byte limit, unsigned int *into) noexcept:
    """How many bytes the first sign takes, and the sign; CLOSED at a quotation mark. `limit`: see `signs`."""
    cdef unsigned int sign = at[0], next = at[1] if left > 1 else 0
    if sign >= limit:
        return WIDER
    if sign < 0x80 and sign != SLASH:
        into[0] = sign
        return CLOSED if sign == QUOTE else MALFORMED if sign < 0x20 else 1
    if sign < 0xE0:  # as often the one as the other: no jump tells them apart
        into[0] = MEANT[next] if sign == SLASH else (sign & 0x1F) << 6 | (next & 0x3F)
        return 2 if (MEANT[next] != 0 if sign == SLASH else sign >= 0xC2 and next & 0xC0 == 0x80) else MALFORMED
    if left < 4 or next & 0xC0 != 0x80 or at[2] & 0xC0 != 0x80:  # at least a quotation mark follows
        return MALFORMED
    if sign < 0xF0:
        into[0] = sign = (sign & 0x0F) << 12 | (next & 0x3F) << 6 | (at[2] & 0x3F)
        return 3 if sign >= 0x800 and not 0xD800 <= sign < 0xE000 else MALFORMED
    into[0] = sign = (sign & 0x07) << 18 | (next & 0x3F) << 12 | (at[2] & 0x3F) << 6 | (at[3] & 0x3F)
    return 4 if at[3] & 0xC0 == 0x80 and 0x10000 <= sign <= 0x10FFFF else MALFORMED


cdef Py_ssize_t signs(Bytes at, Bytes end, Sign *to, Byte limit, Bytes *last) noexcept:
    """Write what stands before a quotation mark; gives how many signs. `limit`: the first byte whose sign needs more room."""
    cdef Sign *begin = to
    cdef uint32_t found
    cdef unsigned int sign
    cdef Py_ssize_t past, size = 1
    cdef int next
    while end - at >= 2 * STEP:  # all that is read and written below is there
        found, past = special(at, True), 0
        while past < STEP:
            next = __builtin_ctz(found) if found else STEP
            widen(at + past, to, sizeof(Sign))
            to += next - past
            past = next
            if not found:
                break
            size = one(at + past, STEP, limit, &sign)
            if size <= 0:
                last[0] = at + past
                return to - begin if size == CLOSED else size
            to[0] = <Sign>sign
            to += 1
            past += size
            found = found >> past << past if past < STEP else 0
        at += past
    while at < end:
        size = one(at, end - at, limit, &sign)
        if size <= 0:
            last[0] = at
            return to - begin if size == CLOSED else size
        to[0] = <Sign>sign
        to += 1
        at += size
    return MALFORMED


cdef object decoded(Bytes at, Bytes end, Bytes *last):
    """The string that a quotation mark ends; None where there is anything but UTF-8 as orjson writes it."""
    cdef PyObject *made = NULL
    cdef void *to
    cdef Py_ssize_t size = WIDER
    cdef int kind = 0
    for kind in range(4):
        Py_XDECREF(made)
        made = PyUnicode_New(end - at, (0x7F, 0xFF, 0xFFFF, 0x10FFFF)[kind])
        if made == NULL:
            raise MemoryError
        to = PyUnicode_DATA(made)
        if kind < 2:
            size = signs[Byte](at, end, <Byte *>to, 0xC4 if kind else 0x80, last)
        elif kind == 2:
            size = signs[Two](at, end, <Two *>to, 0xF0, last)
        else:
            size = signs[Four](at, end, <Four *>to, 0xF5, last)
        if size != WIDER:
            break
    if size <= 0:
        last[0] = NULL
        Py_XDECREF(made)
        return None
    PyUnicode_Resize(&made, size)
    text = <object>made
    Py_XDECREF(made)
    return text
