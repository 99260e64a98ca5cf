# Types with which `framed.py` is compiled.

import cython

from moisson.extract.pdf.bands cimport parted
from moisson.extract.pdf.pieces cimport Segment, Table
from moisson.extract.pdf.rows cimport Row, rows_of
from moisson.extract.pdf.strips cimport cells_of, near, profile, without, wrapped

@cython.locals(lines=list, groups=dict, key=tuple, k=tuple, found=list, inside=list, below=list, more=list, short=list, head=list,
               frame=list, ys=list, s=Segment, t=Table, table=Table, row=Row, y=double, left=double, right=double, top=double,
               bottom=double, end=double, x0=double, x1=double)
cpdef tuple framed(flat, list segments, inner=*)
@cython.locals(rows=list, strips=list, found=list, room=list, s=Segment, row=Row, y=double, a=double, b=double, low=double, top=double)
cpdef list _last_row(list inside, list frame, list below)
@cython.locals(inside=list, middles=list, out=list, between=list, rows=list, s=Segment, row=Row, above=double, below=double, wide=int)
cpdef list _runs(list ys, double left, double right, list segments)
