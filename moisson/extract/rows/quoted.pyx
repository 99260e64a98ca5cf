# distutils: extra_compile_args = -O3
"""Long texts from file to content and from content to string without what lies between; takes the place of `quoted.py`.

Only what is plain is taken: any other text makes its row go the usual way. 32 bytes are looked at in one step.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from libc.stdint cimport uint32_t
from libc.string cimport memcmp, memcpy

import orjson

from moisson.extract.rows.values import Quoted

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>
    typedef unsigned char vector __attribute__((vector_size(16)));
    typedef unsigned short vector2 __attribute__((vector_size(32)));
    typedef unsigned int vector4 __attribute__((vector_size(64)));

    static inline vector sixteen(const unsigned char *at) {
        vector read;
        memcpy(&read, at, 16);
        return read;
    }
    static inline uint32_t bits(vector hit) {  // one for each byte, the first one lowest
        uint64_t half[2];
        memcpy(half, &hit, 16);
    #if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        half[0] = __builtin_bswap64(half[0]), half[1] = __builtin_bswap64(half[1]);
    #endif
        for (int i = 0; i < 2; i++)
            half[i] = (half[i] & 0x8080808080808080ULL) * 0x0002040810204081ULL >> 56;
        return (uint32_t)(half[0] | half[1] << 8);
    }
    static inline uint32_t special(const unsigned char *at, int high) {  // what ends a string or is escaped; not ASCII, if `high`
        uint32_t found = 0;
        for (int i = 0; i < 2; i++) {
            vector read = sixteen(at + 16 * i), hit = (vector)(read == '"') | (vector)(read == '\\\\') | (vector)(read < 0x20);
            found |= bits(high ? hit | (vector)(read >= 0x80) : hit) << 16 * i;
        }
        return found;
    }
    static inline void widen(const unsigned char *at, void *to, size_t size) {  // 32 bytes to signs of 1, 2 or 4 bytes
        if (size == 1)
            memcpy(to, at, 32);
        for (int i = 0; size > 1 && i < 2; i++) {
            vector2 two = __builtin_convertvector(sixteen(at + 16 * i), vector2);
            vector4 four = __builtin_convertvector(two, vector4);
            memcpy((char *)to + 16 * size * i, size == 2 ? (void *)&two : (void *)&four, 16 * size);
        }
    }
    static inline vector faults(const unsigned char *at) {  // where 16 bytes are no UTF-8, given the three before them
        vector a = sixteen(at - 3), b = sixteen(at - 2), c = sixteen(at - 1), d = sixteen(at);
        vector due = (vector)(c >= 0xC0) | (vector)(b >= 0xE0) | (vector)(a >= 0xF0);
        vector long3 = ((vector)(c == 0xE0) & (vector)(d < 0xA0)) | ((vector)(c == 0xED) & (vector)(d >= 0xA0));
        vector long4 = ((vector)(c == 0xF0) & (vector)(d < 0x90)) | ((vector)(c == 0xF4) & (vector)(d >= 0x90));
        return (due ^ (vector)((d & 0xC0) == 0x80)) | long3 | long4 | (vector)((d & 0xFE) == 0xC0) | (vector)(d >= 0xF5);
    }
    static int utf8(const unsigned char *at, Py_ssize_t size) {
        unsigned char first[32] = {0}, last[32] = {0};
        Py_ssize_t done = 16;
        memcpy(first + 3, at, size < 16 ? size : 16);
        vector bad = faults(first + 3);
        for (; size - done >= 16; done += 16)
            bad |= faults(at + done);
        if (size >= 16)
            memcpy(last, at + done - 3, size - done + 3);
        return bits(bad | faults(last + 3)) == 0;
    }
    """
    uint32_t special(const unsigned char *, bint)
    void widen(const unsigned char *, void *, size_t)
    bint utf8(const unsigned char *, Py_ssize_t)
    int __builtin_ctz(unsigned int)

cdef extern from "Python.h":
    ctypedef struct PyObject
    PyObject *PyBytes_FromStringAndSize(const char *, Py_ssize_t)
    unsigned char *PyBytes_AS_STRING(PyObject *)
    int _PyBytes_Resize(PyObject **, Py_ssize_t) except -1
    PyObject *PyUnicode_New(Py_ssize_t, unsigned int)
    void *PyUnicode_DATA(PyObject *)
    int PyUnicode_Resize(PyObject **, Py_ssize_t) except -1
    void Py_XDECREF(PyObject *)

ctypedef const unsigned char *Bytes
ctypedef unsigned char Byte
ctypedef unsigned short Two
ctypedef unsigned int Four

ctypedef fused Sign:
    Byte
    Two
    Four

cdef enum:
    QUOTE = 0x22
    SLASH = 0x5C
    STEP = 32
    CLOSED = 0
    MALFORMED = -1
    WIDER = -2

cdef Byte[256] meant  # what stands for a sign after a backslash, where orjson writes it so
cdef Byte[256] escape  # and the other way about
for sign in range(256):
    meant[sign] = escape[sign] = 0
for written, sign in zip(b'n"\\trbf', b'\n"\\\t\r\b\f'):
    meant[written] = sign
    escape[sign] = written


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
    if sign > SLASH or not escape[sign] or sign == 0x0D:
        return 0
    to[0][0] = SLASH
    to[0][1] = escape[sign]
    to[0] += 2
    return 1


cdef int sequence(Bytes at, Bytes end, Byte **to) noexcept:
    """Write what a backslash and what follows it mean; gives how many bytes they are, 0 where that is to go the usual way."""
    cdef int sign = meant[at[1]], low, size = 6
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


cdef inline Py_ssize_t one(Bytes at, Py_ssize_t left, Byte limit, unsigned int *into) noexcept:
    """How many bytes the first sign takes, and the sign; CLOSED at a quotation mark. `limit`: see `signs`."""
    cdef unsigned int sign = at[0], next = at[1] if left > 1 else 0
    if sign >= limit:
        return WIDER
    if sign < 0x80 and sign != SLASH:
        into[0] = sign
        return CLOSED if sign == QUOTE else MALFORMED if sign < 0x20 else 1
    if sign < 0xE0:  # as often the one as the other: no jump tells them apart
        into[0] = meant[next] if sign == SLASH else (sign & 0x1F) << 6 | (next & 0x3F)
        return 2 if (meant[next] != 0 if sign == SLASH else sign >= 0xC2 and next & 0xC0 == 0x80) else MALFORMED
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
