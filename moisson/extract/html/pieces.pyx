# distutils: extra_compile_args = -O2 -g0
"""Mark-up in pieces: words, the tag behind them and its attributes, over and over; takes the place of `pieces.py`."""

from html.entities import name2codepoint

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_FromKindAndData, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_Substring

ctypedef fused Signs:
    const unsigned char
    const unsigned short
    const unsigned int

cdef dict CODES = name2codepoint
cdef enum:
    MOST_DIGITS = 7


cpdef list pieces(str markup):
    """Words, a tag in small letters, its attributes, words, …, words; None where it takes a parser to know them."""
    cdef int kind = PyUnicode_KIND(markup)
    if kind == 1:
        return cut(markup, <const unsigned char *>PyUnicode_DATA(markup))
    if kind == 2:
        return cut(markup, <const unsigned short *>PyUnicode_DATA(markup))
    return cut(markup, <const unsigned int *>PyUnicode_DATA(markup))


cdef list cut(str markup, Signs *signs):
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(markup), at = 0, begin, end
    cdef unsigned int *meant = NULL  # words in which references have become signs
    cdef list found = []
    cdef str tag
    cdef bint capital
    try:
        while True:
            begin = at
            while at < length and signs[at] != c"<" and signs[at] != c"&":
                at += 1
            if at < length and signs[at] == c"&":
                if meant == NULL:
                    meant = <unsigned int *>PyMem_Malloc(4 * length)
                    if meant == NULL:
                        raise MemoryError
                at, end = mean(markup, signs, begin, length, meant)
                if at < 0:
                    return None
                found.append(PyUnicode_FromKindAndData(4, meant, end))
            else:
                found.append(PyUnicode_Substring(markup, begin, at))
            if at >= length:
                return found
            at += 1
            begin = at  # of the tag
            at += at < length and signs[at] == c"/"
            if at >= length or not letter(signs[at]):
                return None
            capital = False
            while at < length and (letter(signs[at]) or c"0" <= signs[at] <= c"9"):
                capital |= signs[at] < c"a" and signs[at] > c"9"
                at += 1
            tag = PyUnicode_Substring(markup, begin, at)
            found.append(tag.lower() if capital else tag)
            begin = at
            while at < length and signs[at] != c">" and signs[at] != c"<":
                at += 1
            if at >= length or signs[at] == c"<":
                return None
            found.append(PyUnicode_Substring(markup, begin, at))
            at += 1
    finally:
        PyMem_Free(meant)


cdef inline bint letter(unsigned int sign) noexcept:
    return c"a" <= (sign | 0x20) <= c"z" and sign < 0x80


cdef (Py_ssize_t, Py_ssize_t) mean(str markup, Signs *signs, Py_ssize_t at, Py_ssize_t length, unsigned int *to):
    """Write words up to a tag; gives where they end and how many signs they are; -1 where a parser has more to say of them."""
    cdef Py_ssize_t size = 0, begin
    cdef unsigned int code
    while at < length and signs[at] != c"<":
        code = signs[at]
        at += 1
        if code == c"&":
            code, begin = 0, at
            if at < length and signs[at] == c"#":
                at += 1
                while at < length and c"0" <= signs[at] <= c"9" and at - begin <= MOST_DIGITS:
                    code = 10 * code + signs[at] - c"0"
                    at += 1
            else:
                while at < length and (letter(signs[at]) or c"0" <= signs[at] <= c"9"):
                    at += 1
                code = CODES.get(PyUnicode_Substring(markup, begin, at), 0)
            if at >= length or signs[at] != c";":
                return -1, 0
            at += 1
            if not (32 <= code < 127 or 160 <= code < 0xD800 or 0xE000 <= code < 0xFFFE):
                return -1, 0
        to[size] = code
        size += 1
    return at, size
