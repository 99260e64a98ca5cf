# What `signs.pyx` gives to modules that are compiled.

cpdef bint figures(str text)
cpdef bint special(str text)
