# Types with which `words.py` is compiled.

from moisson.extract.pdf.held cimport held

cdef class Words:
    cdef object _lines
    cdef const unsigned long long[::1] _table
