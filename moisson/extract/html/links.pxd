# Types with which `links.py` is compiled.

import cython

from moisson.extract.html.tree cimport Page

@cython.locals(alone=dict, back=set, i=int, tag=str, words=int, links=int, listed=bint, link=bint, text=str, positions=list)
cpdef set refrains(Page page)
@cython.locals(words=int, j=int)
cpdef bint leads_up(Page page, int i)
@cython.locals(links=list, j=int, between=int)
cpdef bint skips(Page page, int i)
@cython.locals(links=list, j=int)
cpdef bint is_contents(Page page, int i)
cpdef bint _leads_within(Page page, int i)
@cython.locals(count=int, j=int, stop=int, link=bint, text=str)
cpdef int holds_links(Page page, int i)
@cython.locals(before=int)
cpdef bint is_introduced(Page page, int i)
@cython.locals(up=int, before=int, after=int, beside=int)
cpdef bint is_alone(Page page, int i)
@cython.locals(up=int, before=int, after=int, beside=int, text=str)
cpdef bint _is_amid_words(Page page, int i)
@cython.locals(own=str, j=int)
cpdef bint leads_out(Page page, int i)
@cython.locals(i=int)
cpdef str _site(Page page)
cpdef str site(str address)
@cython.locals(tags=list, texts=list, tails=list, before=int, up=int, prose=int)
cpdef bint is_within(Page page, int i)
