# Types with which `breaks.py` is compiled.

import cython

from moisson.extract.pdf.ends cimport ended, entry, low
from moisson.extract.pdf.pieces cimport Segment
from moisson.extract.pdf.rows cimport Column, Row
from moisson.extract.pdf.writing cimport marked

@cython.locals(begun=Row, last=Row, size=double, step=double, text=str, before=str, head=Segment, end=Segment, bold=bint,
               above=bint, item=bint, large=bint, stops=bint, small=bint, space=int, room=double, word=double, alone=bint, indent=double,
               first=bint)
cpdef bint breaks(list paragraph, Row row, Column column, double right, double leading, double body, bint listed)
cpdef bint _centred(Row row, Column column, double right, double size)
@cython.locals(size=double, step=double, before=str)
cpdef bint _flows(Row last, Row row, double right, double leading)
@cython.locals(size=double, goes_on=bint)
cpdef bint _within(Row last, Row row, double leading)
@cython.locals(less=Row, more=Row, head=Segment, full=bint)
cpdef bint _led(Row last, Row row, double right)
@cython.locals(first=Segment)
cpdef bint _labelled(Row row)
@cython.locals(first=Row)
cpdef bint _marked(list paragraph)
@cython.locals(row=Row, before=str, k=int, space=int)
cpdef bint _inline(list paragraph, str text)
@cython.locals(first=Row, last=Row, second=Segment)
cpdef bint _hanging(list paragraph, Row row)
