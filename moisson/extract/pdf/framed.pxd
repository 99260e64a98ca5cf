# Types with which `framed.py` is compiled.

import cython

from moisson.extract.pdf.bands cimport parted
from moisson.extract.pdf.heads cimport one_head, stacked
from moisson.extract.pdf.heights cimport bottom_of, top_of
from moisson.extract.pdf.pieces cimport Segment, Table
from moisson.extract.pdf.rows cimport Row, rows_of
from moisson.extract.pdf.strips cimport add, cells_of, goes_on, near, profile, ragged_columns, without, wrapped
from moisson.extract.pdf.tables cimport contents

@cython.locals(lines=list, groups=dict, key=tuple, k=tuple, found=list, inside=list, below=list, more=list, short=list, close=list, head=list,
               frame=list, ys=list, s=Segment, t=Table, table=Table, row=Row, y=double, left=double, right=double, top=double,
               bottom=double, end=double, x0=double, x1=double)
cpdef tuple framed(flat, list segments, inner=*)
@cython.locals(inside=list, below=list, head=list, s=Segment, x=double, y=double)
cpdef tuple _around(list segments, double top, double bottom, double left, double right)
@cython.locals(rows=list, strips=list, found=list, room=list, s=Segment, row=Row, y=double, a=double, b=double, low=double, top=double,
               end=double, tall=double)
cpdef list _last_row(list inside, list frame, list below)
@cython.locals(s=Segment, room=double, any_below=bint)
cpdef double _room(list inside, double y)
@cython.locals(near=list, places=list, inside=list, middles=list, k=int, y=double, out=list, between=list, rows=list, s=Segment, row=Row, above=double, below=double, wide=int)
cpdef list _runs(list ys, double left, double right, list segments)
@cython.locals(strips=list, limits=list, bands=list, lines=list, below=list, apart=list, one=list, ragged=list, told=list, out=list,
               filled=list, line=list, words=list, row=Row, y=double, least=double, several=int, both=int, band=int, k=int,
               lines_to_write_on=bint, every=bint, names=bint, same=bint, head=bint)
cpdef Table _framed(list inside, list frame, list short)
cpdef int _band(Row row, list limits)
@cython.locals(found=dict, limits=list, words=list, row=Row, s=Segment, right=double, top=double, bottom=double, x0=double, x1=double,
               y=double, a=double, b=double)
cpdef dict _partial(list inside, list frame, list short, list strips)
@cython.locals(line=list, first=list, a=double, k=int, c=int)
cpdef _whole(list lines, list bands, list strips, double start)
@cython.locals(line=list, words=list, wide=list, s=Segment)
cpdef bint _beside(list lines)
@cython.locals(found=dict, body=list, counts=list, line=list, words=list, band=int, c=int)
cpdef bint _every_row(list lines, list bands)
@cython.locals(out=list, over=list, under=list, s=Segment, o=Segment, at=double, x0=double, x1=double, y=double, a=double, b=double)
cpdef list _spanned(Row row, list strips, list short)
