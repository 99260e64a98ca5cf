# Types with which `page_text.py` is compiled.

import cython

from moisson.extract.ocr.edges cimport body
from moisson.extract.ocr.lines cimport divided, joined, running
from moisson.extract.ocr.pages cimport Block, Line, Page
from moisson.extract.spaces cimport count_words

@cython.locals(block=Block, line=Line)
cpdef set _speakers(list blocks)
@cython.locals(line=str, capitals=int)
cpdef bint _by_lines(list lines)
@cython.locals(line=Line, before=Line, text=str, inside=list, placed=list, left=double, right=double, height=double,
               heading=bint, under_heading=bint)
cpdef list _paragraphs(Block block)
@cython.locals(half=Py_ssize_t)
cpdef double _middle(list values)
@cython.locals(indented=bint, short=bint)
cpdef bint _parted(bint heading, Line before, Line line, double left, double right, double height)

cdef class _Flow:
    cdef str _language, _speaker
    cdef object _words
    cdef set _speakers
    cdef list _done, _open, _waiting

    @cython.locals(line=Line, lines=list)
    cpdef add(self, Block block)
    @cython.locals(last=str)
    cpdef _body(self, str text)
    @cython.locals(speaker=str)
    cpdef _head(self, list lines)
    cpdef str _named(self, str text)
    cpdef _close(self)
    cpdef str text(self)
