# Types with which `structure.py` is compiled.

from moisson.extract.xml.divisions cimport Divisions

cdef class _Table:
    cdef public list rows, spans, notes

cdef class Structure(Divisions):
    cdef public list _tables
    cdef public int _numbered_notes
