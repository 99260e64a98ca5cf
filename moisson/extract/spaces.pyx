# distutils: extra_compile_args = -O3 -g0
"""White space of a paragraph, and how many words and letters it has: looked through once. Compiled, this takes the place of `spaces.py`."""

import re

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memchr

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(unsigned int)
    bint Py_UNICODE_ISALPHA(unsigned int)
    unsigned int PyUnicode_READ(int, void *, Py_ssize_t)
    str PyUnicode_New(Py_ssize_t, unsigned int)
    void PyUnicode_WRITE(int, void *, Py_ssize_t, unsigned int)

cdef extern from *:
    """
    // What most texts have nothing of, sought without a jump: so the compiler looks at many signs in one step.
    #define SEEK(sign) \\
    static int controls_##sign(const sign *at, Py_ssize_t size) { \\
        sign any = 0; \\
        for (Py_ssize_t i = 0; i < size; i++) \\
            any |= (at[i] < 9) | ((sign)(at[i] - 14) < 18) | ((sign)(at[i] - 127) < 33); \\
        return any != 0; \\
    } \\
    static int hidden_##sign(const sign *at, Py_ssize_t size) { \\
        sign any = 0; \\
        for (Py_ssize_t i = 0; i < size; i++) \\
            any |= (at[i] == 0xAD) | (at[i] == 0x200B) | (at[i] == 0x2060) | (at[i] == 0xFEFF); \\
        return any != 0; \\
    } \\
    static int spacing_##sign(const sign *at, Py_ssize_t size) { \\
        sign any = BLANK(at[0]) | BLANK(at[size - 1]) | ODD(sign, at[0]), hard = at[0] == 0xA0; \\
        for (Py_ssize_t i = 1; i < size; i++) { \\
            any |= ODD(sign, at[i]) | (BLANK(at[i]) & BLANK(at[i - 1])); \\
            hard |= at[i] == 0xA0; \\
        } \\
        return any ? 2 : hard != 0; \\
    }
    #define BLANK(x) (((x) == ' ') | ((x) == 0xA0))
    #define ODD(sign, x) (((x) < 32) | ((x) == '&') | ((x) == 0x85) | WIDE(sign, x))
    #define WIDE(sign, x) 0
    SEEK(uint8_t)
    #undef WIDE
    #define WIDE(sign, x) (((x) == 0x1680) | ((sign)((x) - 0x2000) < 11) | ((sign)((x) - 0x2028) < 2) | ((x) == 0x202F) | ((x) == 0x205F) | ((x) == 0x3000))
    SEEK(uint16_t)
    SEEK(uint32_t)
    """
    bint controls_uint8_t(const unsigned char *, Py_ssize_t)
    bint controls_uint16_t(const unsigned short *, Py_ssize_t)
    bint controls_uint32_t(const unsigned int *, Py_ssize_t)
    bint hidden_uint16_t(const unsigned short *, Py_ssize_t)
    bint hidden_uint32_t(const unsigned int *, Py_ssize_t)
    int spacing_uint8_t(const unsigned char *, Py_ssize_t)
    int spacing_uint16_t(const unsigned short *, Py_ssize_t)
    int spacing_uint32_t(const unsigned int *, Py_ssize_t)

ctypedef fused Signs:
    const uint8_t
    const uint16_t
    const uint32_t

cdef enum Kind:  # bits
    WORD = 0
    SPACE = 1
    OTHER = 2  # than one blank
    APART = 4  # white space, unless punctuation follows
    SPECIAL = 8  # signs that a paragraph may hold, and that mean more than themselves: see `markdown`

cdef unsigned char[256] kinds
for sign in range(256):
    kinds[sign] = SPACE | OTHER if chr(sign).isspace() else WORD
for sign in (0, 1, 0x26):
    kinds[sign] = SPECIAL
kinds[0x20] = SPACE
kinds[0x1F] = SPACE | OTHER | APART


CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
CLOSED = re.compile(r"(?<!\x1f)\x1f++(?=[,.;:!?)\]…])")
ZERO_WIDTH = "\u00ad\u200b\u2060\ufeff"


cdef inline unsigned int kind_of(Signs sign) noexcept:
    if sign > 255:
        return SPACE | OTHER if sign >= 0x1680 and Py_UNICODE_ISSPACE(sign) else WORD  # there is none below
    return kinds[<unsigned char>sign]


cdef Py_ssize_t after(Signs *signs, Py_ssize_t at, Py_ssize_t length) noexcept:
    """Where signs that keep words apart end."""
    while at < length and signs[at] == 0x1F:
        at += 1
    return at


cdef bint closing(unsigned int sign) noexcept:
    """Whether it is punctuation that belongs to the word before: , . ; : ! ? ) ] …"""
    return sign in (0x2C, 0x2E, 0x3B, 0x3A, 0x21, 0x3F, 0x29, 0x5D, 0x2026)


cdef object line(str text, Signs *signs):
    """Most are one as they stand, or have hard spaces in the place of some blanks."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    cdef int spacing
    if length == 0:
        return text
    if Signs is uint8_t:
        spacing = spacing_uint8_t(signs, length)
    elif Signs is uint16_t:
        spacing = spacing_uint16_t(signs, length)
    else:
        spacing = spacing_uint32_t(signs, length)
    if spacing < 2:
        return text.replace("\xa0", " ") if spacing else text
    return spaced(text, signs)


cdef object spaced(str text, Signs *signs):
    """First what signs there are, without a branch for each: the ends of words are what a processor cannot foresee."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at, size = 0
    cdef unsigned int every = 0, seen = 0, doubled = 0, before = SPACE, kind
    cdef bint apart = False
    cdef int width
    cdef void *made
    for at in range(length):
        kind = kind_of(signs[at])
        seen |= kind
        doubled |= kind & before
        before = kind
        every |= signs[at] & -<unsigned int>(kind == WORD)
    if seen & SPECIAL:
        return None
    if not ((doubled | before) & SPACE or seen & OTHER):
        return text
    line = PyUnicode_New(length, min(every, 0x10FFFF))
    width, made, at = PyUnicode_KIND(line), PyUnicode_DATA(line), 0
    while at < length:
        kind = kind_of(signs[at])
        if kind & APART:
            at = after(signs, at, length)
            apart = apart or (at < length and not closing(signs[at]))
            continue
        if kind == WORD:
            if apart and size:
                PyUnicode_WRITE(width, made, size, 0x20)
                size += 1
            apart = False
            PyUnicode_WRITE(width, made, size, signs[at])
            size += 1
        else:
            apart = True
        at += 1
    return line if size == length else line[:size]


cdef Py_ssize_t counted(Py_ssize_t length, Signs *signs) noexcept:
    cdef Py_ssize_t at, words = 0
    cdef unsigned int before = SPACE, kind
    for at in range(length):
        kind = kind_of(signs[at])
        words += before & ~kind & SPACE
        before = kind
    return words


cpdef one_line(str text):
    """The words with one space between them; None where there is a special sign among them."""
    cdef int kind = PyUnicode_KIND(text)
    if kind == 1:
        return line(text, <const unsigned char *>PyUnicode_DATA(text))
    if kind == 2:
        return line(text, <const unsigned short *>PyUnicode_DATA(text))
    return line(text, <const unsigned int *>PyUnicode_DATA(text))


cpdef Py_ssize_t count_words(str text):
    """How many words there are: what white space parts."""
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if kind == 1:
        return counted(length, <const unsigned char *>PyUnicode_DATA(text))
    if kind == 2:
        return counted(length, <const unsigned short *>PyUnicode_DATA(text))
    return counted(length, <const unsigned int *>PyUnicode_DATA(text))


cpdef bint has_controls(str text):
    """Whether there are control characters, but those of lines and pages."""
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if kind == 1:
        return controls_uint8_t(<const unsigned char *>PyUnicode_DATA(text), length)
    if kind == 2:
        return controls_uint16_t(<const unsigned short *>PyUnicode_DATA(text), length)
    return controls_uint32_t(<const unsigned int *>PyUnicode_DATA(text), length)


cpdef str shown(str text):
    """The text without the signs that show nothing: where a line may break, and the like."""
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if kind == 1:
        any_hidden = memchr(PyUnicode_DATA(text), 0xAD, length) != NULL
    elif kind == 2:
        any_hidden = hidden_uint16_t(<const unsigned short *>PyUnicode_DATA(text), length)
    else:
        any_hidden = hidden_uint32_t(<const unsigned int *>PyUnicode_DATA(text), length)
    if any_hidden:
        for sign in ZERO_WIDTH:
            text = text.replace(sign, "")
    return text


cpdef Py_ssize_t count_letters(str text):
    """How many letters there are, of any alphabet."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at, letters = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef unsigned int sign
    for at in range(length):
        sign = PyUnicode_READ(kind, data, at)
        letters += (sign | 0x20) - 0x61 < 26 if sign < 0x80 else Py_UNICODE_ISALPHA(sign)
    return letters
