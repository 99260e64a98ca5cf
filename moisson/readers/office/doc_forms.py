"""Fields of forms in a Word 97 file, whose state stands apart from the words ([MS-DOC] 2.9.78, FFData)."""

from struct import error, unpack_from

TEXT, BOX, LIST = range(3)
UNSAID = 25  # as the default says
LONGEST = 255  # characters of an entry


def form_words(data: bytes, at: int) -> str:
    """What the field shows whose state begins at a byte: whether a box is ticked, or which entry is chosen."""
    try:
        (header,) = unpack_from("<H", data, at + 4)
        at += header + 4  # behind the version
        (bits,) = unpack_from("<H", data, at)
        kind, state = bits & 0x3, bits >> 2 & 0x1F
        _, at = _string(data, at + 6)
        (default,) = unpack_from("<H", data, at)
        state = default if state == UNSAID else state
        if kind == BOX:
            return "☒" if state else "☐"
        return _entry(data, at + 2, state) if kind == LIST else ""
    except error:
        return ""


def _string(data: bytes, at: int, end: int = 2) -> tuple[str, int]:
    """A string with its length before it and so many bytes behind it, and where what follows begins."""
    (count,) = unpack_from("<H", data, at)
    return data[at + 2 : at + 2 + 2 * count].decode("utf-16-le", "replace"), at + 2 + 2 * count + end


def _entry(data: bytes, at: int, chosen: int) -> str:
    """The entry that is chosen, behind five strings that say of what look and help the field is."""
    for _ in range(5):
        _, at = _string(data, at)
    _, count, extra = unpack_from("<HHH", data, at)
    at += 6
    for index in range(count):
        words, at = _string(data, at, extra)
        if index == chosen:
            return words[:LONGEST]
    return ""
