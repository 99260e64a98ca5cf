# distutils: extra_compile_args = -O2 -g0
"""Words by their hashes. Compiled, this takes the place of `held.py`."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND

cimport cython

import numpy as np

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4)
    bint Py_UNICODE_ISDECIMAL(Py_UCS4)

cdef enum:
    LETTER = 1
    INNER = 2

cdef unsigned char KNOWN[0x100]  # what characters are, as in `held.py`
cdef int code
for code in range(0x100):
    KNOWN[code] = INNER if code == 0x2D or code == 0x27 else LETTER if chr(code).isalnum() and not chr(code).isdecimal() else 0


cdef inline int kind_of(Py_UCS4 sign) noexcept:
    if sign < 0x100:
        return KNOWN[sign]
    if sign == 0x2019:
        return INNER
    return LETTER if Py_UNICODE_ISALNUM(sign) and not Py_UNICODE_ISDECIMAL(sign) else 0


cdef inline unsigned long long mixed(unsigned long long value) noexcept:
    return (value ^ (value >> 29)) | 1


ctypedef fused Signs:
    const unsigned char
    const unsigned short
    const unsigned int


cdef void gather(Py_ssize_t count, Signs *signs, unsigned long long *table, unsigned long long mask) noexcept:
    """The words of a line, but one that its end cuts."""
    cdef Py_ssize_t k = 0
    cdef unsigned long long value, place
    cdef int what
    if count and (signs[count - 1] == 0x2D or signs[count - 1] == 0xAD or signs[count - 1] == 0x2010 or signs[count - 1] == 0xAC):
        while count and signs[count - 1] != 0x20:
            count -= 1
    while k < count:
        if kind_of(signs[k]) != LETTER:
            k += 1
            continue
        value = 0xCBF29CE484222325ULL
        while True:
            value = (value ^ signs[k]) * 0x100000001B3ULL
            k += 1
            if k == count:
                break
            what = kind_of(signs[k])
            if what != LETTER and (what == 0 or k + 1 == count or kind_of(signs[k + 1]) != LETTER):
                break
        value = mixed(value)
        place = (value >> 1) & mask
        while table[place] and table[place] != value:
            place = (place + 1) & mask
        table[place] = value


def gathered(lines):
    """As in `held.py`."""
    cdef Py_ssize_t length = 0
    cdef str line
    for line in lines:
        length += PyUnicode_GET_LENGTH(line) + 1
    cdef unsigned long long[::1] table = np.zeros(1 << (length // 2 + 2).bit_length(), np.uint64)
    cdef int kind
    for line in lines:
        kind, length = PyUnicode_KIND(line), PyUnicode_GET_LENGTH(line)
        if kind == 1:
            gather(length, <const unsigned char *>PyUnicode_DATA(line), &table[0], table.shape[0] - 1)
        elif kind == 2:
            gather(length, <const unsigned short *>PyUnicode_DATA(line), &table[0], table.shape[0] - 1)
        else:
            gather(length, <const unsigned int *>PyUnicode_DATA(line), &table[0], table.shape[0] - 1)
    return table


@cython.boundscheck(False)
@cython.wraparound(False)
cpdef bint held(str word, const unsigned long long[::1] table):
    """As in `held.py`."""
    cdef unsigned long long value = 0xCBF29CE484222325ULL, place, mask = table.shape[0] - 1
    cdef Py_UCS4 sign
    for sign in word:
        value = (value ^ <unsigned int>sign) * 0x100000001B3ULL
    value = mixed(value)
    place = (value >> 1) & mask
    while table[place]:
        if table[place] == value:
            return True
        place = (place + 1) & mask
    return False
