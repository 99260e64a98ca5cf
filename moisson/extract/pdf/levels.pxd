# Types with which `levels.py` is compiled.

import cython

from moisson.extract.pdf.pieces cimport Segment

@cython.locals(s=Segment, last=Segment, chains=list, chain=list, letters=int, bold=int, pairs=int, off=int)
cpdef list leveled(list segments)
@cython.locals(s=Segment, last=Segment, found=list, open_=dict, chain=list, least=double, away=double, step=int, k=int)
cpdef list _chains(list segments)
@cython.locals(s=Segment, y=double, begin=Py_ssize_t, k=Py_ssize_t)
cpdef double _height(list chain)
@cython.locals(s=Segment, last=Segment, out=list, y=double, size=double)
cpdef list _joined(list chain)
