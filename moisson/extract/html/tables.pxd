# Types with which `tables.py` is compiled.

import cython

from moisson.extract.html.main cimport Main
from moisson.extract.html.tree cimport Page

cdef class Tables:
    cdef Page page
    cdef list skip, tables
    cdef set around
    cdef dict leads

    @cython.locals(page=Page, filled=list, cells=list, row=int, cell=int, mark=str, numbered=dict, marks=list, bordered=bint, headed=bint,
                   nested=bint, several=int, count=int, words=int, alone=int)
    cpdef bint is_data(self, int i)
    @cython.locals(page=Page, part=int, row=int, cell=int)
    cpdef bint has_header(self, int i)
    @cython.locals(page=Page, j=int, found=int)
    cpdef int paragraphs(self, int cell)
    @cython.locals(before=int)
    cpdef bint holds_table(self, int cell)
    @cython.locals(ends=list, skip=list, found=list, j=int, stop=int)
    cpdef list children(self, int i)
    @cython.locals(tags=list, found=list, part=int, row=int)
    cpdef list rows(self, int i)
    @cython.locals(cell=int)
    cpdef list cells(self, int row)
    @cython.locals(words=str)
    cpdef str marker(self, int cell)
    @cython.locals(page=Page, ends=list, tails=list, skip=list, found=list, opened=list, j=int, stop=int, closed=int)
    cpdef list strings(self, int i, int most=*)
