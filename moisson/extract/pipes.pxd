# Types with which `pipes.py` is compiled.

import cython

@cython.final
@cython.no_gc
@cython.freelist(64)
cdef class Cell:
    cdef public str text
    cdef public int columns, rows

@cython.no_gc
cdef class _Row:
    cdef public dict texts
    cdef public bint single
    cpdef str at(self, int column)

@cython.locals(row=list, cell=Cell, column=int, texts=dict, below=dict, covered=dict)
cpdef list _grid(list rows)
