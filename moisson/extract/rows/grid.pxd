# Types with which `grid.py` is compiled.

import cython

cdef class Grid:
    cdef public Py_ssize_t height
    cdef Py_ssize_t _before, _signs
    cdef dict _columns
    cdef bint _filled

    @cython.locals(place=Py_ssize_t, column=list, missing=Py_ssize_t)
    cpdef put(self, Py_ssize_t at, str words, Py_ssize_t times=*)
    @cython.locals(before=Py_ssize_t, column=list)
    cpdef end_row(self, Py_ssize_t times=*)
    @cython.locals(column=list)
    cpdef list columns(self)
    cpdef _refused(self)
