# Types with which `hocr_parts.py` is compiled.

import cython

@cython.final
@cython.no_gc  # it knows those before it alone
cdef class Part:
    cdef public str tag, text, tail, title, language
    cdef public int roles, at, end
    cdef public Part parent, before

@cython.final
cdef class Parts:
    cdef readonly list parts
    cdef readonly str language
    cdef list _open
    cdef Part _last
    cdef dict _roles

    @cython.locals(part=Part, roles=int)
    cpdef begin(self, str tag, str names, str title, str language, str or_else)
    @cython.locals(part=Part)
    cpdef end(self, str tag)
    @cython.locals(part=Part)
    cpdef data(self, str words)
    cpdef close(self)
