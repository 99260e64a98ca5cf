# Types with which `tables.py` is compiled.

import cython

from moisson.extract.pdf.grid cimport Grid, grids, parts, whole, within
from moisson.extract.pdf.pieces cimport Segment, Table, words_of
from moisson.extract.pdf.signs cimport numeric
from moisson.extract.pipes cimport Cell

cdef int MANY, MOST_LETTERS

@cython.locals(tables=list, inside=list, used=set, cell=list, row=list, every=Grid, part=Grid, grid=Grid, table=Table, t=Table,
               s=Segment, x=double, y=double)
cpdef tuple ruled(rules, list segments, aside=*)
cpdef bint _frames(Grid grid, Table t)
@cython.locals(beside=list, used=list, inner=list, column=list, row=list, words=list, bases=list, s=Segment, k=int, level=int,
               y=double)
cpdef list _left(Table table, list segments)
@cython.locals(owner=list, out=list, heads=list, line=list, words=list, row=list, filled_rows=list, filled=list, cells=dict,
               s=Segment, other=Segment, x=double, y=double, columns=int, rows=int, r=int, c=int, first=int, begin=int, cell=int,
               depth=int, n=int, several=int, longest=int, alone=bint, head_only=bint)
cpdef Table _table(Grid grid, list inside)
@cython.locals(owner=list, columns=int, r=int, c=int, k=int)
cpdef list _owners(Grid grid)
@cython.locals(s=Segment, length=int)
cpdef int _length(list words)
@cython.locals(some=list, text=str)
cpdef bint labels(list texts)
@cython.locals(letters=int, first=int, k=int, sign=Py_UCS4)
cpdef bint numbering(str text)
@cython.locals(lasts=list, pages=list, others=list, cell=list, line=list, text=str)
cpdef bint contents(lines)
@cython.locals(tall=list, walls=list, columns=int, rows=int, last=int, c=int, e=int, r=int)
cpdef int _depth(Grid grid, list owner, dict cells)
@cython.locals(count=int, r=int)
cpdef int _tall(list owner, int cell, int columns, int rows)
@cython.locals(walls=list, most=int, r=int, e=int)
cpdef bint _regular(Grid grid, int depth)
@cython.locals(words=list, levels=list, level=list, short=list, starts=list, others=list, edges=list, out=list, s=Segment, at=int,
               c=int, y=double, start=double)
cpdef list _split(list row)
@cython.locals(last=list, other=Segment)
cpdef bint _begins(Segment s, double start, list words)
@cython.locals(words=list, s=Segment)
cpdef double row_size(list row)
@cython.locals(found=list, s=Segment, last=double)
cpdef list _levels(list words)
@cython.locals(rows=list, row=list, cell=Cell)
cpdef list cells(Table table, write)
@cython.locals(whole=list, upper=list, lower=list, first=list, starts=dict, cell=Cell, spans=bint, column=int, c=int)
cpdef list _header(list rows)
@cython.locals(cell=Cell, count=int)
cpdef int _columns(list row)
