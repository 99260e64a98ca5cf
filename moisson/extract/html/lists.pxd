# Types with which `lists.py` is compiled.

import cython

from moisson.extract.html.tree cimport Page

@cython.locals(
    own=list, href=list, leads=list, links=list, stays=list, within=list, places=list, back=set, found=list, passed=int, i=int, end=int,
    tag=str, early=bint, listed=bint, count=int, named=bint, versions=bint, words=int, address=str,
)
cpdef list portal_lists(Page page, list weight, int zone, list skip)
@cython.locals(found=list, i=int, stop=int)
cpdef list contents(Page page, int zone, list skip)
@cython.locals(links=list, j=int)
cpdef bint _leads_within(Page page, int i)
@cython.locals(attributes=list, links=list, named=dict, count=dict, i=int, there=int, back=bint, name=str)
cpdef set _mutual(Page page)
