# Types with which `order.py` is compiled.

import cython

from moisson.extract.pdf.beside cimport beside, counted
from moisson.extract.pdf.ends cimport low
from moisson.extract.pdf.items cimport Item, ended, is_label, items_of, may_start, neighbours, parted
from moisson.extract.pdf.rows cimport Column, Row, alone
from moisson.extract.pdf.signs cimport numeric

cdef int NONE, NOT, LIKELY, SURE, ALONE, FIRM

@cython.final
@cython.no_gc  # it knows what is smaller alone
cdef class Chain:
    cdef public list items, links
    cdef public Item first, last

    cpdef add(self, Item item, int link)

@cython.locals(rows=list, out=list, run=list, line=Row, row=Row, several=bint)
cpdef Column arranged(Column column, rules)
@cython.locals(several=list, near=dict, every=dict, parts=list, out=list, half=list, row=Row, i=Item, k=int, j=int)
cpdef list _run(list rows, Column column, rules)
@cython.locals(chains=list, recent=list, fresh=list, linked=list, items=list, item=Item, chain=Chain, found=Chain, first=Item,
               link=int, row=int, short=bint, sure=bint, size=double, y=double)
cpdef list _ordered(list parts, Column column, rules)
@cython.locals(first=Item)
cpdef tuple _place(list block)
@cython.locals(items=list, first=Item, count=int, y=double)
cpdef bint _short(list parts)
@cython.locals(sure=int, likely=int, least=int, link=int, conflict=bint, item=Item, out=list)
cpdef list _cut(Chain chain)
@cython.locals(a=Item, first=Item, step=double, size=double, hanging=bint, level=bint, centred=bint, small=bint, alone=bint,
               told=bint, space=Py_ssize_t, limit=double, wall=double, word=double)
cpdef int _link(Chain chain, Item b, Column column, rules, bint short)
@cython.locals(words=str)
cpdef bint _starts(str text)
@cython.locals(flat=cython.double[:, :], x0=double, x1=double, k=Py_ssize_t)
cpdef bint _floor(rules, Item a, Item b)
@cython.locals(upright=cython.double[:, :], right=double, found=double, k=Py_ssize_t)
cpdef double _wall(rules, Item a, Item b)
@cython.locals(out=list, block=list, rest=list, last=Item, first=Item, item=Item, row=Row, one=bint)
cpdef list _rows(list blocks)
@cython.locals(gap=double)
cpdef bint _close(Item a, Item b)
