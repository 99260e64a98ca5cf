# Types with which `writing.py` is compiled.

import cython

@cython.final
cdef class Block:
    cdef public str kind, text, head
    cdef public double size
    cdef public bint bold, open, fresh

@cython.final
cdef class Style:
    cdef public double body
    cdef public object language, words

@cython.locals(done=str, rest=str, mark=str)
cpdef str plain(str text)
