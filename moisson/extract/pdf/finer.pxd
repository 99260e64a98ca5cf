# Types with which `finer.py` is compiled.

import cython

from moisson.extract.pdf.pieces cimport Segment
from moisson.extract.pdf.signs cimport numeric

@cython.locals(row=list, cell=list, groups=list, column=int, count=int)
cpdef list finer(list rows)
@cython.locals(start=int, width=int)
cpdef list _at(list row, int column)
@cython.locals(several=list, cell=list, found=list, s=Segment)
cpdef list _groups(list cells)
@cython.locals(last=Segment, s=Segment)
cpdef bint _last_number(list cell)
@cython.locals(first=Segment, s=Segment)
cpdef bint _level(list cell)
@cython.locals(out=list, parts=list, words=list, s=Segment, start=int, width=int, k=int)
cpdef list _parted(list row, int column, list groups)
@cython.locals(other=Segment, low=double, high=double, alone=bint)
cpdef bint _over_all(Segment s, list words, list groups)
@cython.locals(found=list, last=Segment, word=str, wide=double, x0=double, x1=double, at=int, k=int)
cpdef list _pieces(Segment s, list groups)
@cython.locals(away=list, x0=double, x1=double)
cpdef int _nearest(double middle, list groups)
