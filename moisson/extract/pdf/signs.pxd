# What `signs.pyx` gives to modules that are compiled.

cpdef str blank(str text)
cpdef bint special(str text)
cpdef bint numeric(str text)
