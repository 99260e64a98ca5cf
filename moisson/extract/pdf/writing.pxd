# Types with which `writing.py` is compiled.

import cython

from moisson.extract.pdf.signs cimport special

@cython.final
cdef class Block:
    cdef public str kind, text, head
    cdef public double size
    cdef public bint bold, open, fresh

@cython.final
cdef class Style:
    cdef public double body
    cdef public object language, words

@cython.locals(done=str, rest=str, mark=str, place=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t)
cpdef str plain(str text)
@cython.locals(first=Py_UCS4, sign=Py_UCS4, letter=bint, k=Py_ssize_t)
cpdef bint marked(str text)
@cython.locals(block=Block, large=set, sizes=list, lines=list, size=double, level=int, text=str, before=str)
cpdef str as_text(list parts, Style style)
