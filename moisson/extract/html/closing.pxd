# Types with which `closing.py` is compiled.

import cython

from moisson.extract.html.tree cimport Page

@cython.locals(own=list, seen=int, i=int, stop=int)
cpdef list comments(Page page, int zone, list skip, int first)
@cython.locals(headings=list, found=list, around=int, i=int)
cpdef list comments_beside(Page page, list left_out, int title)
@cython.locals(line=str)
cpdef bint _heads_comments(Page page, int i)
cpdef bint _is_linked(Page page, int i)
@cython.locals(found=list, up=int)
cpdef list _from(Page page, int i, int zone)
@cython.locals(stated=list, own=list, seen=int, found=list, late=double, i=int, stop=int)
cpdef list about_author(Page page, list weight, int zone, list skip)
@cython.locals(known=tuple, own=list, seen=int, late=double, little=double, i=int, stop=int, said=str)
cpdef list about_site(Page page, list weight, int zone, list skip)
@cython.locals(letters=str)
cpdef bint _is_about_site(str said, tuple names)
cpdef tuple _site(Page page)
cpdef str _letters(str words)
@cython.locals(top=int, up=int, parts=list, child=int)
cpdef list _section(Page page, int heading, int zone)
