# Types with which `markdown.py` is compiled.

import cython

from moisson.extract.spaces cimport one_line

@cython.final
@cython.no_gc  # it holds no more than words
@cython.freelist(8)
cdef class Writer:
    cdef public bint flat, keeps_notes
    cdef public str heading, marker, before, named, lead
    cdef public list blocks, inline, counters, indents, notes, superscripts
    cdef public int lists

    @cython.locals(written=list)
    cpdef again(self, bint flat, bint keeps_notes)
    cpdef write(self, str text)
    @cython.locals(inline=list, text=str, words=str)
    cpdef paragraph(self)
    cpdef str _with_signs(self, str text)
    cpdef block(self, str text)
    cpdef begin(self, str lead)
    cpdef end(self)
    cpdef open_item(self)
    cpdef close_item(self)
    cpdef name_item(self, str marker)
    cpdef place_notes(self)
    @cython.locals(line=str, parts=list, block=str, number=int, before=int)
    cpdef str text(self)
    @cython.locals(block=str, indent=str)
    cpdef _place(self, list lines)
    cpdef _place_lines(self, str text)
    @cython.locals(words=str)
    cpdef _lead_in(self)
    cpdef str _spaced_lead(self)
