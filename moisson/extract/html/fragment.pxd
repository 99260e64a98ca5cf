# Types with which `fragment.py` is compiled.

import cython

from moisson.extract.html.simple cimport simple_text
from moisson.extract.html.tags cimport end_tag, start_tag
from moisson.extract.html.tree cimport Page
from moisson.extract.markdown cimport Writer
from moisson.extract.pipes cimport Cell
from moisson.extract.spaces cimport has_controls, shown

cpdef str html_to_text(str fragment)
cpdef Page parse(str markup)
cpdef str clean(str text)
cpdef str plain(str text)
@cython.locals(out=Writer, tags=list, ends=list, tails=list, opened=list, i=int, stop=int, closed=int, tag=str)
cpdef str walk(Page page, int top, frozenset hidden, bint flat=*, bint tables=*)
@cython.locals(tag=str, attributes=dict)
cpdef bint unseen(Page page, int i, frozenset hidden)
@cython.locals(row=int, cell=int, parts=list)
cpdef list table_blocks(Page page, int i, frozenset hidden)
@cython.locals(part=int, row=int, found=list)
cpdef list rows(Page page, int i)
@cython.locals(row=int, first=int)
cpdef bint _has_columns(Page page, int i)
@cython.locals(section=int, part=int, parent=int, child=int, found=list, paragraph=Writer)
cpdef list astray(Page page, int i, frozenset hidden)
cpdef int span(dict attributes, str name)
cpdef int integer(str value, int default)
