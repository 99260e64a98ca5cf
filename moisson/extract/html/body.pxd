# Types with which `body.py` is compiled.

import cython

from moisson.extract.html.elsewhere cimport offers_more
from moisson.extract.html.links cimport is_introduced, is_within, leads_out
from moisson.extract.html.tree cimport Page

@cython.locals(found=list, path=int, above=int, below=int, up=int, i=int)
cpdef list before_title(Page page, list weight, int zone, int title, bint declared)
@cython.locals(j=int)
cpdef bint _has_number(Page page, int i)
@cython.locals(attributes=dict)
cpdef bint holds_notes(Page page, int i)
@cython.locals(least=double, body=int, i=int)
cpdef int body_of(Page page, list weight, int heart)
@cython.locals(body=int, found=list, path=int, up=int, i=int)
cpdef list after_body(Page page, list weight, int heart, int zone)
cpdef bint _belongs(Page page, int i, int body)
@cython.locals(attributes=dict)
cpdef bint is_body(Page page, int i)
@cython.locals(found=list, i=int)
cpdef list link_lists(Page page, list weight, int zone, list skip)
@cython.locals(found=list, i=int, stop=int, tag=str, chosen=bint)
cpdef list _boxes(Page page, int zone, list skip, bint lists)
@cython.locals(j=int)
cpdef bint _is_linked(Page page, int i)
@cython.locals(j=int)
cpdef bint _leads_on(Page page, int i)
@cython.locals(j=int)
cpdef bint _is_cited(Page page, int i)
cpdef bint _is_file(Page page, int i)
@cython.locals(found=list, i=int)
cpdef list teasers(Page page, list weight, int zone, list skip)
@cython.locals(j=int, headed=list)
cpdef bint _is_teaser(Page page, int i)
cpdef bint is_like(Page page, int i, int j)
