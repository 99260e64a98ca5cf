# Types with which `formex_walker.py` is compiled.

from moisson.extract.law.formex_signs cimport FormexSigns

cdef class FormexParts(FormexSigns):
    cdef public str root
    cdef public object _facts
    cdef public list _names, _notes, _aside
    cdef public dict _marks, _kept
    cdef public int _signs
