# distutils: extra_compile_args = -O2 -g0
"""Whether a file of XML can go to the parser as it is: looked through once. Compiled, this takes the place of `plain.py`."""

from libc.string cimport memcmp

FORBIDDEN = bytes({*range(32)} - {9, 10, 13})

cdef unsigned char[256] looked_at
for byte in range(256):
    looked_at[byte] = byte in FORBIDDEN or byte in b"<&\xef"


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


cpdef bint is_plain(bytes data):
    """Whether there is no DOCTYPE, no entity but XML's own, no control character, and none of those that are no characters."""
    cdef const unsigned char *signs = data
    cdef Py_ssize_t length = len(data), at, left
    for at in range(length):
        if not looked_at[signs[at]]:
            continue
        left = length - at - 1
        if signs[at] == 0x3C:
            if left >= 8 and signs[at + 1] == 0x21 and memcmp(signs + at + 1, b"!DOCTYPE", 8) == 0:
                return False
        elif signs[at] == 0x26:
            if not entity(signs + at + 1, left):
                return False
        elif signs[at] != 0xEF or (left and signs[at + 1] == 0xBF):
            return False
    return True
