# Types with which `alto.py` is compiled.

import cython

from moisson.extract.ocr.elements cimport Element
from moisson.extract.ocr.pages cimport Block, Line, Page

@cython.locals(page=Page, words=_Words, block=Block, parent=Element, child=Element, element=Element)
cdef Page _page(Element page_element, dict labels, dict place)
@cython.locals(element=Element, line=Line)
cpdef _read_lines(list elements, Block block, _Words words, dict labels)
@cython.locals(at=int, to=int)
cpdef _straighten(list lines)
@cython.locals(lower=double, beside=double)
cpdef bint _above(Line line, Line other)
@cython.locals(refs=str)
cpdef str _label(Element element, dict labels)
cpdef str _open(str half)
@cython.locals(left=double, top=double, bottom=double, end=double)
cpdef bint _near(Element word, Element after)
@cython.locals(start=double, left=double, top=double, bottom=double, end=double)
cpdef bint _touch(Element word, Element after)
@cython.locals(left=double, top=double, width=double, height=double)
cpdef (double, double, double, double) _place(Element element)

cdef class _Words:
    cdef public Page page
    cdef Line _first, _half
    cdef str _printed, _whole

    @cython.locals(line=Line, child=Element, before=Element, apart=Element, earlier=Line, empty=bint, pieces=list, children=list, printed=str, text=str, content=str,
                   spaced=bint, near=bint)
    cpdef Line line(self, Element element, bint heading)
    @cython.locals(half=Line, before=str, whole=str)
    cpdef str _word(self, Element string, str content, str kind)
    @cython.locals(value=double, stated=str)
    cpdef _trust(self, Element string)
    cpdef end(self)
