# Types with which `aligned.py` is compiled.

import cython

from moisson.extract.pdf.bands cimport parted
from moisson.extract.pdf.heads cimport headed, one_head, under
from moisson.extract.pdf.pieces cimport Segment, Table, words_of
from moisson.extract.pdf.rows cimport Column, Row
from moisson.extract.pdf.signs cimport numeric
from moisson.extract.pdf.strips cimport add, between, cells_of, fits, goes_on, near, profile, ragged_columns, without
from moisson.extract.pdf.tables cimport contents, labels, numbering

@cython.locals(rows=list, out=list, rows_below=list, upper=list, head=list, table=Table, row=Row, below=Row, start=int, refused=int, reach=int, room=double)
cpdef Column aligned(Column column)
@cython.locals(row=Row, count=int, k=int)
cpdef int _several(list rows, int start, int end)
@cython.locals(label=Segment, words=Segment)
cpdef bint _numbered(Row row)
@cython.locals(row=Row, first=int, end=int, reach=int, skipped=int, strips=list)
cpdef tuple _best(list rows, int start, Column column)
@cython.locals(row=Row, last=Row, strips=list, kept=list, new=list, inner=list, low=double, high=double, end=int, k=int,
               a=double, b=double)
cpdef tuple _reach(list rows, int start, Column column)
@cython.locals(a=double, b=double)
cpdef bint _goes_on(Row row, Row last, list strips)
@cython.locals(wider=list, grid=list, line=list, cell=list, others=list, ragged=list, told=list, merged=list, table=Table, r=Row, text=str,
               count=int, both=int, numbers=int, long=int, c=int, k=int)
cpdef tuple _table(list rows, list strips)
@cython.locals(line=list, count=int)
cpdef int _filled(list grid, int column)
@cython.locals(others=list, text=str)
cpdef bint _counts(list grid)
@cython.locals(line=list, cell=list)
cpdef list _others(list grid)
