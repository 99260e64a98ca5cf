# distutils: extra_compile_args = -O2
"""Long texts from file to content and from content to string without what lies between; takes the place of `quoted.py`.

Only what is plain is taken: any other string makes its row go the usual way. Eight bytes are looked at in one step.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from libc.stdint cimport uint64_t
from libc.string cimport memchr, memcmp, memcpy

import orjson

from moisson.extract.rows.values import Quoted

cdef extern from *:
    """
    static inline uint64_t eight(const unsigned char *at) {
        uint64_t word;
        memcpy(&word, at, 8);
    #if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        word = __builtin_bswap64(word);
    #endif
        return word;
    }
    static inline void spread(uint64_t word, unsigned short *to) {
        uint64_t four[2] = {word & 0xFFFFFFFF, word >> 32};
        for (int i = 0; i < 2; i++) {
            four[i] = (four[i] | four[i] << 16) & 0x0000FFFF0000FFFFULL;
            four[i] = (four[i] | four[i] << 8) & 0x00FF00FF00FF00FFULL;
    #if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
            four[i] = four[i] << 48 | (four[i] & 0xFFFF0000) << 16 | (four[i] >> 16 & 0xFFFF0000) | four[i] >> 48;
    #endif
        }
        memcpy(to, four, 16);
    }
    """
    uint64_t eight(const unsigned char *)
    void spread(uint64_t, unsigned short *)
    int __builtin_ctzll(uint64_t)

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
    MALFORMED = -1
    WIDER = -2

cdef uint64_t ONES = 0x0101010101010101, HIGHS = 0x8080808080808080
cdef Byte[256] meant  # what stands for a sign after a backslash, where orjson writes it so
cdef Byte[256] escape  # and the other way about
for sign in range(256):
    meant[sign] = escape[sign] = 0
for written, sign in zip(b'n"\\trbf', b'\n"\\\t\r\b\f'):
    meant[written] = sign
    escape[sign] = written


cdef inline uint64_t having(uint64_t word, Byte sign) noexcept:
    """The high bit of the first byte that is this one, and perhaps of others after it."""
    word ^= ONES * sign
    return (word - ONES) & ~word & HIGHS


cdef inline uint64_t special(uint64_t word) noexcept:
    """The same of backslashes and of what must be escaped."""
    return having(word, SLASH) | having(word, QUOTE) | ((word - ONES * 0x20) & ~word & HIGHS)


cdef Bytes past_plain(Bytes at, Bytes end) noexcept:
    """Where the first such byte stands, or the end."""
    cdef uint64_t found
    while end - at >= 8:
        found = special(eight(at))
        if found:
            return at + (__builtin_ctzll(found) >> 3)
        at += 8
    while at < end and at[0] >= 0x20 and at[0] != QUOTE and at[0] != SLASH:
        at += 1
    return at


cdef Bytes closing(Bytes at, Bytes end) noexcept:
    """The quotation mark that ends a string, if all in it is written as orjson would write it; else NULL."""
    while True:
        at = past_plain(at, end)
        if at >= end or at[0] == QUOTE:
            return at if at < end else NULL
        if at[0] != SLASH or at + 1 >= end or not meant[at[1]] or at[1] == 0x72:  # \r is no Unix line end
            return NULL
        at += 2


cdef Bytes skipped(Bytes at, Bytes end) noexcept:
    """The quotation mark that ends a string, whatever is in it; NULL where there is none."""
    cdef Bytes found, back
    cdef Bytes begin = at
    while True:
        found = <Bytes>memchr(at, QUOTE, end - at)
        if found == NULL:
            return NULL
        back = found
        while back > begin and back[-1] == SLASH:
            back -= 1
        if (found - back) & 1 == 0:
            return found
        at = found + 1


cpdef dict row_of(bytes source, Py_ssize_t start, Py_ssize_t finish, bytes name, bint as_string=False):
    """An object, with one of its texts Quoted, or as a string; None where it is to be read as a whole."""
    cdef const char *data = source
    cdef Bytes at = <Bytes>data + start, end = <Bytes>data + finish
    cdef Bytes first = NULL, last = NULL, key = NULL, stop = NULL
    cdef Py_ssize_t depth = 0, keys = 0
    cdef Byte sign
    while at < end:
        sign = at[0]
        if sign == QUOTE:
            key = at + 1
            stop = skipped(key, end)
            if stop == NULL:
                return None
            at = stop
        elif sign == 0x3A and depth == 1:  # a colon
            keys += 1
            if key != NULL and stop - key == len(name) and memcmp(key, <const char *>name, len(name)) == 0:
                at += 1
                while at < end and at[0] == 0x20:
                    at += 1
                if first != NULL or at >= end or at[0] != QUOTE:
                    return None
                first = at + 1
                last = skipped(first, end) if as_string else closing(first, end)
                if last == NULL:
                    return None
                at = last
        elif sign == 0x7B or sign == 0x5B:  # { [
            depth += 1
        elif sign == 0x7D or sign == 0x5D:
            depth -= 1
        at += 1
    if first == NULL or last == first:
        return None
    begin, close = first - <Bytes>data, last - <Bytes>data
    text = decoded(first, last) if as_string else Quoted(source[begin:close])
    if text is None:
        return None
    try:
        row = orjson.loads(source[start:begin] + source[close:finish])
    except orjson.JSONDecodeError:
        return None
    if type(row) is not dict or len(row) != keys:
        return None
    row[name.decode()] = text
    return row


cdef Py_ssize_t signs(Bytes at, Bytes end, Sign *to, Byte limit) noexcept:
    """Write what stands between quotation marks; gives how many signs. `limit`: the first byte whose sign needs more room."""
    cdef Sign *begin = to
    cdef uint64_t word, found
    cdef unsigned int sign, next
    cdef int i
    cdef bint sound = True
    while end > at:
        if end - at >= 8:
            word = eight(at)
            if Sign is Byte:
                memcpy(to, at, 8)
            elif Sign is Two:
                spread(word, to)
            else:
                for i in range(8):
                    to[i] = at[i]
            found = (word | having(word, SLASH) | ((word - ONES * 0x20) & ~word)) & HIGHS
            if not found:
                at += 8
                to += 8
                continue
            i = __builtin_ctzll(found) >> 3
            at += i
            to += i
        sign, next = at[0], at[1]  # after the last, a quotation mark
        if sign >= limit:
            return WIDER
        if sign < 0x80 and sign != SLASH:
            sound = sound and sign >= 0x20
            at += 1
        elif sign < 0xE0:  # as often the one as the other: no jump tells them apart
            sound = sound and (meant[next] != 0 if sign == SLASH else sign >= 0xC2 and next & 0xC0 == 0x80)
            sign = meant[next] if sign == SLASH else (sign & 0x1F) << 6 | (next & 0x3F)
            at += 2
        elif sign < 0xF0:
            if end - at < 3 or next & 0xC0 != 0x80 or at[2] & 0xC0 != 0x80:
                return MALFORMED
            sign = (sign & 0x0F) << 12 | (next & 0x3F) << 6 | (at[2] & 0x3F)
            sound = sound and sign >= 0x800 and not 0xD800 <= sign < 0xE000
            at += 3
        else:
            if end - at < 4 or next & 0xC0 != 0x80 or at[2] & 0xC0 != 0x80 or at[3] & 0xC0 != 0x80:
                return MALFORMED
            sign = (sign & 0x07) << 18 | (next & 0x3F) << 12 | (at[2] & 0x3F) << 6 | (at[3] & 0x3F)
            sound = sound and 0x10000 <= sign <= 0x10FFFF
            at += 4
        to[0] = <Sign>sign
        to += 1
    return to - begin if sound and at == end else MALFORMED


cdef object decoded(Bytes at, Bytes end):
    """The string; None where there is anything but UTF-8 as orjson writes it."""
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
            size = signs[Byte](at, end, <Byte *>to, 0xC4 if kind else 0x80)
        elif kind == 2:
            size = signs[Two](at, end, <Two *>to, 0xF0)
        else:
            size = signs[Four](at, end, <Four *>to, 0xF5)
        if size != WIDER:
            break
    if size < 0:
        Py_XDECREF(made)
        return None
    if size != end - at:
        PyUnicode_Resize(&made, size)
    text = <object>made
    Py_XDECREF(made)
    return text


cpdef list quoted(object data, list bounds):
    """Texts that follow one another as UTF-8, Quoted; those that need more than a backslash, as strings."""
    cdef Py_buffer view
    cdef Bytes base
    cdef Py_ssize_t begin, end, n
    cdef list found = []
    PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    try:
        base = <Bytes>view.buf
        for n in range(len(bounds) - 1):
            begin, end = bounds[n], bounds[n + 1]
            if not 0 <= begin <= end <= view.len:
                raise ValueError("the bounds of its strings lie outside of them")
            written = escaped(base + begin, base + end) if begin < end else None
            found.append(Quoted(written) if written else (<const char *>base)[begin:end].decode())
    finally:
        PyBuffer_Release(&view)
    return found


cdef object escaped(Bytes at, Bytes end):
    """UTF-8 as orjson writes it; None where that is more than backslashes, or where there are other than Unix line ends."""
    cdef PyObject *made = PyBytes_FromStringAndSize(NULL, 2 * (end - at))
    if made == NULL:
        raise MemoryError
    cdef Byte *begin = PyBytes_AS_STRING(made)
    cdef Byte *to = begin
    cdef uint64_t found
    cdef int i
    while at < end:
        if end - at >= 8:
            memcpy(to, at, 8)
            found = special(eight(at))
            i = __builtin_ctzll(found) >> 3 if found else 8
            at += i
            to += i
            if not found:
                continue
        if at[0] >= 0x20 and at[0] != QUOTE and at[0] != SLASH:
            to[0] = at[0]
            to += 1
        elif escape[at[0]] and at[0] != 0x0D:
            to[0] = SLASH
            to[1] = escape[at[0]]
            to += 2
        else:
            Py_XDECREF(made)
            return None
        at += 1
    _PyBytes_Resize(&made, to - begin)
    text = <object>made
    Py_XDECREF(made)
    return text


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
