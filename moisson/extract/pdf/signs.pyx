# distutils: extra_compile_args = -O2 -g0
"""Signs in a text that are worth a closer look: looked through once. Compiled, this takes the place of `signs.py`."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND

cdef extern from "Python.h":
    bint Py_UNICODE_ISDECIMAL(unsigned int)
    str PyUnicode_New(Py_ssize_t, unsigned int)
    void PyUnicode_WRITE(int, void *, Py_ssize_t, unsigned int)

ctypedef fused Signs:
    const unsigned char
    const unsigned short
    const unsigned int


cdef inline bint is_figure(Signs sign) noexcept:
    return 0x30 <= sign <= 0x39 if sign < 0x80 else Py_UNICODE_ISDECIMAL(sign)


cdef str blanked(str text, Py_ssize_t length, Signs *signs):
    cdef Py_ssize_t at, size = 0
    cdef bint figure = False, any_figure = False
    cdef unsigned int every = 0x23
    cdef int into
    cdef void *made
    for at in range(length):
        if is_figure(signs[at]):
            size += not figure
            figure = any_figure = True
        else:
            every |= signs[at]
            size += 1
            figure = False
    if not any_figure:
        return text
    line = PyUnicode_New(size, min(every, 0x10FFFF))
    into, made, size, figure = PyUnicode_KIND(line), PyUnicode_DATA(line), 0, False
    for at in range(length):
        if is_figure(signs[at]):
            if not figure:
                PyUnicode_WRITE(into, made, size, 0x23)
                size += 1
            figure = True
        else:
            PyUnicode_WRITE(into, made, size, signs[at])
            size += 1
            figure = False
    return line


cdef bint any_special(Py_ssize_t length, Signs *signs) noexcept:
    cdef Py_ssize_t at
    for at in range(length):
        if signs[at] > 0x5F:
            if signs[at] == 0x2026:
                return True
        elif signs[at] == 0x2E:
            if at > 2 and signs[at - 1] == 0x2E and signs[at - 2] == 0x2E and signs[at - 3] == 0x2E:
                return True
            if (
                at > 3
                and signs[at - 1] == 0x20
                and signs[at - 2] == 0x2E
                and signs[at - 3] == 0x20
                and signs[at - 4] == 0x2E
            ):
                return True
        elif signs[at] == 1 or (signs[at] == 0x5F and at > 1 and signs[at - 1] == 0x5F and signs[at - 2] == 0x5F):
            return True
    return False


cpdef str blank(str text):
    """The text with one sign in the place of each number."""
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if kind == 1:
        return blanked(text, length, <const unsigned char *>PyUnicode_DATA(text))
    if kind == 2:
        return blanked(text, length, <const unsigned short *>PyUnicode_DATA(text))
    return blanked(text, length, <const unsigned int *>PyUnicode_DATA(text))


cpdef bint special(str text):
    """Whether there are superscripts, or what may be dots or lines to write on."""
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if kind == 1:
        return any_special(length, <const unsigned char *>PyUnicode_DATA(text))
    if kind == 2:
        return any_special(length, <const unsigned short *>PyUnicode_DATA(text))
    return any_special(length, <const unsigned int *>PyUnicode_DATA(text))
