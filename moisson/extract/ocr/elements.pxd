# What `elements.pyx` gives to modules that are compiled.

cdef class Element:
    cdef readonly str tag
    cdef bytes attributes
    cdef list children

    cpdef str get(self, str name)
