# distutils: extra_compile_args = -O2 -g0
"""Words by their hashes. Compiled, this takes the place of `held.py`."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_READ

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


@cython.boundscheck(False)
@cython.wraparound(False)
cdef void gather(str line, unsigned long long[::1] table):
    """The words of a line, but one that its end cuts."""
    cdef int kind = PyUnicode_KIND(line)
    cdef const void *data = PyUnicode_DATA(line)
    cdef Py_ssize_t k = 0, count = PyUnicode_GET_LENGTH(line)
    cdef unsigned long long value, place, mask = table.shape[0] - 1
    cdef Py_UCS4 sign
    cdef int what
    if count:
        sign = PyUnicode_READ(kind, data, count - 1)
        if sign == 0x2D or sign == 0xAD or sign == 0x2010 or sign == 0xAC:
            while count and PyUnicode_READ(kind, data, count - 1) != 0x20:
                count -= 1
    while k < count:
        sign = PyUnicode_READ(kind, data, k)
        if kind_of(sign) != LETTER:
            k += 1
            continue
        value = 0xCBF29CE484222325ULL
        while k < count:
            sign = PyUnicode_READ(kind, data, k)
            what = kind_of(sign)
            if what == 0 or (what == INNER and not (k + 1 < count and kind_of(PyUnicode_READ(kind, data, k + 1)) == LETTER)):
                break
            value = (value ^ <unsigned int>sign) * 0x100000001B3ULL
            k += 1
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
    for line in lines:
        gather(line, table)
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
