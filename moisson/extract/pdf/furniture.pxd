# Types with which `furniture.py` is compiled.

import cython

from libc.math cimport lrint as round  # a half goes to the even neighbour, as Python's own does
from moisson.extract.pdf.edges cimport Edge, edge_of, edges, has_letters, size_of
from moisson.extract.pdf.middle cimport median
from moisson.extract.pdf.pieces cimport Segment
from moisson.extract.pdf.signs cimport blank

@cython.locals(rows=list, found=list, page=list, near=list, again=list, group=list, groups=dict, edge=Edge, part=Edge,
               s=Segment, number=int)
cpdef list furniture(pages, rules=*)
@cython.locals(edge=Edge, s=Segment, lines=list, side=int)
cpdef set _letterhead(list page, set others, set found)
@cython.locals(s=Segment, edge=Edge, letters=dict, heads=list, large=list, largest=double, kind=int, most=int, size=int, bold=int)
cpdef set _titles(list page, list segments, set found)
@cython.locals(edge=Edge, s=Segment, other=Segment, suspects=list, top=double, bottom=double, middle=double)
cpdef set _tables(list page, list segments, set found, rules, double height)
@cython.locals(edge=Edge, last=Edge, out=list, near=list)
cpdef list _level(list group)
@cython.locals(edge=Edge, found=dict)
cpdef dict _heights(list edges)
cpdef int _place(int side, int step)
@cython.locals(edge=Edge, pages=set, others=set, step=int, k=int, place=int, page=int, side=int)
cpdef bint _fixed(list near, dict there, dict same)
@cython.locals(edge=Edge, first=Edge, kept=dict, numbers=list, by=int, step=int, place=int, most=set, those=set, least=double,
               often=double)
cpdef list _repeated(list near, int count)
cpdef _number(Segment s)
@cython.locals(near=list, row=list, edge=Edge, s=Segment, page=int)
cpdef set _shifts(rows)
@cython.locals(s=Segment, gap=double)
cpdef bint _numbered(list row, int page, set shifts)
@cython.locals(edge=Edge, s=Segment)
cpdef bint _has_number(list page, Edge but, set found)
@cython.locals(edge=Edge, s=Segment, other=Segment, left=list, row=list, margin=set, left_edge=double,
               right_edge=double, outside=bint, grows=bint, side=int)
cpdef _alone(list page, set found, list segments, double height, set shifts)
