"""One pass that drops invisible characters and makes spaces and line breaks plain. Output is never longer than input.

Whatever Python's Unicode version, code points it does not know are kept.
"""

import unicodedata
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import inlined, kernel
from moisson.kernels.letters import END, NEWER, decode
from moisson.kernels.strings import Strings

DROP = 1
SPACE = 2
BREAK = 4
JOINER = 8  # U+200C and U+200D: kept after a character of a script that needs them, or of an emoji
JOINS = 16
COMPOSES = 32  # may change under NFC

_BREAKS = (0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029)
_INVISIBLE = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x200B, 0x200B),  # zero-width space
    (0x200E, 0x200F),  # direction marks
    (0x202A, 0x202E),  # embedding and override
    (0x2060, 0x206F),  # word joiner, invisible operators, isolates
    (0xFDD0, 0xFDEF),  # noncharacters
    (0xFEFF, 0xFEFF),  # byte-order mark
    (0xFFF9, 0xFFFC),  # annotation marks, object replacement
)
_JOINING = (  # Arabic to Myanmar, Khmer, Mongolian to Balinese and neighbours, Indic extensions, Brahmic of plane 1, emoji
    (0x0600, 0x109F),
    (0x1780, 0x18AF),
    (0x1900, 0x1AAF),
    (0x1B00, 0x1C4F),
    (0x2190, 0x2BFF),
    (0xA840, 0xA87F),
    (0xA8E0, 0xA8FF),
    (0xA980, 0xA9FF),
    (0xFE0F, 0xFE0F),
    (0x11000, 0x1347F),
    (0x1F000, 0x1FAFF),
)


def _action(code: int) -> int:
    char = chr(code)
    category = unicodedata.category(char)
    if code in _BREAKS:
        return BREAK
    if category == "Zs" or char == "\t":
        return SPACE
    if category in ("Cc", "Co") or code & 0xFFFE == 0xFFFE:
        return DROP
    if category[0] == "M" or 0x1100 <= code <= 0x11FF:
        return COMPOSES
    return 0 if category in ("Cs", "Cn") or unicodedata.is_normalized("NFC", char) else COMPOSES


@lru_cache(maxsize=1)
def _actions() -> NDArray[np.uint8]:
    """What to do with each code point below `END`, built once per process. Above it only private use and tags are assigned."""
    actions = np.fromiter((_action(code) for code in range(END)), np.uint8, END)
    for first, last in NEWER:
        actions[first : last + 1] = COMPOSES
    for first, last in _INVISIBLE:
        actions[first : last + 1] = DROP
    for first, last in _JOINING:
        actions[first : last + 1] |= JOINS
    actions[0x200C:0x200E] = JOINER
    return actions


@inlined
def _action_of(actions: Any, code: Any) -> Any:
    if code < END:
        return actions[code]
    # Planes 15 and 16 are private use; in plane 14 the tags and variation selectors show nothing; the rest is unassigned.
    return np.uint8(DROP if code >= 0xE0000 or code & np.uint32(0xFFFE) == 0xFFFE else 0)


@kernel
def _begins_item(data: Any, at: int, end: int, actions: Any) -> bool:
    """Whether a list item's mark stands here: `-`, `*`, `+`, `•`, `1.`, `1)`, and then a space or the line's end."""
    begun = at
    while at < end and 48 <= data[at] <= 57:
        at += 1
    if at > begun:
        if at == end or (data[at] != 46 and data[at] != 41):
            return False
    elif data[at] == 0xE2 and data[at + 1] == 0x80 and data[at + 2] == 0xA2:
        at += 2
    elif data[at] != 42 and data[at] != 43 and data[at] != 45:
        return False
    if at + 1 == end:
        return True
    code, _ = decode(data, at + 1)
    return bool(_action_of(actions, code) & (SPACE | BREAK))


@kernel
def _clean(offsets: Any, data: Any, actions: Any, out_offsets: Any, out: Any, composes: Any) -> None:
    to = 0
    for row in range(len(offsets) - 1):
        at, end = offsets[row], offsets[row + 1]
        start = to
        spaces = breaks = 0
        seen = np.uint8(0)
        before = np.uint8(0)
        while at < end:
            begin = at
            code, at = decode(data, at)
            action = _action_of(actions, code)
            if action:
                seen |= action
                if action & SPACE:
                    spaces += 1
                    continue
                if action & BREAK:
                    # \r\n is one break: the \r is passed over.
                    breaks += not (code == 13 and at < end and data[at] == 10)
                    spaces = 0
                    continue
                if action & DROP or (action & JOINER and not before & JOINS):
                    continue
            first = to == start
            if not first:
                for _ in range(min(breaks, 2)):
                    out[to] = 10
                    to += 1
            if spaces:
                keep = 1
                if first or breaks:
                    keep = spaces if _begins_item(data, begin, end, actions) else 0
                for _ in range(keep):
                    out[to] = 32
                    to += 1
            for k in range(begin, at):
                out[to] = data[k]
                to += 1
            spaces = breaks = 0
            if not action & JOINER:
                before = action
        out_offsets[row + 1] = to
        composes[row] = bool(seen & COMPOSES)


def clean(texts: Strings) -> tuple[Strings, NDArray[np.bool_]]:
    """The texts cleaned, and which of them hold characters that NFC may change."""
    size = len(texts.offsets) - 1
    offsets = np.zeros(size + 1, np.int64)
    data = np.empty(texts.offsets[-1] - texts.offsets[0], np.uint8)
    composes = np.zeros(size, np.bool_)
    _clean(texts.offsets, texts.data, _actions(), offsets, data, composes)
    return Strings(offsets, data[: offsets[-1]]), composes
