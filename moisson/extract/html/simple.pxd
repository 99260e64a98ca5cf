# Types with which `simple.py` is compiled.

import cython

from moisson.extract.html.pieces cimport pieces
from moisson.extract.html.tags cimport end_tag, start_tag
from moisson.extract.markdown cimport Writer

cdef set PLAIN
@cython.locals(out=Writer, opened=list, parts=list, i=Py_ssize_t, words=str, inside=str, tag=str, attributes=str)
cpdef str simple_text(str markup)
cpdef bint _plain(str attributes)
cpdef bint _write(Writer out, str words, str inside)
cpdef bint _may_stand(str tag, str inside, list opened)
