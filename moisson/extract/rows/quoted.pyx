# distutils: extra_compile_args = -O3
"""Long texts from file to content and from content to string without what lies between; takes the place of `quoted.py`.

Only what is plain is taken: any other text makes its row go the usual way. 32 bytes are looked at in one step.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from libc.stdint cimport uint32_t
from libc.string cimport memcmp, memcpy

import orjson

from moisson.extract.rows.decoded cimport decoded
from moisson.extract.rows.values import Quoted
from moisson.extract.rows.vectors cimport ESCAPE, MEANT, QUOTE, SLASH, STEP, Byte, Bytes, __builtin_ctz, special, utf8

cdef extern from "Python.h":
    ctypedef struct PyObject
    PyObject *PyBytes_FromStringAndSize(const char *, Py_ssize_t)
    unsigned char *PyBytes_AS_STRING(PyObject *)
    int _PyBytes_Resize(PyObject **, Py_ssize_t) except -1
    void Py_XDECREF(PyObject *)


def is_utf8(object data):
    """Whether bytes are UTF-8, without making a string of them."""
    cdef Py_buffer view
    PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    sound = utf8(<Bytes>view.buf, view.len)
    PyBuffer_Release(&view)
    return sound


cdef object canonical(Bytes at, Bytes end, bint json, Bytes *last):
    """A text as orjson writes it: of UTF-8, or of JSON up to a quotation mark (`last`); None for what is to go the usual way."""
    cdef PyObject *made = PyBytes_FromStringAndSize(NULL, (end - at) if json else 2 * (end - at))
    if made == NULL:
        raise MemoryError
    cdef Byte *begin = PyBytes_AS_STRING(made)
    cdef Byte *to = begin
    cdef uint32_t found
    cdef int past, next, size, step
    last[0] = NULL if json else end
    while at < end:
        if end - at >= 2 * STEP:  # all that is read and written below is there
            found, step = special(at, False), STEP
        else:  # one byte
            found, step = at[0] == QUOTE or at[0] == SLASH or at[0] < 0x20, 1
        past = 0
        while past < step:
            next = __builtin_ctz(found) if found else step
            if step == STEP:
                memcpy(to, at + past, STEP)
            elif not found:
                to[0] = at[0]
            to += next - past
            past = next
            if not found:
                break
            if json and at[next] == QUOTE:
                last[0] = at + next
                break
            size = sequence(at + next, end, &to) if json else escaping(at[next], &to)
            if size == 0:
                last[0] = NULL
                Py_XDECREF(made)
                return None
            past += size
            found = found >> past << past if past < step else 0
        if json and last[0] != NULL:
            break
        at += past
    _PyBytes_Resize(&made, to - begin)
    text = <object>made
    Py_XDECREF(made)
    return text


cdef int escaping(unsigned int sign, Byte **to) noexcept:
    """Write a sign after a backslash; 0 where it is written otherwise, or is no Unix line end."""
    if sign > SLASH or not ESCAPE[sign] or sign == 0x0D:
        return 0
    to[0][0] = SLASH
    to[0][1] = ESCAPE[sign]
    to[0] += 2
    return 1


cdef int sequence(Bytes at, Bytes end, Byte **to) noexcept:
    """Write what a backslash and what follows it mean; gives how many bytes they are, 0 where that is to go the usual way."""
    cdef int sign = MEANT[at[1]], low, size = 6
    cdef Byte *into = to[0]
    if at[0] != SLASH:
        return 0
    if sign:
        return 2 * escaping(sign, to)
    if at[1] == 0x2F:
        into[0] = 0x2F
        to[0] += 1
        return 2
    sign = unit(at, end)
    if sign < 0x20 or sign == QUOTE or sign == SLASH:
        return 6 * escaping(sign, to) if sign > 0 else 0
    if sign >> 11 == 0x1B:  # half a pair
        low = unit(at + 6, end)
        if sign >= 0xDC00 or low >> 10 != 0x37:
            return 0
        sign = 0x10000 + ((sign & 0x3FF) << 10 | (low & 0x3FF))
        size = 12
    if sign < 0x80:
        into[0] = sign
        into += 1
    else:
        low = 6 if sign < 0x800 else 12 if sign < 0x10000 else 18  # bits below the first byte's
        into[0] = (0xFF << (7 - low // 6) | sign >> low) & 0xFF
        into += 1
        while low:
            low -= 6
            into[0] = 0x80 | (sign >> low & 0x3F)
            into += 1
    to[0] = into
    return size


cdef int unit(Bytes at, Bytes end) noexcept:
    """The 16 bits that \\u and four digits stand for; -1 where there are none."""
    cdef int number = 0, digit, i
    if end - at < 6 or at[0] != SLASH or at[1] != 0x75:
        return -1
    for i in range(2, 6):
        digit = at[i] - 0x30 if at[i] <= 0x39 else (at[i] | 0x20) - 0x57
        if not 0 <= digit < 16 or at[i] == 0x60 or (at[i] > 0x39 and digit < 10):
            return -1
        number = number << 4 | digit
    return number


cdef Bytes skipped(Bytes at, Bytes end) noexcept:
    """The quotation mark that ends a string, whatever is in it; NULL where there is none."""
    while at < end and at[0] != QUOTE:
        at += 2 if at[0] == SLASH else 1
    return at if at < end else NULL


cpdef dict row_of(bytes source, Py_ssize_t start, Py_ssize_t finish, bytes name, bint as_string=False):
    """An object, with one of its texts Quoted, or as a string; None where it is to be read as a whole."""
    cdef const char *data = source
    cdef Bytes at = <Bytes>data + start, end = <Bytes>data + finish
    cdef Bytes first = NULL, last = NULL, key = NULL, stop = NULL
    cdef Py_ssize_t depth = 0, keys = 0
    cdef object text = None
    while at < end:
        if at[0] == QUOTE:
            key = at + 1
            stop = at = skipped(key, end)
            if stop == NULL:
                return None
        elif at[0] == 0x3A and depth == 1:  # a colon
            keys += 1
            if key != NULL and stop - key == len(name) and memcmp(key, <const char *>name, len(name)) == 0:
                at += 1
                while at < end and at[0] == 0x20:
                    at += 1
                if first != NULL or at >= end or at[0] != QUOTE:
                    return None
                first = at + 1
                text = decoded(first, end, &last) if as_string else canonical(first, end, True, &last)
                if last == NULL or last == first:
                    return None
                at = last
        elif at[0] == 0x7B or at[0] == 0x5B:  # { [
            depth += 1
        elif at[0] == 0x7D or at[0] == 0x5D:
            depth -= 1
        at += 1
    if first == NULL:
        return None
    begin, close = first - <Bytes>data, last - <Bytes>data
    try:
        row = orjson.loads(source[start:begin] + source[close:finish])
    except orjson.JSONDecodeError:
        return None
    if type(row) is not dict or len(row) != keys:
        return None
    row[name.decode()] = text if as_string else Quoted(text)
    return row


def quoted(object data, list bounds):
    """Texts that follow one another, Quoted; those that need more than a backslash, as strings; raises ValueError for other than UTF-8."""
    cdef Py_buffer view
    cdef Bytes base, last
    cdef Py_ssize_t begin, end, n
    PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    try:
        base = <Bytes>view.buf
        for n in range(len(bounds) - 1):
            begin, end = bounds[n], bounds[n + 1]
            if not 0 <= begin <= end <= view.len:
                raise ValueError("the bounds of its strings lie outside of them")
            written = canonical(base + begin, base + end, False, &last) if begin < end and utf8(base + begin, end - begin) else None
            yield Quoted(written) if written else (<const char *>base)[begin:end].decode()
    finally:
        PyBuffer_Release(&view)


cpdef bytes trimmed(bytes written):
    """A quoted text without the line ends around it; None where it may be mere white space."""
    cdef const char *data = written
    cdef Bytes at = <Bytes>data
    cdef Bytes end = at + len(written)
    cdef Bytes begin, back
    while end - at >= 2 and at[0] == SLASH and at[1] == 0x6E:
        at += 2
    begin = at
    while at < end and (at[0] <= 0x20 or at[0] >= 0x7F or (at[0] == SLASH and at[1] != SLASH and at[1] != QUOTE)):
        at += 2 if at[0] == SLASH else 1
    if at >= end:
        return None
    while end - at >= 3 and end[-1] == 0x6E and end[-2] == SLASH:
        back = end - 2
        while back > at and back[-1] == SLASH:
            back -= 1
        if (end - 1 - back) & 1 == 0:
            break
        end -= 2
    if end - begin == len(written):
        return written
    return (<const char *>begin)[: end - begin]
