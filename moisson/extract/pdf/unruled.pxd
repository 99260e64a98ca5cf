# Types with which `unruled.py` is compiled.

import cython

from moisson.extract.pdf.bands cimport parted
from moisson.extract.pdf.pieces cimport Segment, Table, words_of
from moisson.extract.pdf.rows cimport Row, rows_of
from moisson.extract.pdf.strips cimport cells_of, profile, without

@cython.locals(levels=dict, rows=list, found=list, s=Segment, row=Row, table=Table, above=Table, k=int, done=int, start=int, end=int)
cpdef tuple unruled(list segments)
@cython.locals(row=Row, then=Row, strips=list, left=list, ends=list, a=Segment, b=Segment, least=double, k=int, step=int)
cpdef tuple _region(list rows, int seed, int low)
@cython.locals(out=list, parts=list)
cpdef list _left(list strips, Row row)
