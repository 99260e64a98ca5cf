# Types with which `places.py` is compiled.

import cython

from moisson.extract.rows.values cimport values_at, words

cdef class Fact:
    cdef public str name, stated
    cdef public list paths
    cdef public object form

    @cython.locals(path=str)
    cpdef str of(self, object row)

cdef class Kind:
    cdef public list id, text, title, license, facts, also, qualify, identifiers
    cdef public str markup, stated
    cdef public Fact language

cdef class Places:
    cdef public object fields
    cdef dict _paths, _inner, _kinds
    cdef set _opened
    cdef tuple _keys
    cdef Kind _last

    @cython.locals(keys=tuple, opened=list, found=Kind)
    cpdef Kind within(self, object row)
    cpdef Kind _kind(self, object row)
