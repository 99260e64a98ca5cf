# distutils: extra_compile_args = -O2 -g0
"""White space of a paragraph, and how many words it has: looked through once. Compiled, this takes the place of `spaces.py`."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(unsigned int)
    str PyUnicode_New(Py_ssize_t, unsigned int)
    void PyUnicode_WRITE(int, void *, Py_ssize_t, unsigned int)

ctypedef fused Signs:
    const unsigned char
    const unsigned short
    const unsigned int

cdef enum Kind:
    WORD = 0
    SPACE = 1
    SPECIAL = 2  # signs that a paragraph may hold, and that mean more than themselves: see `markdown`

cdef unsigned char[256] kinds
for sign in range(256):
    kinds[sign] = SPACE if chr(sign).isspace() else WORD
for sign in (0, 1, 0x1F, 0x26):
    kinds[sign] = SPECIAL


cdef inline int kind_of(Signs sign) noexcept:
    if sign > 255:
        return SPACE if Py_UNICODE_ISSPACE(sign) else WORD
    return kinds[<unsigned char>sign]


cdef object spaced(str text, Signs *signs):
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at, size = 0
    cdef unsigned int every = 0
    cdef bint apart = True, same = True
    cdef int kind, into
    cdef void *made
    for at in range(length):
        kind = kind_of(signs[at])
        if kind == WORD:
            every |= signs[at]
            size += 1
            apart = False
        elif kind == SPACE:
            same = same and signs[at] == 0x20 and not apart
            size += not apart
            apart = True
        else:
            return None
    if size == 0:
        return ""
    if apart:
        size -= 1  # the space at the end
    elif same:
        return text
    line = PyUnicode_New(size, min(every, 0x10FFFF))
    into, made, length, size, apart = PyUnicode_KIND(line), PyUnicode_DATA(line), size, 0, False
    at = 0
    while size < length:
        if kind_of(signs[at]) == WORD:
            if apart:
                PyUnicode_WRITE(into, made, size, 0x20)
                size += 1
                apart = False
            PyUnicode_WRITE(into, made, size, signs[at])
            size += 1
        else:
            apart = size > 0
        at += 1
    return line


cdef Py_ssize_t counted(Py_ssize_t length, Signs *signs) noexcept:
    cdef Py_ssize_t at, words = 0
    cdef bint apart = True, space
    for at in range(length):
        space = kind_of(signs[at]) == SPACE or signs[at] == 0x1F
        words += apart and not space
        apart = space
    return words


cpdef one_line(str text):
    """The words with one space between them; None where there is a special sign among them."""
    cdef int kind = PyUnicode_KIND(text)
    if kind == 1:
        return spaced(text, <const unsigned char *>PyUnicode_DATA(text))
    if kind == 2:
        return spaced(text, <const unsigned short *>PyUnicode_DATA(text))
    return spaced(text, <const unsigned int *>PyUnicode_DATA(text))


cpdef Py_ssize_t count_words(str text):
    """How many words there are: what white space parts."""
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if kind == 1:
        return counted(length, <const unsigned char *>PyUnicode_DATA(text))
    if kind == 2:
        return counted(length, <const unsigned short *>PyUnicode_DATA(text))
    return counted(length, <const unsigned int *>PyUnicode_DATA(text))
