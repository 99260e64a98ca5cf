# Types with which `layout.py` is compiled.

import cython

from moisson.extract.pdf.pieces cimport Box, Segment, Table
from moisson.extract.pdf.rows cimport Column, column
from moisson.extract.pdf.sides cimport apart, dense, headed_alike, in_step, merged, prose

@cython.locals(pieces=list, places=list, s=Segment, table=Table, found=list)
cpdef list columns(segments, tables, walls=*)
@cython.locals(x=double, top=double, bottom=double)
cpdef _walled(list pieces, walls)
cpdef list _segments(list pieces)
@cython.locals(p=Box, piece=Box, band=list, other=list, marks=list, part=list, large=bint)
cpdef _order(list pieces, list found, int depth, walls)
@cython.locals(p=Box, s=Segment, left=list, right=list)
cpdef bint _parted(list band, double gutter)
cpdef bint _beside(piece, other)
cpdef bint _marks(piece, line)
@cython.locals(p=Box, left=list, right=list, one=list, other=list, alike=bint)
cpdef _band(list pieces, double gutter, list found, int depth, walls)
cpdef bint _tabular(list one, list other)
@cython.locals(p=Box, starts=dict, often=dict, tried=list, left=list, ends=list, place=int, count=int, lines=int, tables=int,
               x=double, least=double, edge=double, score=int, most=int)
cpdef _gutter(list pieces)
@cython.locals(other=double)
cpdef bint _near(double x, list tried)
@cython.locals(hanging=list, edge=double, start=double, h=double, crossing=int)
cpdef double _edge(list pieces, list left, double x)
@cython.locals(p=Box, count=int, low=double, high=double)
cpdef int _crossing(list pieces, double x)
@cython.locals(p=Box, left=list, right=list, side=list, total=int, low=double, high=double)
cpdef int _score(list pieces, double x)
cpdef int _worth(list left, list right)
