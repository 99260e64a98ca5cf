# Types with which `margins.py` is compiled.

import cython

from moisson.extract.pdf.levels cimport leveled
from moisson.extract.pdf.pieces cimport Segment

@cython.locals(s=Segment, lone=list, numbers=list, gone=set)
cpdef list settled(list segments)
@cython.locals(s=Segment, segments=list, numbers=list, lines=list, side=list, page=int)
cpdef list line_numbers(list pages)
@cython.locals(s=Segment, before=list, behind=list, left=double, right=double, low=double, high=double)
cpdef tuple _margins(list numbers, list lines, list segments)
cpdef list _outermost(list side, list beyond)
@cython.locals(other=Segment)
cpdef bint _beside(Segment s, list others)
@cython.locals(s=Segment, first=Segment, beside=list, top=double)
cpdef bint _initial(Segment initial, list segments)
