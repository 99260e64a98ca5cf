# Types with which `aligned.py` is compiled.

import cython

from moisson.extract.pdf.pieces cimport words_of
from moisson.extract.pdf.rows cimport Column, Row
from moisson.extract.pdf.signs cimport numeric
from moisson.extract.pdf.strips cimport between, cells_of, fits, near, profile, without

@cython.locals(rows=list, out=list, row=Row, below=Row, start=int, refused=int, reach=int, room=double)
cpdef Column aligned(Column column)
cpdef bint _numbered(Row row)
@cython.locals(row=Row, first=int, end=int, reach=int, skipped=int, strips=list)
cpdef tuple _best(list rows, int start, Column column)
@cython.locals(row=Row, last=Row, strips=list, kept=list, new=list, inner=list, low=double, high=double, end=int, k=int,
               a=double, b=double)
cpdef tuple _reach(list rows, int start, Column column)
