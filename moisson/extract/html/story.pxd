# Types with which `story.py` is compiled.

import cython

from moisson.extract.html.body cimport holds_notes, is_body, is_like
from moisson.extract.html.links cimport is_within
from moisson.extract.html.tree cimport Page

@cython.locals(i=int, titles=list, stated=list, said=str, title=str, ending=int, known=set, words=set)
cpdef int title_heading(Page page, list furniture, bint declared)
@cython.locals(i=int, column=int, told=int)
cpdef int story(Page page, list weight, int title)
@cython.locals(path=int, up=int, i=int, others=int, rest=int, words=int, links=int)
cpdef bint _is_whole(Page page, list weight, int story, bint post, str level)
@cython.locals(j=int)
cpdef bint _leads(Page page, int i)
@cython.locals(stop=int)
cpdef bint _holds_body(Page page, list weight, int i, int least)
