# Types with which `heights.py` is compiled.

import cython

from moisson.extract.pdf.pieces cimport Segment

@cython.locals(s=Segment, y=double)
cpdef list by_height(list segments)
@cython.locals(rising=list, out=list, s=Segment, y=double, level=Py_ssize_t, k=Py_ssize_t)
cpdef list from_bottom(list segments)
@cython.locals(s=Segment, found=double)
cpdef double top_of(list words, double default=*)
@cython.locals(s=Segment, found=double)
cpdef double bottom_of(list words, double default=*)
