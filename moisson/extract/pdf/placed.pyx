# distutils: extra_compile_args = -O2 -g0
"""Segments out of what kernels give for them. Compiled, this takes the place of `placed.py`."""

from moisson.extract.pdf.pieces cimport Segment

from moisson.extract.pdf.mend import meaning

cdef extern from "Python.h":
    str PyUnicode_FromKindAndData(int, const void *, Py_ssize_t)

SEPARATOR = 3  # behind the characters of each segment
SEGMENTS = 20_000  # of one page; one that has more is a drawing


cdef inline bint is_odd(unsigned int sign) noexcept:
    return sign >= 0xE000 or sign == 0xAD or sign == 0x2010 or sign == 0x2011


def placed(const unsigned int[::1] signs, const double[:, ::1] boxes, bint odd):
    """As in `placed.py`."""
    cdef Py_ssize_t begin, end = -1, at, row, rows = min(boxes.shape[0], SEGMENTS)
    cdef str text
    cdef Segment segment
    cdef list found = []
    for row in range(rows):
        begin = end = end + 1
        while signs[end] != 3:
            end += 1
        if begin == end:
            continue
        text = PyUnicode_FromKindAndData(4, &signs[begin], end - begin)
        if odd:
            for code in {signs[at] for at in range(begin, end) if is_odd(signs[at])}:
                text = text.replace(chr(code), meaning(code))
        if not text or text.isspace():
            continue
        segment = Segment.__new__(Segment)
        segment.text = text
        segment.x0, segment.x1, segment.y, segment.size = boxes[row, 0], boxes[row, 1], boxes[row, 2], boxes[row, 3]
        segment.bold = boxes[row, 4] > 0.6
        segment.lead = boxes[row, 5] > 0
        found.append(segment)
    return found
