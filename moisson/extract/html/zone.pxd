# Types with which `zone.py` is compiled.

import cython

from moisson.extract.html.body cimport body_of
from moisson.extract.html.links cimport is_introduced
from moisson.extract.html.story cimport story, title_heading
from moisson.extract.html.tree cimport Page

cdef class Search:
    cdef Page page
    cdef int law, title, total
    cdef list furniture, weight
    cdef bint is_article, is_told

    cpdef bint is_law(self)
    @cython.locals(page=Page, count=int, own=list, parents=list, left_out=list, lost=list, i=int)
    cpdef weigh(self)
    @cython.locals(end=int)
    cpdef mark(self, int i)
    @cython.locals(page=Page, weight=list, total=int, heading=int, named=int, heart=int, zone=int, told=int)
    cpdef int zone(self)
    @cython.locals(page=Page, up=int)
    cpdef int out_of_heading(self, int zone)
    @cython.locals(heart=int)
    cpdef int heart(self, int zone)
    @cython.locals(page=Page, up=int, beside=list, child=int, words=int, links=int, weight=int)
    cpdef int with_act(self, int main)
    @cython.locals(page=Page, up=int, words=int, links=int, prose=int, child=int, most=double)
    cpdef int climb(self, int zone)
    @cython.locals(page=Page, i=int)
    cpdef int heading(self)
    @cython.locals(page=Page)
    cpdef int around(self, int first, int second)
    @cython.locals(page=Page, weight=list, found=int, i=int, tag=str, attributes=dict, own=int)
    cpdef int named(self, int total, int heading)
    @cython.locals(page=Page, count=int, up=int, child=int)
    cpdef int before(self, int outer, int inner, int enough=*)
    @cython.locals(page=Page, weight=list, least=double, inner=int, j=int)
    cpdef int descend(self, int i, double share)
    @cython.locals(page=Page, attributes=dict, words=int, weight=int)
    cpdef bint is_links(self, int i, double density)
