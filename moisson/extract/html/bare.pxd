# Types with which `bare.py` is compiled.

import cython

from moisson.extract.html.tree cimport Page

@cython.locals(i=int, tag=str, text=str, tail=str, waiting=list, headings=list, heading=int, dropped=bint)
cpdef drop_bare_headings(Page page, int start, list skip, bint is_article)
@cython.locals(beside=int, tail=str)
cpdef bint _is_last(Page page, int start, list skip, int i)
@cython.locals(j=int, stop=int, text=str, tail=str)
cpdef bint _keeps_words(Page page, list skip, int i)
