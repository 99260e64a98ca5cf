# Types with which `divisions.py` is compiled.

import cython

from moisson.extract.markdown cimport Writer
from moisson.extract.spaces cimport shown

@cython.final
@cython.no_gc
@cython.freelist(16)
cdef class Open:
    cdef public object role
    cdef public str number
    cdef public list heading
    cdef public int level, depth
    cdef public bint waits

cdef class Divisions:
    cdef public Writer out, _spare
    cdef public list _writers, _owners
    cdef public int _silent, _said, quoted
    cdef public bint _titled

    cpdef _push(self, bint flat=*, bint keeps_notes=*)
    @cython.locals(inner=Writer, text=str)
    cpdef str _pop(self)
    @cython.locals(owner=Open, depth=int, said=int)
    cpdef _announce(self)
    cpdef _heading(self, str words, int level)
    cpdef Open _owner(self)
    @cython.locals(owners=list)
    cpdef _close_owner(self)
    cpdef _wait(self)
