"""How far the cells of an OpenDocument spreadsheet reach: one look at its tags. Compiled, this takes the place of `ods_extent.py`."""

from libc.string cimport memchr, memcmp

cdef extern from *:
    """
    /* The first place of some bytes in others: not every library has `memmem`. */
    static const char *sought(const char *at, const char *end, const char *wanted, Py_ssize_t size) {
        while (end - at >= size && (at = (const char *)memchr(at, wanted[0], end - at - size + 1)) != NULL) {
            if (memcmp(at, wanted, size) == 0) return at;
            at++;
        }
        return NULL;
    }
    """
    const char *sought(const char *, const char *, const char *, Py_ssize_t) nogil


cdef Py_ssize_t times(const char *at, const char *end) noexcept:
    """The number between quotation marks after the name of an attribute; 1 where none stands there."""
    cdef Py_ssize_t number = 0, digits = 0
    while at < end and at[0] in (c" ", c"\t", c"\r", c"\n", c"="):
        at += 1
    if at >= end or at[0] not in (c'"', c"'"):
        return 1
    at += 1
    while at < end and c"0" <= at[0] <= c"9" and digits < 9:
        number = 10 * number + at[0] - c"0"
        at += 1
        digits += 1
    return number if digits else 1


def rectangle(bytes xml not None):
    """The cells of the largest sheet's rectangle.

    Rows count up to the last with a cell that is filled, and cells up to the last such in their row.
    """
    cdef const char *at = xml
    cdef const char *end = at + len(xml)
    cdef const char *after
    cdef const char *found
    cdef Py_ssize_t height = 0, filled = 0, width = 0, cells = 0, empty = 0, number
    cdef bint inside = False  # a row
    largest = 0
    at = <const char *>memchr(at, c"<", end - at)
    while at != NULL:
        after = <const char *>memchr(at + 1, c"<", end - at - 1)
        if after == NULL:
            after = end
        if after - at > 12 and memcmp(at + 1, b"table:", 6) == 0:
            if memcmp(at + 7, b"table", 5) == 0:
                if at[12] != c"-":
                    if at[12] in (c" ", c"\t", c"\r", c"\n", c">"):  # a sheet
                        largest = max(largest, <object>width * filled)
                        height = filled = width = 0
                        inside = False
                elif after - at > 16 and memcmp(at + 12, b"-row", 4) == 0:
                    found = sought(at, after, b"-rows-repeated", 14)
                    height += times(found + 14, after) if found != NULL else 1
                    cells = empty = 0
                    inside = True
            if inside and sought(at, min(at + 26, after), b"table-cell", 10) != NULL:
                found = sought(at, after, b"-columns-repeated", 17)
                number = times(found + 17, after) if found != NULL else 1
                if blank(at, after):
                    empty += number
                else:
                    cells += empty + number
                    empty = 0
                    filled = height
                    width = max(width, cells)
        elif after - at > 17 and memcmp(at + 1, b"/table:table-row", 16) == 0:
            inside = False
        at = after if after < end else NULL
    return max(largest, <object>width * filled)


cdef bint blank(const char *at, const char *after) noexcept:
    """Whether a cell ends where it begins, and has no value."""
    cdef const char *last = after
    while last[-1] in (c" ", c"\t", c"\r", c"\n"):
        last -= 1
    return last[-1] == c">" and last[-2] == c"/" and sought(at, after, b"office:value", 12) == NULL
