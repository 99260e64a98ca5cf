# Types with which `outline.py` is compiled.

import cython

from moisson.extract.html.tree cimport Page
from moisson.extract.spaces cimport count_words

cpdef weigh(Page page)
@cython.locals(found=bint, i=int, said=dict)
cpdef bint _uncover(Page page)
@cython.locals(count=int, j=int, out=bint)
cpdef int _words_in(Page page, int i)
@cython.locals(
    tags=list, texts=list, tails=list, attributes=list, parents=list, block=list, hidden=list, link=list, words=list, links=list,
    own=list, own_links=list, prose=list, count=int, i=int, up=int, found=int, inside=int, at=int, linked=bint, hides=bint,
)
cpdef _weigh(Page page, bint as_shown)
@cython.locals(up=int, beside=int, stop=int, others=list)
cpdef bint is_never_shown(Page page, int i)
@cython.locals(attributes=dict)
cpdef bint is_hidden(Page page, int i)
@cython.locals(up=int)
cpdef bint _is_read_out(Page page, int i)
cpdef bint _leads_away(dict attributes)
