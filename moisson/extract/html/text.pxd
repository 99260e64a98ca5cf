# Types with which `text.py` is compiled.

import cython

from moisson.extract.html.fragment cimport integer, span
from moisson.extract.html.main cimport Main
from moisson.extract.html.marks cimport Marks
from moisson.extract.html.tree cimport Page
from moisson.extract.markdown cimport Writer
from moisson.extract.pipes cimport Cell

cpdef str _last(list inline)

@cython.final
cdef class _Reader(Marks):
    cdef set layout, bracketed
    cdef list headings
    cdef bint apart_from_words
    cdef int after_title

    @cython.locals(page=Page, out=Writer, texts=list, tails=list, ends=list, opened=list, i=int, stop=int, closed=int)
    cpdef str text(self, int root, bint flat=*, bint tables=*)
    cpdef write(self, Writer out, str text)
    @cython.locals(page=Page, tag=str, label=str, before=int, child=int)
    cpdef bint apart(self, Writer out, int i, bint tables)
    @cython.locals(text=str)
    cpdef bint is_sign(self, Writer out, int i)
    @cython.locals(page=Page, beside=int, first=int, nested=bint)
    cpdef bint is_defined(self, int i)
    @cython.locals(page=Page, first=int, classes=str)
    cpdef bint is_code(self, int i)
    @cython.locals(page=Page, tag=str, text=str)
    cpdef start(self, Writer out, int i)
    @cython.locals(tag=str, words=int)
    cpdef end(self, Writer out, int i)
    @cython.locals(page=Page, tag=str, attributes=dict, level=str, parts=list, part=int)
    cpdef str level(self, int i)
    cpdef bint is_title(self, int i)
    @cython.locals(first=str, up=int)
    cpdef number(self, Writer out, int i)
    @cython.locals(page=Page, rows=list, parts=list, known=set, first=list, cells=list, row=int, cell=int, part=int, parent=int, inner=list)
    cpdef list table(self, int i)
    @cython.locals(attributes=dict)
    cpdef Cell cell(self, int i, bint flat)
