# Types with which `elsewhere.py` is compiled.

import cython

from moisson.extract.html.tree cimport Page

@cython.locals(text=str, words=int, own=list, said=str)
cpdef bint leads_elsewhere(Page page, int i)
@cython.locals(top=int, up=int, words=int, child=int, children=list, parts=list)
cpdef list below(Page page, list weight, int heading, int zone)
cpdef bint offers_more(str line)
