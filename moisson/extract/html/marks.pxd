# Types with which `marks.py` is compiled.

import cython

from moisson.extract.html.tables cimport Tables
from moisson.extract.html.tree cimport Page

cdef class Marks(Tables):
    cdef int counted

    @cython.locals(page=Page, after=int, mark=str, words=int, counts=bint)
    cpdef bint is_point(self, int i, list before)
    cpdef bint counts_on(self, int number)
    @cython.locals(text=str)
    cpdef bint begins(self, int i, list before)
    @cython.locals(attributes=dict)
    cpdef bint is_number(self, int i, str words)
    @cython.locals(page=Page, tag=str, attributes=dict)
    cpdef bint is_raised(self, int i)
    @cython.locals(words=str, tail=str, inline=str, text=str, call=int, linked=bint)
    cpdef bint is_half_bracketed(self, int i, list before)
    @cython.locals(text=str)
    cpdef str first_words(self, int i)
