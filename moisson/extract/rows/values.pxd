# Types with which `values.py` is compiled. What it is given may be of a class below `str`.

import cython

@cython.final
@cython.no_gc  # it holds no more than bytes
cdef class Quoted:
    cdef public object source
    cdef public Py_ssize_t begin, end
    cdef public bint json

@cython.locals(rows=list, row=dict, column=list, number=Py_ssize_t, at=Py_ssize_t)
cpdef list rows_of(list names, list columns)
cpdef values_at(object row, str path)
@cython.locals(steps=list)
cpdef _step(object value, str step)
cpdef _opened(object value)
cpdef words(object value, object between=*)
cpdef tuple first(object row, object paths, object between=*)
cpdef name_of(object row, object paths)
cpdef plain(object value)
