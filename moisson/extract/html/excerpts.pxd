# Types with which `excerpts.py` is compiled.

import cython

from moisson.extract.html.tree cimport Page

@cython.locals(alike=dict, count=int, i=int, text=str, groups=set, found=list, end=int, lost=int)
cpdef list excerpts(Page page, list furniture)
@cython.locals(said=str)
cpdef bint _breaks_off(str text)
cpdef _add_boxes(Page page, int i, list furniture, dict alike)
