# Types with which `heads.py` is compiled.

import cython

from moisson.extract.pdf.middle cimport median
from moisson.extract.pdf.pieces cimport Segment, words_of
from moisson.extract.pdf.rows cimport Row
from moisson.extract.pdf.signs cimport numeric
from moisson.extract.pdf.strips cimport add, cells_of

@cython.locals(head=list, count=int)
cpdef list headed(list rows)
@cython.locals(upper=list, lower=list, firsts=list, spans=list, under=list, names=list, out=list, line=list, words=list, s=Segment,
               c=int, start=int)
cpdef list one_head(list rows, list table)
@cython.locals(words=list, line=list, s=Segment)
cpdef tuple _sides(list table, int column)
@cython.locals(words=list, s=Segment, away=double, least=double, x0=double, x1=double, low=double, high=double, beside=double,
               single=double, a=int, b=int)
cpdef tuple _starts(list spans, list columns)
@cython.locals(names=list, name=list, ends=list, heights=list, words=list, line=list, first=Segment, s=Segment, size=double, low=double, middle=double,
               top=double, a=double, b=double, y=double, c=int)
cpdef bint stacked(list lines)
@cython.locals(found=list, names=list, line=list, words=list, row=Row, s=Segment, middle=double, head=int, taken=int, k=int,
               spans=bint)
cpdef list under(list above, list rows, list strips)
@cython.locals(s=Segment, a=double, b=double)
cpdef bint _over(Row row, list strips)
@cython.locals(words=list, s=Segment, k=int)
cpdef bint _counts(list line)
