# Types with which `edges.py` is compiled.

import cython

from moisson.extract.pdf.heights cimport by_height, from_bottom
from moisson.extract.pdf.pieces cimport Segment

@cython.final
@cython.no_gc  # it knows what is smaller alone
cdef class Edge:
    cdef public int page, side
    cdef public double y, gap
    cdef public list segments
    cdef public str text

@cython.locals(s=Segment, first=Segment, then=Segment, near=list, rows=list, row=list, found=list, text=str, upper=double, lower=double, gap=double,
               side=int, number=int)
cpdef list edges(int page, list segments, double height)
@cython.locals(edge=Edge)
cpdef Edge edge_of(int page, int side, double y, list segments, str text, double gap)
@cython.locals(s=Segment, size=double)
cpdef double size_of(list row)
@cython.locals(sign=Py_UCS4)
cpdef bint has_letters(str text)
@cython.locals(s=Segment, first=Segment, rows=list)
cpdef list _outermost(list segments, int side)
