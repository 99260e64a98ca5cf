# Types with which `strips.py` is compiled.

import cython

from moisson.extract.pdf.middle cimport median
from moisson.extract.pdf.pieces cimport Segment
from moisson.extract.pdf.rows cimport Row
from moisson.extract.pdf.signs cimport numeric

@cython.locals(row=Row, s=Segment, steps=cython.int[::1], inner=list, strips=list, low=double, high=double, size=double, wide=double, a=double, b=double,
               width=int, count=int, begin=int, end=int)
cpdef list profile(list rows, double least=*)
@cython.locals(out=list, count=int, last=int, begin=int, k=int)
cpdef list _white(int[::1] steps, int most)
@cython.locals(row=Row, s=Segment, count=int)
cpdef int _between(list rows, double x)
@cython.locals(out=list, widths=list, line=list, cell=list, first=Segment, last=Segment, c=int, low=int)
cpdef list ragged_columns(list lines)
@cython.locals(out=list, strip=tuple, a=double, b=double, least=double)
cpdef list between(list strips, double low, double high, double size)
cpdef bint fits(Row row, list strips)
@cython.locals(out=list, strip=tuple, s=Segment, a=double, b=double, left=double)
cpdef list without(list strips, Row row)
@cython.locals(cells=list, cell=list, merged=list, s=Segment, place=double, a=double, b=double, c=int, k=int)
cpdef list cells_of(Row row, list strips, bint spanning=*)
@cython.locals(cell=list, more=list)
cpdef add(list above, list line)
@cython.locals(here=list, cell=list, first=Segment, last=Segment, edge=double, word=double, c=int)
cpdef bint goes_on(list above, list line, list strips, list ragged)
@cython.locals(words=list, line=list, last=Segment, first=Segment, edge=double, total=int, full=int, c=int, k=int, of=int,
               band=int)
cpdef bint wrapped(list lines, list bands, list strips, double share=*)
@cython.locals(words=list, line=list, last=Segment, edge=double)
cpdef double _right(list lines, int column)
@cython.locals(s=Segment, starts=list, words=list)
cpdef double _side(list lines, int column, double left)
cpdef double first_word(Segment s)
@cython.locals(row=Row, last=Row)
cpdef bint near(list rows, int k)
