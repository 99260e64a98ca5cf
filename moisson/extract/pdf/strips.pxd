# Types with which `strips.py` is compiled.

import cython

from moisson.extract.pdf.pieces cimport Segment
from moisson.extract.pdf.rows cimport Row

@cython.locals(a=double, b=double)
cpdef list between(list strips, double low, double high, double size)
cpdef bint fits(Row row, list strips)
@cython.locals(out=list, s=Segment, a=double, b=double, left=double)
cpdef list without(list strips, Row row)
@cython.locals(cells=list, cell=list, merged=list, s=Segment, place=double, a=double, b=double, c=int, k=int)
cpdef list cells_of(Row row, list strips, bint spanning=*)
@cython.locals(row=Row, last=Row)
cpdef bint near(list rows, int k)
