# What `spaces.pyx` gives to modules that are compiled.

cpdef one_line(str text)
cpdef Py_ssize_t count_words(str text)
cpdef str shown(str text)
cpdef Py_ssize_t count_letters(str text)
cpdef bint has_controls(str text)
