# Types with which `pages.py` is compiled.

cdef class Line:
    cdef public str text
    cdef public double left, top, right, bottom
    cdef public bint heading

cdef class Block:
    cdef public list lines
    cdef public object kind
    cdef public str language
    cdef public bint aside

cdef class Page:
    cdef public list blocks, confidences
