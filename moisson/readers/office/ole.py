"""Streams of an OLE compound file (MS-CFB), the container of Office files until 2003."""

from struct import Struct, error, unpack_from

from moisson.contracts.errors import DocumentError

END = 0xFFFFFFFE
FREE = 0xFFFFFFFF
MAX_STREAMS = 10_000
ENTRY = Struct("<64sHBxIII16x4x8x8xIQ")
ROOT, STREAM = 5, 2


class Streams:
    """The streams of a file by name; raises DocumentError where it is damaged. `outermost`: lower-case names in the root."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._open()
        except (error, IndexError) as problem:
            raise DocumentError("ole-damaged", f"the directory of the file cannot be read: {problem}") from None

    def find(self, name: str) -> bytes | None:
        """What stands in a stream, or None where there is no such stream."""
        if name.lower() not in self._entries:
            return None
        start, size = self._entries[name.lower()]
        try:
            if size >= self._cutoff:
                return self._chain(start, self._fat, self._size, self._content, 1)[:size]
            return self._chain(start, self._mini_fat, self._mini_size, self._mini, 0)[:size]
        except (error, IndexError) as problem:
            raise DocumentError("ole-damaged", f"{name}: {problem}") from None

    def _open(self) -> None:
        content = self._content
        shift, mini_shift = unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise DocumentError("ole-damaged", "the size of its sectors is none that there is")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        fats, directory, self._cutoff, mini, minis, difat, difats = unpack_from("<II4xIIIII", content, 44)
        sectors = [sector for sector in unpack_from("<109I", content, 76) if sector < END]
        per = self._size // 4
        while difat < END and difats > 0 and len(sectors) <= len(content) // self._size:
            table = unpack_from(f"<{per}I", content, (difat + 1) * self._size)
            sectors.extend(sector for sector in table[:-1] if sector < END)
            difat, difats = table[-1], difats - 1
        self._fat: list[int] = []
        for sector in sectors[:fats]:
            self._fat.extend(unpack_from(f"<{per}I", content, (sector + 1) * self._size))
        entries = self._chain(directory, self._fat, self._size, content, 1)
        self._entries, self.outermost, root = _directory(entries)
        self._mini = self._chain(root[0], self._fat, self._size, content, 1) if root[0] < END else b""
        chain = self._chain(mini, self._fat, self._size, content, 1) if minis and mini < END else b""
        self._mini_fat = list(unpack_from(f"<{len(chain) // 4}I", chain))

    def _chain(self, sector: int, fat: list[int], size: int, content: bytes, before: int) -> bytes:
        """Sectors one after the other; `before` is how many stand before the first that counts."""
        pieces: list[bytes] = []
        left = len(content)
        while sector < END:
            at = (sector + before) * size
            piece = content[at : at + size]
            left -= len(piece)
            if left < 0 or len(pieces) > len(fat):
                raise DocumentError("ole-damaged", "its sectors run in a circle")
            pieces.append(piece)
            sector = fat[sector]
        return b"".join(pieces)


def _directory(entries: bytes) -> tuple[dict[str, tuple[int, int]], frozenset[str], tuple[int, int]]:
    """First sector and size of each stream, by lower-case name; the names in the root; the stream of small sectors.

    An embedded document has streams of the same names: those of the root win.
    """
    streams: list[tuple[str, int, int]] = []
    beside: list[tuple[int, int]] = []
    root, child = (END, 0), FREE
    for at in range(0, min(len(entries), MAX_STREAMS * 128), 128):
        name, length, kind, left, right, below, start, size = ENTRY.unpack_from(entries, at)
        words = name[: max(length - 2, 0)].decode("utf-16-le", "replace").lower() if kind == STREAM else ""
        streams.append((words, start, size & 0xFFFFFFFF))
        beside.append((left, right))
        if kind == ROOT:
            root, child = (start, size), below
    found: dict[str, tuple[int, int]] = {}
    waiting, met = [child], set[int]()
    while waiting:
        at = waiting.pop()
        if at < len(streams) and at not in met:
            met.add(at)
            waiting.extend(beside[at])
            found.setdefault(streams[at][0], streams[at][1:])
    outermost = frozenset(found) - {""}
    for words, start, size in streams:  # of a damaged tree
        found.setdefault(words, (start, size))
    found.pop("", None)
    return found, outermost, root
