# Types with which `sheets.py` is compiled.

import cython

@cython.locals(number=Py_ssize_t)
cpdef Py_ssize_t _words_in(object column, Py_ssize_t most) except? -1
cpdef list _shown(object column, object shown)
cpdef bint _filled(object cells)
cpdef _stripped(object column)
