# Types with which `beside.py` is compiled.

import cython

from moisson.extract.pdf.items cimport Item, is_label

@cython.locals(first=list, pair=list, items=list, halves=list, one=Item, other=Item, i=Item, low=double, high=double, new_low=double,
               new_high=double, middle=double, before=double, size=double, end=int, side=int, labels=bint)
cpdef tuple beside(list parts, int start)
@cython.locals(i=Item)
cpdef bint _fields(list side, list other)
@cython.locals(labels=list)
cpdef bint fields(list side, list other)
@cython.locals(first=Item, i=Item, size=double)
cpdef bint _centred(list side)
@cython.locals(found=list, last=Item, i=Item)
cpdef list _baselines(list side)
@cython.locals(ys=list, i=Item, item=Item, y=double, z=double, size=double, above=double, below=double)
cpdef bint _loose(list side, list other)
@cython.locals(numbers=list, groups=list, counts=list, above=list, block=list, first=Item, count=int, at=int, moved=bint)
cpdef list counted(list blocks)
cpdef bint _field(Item item, Item other)
@cython.locals(label=Item, last=Item)
cpdef bint _under(Item item, list group)
