"""Rewrite a tar archive without some entries; the others keep headers and data byte for byte."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from moisson.connectors.files.archive import DEFAULT_LIMITS, HEAD_BYTES, sniff
from moisson.connectors.files.bounds import Allowance, Unreadable
from moisson.connectors.files.inflate import Inflated
from moisson.connectors.files.tar import BLOCK, Stream, TarStream

GLOBAL = b"g"  # a header for all entries after it
KIND = slice(156, 157)  # the type byte of a header
Judge = Callable[[str, bytes], bytes | None]


class _Heard:
    """A stream that can repeat what was read of it."""

    def __init__(self, source: Stream) -> None:
        self.source = source
        self.pieces: list[bytes] = []

    def read(self, size: int, /) -> bytes:
        self.pieces.append(self.source.read(size))
        return self.pieces[-1]

    def again(self) -> bytes:
        heard = b"".join(self.pieces)
        self.pieces.clear()
        return heard


def write_without(path: Path, target: Path, judge: Judge) -> bool:
    """Write what `judge` leaves of a tar, compressed or not, to `target`, compressed by zstandard; nothing if it keeps all.

    `judge` gets each entry's name and data, and returns data of the same length, or None to remove the entry. Returns whether
    anything was removed. Raises Unreadable if the archive is no tar, is damaged, or cannot be cut.
    """
    if not any(left != data for _, data, left in _judged(path, judge)):
        return False
    size = 0
    with pa.OSFile(str(target), "wb") as file, pa.CompressedOutputStream(file, "zstd") as out:
        for head, data, left in _judged(path, judge):
            if left is None and data is not None:
                continue
            piece = head + (left or b"") + bytes(-len(left or b"") % BLOCK)
            out.write(piece)
            size += len(piece)
    limits = DEFAULT_LIMITS
    if size > limits.ratio_free_bytes and size > limits.max_ratio * target.stat().st_size:
        raise Unreadable("archive:ratio", "would compress beyond the ratio that readers allow")
    return True


def _judged(path: Path, judge: Judge) -> Iterator[tuple[bytes, bytes | None, bytes | None]]:
    """Each entry's headers, data, and what is left of it; last the end of the archive, which has no data."""
    with path.open("rb") as stream:
        kind = sniff(stream.read(HEAD_BYTES))
        stream.seek(0)
        if kind is None or kind == "zip":
            raise Unreadable("archive:unsupported", "is not a tar")
        heard = _Heard(stream if kind == "tar" else Inflated(stream, kind, Allowance(DEFAULT_LIMITS)))
        entries, padding = TarStream(heard), 0
        for entry in entries:
            head = heard.again()[padding:]
            if entry.size > DEFAULT_LIMITS.max_member_bytes:
                raise Unreadable("archive:too-large", f"holds an entry of {entry.size} bytes")
            data = entries.read(entry.size)
            heard.again()
            left = judge(entry.name, data)
            if left is None and head[KIND] == GLOBAL:
                raise Unreadable("archive:unsupported", "has a global header before this entry")
            padding = -len(data) % BLOCK
            yield head, data, left
        yield heard.again()[padding:], None, None
