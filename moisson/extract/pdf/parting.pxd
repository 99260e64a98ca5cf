# Types with which `parting.py` is compiled.

import cython

from libc.math cimport lrint as round  # a half goes to the even neighbour, as Python's own does
from moisson.extract.pdf.pieces cimport Box, Segment, Table
from moisson.extract.pdf.sides cimport apart

@cython.locals(p=Box, starts=dict, often=dict, tried=list, place=long, last=long, count=int, lines=int, tables=int,
               x=double, least=double, edge=double, moved=double, score=int, most=int)
cpdef parting(list pieces)
@cython.locals(other=double)
cpdef bint _near(double x, list tried)
@cython.locals(p=Box, found=double)
cpdef double _next(list pieces, double x)
@cython.locals(p=Box, count=int)
cpdef int _ending(list pieces, double x)
@cython.locals(p=Box, hung=list, edges=list, over=list, first=double, edge=double, last=double, count=int, numbers=int, k=int, low=double, high=double,
               crossing=int, before=double)
cpdef double _edge(list pieces, double x)
@cython.locals(near=double, far=double, reach=double, mark=Segment, s=Segment)
cpdef bint _numbers(piece, list pieces, double x)
@cython.locals(p=Box, count=int, low=double, high=double)
cpdef int _crossing(list pieces, double x)
@cython.locals(p=Box, left=list, right=list, side=list, total=int, low=double, high=double)
cpdef int _score(list pieces, double x, int most)
@cython.locals(p=Box, total=int, left=int, right=int, count=int)
cpdef int _at_most(list pieces, double low, double high)
cpdef int _worth(list left, list right)
