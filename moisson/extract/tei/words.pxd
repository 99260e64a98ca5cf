# Types with which `words.py` is compiled.

from moisson.extract.xml.walker cimport Walker

cdef class Words(Walker):
    cdef public bint _by_join, _touching, _loose, _short, _glued, _divided, _timed, _new_page, _resuming
    cdef public list _joins, _held
    cdef public str _lead
    cdef public int _unfinished

    cpdef _data(self, str words)
    cpdef str _unbroken(self, str words)
    cpdef str _begin(self, str words)
    cpdef str _trimmed_end(self)
    cpdef str _attach(self, str words)
