# Types with which `margins.py` is compiled.

import cython

from moisson.extract.pdf.heights cimport by_height
from moisson.extract.pdf.levels cimport leveled
from moisson.extract.pdf.pieces cimport Segment

@cython.locals(s=Segment, lone=list, numbers=list, gone=set)
cpdef list settled(list segments)
@cython.locals(s=Segment, a=Segment, b=Segment, segments=list, numbers=list, lines=list, side=list, page=int)
cpdef list line_numbers(list pages)
@cython.locals(s=Segment, before=list, behind=list, left=double, right=double, low=double, high=double)
cpdef tuple _margins(list numbers, list lines, list segments)
cpdef list _outermost(list side, list beyond)
@cython.locals(other=Segment)
cpdef bint _beside(Segment s, list others)
@cython.locals(a=Segment, b=Segment, s=Segment, bases=list, counts=list, own=set, last=double, step=int, count=int)
cpdef int _every(list side, list segments)
@cython.locals(low=double, high=double, y=double, count=int)
cpdef int _within(Segment above, Segment below, list bases)
@cython.locals(s=Segment, number=Segment, long=list, beside=list, left=double, right=double, full=int)
cpdef bint _all_numbered(list side, list others)
@cython.locals(s=Segment, a=Segment, b=Segment, side=list, heights=list, steps=set, gone=set, right=double)
cpdef set _numbers(list numbers, list lines, list segments)
@cython.locals(s=Segment, line=Segment, beside=list, pairs=list)
cpdef set _before(list numbers, list lines, double right)
@cython.locals(s=Segment, first=Segment, beside=list, top=double)
cpdef bint _initial(Segment initial, list segments)
