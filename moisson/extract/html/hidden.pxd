# Types with which `hidden.py` is compiled.

import cython

from moisson.extract.html.tree cimport Page

@cython.locals(
    tags=list, attributes=list, links=list, openers=list, jumps=list, breaks=list, inside=list, calls=list, i=int, part=int, tag=str, words=str,
    prints=bint, alone=bint, said=dict,
)
cpdef take_out_hidden(Page page, str markup)
cpdef bint _opens(dict attributes)
cpdef bint _is_break(dict attributes)
@cython.locals(up=int, before=int, after=int, words=str, text=str)
cpdef bint _is_control(Page page, int i)
cpdef str _words(Page page, int i)
