# Types with which `tree.py` is compiled.

import cython

@cython.final
@cython.no_gc  # it holds no more than words and numbers
cdef class Page:
    cdef public list tags, texts, tails, attributes, parents, ends, befores, hidden, words, links, prose
    cdef dict _places

    @cython.locals(words=int, links=int)
    cpdef double density(self, int i)
    @cython.locals(j=int, stop=int, ends=list, found=list)
    cpdef list children(self, int i)
    @cython.locals(j=int)
    cpdef int after(self, int i)
    @cython.locals(places=dict, i=int, name=str)
    cpdef list where(self, str tag)
    @cython.locals(i=int, attributes=dict)
    cpdef list having(self, str name)
    @cython.locals(own=list, prose=list, parents=list, i=int)
    cpdef list own_prose(self)
    @cython.locals(ends=list, texts=list, tails=list, found=list, opened=list, j=int, stop=int)
    cpdef list strings(self, int i, int most=*)
    cpdef str line(self, int i)
