# Types with which `lines.py` is compiled.

import cython

from moisson.extract.spaces cimport one_line

cpdef bint divided(str before)
cpdef bint may_divide(str line)
@cython.locals(end=str, start=str, made=str)
cpdef str joined(str before, str after, object language=*, object words=*)
@cython.locals(line=str, text=str, pieces=list)
cpdef str running(object lines, object language=*, object words=*)
