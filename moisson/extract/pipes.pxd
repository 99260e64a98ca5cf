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

@cython.locals(blocks=list, piece=list, row=_Row, column=int)
cpdef list table(list rows)
@cython.locals(used=list, several=list, lines=list, row=_Row, column=int, text=str, words=str, pipes=str, first=int, last=int, k=int)
cpdef list _piece(list grid)
cpdef str _in_a_line(str text)
@cython.locals(filled=list, text=str)
cpdef bint _is_prose(_Row row)
@cython.locals(row=list, cell=Cell, column=int, texts=dict, below=dict, covered=dict)
cpdef list _grid(list rows)
