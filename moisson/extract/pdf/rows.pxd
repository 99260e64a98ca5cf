# Types with which `rows.py` is compiled.

import cython

from moisson.extract.pdf.pieces cimport Box, Segment, Table
from moisson.extract.spaces cimport count_letters

@cython.final
@cython.no_gc  # it knows what is smaller alone
cdef class Row:
    cdef public list segments
    cdef public Table table
    cdef public Segment main
    cdef public double x0, x1, y, size
    cdef public str text
    cdef public bint bold, heavy, goes_on

    @cython.locals(first=Segment, main=Segment, s=Segment, x0=double, x1=double, bold=int)
    cpdef settle(self)
    cpdef add(self, Segment segment)

@cython.final
@cython.no_gc  # it knows what is smaller alone
cdef class Column:
    cdef public list rows
    cdef public double x0, x1

@cython.locals(row=Row)
cpdef Row alone(Segment segment)
@cython.locals(p=Box, x0=double, x1=double)
cpdef Column column(list pieces)
@cython.locals(rows=list, row=Row, p=Segment, table=Table, y=double, reach=double, away=double, k=Py_ssize_t)
cpdef list rows_of(list pieces)
@cython.locals(row=Row, below=Row, k=int)
cpdef list _centred(list rows)
@cython.locals(above=double, below=double, s=Segment)
cpdef bint _between(Row first, Row middle, Row last)
@cython.locals(other=Segment)
cpdef bint _meets(Segment s, list others)
@cython.locals(places=list, piece=Box, top=double, left=double, y=double, level=bint)
cpdef list from_top(list pieces, double part)
@cython.locals(table=Table, s=Segment)
cpdef double _height(piece, double part)
cpdef bint _level(Row row, Segment p)
@cython.locals(s=Segment, room=double)
cpdef bint _free(Row row, Segment p)
