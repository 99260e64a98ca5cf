# Types with which `ods.py` is compiled.

import cython

from moisson.extract.rows.cells cimport moment, number, period, truth
from moisson.extract.rows.grid cimport Grid
from moisson.extract.rows.tags cimport Tags

cdef int TABLE, ROW, CELL, COVERED, PARAGRAPH, SPACES, TAB, BREAK, STYLE, PROPERTIES, LEFT_OUT

cpdef list _sheets(Tags tags)
@cython.locals(code=int, grid=Grid, words=str, times=Py_ssize_t, at=Py_ssize_t, repeated=Py_ssize_t)
cpdef sheet(Tags tags)
@cython.locals(inner=int, kind=str, value=str, words=str, paragraphs=int)
cpdef str cell(Tags tags, int code)
