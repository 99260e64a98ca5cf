# Types with which `furniture.py` is compiled.

import cython

from moisson.extract.pdf.middle cimport median
from moisson.extract.pdf.pieces cimport Segment
from moisson.extract.pdf.signs cimport blank

@cython.final
@cython.no_gc  # it knows what is smaller alone
cdef class Edge:
    cdef public int page, side
    cdef public double y, gap
    cdef public list segments
    cdef public str text

@cython.locals(s=Segment, first=Segment, then=Segment, near=list, rows=list, row=list, found=list, gap=double, side=int,
               number=int)
cpdef list edges(int page, list segments, double height)
@cython.locals(s=Segment, first=Segment, rows=list)
cpdef list _outermost(list segments, int side)
@cython.locals(rows=list, found=list, page=list, near=list, again=list, edge=Edge, s=Segment, number=int)
cpdef list furniture(pages, rules=*)
@cython.locals(s=Segment, edge=Edge, heads=list, large=list, largest=double)
cpdef set _titles(list page, list segments, set found)
@cython.locals(edge=Edge, s=Segment, top=double, bottom=double)
cpdef set _tables(list page, list segments, set found, rules, double height)
@cython.locals(edge=Edge, last=Edge, out=list, near=list)
cpdef list _level(list group)
@cython.locals(edge=Edge)
cpdef _heights(list edges)
@cython.locals(edge=Edge, step=int)
cpdef bint _fixed(list near, there, same)
@cython.locals(edge=Edge, by=int, step=int, most=set, those=set)
cpdef list _repeated(list near, int count)
cpdef _number(Segment s)
@cython.locals(edges=list, edge=Edge, s=Segment, page=int)
cpdef set _shifts(rows)
@cython.locals(s=Segment, gap=double)
cpdef bint _numbered(list row, int page, set shifts)
@cython.locals(edge=Edge, s=Segment)
cpdef bint _has_number(list page, Edge but, set found)
@cython.locals(edge=Edge, s=Segment, other=Segment, left=list, row=list, margin=set, left_edge=double,
               right_edge=double, outside=bint, grows=bint, side=int)
cpdef _alone(list page, set found, list segments, double height, set shifts)
