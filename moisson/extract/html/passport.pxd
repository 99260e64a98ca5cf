# Types with which `passport.py` is compiled.

import cython

from moisson.extract.facts.passport cimport labelled
from moisson.extract.html.tree cimport Page

@cython.locals(i=int, text=str, tail=str, tags=list, texts=list, tails=list)
cpdef read_passport(Page page)
@cython.locals(lines=list, i=int, line=str, parted=tuple, label=str, rest=str)
cpdef _lines(found, Page page, int holder, str words, int before)
@cython.locals(found=list, beside=int)
cpdef list _following(Page page, int i)
@cython.locals(words=list, length=int, piece=str)
cpdef str _text(Page page, int i)
@cython.locals(depth=int)
cpdef bint _is_apart(Page page, int i)
