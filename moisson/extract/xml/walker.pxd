# Types with which `walker.py` is compiled.

import cython

from moisson.extract.spaces cimport count_words
from moisson.extract.xml.structure cimport Structure

cdef class Part:
    cdef public str name
    cdef public object role, opening, closing, starts, ends
    cdef public list wanted
    cdef public bint apart, asks, attributed

cdef class Walker(Structure):
    cdef public list path, _actions, _captures, _languages
    cdef public dict found, _parts
    cdef public object words, gates
    cdef public int _skipped
    cdef public bint _hears, _counts

    cpdef _start(self, Part part, dict attributes)
    @cython.locals(part=Part)
    cpdef _end(self)
    cpdef _hear(self, str words)
    @cython.locals(inline=list)
    cpdef _data(self, str words)
    cpdef _overhear(self, str words)
    cpdef _capture(self, list wanted, dict attributes)
    cpdef _keep(self)
