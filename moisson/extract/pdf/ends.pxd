# Types with which `ends.py` is compiled.

import cython

@cython.locals(k=Py_ssize_t)
cpdef bint ended(str text)
@cython.locals(k=Py_ssize_t)
cpdef bint low(str text)
@cython.locals(k=Py_ssize_t, end=Py_ssize_t, dotted=bint)
cpdef bint entry(str text)
