# Types with which `middle.py` is compiled.

import cython

@cython.locals(half=int)
cpdef double median(list values)
