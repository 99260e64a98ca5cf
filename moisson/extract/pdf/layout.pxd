# Types with which `layout.py` is compiled.

import cython

from moisson.extract.pdf.parting cimport parting
from moisson.extract.pdf.pieces cimport Box, Segment, Table
from moisson.extract.pdf.rows cimport Column, column, from_top
from moisson.extract.pdf.sides cimport apart, dense, headed_alike, in_step, labelled, listed, merged, prose

@cython.locals(pieces=list, found=list)
cpdef list columns(segments, tables, walls=*)
@cython.locals(x=double, top=double, bottom=double)
cpdef _walled(list pieces, walls)
cpdef list _segments(list pieces)
@cython.final
cdef class Walls:
    cdef public object upright, flat

@cython.locals(part=list, regions=list, region=list, run=list, large=bint)
cpdef _order(list pieces, list found, int depth, Walls walls)
@cython.locals(p=Box, out=list, ys=list, left=double, right=double)
cpdef list _ruled_off(list pieces, double gutter, flat)
@cython.locals(p=Box, out=list, middle=list, row=list, rest=list, right=list, starts=list, end=int, gap=double, x=double, wide=double,
               here=int)
cpdef list _rows_apart(list pieces, double gutter)
@cython.locals(row=list)
cpdef list _row(list pieces, int end)
@cython.locals(p=Box, piece=Box, band=list, other=list, marks=list)
cpdef _bands(list pieces, double gutter, list found, int depth, Walls walls)
@cython.locals(p=Box, s=Segment, left=list, right=list)
cpdef bint _parted(list band, double gutter)
cpdef bint _beside(piece, other)
cpdef bint _marks(piece, line)
@cython.locals(p=Box, low=double)
cpdef bint _heads_all(list band, line)
@cython.locals(p=Box, left=list, right=list, one=list, other=list, alike=bint)
cpdef _band(list pieces, double gutter, list found, int depth, Walls walls)
cpdef bint _tabular(list one, list other)
