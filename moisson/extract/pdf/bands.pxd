# Types with which `bands.py` is compiled.

import cython

from moisson.extract.pdf.heights cimport bottom_of, top_of
from moisson.extract.pdf.middle cimport median
from moisson.extract.pdf.pieces cimport Segment
from moisson.extract.pdf.rows cimport Row
from moisson.extract.pdf.signs cimport numeric
from moisson.extract.pdf.strips cimport first_word, wrapped

@cython.locals(row=Row, size=double, limit=double, numbers=list, whole=list, rest=list, firsts=list, k=int, start=int)
cpdef list parted(list rows, list lines, list bands, list strips, double share=*)
@cython.locals(out=list, words=list, line=list, low=double, top=double, bottom=double, number=int, k=int, c=int)
cpdef list _numbers(list lines, list bands, list strips, double limit, int first)
@cython.locals(out=list, words=list, line=list, s=Segment, above=Segment, last=int, k=int, full=bint)
cpdef list _spanning(list lines, list bands, list strips, double limit)
@cython.locals(fresh=list, words=list, above=list, s=Segment, first=Segment, last=Segment, both=int, more=int, c=int, j=int,
               room=double)
cpdef bint _begins(list lines, int k, list numbers, list strips)
@cython.locals(found=list, words=list, line=list, last=Segment, first=Segment, c=int, k=int, of=int, band=int, a=double, b=double,
               gap=double)
cpdef _tight(list lines, list bands, double size)
@cython.locals(groups=dict, body=list, several=list, group=list, twice=int, number=int, c=int)
cpdef bint _rows(list lines, list numbers, list strips, double limit, double share)
@cython.locals(line=list, words=list, s=Segment, count=int)
cpdef int _numeric(list lines, int column)
@cython.locals(line=list, words=list, count=int, last=int, number=int, c=int, k=int, low=double)
cpdef int _loose(list lines, list numbers, double limit)
