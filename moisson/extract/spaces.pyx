"""White space of a paragraph, and how many words and letters it has: looked through once. Compiled, this takes the place of `spaces.py`."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND


cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(unsigned int)
    bint Py_UNICODE_ISALPHA(unsigned int)
    str PyUnicode_New(Py_ssize_t, unsigned int)
    void PyUnicode_WRITE(int, void *, Py_ssize_t, unsigned int)
    unsigned int PyUnicode_READ(int, void *, Py_ssize_t)


cdef inline bint special(unsigned int sign) noexcept:
    return sign == 0x26 or sign == 0x1F or sign <= 1


cpdef one_line(str text):
    """The words with one space between them; None where there is a special sign among them."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at, size = 0
    cdef int kind = PyUnicode_KIND(text), into
    cdef void *data = PyUnicode_DATA(text)
    cdef void *made
    cdef unsigned int sign, every = 0
    cdef bint apart = True, same = True
    for at in range(length):
        sign = PyUnicode_READ(kind, data, at)
        if Py_UNICODE_ISSPACE(sign):
            if sign == 0x1F:
                return None
            same = same and sign == 0x20 and not apart
            size += not apart
            apart = True
        else:
            if special(sign):
                return None
            every |= sign
            size += 1
            apart = False
    if size == 0:
        return ""
    if apart:
        size -= 1
    elif same:
        return text
    line = PyUnicode_New(size, min(every, 0x10FFFF))
    into, made = PyUnicode_KIND(line), PyUnicode_DATA(line)
    size, apart = 0, True
    for at in range(length):
        sign = PyUnicode_READ(kind, data, at)
        if not Py_UNICODE_ISSPACE(sign):
            PyUnicode_WRITE(into, made, size, sign)
            size += 1
            apart = False
        elif not apart:
            if size < PyUnicode_GET_LENGTH(line):  # not the one at the end
                PyUnicode_WRITE(into, made, size, 0x20)
            size += 1
            apart = True
    return line


cpdef Py_ssize_t count_words(str text):
    """How many words there are: what white space parts."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at, words = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef bint apart = True, space
    for at in range(length):
        space = Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, at))
        words += apart and not space
        apart = space
    return words


cpdef Py_ssize_t count_letters(str text):
    """How many letters there are, of any alphabet."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at, letters = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    for at in range(length):
        letters += Py_UNICODE_ISALPHA(PyUnicode_READ(kind, data, at))
    return letters
