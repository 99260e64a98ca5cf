# distutils: extra_compile_args = -O3
"""Long texts from file to content and from content to string without what lies between; takes the place of `quoted.py`.

Only what is plain is taken: any other text makes its row go the usual way. 64 bytes are looked at in one step.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.unicode cimport PyUnicode_DecodeUTF16
from libc.stdint cimport uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy

from sys import byteorder

import orjson

from moisson.extract.rows.values cimport Quoted
from moisson.extract.rows.vectors cimport ESCAPE, HALF, MEANT, STEP, Byte, Bytes, __builtin_ctzll, copied, high, special, utf8

cdef extern from "Python.h":
    ctypedef struct PyObject
    PyObject *PyBytes_FromStringAndSize(const char *, Py_ssize_t) except NULL
    char *PyBytes_AS_STRING(PyObject *)
    int _PyBytes_Resize(PyObject **, Py_ssize_t) except -1
    PyObject *PyUnicode_New(Py_ssize_t, uint32_t) except NULL
    void *PyUnicode_DATA(PyObject *)
    int PyUnicode_Resize(PyObject **, Py_ssize_t) except -1
    void Py_DECREF(PyObject *)

ctypedef fused Sign:
    Byte  # of canonical JSON
    uint16_t  # of a string, as UTF-16

cdef int ORDER = -1 if byteorder == "little" else 1
cdef enum:
    QUOTE = 0x22
    SLASH = 0x5C
    CLOSED = 0  # in the place of a size: a quotation mark ends the text
    OTHER = -1  # there is what goes the usual way
    MARGIN = 3 * STEP  # more than can be written at a time


def is_utf8(object data):
    """Whether bytes are UTF-8, without making a string of them."""
    cdef Py_buffer view
    PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    sound = utf8(<Bytes>view.buf, view.len)
    PyBuffer_Release(&view)
    return sound


cdef bytes canonical(Bytes at, Bytes end, Bytes *last):
    """A text of JSON up to a quotation mark (`last`), as orjson writes it; None for what is to go the usual way."""
    cdef uint32_t seen
    cdef Py_ssize_t room = end - at + MARGIN
    cdef PyObject *made = PyBytes_FromStringAndSize(NULL, room)
    return sized(made, written(at, end, <Byte *>PyBytes_AS_STRING(made), room, True, last, &seen))


cdef bytes sized(PyObject *made, Py_ssize_t size):
    """What was made, which has come to be so long; None where that is less than nothing."""
    if size >= 0:
        _PyBytes_Resize(&made, size)
    text = <object>made if size >= 0 else None
    Py_DECREF(made)
    return text


cdef str string(Bytes at, Bytes end, Bytes *last):
    """The same as a string."""
    cdef uint32_t seen = 0
    cdef Py_ssize_t room = end - at + MARGIN
    cdef PyObject *made = PyUnicode_New(room, 0xFFFF)
    cdef uint16_t *signs = <uint16_t *>PyUnicode_DATA(made)
    cdef Py_ssize_t size = written(at, end, signs, room, True, last, &seen)
    cdef int order = ORDER
    text = None
    if size >= 0 and seen > 0xFFFF:
        text = PyUnicode_DecodeUTF16(<char *>signs, 2 * size, "strict", &order)
    elif size >= 0 and seen < 0x100:
        text = narrow(signs, size, seen)
    elif size >= 0:
        PyUnicode_Resize(&made, size)
        text = <object>made
    Py_DECREF(made)
    return text


cdef str narrow(const uint16_t *signs, Py_ssize_t size, uint32_t seen):
    """A string of signs that take a byte each."""
    cdef PyObject *made = PyUnicode_New(size, seen)
    cdef Byte *to = <Byte *>PyUnicode_DATA(made)
    cdef Py_ssize_t i
    for i in range(size):
        to[i] = <Byte>signs[i]
    text = <object>made
    Py_DECREF(made)
    return text


cdef Py_ssize_t written(Bytes at, Bytes end, Sign *to, Py_ssize_t room, bint json, Bytes *last, uint32_t *seen) noexcept:
    """Write a text of UTF-8, or of JSON up to a quotation mark, as canonical JSON or as a string; gives its length, or OTHER.

    `room`: for how many signs, MARGIN more than are looked for. `seen` comes to have every bit that a sign of the string has, if it is not ASCII.
    """
    cdef Sign *begin = to
    cdef uint32_t sign
    cdef uint64_t found, foreign = 0, done  # `done`: of 64 bytes, a bit for each that is meant by a sign
    cdef int past, next, size, step
    while at < end:
        if room - (to - begin) < MARGIN:
            return OTHER
        if end - at >= STEP:
            found, step = special(at), STEP if end - at >= 2 * STEP else HALF  # all that is read below is there
            if Sign is uint16_t:
                found, foreign = found | high(at, True), high(at, False)
            if step < STEP:
                found, foreign = <uint32_t>found, <uint32_t>foreign
        else:  # one byte
            found, step = at[0] == QUOTE or at[0] == SLASH or at[0] < 0x20 or (at[0] >= 0x80 and Sign is uint16_t), 1
        past = done = 0
        while found:
            next = __builtin_ctzll(found)
            found &= found - 1
            if next < past:  # a backslash or a quotation mark that follows a backslash
                continue
            copied(at + past, to, sizeof(Sign), step, next - past)
            to += next - past
            sign, size = at[next], 1
            if json:
                size = meant(at + next, end, &sign)
                if size <= 0:
                    last[0] = at + next
                    return to - begin if size == CLOSED else OTHER
            past = next + size
            if Sign is uint16_t:
                done |= ((<uint64_t>1 << size) - 1) << next
                seen[0] |= sign
                if sign > 0xFFFF:
                    to[0] = 0xD7C0 + (sign >> 10)
                    to += 1
                    sign = 0xDC00 | (sign & 0x3FF)
                to[0] = sign
                to += 1
            elif sign != c"\r" or not line_end(at + past, end, json):  # one line end is enough
                size = put(sign, to)
                if size == 0:
                    return OTHER
                to += size
        if past < step:
            copied(at + past, to, sizeof(Sign), step, step - past)
            to += step - past
            past = step
        if Sign is uint16_t and step > 1 and foreign & ~done:
            return OTHER  # there is what follows no first byte
        at += past
    last[0] = end
    return OTHER if json else to - begin


cdef inline int meant(Bytes at, Bytes end, uint32_t *sign) noexcept:
    """How many bytes of JSON a sign takes that is escaped or no ASCII, and the sign."""
    cdef uint32_t first = at[0], next = at[1] if end - at > 1 else 0, low
    if first < 0xE0:  # as often an escape as two bytes: no jump tells them apart
        sign[0] = MEANT[next] if first == SLASH else (first & 0x1F) << 6 | (next & 0x3F)
        if MEANT[next] != 0 if first == SLASH else first >= 0xC2 and next & 0xC0 == 0x80:
            return 2
        if first != SLASH:
            return CLOSED if first == QUOTE else OTHER
        sign[0] = unit(at, end)
        if sign[0] >> 11 != 0x1B:
            return 6 if sign[0] <= 0xFFFF else OTHER
        low = unit(at + 6, end)
        if sign[0] >= 0xDC00 or low >> 10 != 0x37:  # half a pair
            return OTHER
        sign[0] = 0x10000 + ((sign[0] & 0x3FF) << 10 | (low & 0x3FF))
        return 12
    if end - at < 4 or next & 0xC0 != 0x80 or at[2] & 0xC0 != 0x80:  # at least a quotation mark follows
        return OTHER
    if first < 0xF0:
        sign[0] = (first & 0x0F) << 12 | (next & 0x3F) << 6 | (at[2] & 0x3F)
        return 3 if sign[0] >= 0x800 and sign[0] >> 11 != 0x1B else OTHER
    sign[0] = (first & 0x07) << 18 | (next & 0x3F) << 12 | (at[2] & 0x3F) << 6 | (at[3] & 0x3F)
    return 4 if at[3] & 0xC0 == 0x80 and 0x10000 <= sign[0] <= 0x10FFFF else OTHER


cdef uint32_t unit(Bytes at, Bytes end) noexcept:
    """The 16 bits that \\u and four digits stand for; more where there are none."""
    cdef uint32_t number = 0, digit
    cdef int i
    if end - at < 6 or at[0] != SLASH or at[1] != c"u":
        return 0x10000
    for i in range(2, 6):
        digit = at[i] - 0x30 if at[i] <= 0x39 else (at[i] | 0x20) - 0x57
        if digit > 15 or (at[i] > 0x39 and digit < 10):
            return 0x10000
        number = number << 4 | digit
    return number


cdef inline bint line_end(Bytes at, Bytes end, bint json) noexcept:
    """Whether a line feed stands here."""
    if json:
        return end - at >= 2 and at[0] == SLASH and (at[1] == c"n" or unit(at, end) == c"\n")
    return at < end and at[0] == c"\n"


cdef inline int put(uint32_t sign, Byte *to) noexcept:
    """Write a sign as canonical JSON has it, and line ends as Unix has them; gives how many bytes, 0 for other control characters."""
    cdef int more = 0 if sign < 0x80 else 1 if sign < 0x800 else 2 if sign < 0x10000 else 3, i
    if sign < 0x80 and ESCAPE[sign]:
        to[0], to[1] = SLASH, ESCAPE[sign] if sign != c"\r" else c"n"
        return 2
    to[0] = sign if more == 0 else (0x780 >> more | sign >> 6 * more) & 0xFF
    for i in range(1, more + 1):
        to[i] = 0x80 | (sign >> 6 * (more - i) & 0x3F)
    return more + 1 if sign >= 0x20 else 0


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
                text = string(first, end, &last) if as_string else canonical(first, end, &last)
                if text is None or last == first:
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
    row[name.decode()] = text if as_string else Quoted(text, 0, len(text), True)
    return row


def content_of(bytes head, Quoted text, bytes tail):
    """A text between what stands before and after it, without line ends around it; None where it is to become a string."""
    cdef Py_buffer view
    cdef Bytes at, end, last
    cdef Byte *to
    cdef PyObject *made
    cdef uint32_t seen
    cdef Py_ssize_t before = len(head), size, room
    PyObject_GetBuffer(text.source, &view, PyBUF_SIMPLE)
    try:
        if not 0 <= text.begin <= text.end <= view.len:
            raise ValueError("the bounds of a text lie outside of its source")
        at, end = <Bytes>view.buf + text.begin, <Bytes>view.buf + text.end
        if not (text.json or utf8(at, end - at)) or not trimmed(&at, &end, text.json):
            return None
        size = end - at
        room = size if text.json else size + size // 8 + 2 * MARGIN  # where more is to be escaped, the text goes the usual way
        made = PyBytes_FromStringAndSize(NULL, before + room + len(tail))
        to = <Byte *>PyBytes_AS_STRING(made)
        memcpy(to, <const char *>head, before)
        if text.json:
            memcpy(to + before, at, size)
        else:
            size = written(at, end, to + before, room, False, &last, &seen)
        if size >= 0:
            memcpy(to + before + size, <const char *>tail, len(tail))
            size += before + len(tail)
        return sized(made, size)
    finally:
        PyBuffer_Release(&view)


cdef bint trimmed(Bytes *begin, Bytes *finish, bint json) noexcept:
    """Leave out the line ends around a text; False where it may be mere white space."""
    cdef Bytes at = begin[0], end = finish[0], back
    cdef int size = 2 if json else 1  # of a line end
    while end - at >= size and (at[0] == SLASH and at[1] == c"n" if json else at[0] == c"\n" or at[0] == c"\r"):
        at += size
    begin[0] = at
    while at < end and (at[0] <= 0x20 or at[0] >= 0x7F or (json and at[0] == SLASH and at[1] != SLASH and at[1] != QUOTE)):
        at += 2 if at[0] == SLASH else 1
    if at >= end:
        return False
    while not json and (end[-1] == c"\n" or end[-1] == c"\r"):
        end -= 1
    while json and end - at >= 3 and end[-1] == c"n" and end[-2] == SLASH:
        back = end - 2
        while back > at and back[-1] == SLASH:
            back -= 1
        if (end - 1 - back) & 1 == 0:
            break
        end -= 2
    finish[0] = end
    return True
