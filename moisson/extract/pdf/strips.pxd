# Types with which `strips.py` is compiled.

import cython

from moisson.extract.pdf.middle cimport median
from moisson.extract.pdf.pieces cimport Segment
from moisson.extract.pdf.rows cimport Row
from moisson.extract.pdf.signs cimport numeric

@cython.locals(row=Row, s=Segment, steps=list, inner=list, strips=list, low=double, high=double, size=double, width=int, count=int)
cpdef list profile(list rows, double least=*)
@cython.locals(out=list, count=int, last=int, begin=int, k=int)
cpdef list _white(list steps, int most)
@cython.locals(row=Row, s=Segment, count=int)
cpdef int _between(list rows, double x)
@cython.locals(a=double, b=double)
cpdef list between(list strips, double low, double high, double size)
cpdef bint fits(Row row, list strips)
@cython.locals(out=list, s=Segment, a=double, b=double, left=double)
cpdef list without(list strips, Row row)
@cython.locals(cells=list, cell=list, merged=list, s=Segment, place=double, a=double, b=double, c=int, k=int)
cpdef list cells_of(Row row, list strips, bint spanning=*)
@cython.locals(words=list, ends=list, line=list, last=Segment, first=Segment, edge=double, total=int, full=int, c=int, of=int,
               band=int)
cpdef bint wrapped(list lines, list bands, list strips, double share=*)
@cython.locals(s=Segment, starts=list, words=list)
cpdef double _side(list lines, int column, double left)
cpdef double first_word(Segment s)
@cython.locals(row=Row, last=Row)
cpdef bint near(list rows, int k)
