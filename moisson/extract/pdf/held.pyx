# distutils: extra_compile_args = -O2 -g0
"""Whether a word is among those whose hashes a table holds. Compiled, this takes the place of `held.py`."""

cimport cython


@cython.boundscheck(False)
@cython.wraparound(False)
def held(str word, const unsigned long long[::1] table):
    """As in `held.py`."""
    cdef unsigned long long value = 0xCBF29CE484222325ULL, place, mask = table.shape[0] - 1
    cdef Py_UCS4 sign
    for sign in word:
        value = (value ^ <unsigned int>sign) * 0x100000001B3ULL
    value = (value ^ (value >> 29)) | 1
    place = (value >> 1) & mask
    while table[place]:
        if table[place] == value:
            return True
        place = (place + 1) & mask
    return False
