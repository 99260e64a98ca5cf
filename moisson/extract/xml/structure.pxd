# Types with which `structure.py` is compiled.

import cython

from moisson.extract.markdown cimport Writer
from moisson.extract.pipes cimport Cell
from moisson.extract.xml.divisions cimport Divisions

@cython.no_gc
cdef class _Table:
    cdef public list rows, spans, notes

cdef class Structure(Divisions):
    cdef public list _tables
    cdef public int _numbered_notes

    @cython.locals(outer=Writer, innermost=_Table, before=int, text=str, columns=int, rows=int)
    cpdef _put_cell(self)
