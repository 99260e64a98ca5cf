"""The strings of a JSON text as they stand there, by a scan of its bytes: values alone, without the names of fields.

No tree of objects is made. What is outside strings is looked at only so far as to tell JSON from what begins like it: brackets
that close, one value, and no other signs than JSON has.
"""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel
from moisson.kernels.markup import write

OUTSIDE = np.isin(
    np.arange(256), list(b" \t\r\n,:+-.0123456789Eaeflnrstu")
)  # bytes of numbers, true, false, null, and between them


@kernel
def _escaped(data: Any, at: int) -> Any:
    """The code of four hexadecimal digits; -1 where they are none."""
    code: Any = 0
    if at + 4 > len(data):
        return -1
    for k in range(at, at + 4):
        digit: Any = np.int64(data[k])
        if 48 <= digit <= 57:
            code = code * 16 + digit - 48
        elif 97 <= digit | 32 <= 102:
            code = code * 16 + (digit | 32) - 87
        else:
            return -1
    return code


@kernel
def _sign(data: Any, at: int, out: Any, to: int) -> Any:
    """Write what stands after a backslash; returns where it ends (-1: it is no escape), and the new end of `out`."""
    byte = data[at]
    if byte == 117:  # u
        code = _escaped(data, at + 1)
        at += 5
        if 0xD800 <= code < 0xDC00 and at + 1 < len(data) and data[at] == 92 and data[at + 1] == 117:
            low = _escaped(data, at + 2)
            code = 0x10000 + (code - 0xD800 << 10) + low - 0xDC00 if 0xDC00 <= low < 0xE000 else -1
            at += 6
        if code < 0 or 0xD800 <= code < 0xE000:
            return -1, to
        return at, write(code, out, to)
    if byte == 34 or byte == 92 or byte == 47:  # " \ /
        out[to] = byte
    elif byte == 110:
        out[to] = 10
    elif byte == 116:
        out[to] = 9
    elif byte == 114:
        out[to] = 13
    elif byte == 98:
        out[to] = 8
    elif byte == 102:
        out[to] = 12
    else:
        return -1, to
    return at + 1, to + 1


@kernel
def _strings(data: Any, outside: Any, out: Any) -> int:
    """Write each string and a newline; returns the size, or -1 where it is no JSON."""
    size = len(data)
    at = to = depth = values = 0
    while at < size:
        byte = data[at]
        at += 1
        if byte == 34:
            values += depth == 0
            begin = to
            while at < size and data[at] != 34:
                byte = data[at]
                at += 1
                if byte < 32 or (byte == 92 and at == size):
                    return -1
                if byte == 92:
                    at, to = _sign(data, at, out, to)
                    if at < 0:
                        return -1
                else:
                    out[to] = byte
                    to += 1
            if at == size:
                return -1
            at += 1
            after = at
            while after < size and data[after] <= 32:
                after += 1
            if after < size and data[after] == 58:  # the name of a field
                to = begin
            else:
                out[to] = 10
                to += 1
        elif byte == 123 or byte == 91:  # { [
            values += depth == 0
            depth += 1
        elif byte == 125 or byte == 93:
            depth -= 1
            if depth < 0:
                return -1
        elif not outside[byte] or (depth == 0 and byte > 32):
            return -1
    return to if depth == 0 and values == 1 else -1


def strings_of(content: bytes) -> bytes | None:
    """The strings of a JSON text whose value is a list, an object or a string, in order, a line each; None where it is none."""
    data = np.frombuffer(content, np.uint8)
    out = np.empty(len(data) + 1, np.uint8)
    size = int(_strings(data, OUTSIDE, out))
    return None if size < 0 else out[: max(size - 1, 0)].tobytes()
