# Types with which `pieces.py` is compiled.

import cython

cdef class Box:
    cdef public double x0, x1

@cython.final
cdef class Segment(Box):
    cdef public str text
    cdef public double y, size
    cdef public bint bold, lead

@cython.final
@cython.no_gc  # it knows what is smaller alone
cdef class Table(Box):
    cdef public double top, bottom
    cdef public list rows, edges

@cython.locals(s=Segment, first=Segment)
cpdef str words_of(list segments)
@cython.locals(s=Segment)
cpdef list texts(list segments)
@cython.locals(s=Segment)
cpdef list without(list segments, set gone)
@cython.locals(s=Segment, size=double, count=Py_ssize_t)
cpdef count_signs(list segments, dict by_size)
