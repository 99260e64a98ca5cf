"""Numbers in whole batches: where a run of digits, or what may be an address of the internet, stands, in code points."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.strings import Strings

NUMBER, IPV4, IPV6 = 1, 2, 3


class Numbers(NamedTuple):
    """Stretches of text that hold numbers, in order of row, in code points of the row."""

    row: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    digits: NDArray[np.int64]
    shape: NDArray[np.int64]  # NUMBER, IPV4 or IPV6
    letters: NDArray[np.int64]  # how many capital letters stand within a number or right beside it


@kernel
def _is_hex(byte: Any) -> bool:
    return bool(48 <= byte <= 57 or 65 <= byte <= 70 or 97 <= byte <= 102)


@kernel
def _ipv4(data: Any, at: int, end: int) -> int:
    """The end of four numbers of one to three digits with dots between, which begin at byte `at`; 0 where there are none."""
    for k in range(4):
        begin = at
        while at < end and 48 <= data[at] <= 57:
            at += 1
        if at == begin or at - begin > 3:
            return 0
        if k == 3:
            return 0 if at + 1 < end and data[at] == 46 and 48 <= data[at + 1] <= 57 else at
        if at == end or data[at] != 46:
            return 0
        at += 1
    return 0


@kernel
def _is_capital(data: Any, at: int, start: int, end: int) -> bool:
    return bool(start <= at < end and 65 <= data[at] <= 90)


@kernel
def _number(data: Any, at: int, start: int, end: int) -> tuple[int, int, int, int]:
    """Of the run that begins with the digit at byte `at`: its end, code points, digits, and the capitals in it and beside it.

    Digits belong to one run while at most six characters stand between them, all of them spaces, `.`, `-`, `/`, `(`, `)`,
    `+` or capital letters, and at most three of those no letters.
    """
    last = at
    chars = last_chars = digits = 0
    letters = last_letters = int(
        _is_capital(data, at - 1, start, end) or (at > start and data[at - 1] == 45 and _is_capital(data, at - 2, start, end))
    )
    gap = others = 0
    while at < end:
        byte = data[at]
        if 48 <= byte <= 57:
            digits += 1
            chars += 1
            at += 1
            last, last_chars, last_letters = at, chars, letters
            gap = others = 0
            continue
        gap += 1
        if 65 <= byte <= 90:
            at += 1
            letters += 1
        elif byte == 32 or 40 <= byte <= 41 or byte == 43 or 45 <= byte <= 47:
            at += 1
            others += 1
        elif byte == 0xC2 and data[at + 1] == 0xA0:
            at += 2
            others += 1
        elif byte == 0xE2 and data[at + 1] == 0x80 and (data[at + 2] == 0xAF or 0x89 <= data[at + 2] <= 0x93):
            at += 3
            others += 1
        else:
            break
        chars += 1
        if gap > 6 or others > 3:
            break
    behind = _is_capital(data, last, start, end) or (
        last < end and (data[last] == 45 or data[last] == 32) and _is_capital(data, last + 1, start, end)
    )
    return last, last_chars, digits, last_letters + behind


@kernel
def _ipv6(data: Any, at: int, start: int, end: int) -> tuple[int, int]:
    """The bounds of the hexadecimal digits and colons around the colon at byte `at`; both `at` where they are no address."""
    first = at
    while first > start and (_is_hex(data[first - 1]) or data[first - 1] == 58):
        first -= 1
    colons = doubles = 0
    last = first
    while last < end and (_is_hex(data[last]) or data[last] == 58 or data[last] == 46):
        colons += data[last] == 58
        doubles += data[last] == 58 and last > first and data[last - 1] == 58
        last += 1
    if last - first >= 6 and (colons == 7 or (colons >= 2 and doubles == 1)):
        return first, last
    return at, at


@kernel
def _scan(offsets: Any, data: Any, least: int, out: Any) -> int:
    count = 0
    room = out.shape[1]
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        at = start
        chars = 0
        free = start  # before this byte, colons and dotted numbers have been looked at
        while at < end:
            byte = data[np.uint64(at)]  # an index without a sign needs no test for being negative
            if byte < 48 or byte > 58:  # neither digit nor colon
                chars += byte & 0xC0 != 0x80
                at += 1
                continue
            first = last = width = digits = shape = letters = 0
            step = 1
            if 48 <= byte <= 57:
                last, width, digits, letters = _number(data, at, start, end)
                shape = NUMBER * (digits >= least)
                first = chars
                step = 0
            elif byte == 58 and at >= free and at + 1 < end and (data[at + 1] == 58 or _is_hex(data[at + 1])):
                begin, last = _ipv6(data, at, start, end)
                free = last
                first, width = chars - (at - begin), last - begin
                shape = IPV6 * (last > begin)
            if shape:
                if count < room:
                    out[0, count], out[1, count], out[2, count] = row, first, first + width
                    out[3, count], out[4, count], out[5, count] = digits, shape, letters
                count += 1
            if step:
                chars += byte & 0xC0 != 0x80
                at += 1
                continue
            before = data[at - 1] if at > start else np.uint8(32)
            while at < last:
                byte = data[at]
                if 48 <= byte <= 57 and not (48 <= before <= 57 or before == 46):
                    tail = _ipv4(data, at, end)
                    if tail:
                        if count < room:
                            out[0, count], out[1, count], out[2, count] = row, chars, chars + tail - at
                            out[3, count], out[4, count], out[5, count] = 0, IPV4, 0
                        count += 1
                before = byte
                chars += byte & 0xC0 != 0x80
                at += 1
    return count


def scan_numbers(texts: Strings, least: int = 7) -> Numbers:
    """Runs of at least `least` digits, as telephone numbers and identifiers are written, and what may be an IP address."""
    out = np.empty((6, 64 + int(texts.offsets[-1] - texts.offsets[0]) // 128), np.int64)
    while (count := _scan(*texts, least, out)) > out.shape[1]:
        out = np.empty((6, count), np.int64)
    return Numbers(*out[:, :count])
