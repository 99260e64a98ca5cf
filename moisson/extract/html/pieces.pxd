# What `pieces.pyx` gives to modules that are compiled.

cpdef list pieces(str markup)
