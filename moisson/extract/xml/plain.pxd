# What `plain.pyx` gives to modules that are compiled.

cpdef bint is_plain(bytes data)
