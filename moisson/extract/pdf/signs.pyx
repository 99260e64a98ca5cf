# distutils: extra_compile_args = -O2 -g0
"""Signs in a text that are worth a closer look: looked through once. Compiled, this takes the place of `signs.py`."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(unsigned int)
    bint Py_UNICODE_ISDECIMAL(unsigned int)
    bint Py_UNICODE_ISSPACE(unsigned int)
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


cdef unsigned char NOTED[0x80]  # what `any_special` looks at: a table's branch is foreseen, one at each word's end is not
NOTED[:] = [0] * 0x80
NOTED[0x01] = NOTED[0x2E] = NOTED[0x5F] = 1


cdef bint any_special(Py_ssize_t length, Signs *signs) noexcept:
    cdef Py_ssize_t at
    for at in range(length):
        if signs[at] >= 0x80:
            if signs[at] == 0x2026:
                return True
        elif not NOTED[signs[at]]:
            continue
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


cdef inline bint is_mark(unsigned int sign) noexcept:
    """Of what stands for no number: `-–—./xX*` and space."""
    if sign == 0x2D or sign == 0x2E or sign == 0x2F or sign == 0x2A or sign == 0x78 or sign == 0x58:
        return True
    return sign == 0x2013 or sign == 0x2014 or Py_UNICODE_ISSPACE(sign)


cdef inline bint is_unit(unsigned int sign) noexcept:
    """Of what a unit is written with."""
    return 0x61 <= (sign | 0x20) <= 0x7A or sign == 0x25 or sign == 0x20AC or sign == 0xB0


cdef bint any_number(Py_ssize_t length, Signs *signs) noexcept:
    """A number, and at most four signs from the first letter to the last sign of a word; or marks alone."""
    cdef Py_ssize_t at, first = -1, last = -1
    cdef bint figure = False, marks = 0 < length < 7
    for at in range(length):
        if marks:
            marks = is_mark(signs[at])
        if is_figure(signs[at]):
            if first >= 0:
                return False
            figure = True
        elif signs[at] == 0x5F:
            if first >= 0:
                return False
        elif Py_UNICODE_ISALNUM(signs[at]):
            if not figure and not marks:
                return False
            first = at if first < 0 else first
            last = at
            if last - first > 3 and not marks:
                return False
    if marks:
        return True
    if first >= 0:
        for at in range(first, last + 1):
            if not is_unit(signs[at]):
                return False
    return figure and last - first < 4


cpdef bint numeric(str text):
    """Whether a text is a number or several, with a short unit at most, or a mark for none."""
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if kind == 1:
        return any_number(length, <const unsigned char *>PyUnicode_DATA(text))
    if kind == 2:
        return any_number(length, <const unsigned short *>PyUnicode_DATA(text))
    return any_number(length, <const unsigned int *>PyUnicode_DATA(text))


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
