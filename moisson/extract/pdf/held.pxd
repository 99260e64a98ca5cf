# What `held.pyx` gives to modules that are compiled.

cpdef bint held(str word, const unsigned long long[::1] table)
