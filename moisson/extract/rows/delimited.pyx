# distutils: extra_compile_args = -O2 -g0
"""The records of a text whose fields stand between delimiters, as Python's `csv` reads them; takes the place of `delimited.py`."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_FindChar, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_READ_CHAR, PyUnicode_Substring

ctypedef fused Signs:
    const unsigned char
    const unsigned short
    const unsigned int

LONGEST = 1 << 27  # characters of a field
cdef enum:
    QUOTE = 0x22
cdef Py_ssize_t longest = LONGEST

cdef bint[256] ends  # whether a sign ends a line, as `str.splitlines` has it
for sign in range(256):
    ends[sign] = len(f"{chr(sign)}.".splitlines()) > 1


def delimited(str text, str mark):
    """The fields of each record: none where a line is empty; raises ValueError where a field is too long."""
    cdef int kind = PyUnicode_KIND(text)
    if kind == 1:
        return cut(text, <const unsigned char *>PyUnicode_DATA(text), ord(mark))
    if kind == 2:
        return cut(text, <const unsigned short *>PyUnicode_DATA(text), ord(mark))
    return cut(text, <const unsigned int *>PyUnicode_DATA(text), ord(mark))


cdef list cut(str text, Signs *signs, unsigned int mark):
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at = 0, begin, stop, size
    cdef list found = [], row
    cdef str field, quoted
    cdef bint more
    while at < length:
        row, stop = [], at
        more = signs[at] != c"\n" and signs[at] != c"\r"
        while more:
            begin, quoted, size = at, None, 0
            if at < length and signs[at] == QUOTE:
                at = closing(text, at + 1, length)
                quoted = PyUnicode_Substring(text, begin + 1, at).replace('""', '"')
                begin = at = min(at + 1, length)
                size = len(quoted)
            while at < length and signs[at] != mark and not ends_line(signs[at]):
                at += 1
            stop = at
            more = at < length and signs[at] == mark
            if at < length and not more and signs[at] != c"\n" and signs[at] != c"\r":
                at += 1  # any other sign that ends a line is one of the field
            size += at - begin
            if size > longest:
                raise ValueError(f"field larger than field limit ({LONGEST})")
            field = PyUnicode_Substring(text, begin, at)
            row.append(field if quoted is None else quoted + field)
            if more:
                at += 1
                if ends_line(mark):
                    row.append("")
                    more = False
        if at == stop and at < length:
            at += 2 if signs[at] == c"\r" and at + 1 < length and signs[at + 1] == c"\n" else 1
        found.append(row)
    return found


cdef inline bint ends_line(unsigned int sign) noexcept:
    return ends[sign] if sign < 256 else sign == 0x2028 or sign == 0x2029


cdef Py_ssize_t closing(str text, Py_ssize_t at, Py_ssize_t length):
    """Where the quotation mark stands that ends a field, after any that are doubled; the end of the text where there is none."""
    while True:
        at = PyUnicode_FindChar(text, QUOTE, at, length, 1)
        if at < 0:
            return length
        if at + 1 >= length or PyUnicode_READ_CHAR(text, at + 1) != QUOTE:
            return at
        at += 2
