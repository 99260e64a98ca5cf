"""Tar archives as a stream of entries: old, ustar, GNU and pax forms.

The standard library's `tarfile` ends silently at a damaged header, keeps every entry in memory, and differs between Python
versions; only its parser of one header is used.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from tarfile import HeaderError, TarInfo
from typing import Literal, Protocol

from moisson.connectors.files.bounds import MIB, Unreadable

BLOCK = 512
MAX_EXTENSION_BYTES = MIB  # of a pax header or long name
SKIP_BYTES = MIB
ENCODING, ERRORS = "utf-8", "surrogateescape"

Kind = Literal["file", "folder", "link", "device", "sparse file", "special entry"]
KINDS: dict[bytes, Kind] = {
    **dict.fromkeys((b"0", b"\0", b"7"), "file"),
    **dict.fromkeys((b"1", b"2"), "link"),
    **dict.fromkeys((b"3", b"4", b"6"), "device"),
    b"5": "folder",
    b"S": "sparse file",
}
WITHOUT_DATA = {b"1", b"2", b"3", b"4", b"5", b"6"}  # whatever their header states


class Stream(Protocol):
    """Gives `size` bytes, fewer only at the end."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; non-UTF-8 bytes of its name are lone surrogates."""

    name: str
    kind: Kind
    size: int
    mtime: float  # modification time, in seconds since 1970


def parse(block: bytes) -> TarInfo | None:
    """A header block, or None."""
    try:
        return TarInfo.frombuf(block[:BLOCK], ENCODING, ERRORS)
    except HeaderError:
        return None


class TarStream:
    """Iterates over entries; `read` gives the current one's data. Raises Unreadable at damage."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._left = 0  # bytes left of the current entry
        self._padding = 0
        self._block = b""  # the last raw header
        self._shared: dict[str, str] = {}  # pax fields for all later entries

    def read(self, size: int) -> bytes:
        """The next bytes of the current entry; fewer only at its end."""
        size = min(size, self._left)
        data = self._stream.read(size)
        if len(data) < size:
            raise Unreadable("archive:corrupt", "ends in the middle of an entry")
        self._left -= size
        return data

    def __iter__(self) -> Iterator[Entry]:
        fields: dict[str, str] = {}
        while header := self._header():
            self._open(header.size)
            if header.type in (b"x", b"X"):
                fields |= _pax(self._extension())
            elif header.type == b"g":
                self._shared |= _pax(self._extension())
            elif header.type == b"L":
                fields["path"] = self._extension().split(b"\0")[0].decode(ENCODING, ERRORS)
            elif header.type == b"K":
                self._extension()
            else:
                yield self._entry(header, {**self._shared, **fields})
                fields = {}

    def _header(self) -> TarInfo | None:
        """The next header; None after the end marker."""
        self._skip()
        block = self._block = self._stream.read(BLOCK)
        header = parse(block)
        if header is not None and header.size >= 0:
            return header
        if len(block) < BLOCK:
            raise Unreadable("archive:corrupt", "ends without an end marker: something may be missing")
        if any(block):
            raise Unreadable("archive:corrupt", "holds a damaged header; what follows cannot be read")
        while rest := self._stream.read(SKIP_BYTES):
            if any(rest):
                raise Unreadable("archive:corrupt", "holds other bytes after its end marker")
        return None

    def _open(self, size: int) -> None:
        self._left = size
        self._padding = -size % BLOCK

    def _skip(self) -> None:
        while self._left:
            self.read(SKIP_BYTES)
        self._left, self._padding = self._padding, 0
        while self._left:
            self.read(SKIP_BYTES)

    def _extension(self) -> bytes:
        if self._left > MAX_EXTENSION_BYTES:
            raise Unreadable("archive:corrupt", f"holds a header of {self._left} bytes; what follows cannot be read")
        return self.read(self._left)

    def _entry(self, header: TarInfo, fields: dict[str, str]) -> Entry:
        size = header.size
        if "size" in fields:
            if not fields["size"].isdecimal():
                raise Unreadable("archive:corrupt", "holds a size that is no number; what follows cannot be read")
            size = int(fields["size"])
        if header.type == b"S":
            self._skip_sparse_map()
        self._open(0 if header.type in WITHOUT_DATA else size)
        kind = KINDS.get(header.type, "special entry")
        if any(name.startswith("GNU.sparse") for name in fields):
            kind = "sparse file"
        return Entry(fields.get("path", header.name), kind, size, header.mtime)

    def _skip_sparse_map(self) -> None:
        more = self._block[482]
        while more:
            self._open(BLOCK)
            more = self.read(BLOCK)[504]


def _pax(data: bytes) -> dict[str, str]:
    """The fields of a pax header: records `length key=value`, where the length includes itself."""
    fields = {}
    while data.strip(b"\0"):
        digits, space, _ = data.partition(b" ")
        length = int(digits) if space and digits.isdigit() and len(digits) < 8 else 0
        record, data = data[len(digits) + 1 : length], data[length:]
        key, equals, value = record.partition(b"=")
        if not equals or not record.endswith(b"\n"):
            raise Unreadable("archive:corrupt", "holds a damaged pax header; what follows cannot be read")
        fields[key.decode(ENCODING, ERRORS)] = value[:-1].decode(ENCODING, ERRORS)
    return fields
