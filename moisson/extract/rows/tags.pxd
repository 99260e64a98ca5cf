# What `tags.pyx` gives to modules that are compiled.

cdef struct Seat:
    const char *name
    Py_ssize_t length
    int code

cdef struct Attribute:
    const char *name
    const char *value
    Py_ssize_t size, length

cdef class Tags:
    cdef readonly bint listening
    cdef readonly int pending  # the element that has just begun, where it is empty
    cdef bytes source
    cdef list names
    cdef Seat[64] seats
    cdef const char *at  # where to read on
    cdef const char *end  # of the source
    cdef Attribute[32] attributes  # of the element that was met last
    cdef int attributed, depth
    cdef char *heard
    cdef Py_ssize_t length, room

    cpdef int step(self) except? -99
    cpdef skip(self)
    cpdef str get(self, bytes name)
    cpdef Py_ssize_t number(self, bytes name, Py_ssize_t default) except? -1
    cpdef Py_ssize_t column(self, bytes name) except? -1
    cpdef void listen(self, bint listening) noexcept
    cpdef write(self, str words)
    cpdef Py_ssize_t whole(self, Py_ssize_t most) except? -1
    cpdef str words(self)

    cdef int code(self, const char *name, Py_ssize_t length) noexcept
    cdef malformed(self, str what)
    cdef const char *past(self, const char *mark, Py_ssize_t size, const char *at) except NULL
    cdef const char *note(self, const char *at) noexcept
    cdef Attribute *attribute(self, bytes name) noexcept
    cdef make_room(self, Py_ssize_t more)
    cdef hear(self, const char *words, const char *end)
