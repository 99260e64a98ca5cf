"""The character data of XML and HTML, by a scan of its bytes that knows tags, references and comments, and no vocabulary."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel

_START = np.uint64(0xCBF29CE484222325)
_STEP = np.uint64(0x9E3779B97F4A7C15)


@lru_cache(maxsize=8)
def named(*elements: str) -> NDArray[np.uint64]:
    """The names of elements whose words nobody sees, as `without_markup` asks for them."""
    return np.array([_name(np.frombuffer(b"%s>" % each.encode(), np.uint8), 0)[0] for each in elements], np.uint64)


@kernel
def _name(data: Any, at: int) -> Any:
    """The hash of the local name that starts at a byte, in lower case, and where it ends."""
    state = _START
    while at < len(data):
        byte = data[at]
        if byte <= 32 or byte == 62 or byte == 47:  # white space > /
            break
        # What stood before a colon is a prefix.
        state = _START if byte == 58 else (state ^ np.uint64(byte | 32)) * _STEP
        at += 1
    return state, at


@kernel
def _tag_end(data: Any, at: int) -> int:
    """The byte after the tag: its `>` outside quotation marks, or the end."""
    quote = 0
    before = 0
    while at < len(data):
        byte = data[at]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte == 62:
            return at + 1
        elif (byte == 34 or byte == 39) and before == 61:
            quote = byte
        if byte > 32:
            before = byte
        at += 1
    return at


@kernel
def _after(data: Any, at: int, first: int, second: int, third: int) -> int:
    """The byte after three bytes, or the end."""
    while at + 2 < len(data):
        if data[at] == first and data[at + 1] == second and data[at + 2] == third:
            return at + 3
        at += 1
    return len(data)


@kernel
def _closed(data: Any, at: int, name: Any) -> int:
    """Where the end tag of an element begins; -1 where it has none."""
    while at + 1 < len(data):
        if data[at] == 60 and data[at + 1] == 47 and _name(data, at + 2)[0] == name:
            return at
        at += 1
    return -1


@kernel
def _strip(data: Any, unseen: Any, out: Any) -> int:
    size = len(data)
    at = to = 0
    while at < size:
        byte = data[at]
        if byte == 60 and at + 1 < size:  # <
            after = data[at + 1]
            if after == 33 and at + 3 < size and data[at + 2] == 45 and data[at + 3] == 45:  # <!--
                at = _after(data, at + 4, 45, 45, 62)
                continue
            if after == 33 and at + 8 < size and data[at + 2] == 91:  # <![CDATA[
                end = _after(data, at + 9, 93, 93, 62)
                for k in range(at + 9, end):
                    out[to] = data[k]
                    to += 1
                at = end
                continue
            if after == 33 or after == 47 or after == 63 or (65 <= (after & 223) <= 90) or after >= 0xC3 or after == 95:
                name = _name(data, at + 1)[0]
                begin = at
                at = _tag_end(data, at + 1)
                out[to] = 31  # parts words, and is no white space
                to += 1
                if data[at - 2] != 47 or at - begin < 3:
                    for k in range(len(unseen)):
                        if unseen[k] == name:
                            end = _closed(data, at, name)
                            at = at if end < 0 else end
                continue
        elif byte == 38 and at + 2 < size:  # &
            if data[at + 1] == 35:
                base = 16 if data[at + 2] | 32 == 120 else 10
                k = at + 3 if base == 16 else at + 2
                code: Any = 0
                while k < size and code < 0x110000:
                    digit: Any = np.int64(data[k])
                    digit = (
                        digit - 48 if 48 <= digit <= 57 else (digit | 32) - 87 if base == 16 and 97 <= (digit | 32) <= 102 else 99
                    )
                    if digit == 99:
                        break
                    code = code * base + digit
                    k += 1
                at = k + 1 if k < size and data[k] == 59 else k
                to = write(max(code, 31), out, to) if code < 0xD800 or 0xE000 <= code < 0x110000 else write(31, out, to)
                continue
            k = at + 1
            while k < size and k < at + 9 and 97 <= (data[k] | 32) <= 122:
                k += 1
            if k < size and data[k] == 59:  # the five of XML: signs between words
                out[to] = 31
                to += 1
                at = k + 1
                continue
        out[to] = byte
        to += 1
        at += 1
    return to


@kernel
def write(code: int, out: Any, to: int) -> int:
    """A code point as UTF-8, which takes no more bytes than a reference or an escape; returns where it ends."""
    if code < 128:
        out[to] = code
        return to + 1
    if code < 0x800:
        out[to] = 0xC0 | code >> 6
    else:
        if code < 0x10000:
            out[to] = 0xE0 | code >> 12
        else:
            out[to] = 0xF0 | code >> 18
            to += 1
            out[to] = 0x80 | (code >> 12) & 63
        to += 1
        out[to] = 0x80 | (code >> 6) & 63
    out[to + 1] = 0x80 | code & 63
    return to + 2


@kernel
def _is_composed(data: Any) -> bool:
    size = len(data)
    at = 0
    while at < size:
        byte = data[at]
        if byte < 0x80:
            at += 1
        elif 0xC2 <= byte < 0xCC and at + 1 < size and data[at + 1] & 0xC0 == 0x80:
            at += 2
        elif byte == 0xE2 and at + 2 < size and data[at + 2] & 0xC0 == 0x80 and 0x80 <= data[at + 1] <= 0x83:
            row, sign = data[at + 1] & 3, data[at + 2] & 63
            if (row == 0 and sign < 2) or (row == 3 and sign > 15):  # two spaces that have others' names, and marks
                return False
            at += 3
        else:
            return False
    return True


def is_composed(text: bytes) -> bool:
    """Whether bytes are UTF-8 in NFC beyond doubt: letters and signs up to U+02FF and from U+2002 to U+20CF alone."""
    return bool(_is_composed(np.frombuffer(text, np.uint8)))


def without_markup(markup: bytes, unseen: NDArray[np.uint64]) -> bytes:
    """The character data of XML or HTML in UTF-8, tags as U+001F; without the elements that are `named`, and without comments.

    Independent of every parser: what a parser or a reader loses is still here. Named references but XML's own stay as they are.
    """
    data = np.frombuffer(markup, np.uint8)
    out = np.empty(len(data) + 8, np.uint8)
    return out[: _strip(data, unseen, out)].tobytes()
