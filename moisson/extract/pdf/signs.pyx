# distutils: extra_compile_args = -O2 -g0
"""Signs in a text that are worth a closer look: looked through once. Compiled, this takes the place of `signs.py`."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND

cdef extern from "Python.h":
    bint Py_UNICODE_ISDECIMAL(unsigned int)

ctypedef fused Signs:
    const unsigned char
    const unsigned short
    const unsigned int


cdef bint any_figure(Py_ssize_t length, Signs *signs) noexcept:
    cdef Py_ssize_t at
    for at in range(length):
        if signs[at] < 0x80:
            if 0x30 <= signs[at] <= 0x39:
                return True
        elif Py_UNICODE_ISDECIMAL(signs[at]):
            return True
    return False


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


cpdef bint figures(str text):
    """Whether there are figures."""
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if kind == 1:
        return any_figure(length, <const unsigned char *>PyUnicode_DATA(text))
    if kind == 2:
        return any_figure(length, <const unsigned short *>PyUnicode_DATA(text))
    return any_figure(length, <const unsigned int *>PyUnicode_DATA(text))


cpdef bint special(str text):
    """Whether there are superscripts, or what may be dots or lines to write on."""
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if kind == 1:
        return any_special(length, <const unsigned char *>PyUnicode_DATA(text))
    if kind == 2:
        return any_special(length, <const unsigned short *>PyUnicode_DATA(text))
    return any_special(length, <const unsigned int *>PyUnicode_DATA(text))
