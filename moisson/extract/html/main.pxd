# Types with which `main.py` is compiled.

import cython

from moisson.extract.html.bare cimport drop_bare_headings
from moisson.extract.html.body cimport after_body, before_title, body_of, link_lists, teasers
from moisson.extract.html.closing cimport about_author, comments
from moisson.extract.html.elsewhere cimport leads_elsewhere
from moisson.extract.html.links cimport is_contents, is_introduced, leads_up, refrains, skips
from moisson.extract.html.outline cimport weigh
from moisson.extract.html.story cimport story, title_heading
from moisson.extract.html.tree cimport Page

@cython.final
cdef class Main:
    cdef public Page page
    cdef public int start, heading
    cdef public list skip, site_headings, signatures
    cdef public set around

cpdef Main find_main(Page page)

@cython.final
cdef class _Search:
    cdef Page page
    cdef int title, total
    cdef list furniture, weight
    cdef bint is_article, is_told

    @cython.locals(found=Main, card=int)
    cpdef Main run(self)
    @cython.locals(i=int)
    cpdef list site_headings(self)
    @cython.locals(page=Page, count=int, own=list, parents=list, left_out=list, lost=list, i=int)
    cpdef weigh(self)
    @cython.locals(page=Page, weight=list, total=int, heading=int, named=int, heart=int, zone=int, told=int)
    cpdef int zone(self)
    @cython.locals(heart=int)
    cpdef int heart(self, int zone)
    @cython.locals(page=Page, up=int, beside=list, child=int, words=int, links=int, weight=int)
    cpdef int with_act(self, int main)
    @cython.locals(page=Page, up=int, words=int, links=int, prose=int, child=int, most=double)
    cpdef int climb(self, int zone)
    @cython.locals(page=Page, i=int)
    cpdef int heading(self)
    @cython.locals(page=Page, i=int, shown=list, kept=list)
    cpdef int heading_before(self, int zone)
    @cython.locals(page=Page)
    cpdef int around(self, int first, int second)
    @cython.locals(page=Page, weight=list, found=int, i=int, tag=str, attributes=dict, own=int)
    cpdef int named(self, int total, int heading)
    @cython.locals(page=Page, count=int, up=int, child=int)
    cpdef int before(self, int outer, int inner, int enough=*)
    @cython.locals(page=Page, weight=list, least=double, inner=int, j=int)
    cpdef int descend(self, int i, double share)
    @cython.locals(page=Page, zone=int, heart=int, first=int, path=int, up=int, child=int, index=bint, children=list, density=double)
    cpdef trim(self, Main found)
    @cython.locals(page=Page, heading=int, found=list, i=int, line=str)
    cpdef list above_heading(self, int zone)
    cpdef bint leads_away(self, int i, bint before, bint above)
    @cython.locals(page=Page, zone=int, half=int, i=int, tries=int, end=int)
    cpdef drop_related(self, Main found)
    @cython.locals(page=Page, words=list, links=list, i=int, up=int)
    cpdef drop_refrains(self)
    @cython.locals(end=int)
    cpdef mark(self, int i)
    cpdef drop(self, Main found, list parts)
    @cython.locals(page=Page, attributes=dict, words=int, weight=int)
    cpdef bint is_links(self, int i, double density)
