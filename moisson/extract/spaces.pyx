# distutils: extra_compile_args = -O2 -g0
"""White space of a paragraph, and how many words and letters it has: looked through once. Compiled, this takes the place of `spaces.py`."""

import re

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(unsigned int)
    bint Py_UNICODE_ISALPHA(unsigned int)
    unsigned int PyUnicode_READ(int, void *, Py_ssize_t)
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
    APART = 3  # white space, unless punctuation follows

cdef unsigned char[256] kinds
for sign in range(256):
    kinds[sign] = SPACE if chr(sign).isspace() else WORD
for sign in (0, 1, 0x26):
    kinds[sign] = SPECIAL
kinds[0x1F] = APART


CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
CLOSED = re.compile(r"(?<!\x1f)\x1f++(?=[,.;:!?)\]…])")
ZERO_WIDTH = "\u00ad\u200b\u2060\ufeff"


cdef inline int kind_of(Signs sign) noexcept:
    if sign > 255:
        return SPACE if Py_UNICODE_ISSPACE(sign) else WORD
    return kinds[<unsigned char>sign]


cdef Py_ssize_t after(Signs *signs, Py_ssize_t at, Py_ssize_t length) noexcept:
    """Where signs that keep words apart end."""
    while at < length and signs[at] == 0x1F:
        at += 1
    return at


cdef bint closing(unsigned int sign) noexcept:
    """Whether it is punctuation that belongs to the word before: , . ; : ! ? ) ] …"""
    return sign in (0x2C, 0x2E, 0x3B, 0x3A, 0x21, 0x3F, 0x29, 0x5D, 0x2026)


cdef object spaced(str text, Signs *signs):
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at = 0, size = 0, end
    cdef unsigned int every = 0
    cdef bint apart = True, same = True
    cdef int kind, into
    cdef void *made
    while at < length:
        kind = kind_of(signs[at])
        if kind == WORD:
            every |= signs[at]
            size += 1
            apart = False
        elif kind == SPACE:
            same = same and signs[at] == 0x20 and not apart
            size += not apart
            apart = True
        elif kind == APART:
            same = False
            at = after(signs, at, length)
            if at == length or not closing(signs[at]):
                size += not apart
                apart = True
            continue
        else:
            return None
        at += 1
    if size == 0:
        return ""
    if apart:
        size -= 1  # the space at the end
    elif same:
        return text
    line = PyUnicode_New(size, min(every, 0x10FFFF))
    into, made, end, size, apart, at = PyUnicode_KIND(line), PyUnicode_DATA(line), size, 0, False, 0
    while size < end:
        kind = kind_of(signs[at])
        if kind == APART:
            at = after(signs, at, length)
            apart = apart or (size > 0 and not closing(signs[at]))
            continue
        if kind == SPACE:
            apart = size > 0
        else:
            if apart:
                PyUnicode_WRITE(into, made, size, 0x20)
                size += 1
                apart = False
            PyUnicode_WRITE(into, made, size, signs[at])
            size += 1
        at += 1
    return line


cdef Py_ssize_t counted(Py_ssize_t length, Signs *signs) noexcept:
    cdef Py_ssize_t at, words = 0
    cdef bint apart = True, space
    for at in range(length):
        space = kind_of(signs[at]) & SPACE != 0  # or apart
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


cdef bint controls(Py_ssize_t length, Signs *signs) noexcept:
    cdef Py_ssize_t at
    for at in range(length):
        if signs[at] < 0xA0 and (signs[at] < 0x20 or signs[at] > 0x7E) and (signs[at] < 9 or signs[at] > 13):
            return True
    return False


cpdef bint has_controls(str text):
    """Whether there are control characters, but those of lines and pages."""
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if kind == 1:
        return controls(length, <const unsigned char *>PyUnicode_DATA(text))
    if kind == 2:
        return controls(length, <const unsigned short *>PyUnicode_DATA(text))
    return controls(length, <const unsigned int *>PyUnicode_DATA(text))


cdef bint hidden(Py_ssize_t length, Signs *signs) noexcept:
    cdef Py_ssize_t at
    for at in range(length):
        if signs[at] == 0xAD or signs[at] == 0x200B or signs[at] == 0x2060 or signs[at] == 0xFEFF:
            return True
    return False


cpdef str shown(str text):
    """The text without the signs that show nothing: where a line may break, and the like."""
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if kind == 1:
        any_hidden = hidden(length, <const unsigned char *>PyUnicode_DATA(text))
    elif kind == 2:
        any_hidden = hidden(length, <const unsigned short *>PyUnicode_DATA(text))
    else:
        any_hidden = hidden(length, <const unsigned int *>PyUnicode_DATA(text))
    if any_hidden:
        for sign in ZERO_WIDTH:
            text = text.replace(sign, "")
    return text


cpdef Py_ssize_t count_letters(str text):
    """How many letters there are, of any alphabet."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at, letters = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    for at in range(length):
        letters += Py_UNICODE_ISALPHA(PyUnicode_READ(kind, data, at))
    return letters
