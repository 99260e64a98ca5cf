# Types with which `furniture.py` is compiled.

import cython

from moisson.extract.html.links cimport is_within
from moisson.extract.html.tree cimport Page

cpdef bint named_in(pattern, dict attributes)

@cython.final
cdef class _Furniture:
    cdef Page page
    cdef int total
    cdef list found, hinted, logos
    cdef bint hints

    @cython.locals(page=Page, attributes=dict, count=int, before=int)
    cpdef bint has_logo(self, int i)
    @cython.locals(page=Page, i=int)
    cpdef list mark(self)
    @cython.locals(page=Page, found=list, inside=list, i=int, up=int, tag=str, within=bint)
    cpdef mark_furniture(self)
    @cython.locals(page=Page, tag=str, attributes=dict, words=int, prose=int, share=double, said=int, hint=bint, comments=bint, header=bint)
    cpdef bint is_furniture(self, int i, bint inside)
    @cython.locals(page=Page)
    cpdef bint is_section(self, int i, bint inside)
    @cython.locals(page=Page, count=int, before=int, after=int, j=int)
    cpdef int headed_beside(self, int i)
    @cython.locals(page=Page, j=int)
    cpdef bint is_headed(self, int i)
    cpdef bint asks_consent(self, int i)
    @cython.locals(density=double)
    cpdef bint is_site_header(self, int i, bint inside, double share)
