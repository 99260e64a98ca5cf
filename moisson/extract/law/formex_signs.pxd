# Types with which `formex_signs.py` is compiled.

from moisson.extract.xml.walker cimport Walker

cdef class FormexSigns(Walker):
    cdef public list _raised, _numbers, _between, _keywords
    cdef public set _deleted
