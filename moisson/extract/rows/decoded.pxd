# What `decoded.pyx` gives to `quoted.pyx`.

from moisson.extract.rows.vectors cimport Bytes

cdef object decoded(Bytes at, Bytes end, Bytes *last)
