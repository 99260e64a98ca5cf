# Types with which `blocks.py` is compiled.

import cython

from libc.math cimport lrint as round  # a half goes to the even neighbour, as Python's own does
from moisson.extract.hyphens cimport join, join_lines
from moisson.extract.pdf.aligned cimport aligned
from moisson.extract.pdf.breaks cimport breaks
from moisson.extract.pdf.ends cimport entry
from moisson.extract.pdf.middle cimport median
from moisson.extract.pdf.notes cimport gathered, notes, written
from moisson.extract.pdf.order cimport arranged
from moisson.extract.pdf.pieces cimport Segment, Table, words_of
from moisson.extract.pdf.rows cimport Column, Row
from moisson.extract.pdf.writing cimport Block, Style, plain
from moisson.extract.spaces cimport count_letters

@cython.locals(out=list, rows=list, paragraph=list, leading=dict, row=Row, last=Row, right=double, size=double, usual=double,
               step=double, far=bint, listed=bint, known=double)
cpdef list _column(Column column, Style style, rules)
@cython.locals(row=Row, text=str, count=int)
cpdef int _numbered(list rows)
@cython.locals(by_size=dict, rounded=dict, steps=list, row=Row, near=long, size=double, step=double, y=double, before=double)
cpdef dict _leadings(list rows)
@cython.locals(middle=double, close=double, step=double)
cpdef double _leading(list steps)
@cython.locals(first=Row, last=Row, second=Row, row=Row, begin=Segment, end=Segment, text=str, size=double, heavy=bint, paged=bint,
               full=bint, fresh=bint, large=bint, alike=bint, letters=int)
cpdef list _paragraph(list rows, Column column, double right, Style style)
@cython.locals(s=Segment, words=list, bold=bint)
cpdef list _table(Table table, Style style, rules)
@cython.locals(first=Segment, s=Segment, row=Row, part=Column, lines=list, line=list, texts=list, base=double, several=bint)
cpdef str _cell(list words, Style style, rules)
