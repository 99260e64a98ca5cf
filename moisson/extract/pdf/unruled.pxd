# Types with which `unruled.py` is compiled.

import cython

from libc.math cimport lrint as round  # a half goes to the even neighbour, as Python's own does
from moisson.extract.pdf.bands cimport parted
from moisson.extract.pdf.pieces cimport Segment, Table, words_of
from moisson.extract.pdf.rows cimport Row, rows_of
from moisson.extract.pdf.strips cimport cells_of, profile, without

@cython.locals(s=Segment, many=int, here=int, base=long, y=long)
cpdef int _parted(list segments)
@cython.locals(s=Segment, levels=dict)
cpdef int _parted_any(list segments)
@cython.locals(rows=list, found=list, s=Segment, row=Row, table=Table, above=Table, k=int, done=int, start=int, end=int)
cpdef tuple unruled(list segments)
@cython.locals(row=Row, then=Row, strips=list, left=list, ends=list, a=Segment, b=Segment, least=double, k=int, step=int)
cpdef tuple _region(list rows, int seed, int low)
@cython.locals(out=list, parts=list)
cpdef list _left(list strips, Row row)
