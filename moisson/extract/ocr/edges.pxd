# Types with which `edges.py` is compiled.

import cython

from moisson.extract.ocr.pages cimport Block, Line, Page

@cython.locals(lines=list, left=int, at=int, block=Block, line=Line)
cpdef list body(Page page, dict heads)
@cython.locals(line=Line, usual=double, words=str)
cpdef bint _is_title(list lines, dict heads)
@cython.locals(text=str, line=Line)
cpdef bint _page_number(list lines, int at)
@cython.locals(one=Line, two=Line, block=Block, line=Line, overlap=double, half=double)
cpdef _drop_numbered_heads(list blocks)
@cython.locals(block=Block, line=Line, lines=list, furniture=bint)
cpdef list _with_words(Page page)
