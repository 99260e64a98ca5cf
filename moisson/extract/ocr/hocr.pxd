# Types with which `hocr.py` is compiled.

import cython

from moisson.extract.ocr.hocr_parts cimport Part, Parts
from moisson.extract.ocr.pages cimport Block, Line, Page

cdef int FURNITURE, CAPTION, LINE, PARAGRAPH, WORD, SIGN, HEADING, HOLDER, PAGE

@cython.locals(part=Part, parts=list)
cpdef list _pages(Parts found)
cpdef double _number(str value)
@cython.locals(part=Part, holder=Part, line=Line, block=Block, page=Page, inside=list, lines=list, at=int, beside=bint, sure=double)
cpdef Page _page(Part element, list parts, str language)
@cython.locals(holder=Part, at=Part, language=str)
cpdef tuple _around(Part part, Part page)
@cython.locals(part=Part, text=str, tail=str, pieces=list, words=list, opens=bint, clings=bint, line=Line)
cpdef Line _line(Part element, list parts)
@cython.locals(part=Part, inner=list, word=bint, whole=bint, signs=bint, sign=bint, others=list)
cpdef str _chosen(Part element, list parts)
@cython.locals(part=Part, before=Part, pieces=list, opened=list, left_out=int)
cpdef str _words_in(Part element, list parts, object others=*, bint signs=*)
@cython.locals(part=Part, at=int)
cpdef list _inner(Part element, list parts)
@cython.locals(part=Part, inner=list)
cpdef bint _is_choice(Part sign, list parts)
cpdef bint _begins_column(Line line, Line before)
@cython.locals(at=Py_ssize_t, after=str, value=double, most=double, values=list)
cpdef double _sure(str title)
cpdef bint _clings(str text, bint last)
cpdef bint _spaced(Part word)
@cython.locals(part=Part)
cpdef str _title(list parts)
@cython.locals(part=Part)
cpdef bint _are_signs(list parts)
