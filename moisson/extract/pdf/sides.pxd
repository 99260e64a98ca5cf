# Types with which `sides.py` is compiled.

import cython

from libc.math cimport lrint as round  # a half goes to the even neighbour, as Python's own does
from moisson.extract.pdf.middle cimport median
from moisson.extract.pdf.pieces cimport Segment
from moisson.extract.spaces cimport count_letters

@cython.final
cdef class Line:
    cdef public double x0, x1, y, size, covered
    cdef public str text
    cdef public list more
    cdef public bint goes_on, ended
    cdef public int parts, count, letters

@cython.locals(line=Line)
cpdef Line _begun(Segment s, bint goes_on)
cpdef bint _ended(str text)
cpdef str _whole(Line line)
@cython.locals(out=list, s=Segment, other=Segment, y=long, before=long, left=double, k=Py_ssize_t, at=Py_ssize_t, moved=Py_ssize_t,
               most=Py_ssize_t)
cpdef list _level(list side)
cpdef list _sorted(list side)
@cython.locals(out=list, line=Line, s=Segment)
cpdef list merged(list side)
@cython.locals(left=list, right=list, side=list, line=Line, high=double, narrow=bint, flows=bint, wide=bint)
cpdef bint apart(list one, list other)
@cython.locals(line=Line, most=double)
cpdef double _widest(list side)
@cython.locals(side=list, several=list, line=Line, heads=list)
cpdef bint headed_alike(list left, list right)
@cython.locals(line=Line)
cpdef bint _rows(list side)
@cython.locals(a=Line, b=Line, firsts=list)
cpdef bint _aside(list side, list text)
@cython.locals(line=Line, first=Line, last=Line)
cpdef bint dense(list side)
@cython.locals(line=Line, x0=double, x1=double, count=int, full=int, several=int, covered=double, wide=double)
cpdef bint prose(list side)
@cython.locals(line=Line, letters=long)
cpdef bint _lettered(list side)
@cython.locals(few=list, many=list, places=list, line=Line, level=int, k=Py_ssize_t, y=double, reach=double)
cpdef double in_step(list left, list right, double near=*)
@cython.locals(line=Line, a=Line, b=Line, ends=list, starts=list, firsts=list, count=int, size=double)
cpdef bint labelled(list side, list other)
@cython.locals(line=Line)
cpdef bint listed(list side)
cpdef bint entry(str text)
