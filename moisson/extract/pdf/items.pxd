# Types with which `items.py` is compiled.

import cython

from moisson.extract.pdf.pieces cimport Segment
from moisson.extract.pdf.rows cimport Row
from moisson.extract.pdf.signs cimport numeric

@cython.final
@cython.no_gc  # it knows what is smaller alone
cdef class Item:
    cdef public list segments
    cdef public int row
    cdef public str text
    cdef public double x0, start, x1, y, size, left, right
    cdef public bint bold, goes_on

@cython.locals(item=Item)
cdef Item _item(list segments, int row, str text, double x0, double start, double x1, double y, double size, bint bold)
@cython.locals(items=list, last=Item, s=Segment, start=double)
cpdef list items_of(Row row, int number)
@cython.locals(k=Py_ssize_t)
cpdef bint may_start(str text)
@cython.locals(words=str, letters=int)
cpdef bint is_label(str text)
@cython.locals(last=Py_UCS4)
cpdef bint ended(str text)
@cython.locals(gap=double)
cpdef bint _near(Item a, Segment s)
@cython.locals(then=Segment, gap=double)
cpdef bint _ahead(Item a, Segment s, list after)
@cython.locals(items=list, other=list, near=list, joined=list, item=Item, last=Item, y=double, size=double, gap=double,
               close=bint, over=bint, justified=bint, inside=bint)
cpdef list parted(dict parts, int k, rules)
@cython.locals(other=list, item=Item)
cpdef bint _runs_over(list near, double low, double high)
@cython.locals(other=list, a=Item, b=Item, item=Item, s=Segment, last=Segment, least=double, most=double, size=double,
               count=int)
cpdef bint _justified(list near, list items)
@cython.locals(first=Item, last=Item, a=Item, b=Item, size=double, level=bint, close=bint, goes_on=bint)
cpdef bint _inside(list above, list items, list below)
@cython.locals(a=Item, b=Item)
cpdef list neighbours(list items)
@cython.locals(other=list, a=Item, b=Item)
cpdef bint _alike(list near, double low, double high)
@cython.locals(upright=cython.double[:, :], y=double, k=Py_ssize_t)
cpdef bint _fence(rules, Item a, Item b)
cpdef Item _one(Item a, Item b)
