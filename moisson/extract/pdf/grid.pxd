# Types with which `grid.py` is compiled.

import cython

from libc.math cimport lrint as round  # a half goes to the even neighbour, as Python's own does
from moisson.extract.pdf.pieces cimport Segment

cdef double NEAR

@cython.final
@cython.no_gc  # it knows what is smaller alone
cdef class Grid:
    cdef public list xs, ys, upright, walls, floors
    cdef public int columns, rows
    cdef public double left, right, top, bottom

    @cython.locals(walls=list)
    cpdef bint wall(self, int row, int edge)
    @cython.locals(floors=list)
    cpdef bint floor(self, int edge, int column)

@cython.locals(middles=list, out=list, drawn=list, a=double, b=double, edge=double, place=double, start=double, end=double, middle=double, k=int)
cpdef list _drawn(list lines, list edges, list across)
@cython.locals(open_rows=list, inside=list, out=list, walls=list, drawn=list, s=Segment, rows=int, start=int, r=int, a=int, b=int)
cpdef list parts(Grid grid, list segments)
@cython.locals(edge=int)
cpdef bint _open(Grid grid, int row)
@cython.locals(s=Segment)
cpdef bint _tall(list inside, double top, double bottom)
@cython.locals(drawn=list, edges=set, over=set, lists=list, kept=list, ys=list, c=int, e=int)
cpdef Grid whole(Grid grid)
cpdef bint within(Grid grid, Segment s)
@cython.locals(groups=dict, made=list, found=list)
cpdef list grids(rules)
cpdef double _area(Grid grid)
@cython.locals(flat=list, xs=list, ys=list, line=list, left=double, right=double, top=double, bottom=double, long=double, first=bint,
               last=bint, open_side=double, edge=double)
cpdef Grid _grid(list rows, list upright)
@cython.locals(found=list, line=list, value=double, last=double)
cpdef list _places(list lines)
