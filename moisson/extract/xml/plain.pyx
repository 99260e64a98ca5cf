# distutils: extra_compile_args = -O2 -g0
"""Whether a file of XML can go to the parser as it is: looked through once. Compiled, this takes the place of `plain.py`."""

from libc.string cimport memcmp

FORBIDDEN = bytes({*range(32)} - {9, 10, 13})

cdef unsigned char[256] looked_at
for byte in range(256):
    looked_at[byte] = byte in FORBIDDEN or byte in b"<&" or byte > 0x7F


cdef bint entity(const unsigned char *at, Py_ssize_t left) noexcept:
    """Whether it is one of XML's own, or a number; `at` is behind the `&`."""
    cdef Py_ssize_t i = 1
    cdef unsigned char sign
    if left > 2 and at[0] == 0x23:  # number sign
        if at[1] == 0x78 and left > 3:  # x
            i = 2
            while i < left and ((at[i] >= 0x30 and at[i] <= 0x39) or ((at[i] | 0x20) >= 0x61 and (at[i] | 0x20) <= 0x66)):
                i += 1
            return i > 2 and i < left and at[i] == 0x3B
        while i < left and at[i] >= 0x30 and at[i] <= 0x39:
            i += 1
        return i > 1 and i < left and at[i] == 0x3B
    return (
        (left >= 3 and (memcmp(at, b"lt;", 3) == 0 or memcmp(at, b"gt;", 3) == 0))
        or (left >= 4 and memcmp(at, b"amp;", 4) == 0)
        or (left >= 5 and (memcmp(at, b"quot;", 5) == 0 or memcmp(at, b"apos;", 5) == 0))
    )


cdef Py_ssize_t sequence(const unsigned char *at, Py_ssize_t left) noexcept:
    """The bytes of one character in UTF-8 that is not ASCII; 0 where these are none (RFC 3629, section 4)."""
    cdef unsigned char first = at[0], least = 0x80, most = 0xBF
    cdef Py_ssize_t length, i
    if first < 0xC2 or first > 0xF4:
        return 0
    length = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    if left < length:
        return 0
    if first == 0xE0:
        least = 0xA0  # written in more bytes than it needs
    elif first == 0xED:
        most = 0x9F  # half a surrogate pair
    elif first == 0xF0:
        least = 0x90
    elif first == 0xF4:
        most = 0x8F  # beyond Unicode
    if not least <= at[1] <= most:
        return 0
    for i in range(2, length):
        if at[i] & 0xC0 != 0x80:
            return 0
    return length


cpdef bint is_plain(bytes data):
    """Whether it is UTF-8, without DOCTYPE, entities but XML's own, control characters, and those that are no characters."""
    cdef const unsigned char *signs = data
    cdef Py_ssize_t length = len(data), at = 0, left, size
    while at < length:
        if not looked_at[signs[at]]:
            at += 1
            continue
        left = length - at - 1
        if signs[at] == 0x3C:
            if left >= 8 and signs[at + 1] == 0x21 and memcmp(signs + at + 1, b"!DOCTYPE", 8) == 0:
                return False
        elif signs[at] == 0x26:
            if not entity(signs + at + 1, left):
                return False
        else:
            size = sequence(signs + at, left + 1)
            if not size or (signs[at] == 0xEF and signs[at + 1] == 0xBF):
                return False
            at += size
            continue
        at += 1
    return True
