# Types with which `main.py` is compiled.

import cython

from moisson.extract.html.bare cimport drop_bare_headings
from moisson.extract.html.body cimport after_body, before_title, link_lists, teasers
from moisson.extract.html.closing cimport about_author, about_site, comments, comments_beside
from moisson.extract.html.elsewhere cimport leads_elsewhere
from moisson.extract.html.excerpts cimport excerpts
from moisson.extract.html.links cimport is_contents, leads_up, refrains, skips
from moisson.extract.html.outline cimport weigh
from moisson.extract.html.story cimport title_heading
from moisson.extract.html.tree cimport Page
from moisson.extract.html.zone cimport Search

@cython.final
cdef class Main:
    cdef public Page page
    cdef public int start, heading
    cdef public list skip, site_headings, signatures
    cdef public set around

cpdef Main find_main(Page page)

@cython.final
cdef class _Trimmer(Search):
    @cython.locals(found=Main, broken=list, box=int, card=int, part=int, below=list)
    cpdef Main run(self)
    @cython.locals(i=int)
    cpdef list site_headings(self)
    @cython.locals(page=Page, i=int, shown=list, kept=list)
    cpdef int heading_before(self, int zone)
    @cython.locals(page=Page, zone=int, heart=int, first=int, path=int, up=int, child=int, index=bint, children=list, density=double,
                   own_lists=list)
    cpdef trim(self, Main found)
    @cython.locals(page=Page, heading=int, found=list, i=int, line=str)
    cpdef list above_heading(self, int zone)
    cpdef bint leads_away(self, int i, bint before, bint above)
    @cython.locals(page=Page, zone=int, half=int, i=int, tries=int, end=int)
    cpdef drop_related(self, Main found)
    @cython.locals(page=Page, words=list, links=list, i=int, up=int)
    cpdef drop_refrains(self)
    cpdef drop(self, Main found, list parts)
