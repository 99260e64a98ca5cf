# Types with which `bylines.py` is compiled.

import cython

from moisson.extract.html.links cimport holds_links, is_alone, is_introduced, is_within
from moisson.extract.html.tree cimport Page

@cython.locals(paragraphs=int, title=int, begin=int, i=int, tag=str, attributes=dict, says=int, words=str, said=str)
cpdef str dateline(Page page, language)

cdef class _Lines:
    cdef Page page
    cdef int zone, total
    cdef bint signed
    cdef list skip, own
    cdef public list signatures

    @cython.locals(i=int, stop=int, total=int, ends=list, skip=list, own=list)
    cpdef int counted(self)
    @cython.locals(page=Page, total=int, found=list, beside=dict, i=int, seen=int, figure=int, stop=int, tag=str, attributes=dict,
                   before=int, says=int, edge=bint, block=bint, around=int, words=int)
    cpdef list found(self)
    cpdef bint is_about(self, int i, int says, int before, bint edge)
    @cython.locals(page=Page, known=bint)
    cpdef bint is_line(self, int i, int says, bint edge)
    @cython.locals(page=Page, line=str, stands=bint)
    cpdef bint is_signed(self, int i, bint head, bint foot)
    @cython.locals(page=Page, line=str)
    cpdef bint is_dated(self, int i, int before)
    @cython.locals(page=Page, attributes=dict)
    cpdef bint is_hinted(self, int i, int before)
    cpdef bint is_quoted(self, int i)
    cpdef bint is_tags(self, int i)
    @cython.locals(page=Page)
    cpdef bint is_reserved(self, int i, int before)
    @cython.locals(tag=str, attributes=dict)
    cpdef bint is_part(self, int i, int says)
    @cython.locals(page=Page, tag=str, rest=int)
    cpdef bint is_rest(self, int block, int words)
    cpdef int block(self, int i)
    @cython.locals(page=Page)
    cpdef bint is_credit(self, int i, int says, int figure)
    @cython.locals(line=str)
    cpdef bint is_bare(self, int i)
    @cython.locals(page=Page, line=str, words=str)
    cpdef bint is_advert(self, int i)
    @cython.locals(page=Page, before=int)
    cpdef bint is_said_again(self, int i)
    @cython.locals(page=Page, before=int)
    cpdef bint is_action(self, int i)
