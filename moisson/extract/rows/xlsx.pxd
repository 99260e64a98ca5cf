# Types with which `xlsx.py` is compiled.

import cython

from moisson.extract.rows.cells cimport moment, number, serial_duration, serial_moment, truth
from moisson.extract.rows.grid cimport Grid
from moisson.extract.rows.tags cimport Tags

cdef int ROW, CELL, VALUE, INLINE, TEXT, PHONETIC, DATA, ITEM, ITS_TEXT, ITS_PHONETIC

@cython.locals(code=int, found=list)
cpdef list _strings(Tags tags)
cpdef str _unescaped(str words)
@cython.locals(code=int, grid=Grid, strings=list, words=str, type=str, at=Py_ssize_t, named=Py_ssize_t, style=Py_ssize_t, place=Py_ssize_t)
cpdef sheet(Tags tags, book)
@cython.locals(code=int)
cpdef _hear(Tags tags)
cpdef str _number(str words, Py_ssize_t style, book)
cpdef str _typed(str words, str type)
