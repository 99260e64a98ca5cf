# Types with which `formex_signs.py` is compiled.

from moisson.extract.xml.walker cimport Walker

cdef class FormexSigns(Walker):
    cdef public list _raised, _numbers, _between, _keywords, _formulas, _kinds, _within
    cdef public str _operand
    cdef public set _deleted
