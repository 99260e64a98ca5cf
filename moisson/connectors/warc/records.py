"""The records of a WARC file in order, and its damage: reading resumes at the next record found.

fastwarc parses the file, but does not report truncated records, and stops at the first wrong byte. Here every block is read and
counted, and after damage the file is searched for the next record. Numbering is stable.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal, cast

from fastwarc.warc import ArchiveIterator, WarcRecord

from moisson.connectors.files.bounds import Limits

CHUNK_BYTES = 1 << 16
SCAN_BYTES = 1 << 20
LONGEST_HEAD = 1 << 20
MOST_DAMAGED = 1_000  # places per file
LIMITS = Limits()
MAGIC = {
    "gz": re.compile(rb"\x1f\x8b\x08"),
    "zst": re.compile(rb"\x28\xb5\x2f\xfd"),
    "plain": re.compile(rb"(?<=\n)WARC/1\.\d\r?\n"),
}
DICTIONARY = b"\x5d\x2a\x4d\x18"  # a zstandard dictionary's frame, at the start of a file
OVERLAP = 16  # a magic number may straddle two reads
Kind = Literal["gz", "zst", "plain"]


@dataclass
class Record:
    """A record: headers by lower-case name, announced block size, and the block, once, in pieces."""

    number: int
    headers: Mapping[str, str]
    size: int
    chunks: Iterator[bytes]
    offset: int  # offset in the file, or of the pack if several are compressed together
    came: int = field(default=0)

    @property
    def whole(self) -> bool:
        """Whether the block was as long as announced; known after reading it."""
        return self.came == self.size


@dataclass(frozen=True)
class Damage:
    """Bytes that are no record, or a record with a false length."""

    offset: int
    detail: str


class _Counted:
    """A file from an offset on, counting the bytes read."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        file.seek(start)
        self.file = file
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.count += len(data)
        return data

    def tell(self) -> int:
        return self.count


def records(path: Path) -> Iterator[Record | Damage]:
    """Every record of a file, and every damaged place. Raises OSError if the disk fails."""
    with path.open("rb") as file:
        head = file.read(4)
        kind: Kind = "gz" if MAGIC["gz"].match(head) else "zst" if MAGIC["zst"].match(head) or head == DICTIONARY else "plain"
        start: int | None = 0
        number, damaged = 0, 0
        while start is not None:
            walk = _Walk(file, start, number)
            yield from walk
            number = walk.number
            if walk.fault is None:
                return
            damaged += 1
            if damaged > MOST_DAMAGED:
                yield Damage(walk.at, f"is damaged in more than {MOST_DAMAGED} places; the rest was not read")
                return
            yield Damage(walk.at, walk.fault)
            start = _next_start(file, walk.at + 1, kind)


class _Walk:
    """Records from an offset to the end, or to the first damage, described by `fault` and `at`."""

    def __init__(self, file: BinaryIO, start: int, number: int) -> None:
        self.source = _Counted(file, start)
        self.start = self.at = start
        self.number = number
        self.fault: str | None = None

    def __iter__(self) -> Iterator[Record]:
        try:
            found = ArchiveIterator(cast(BinaryIO, self.source), parse_http=False, max_header_len=LONGEST_HEAD)
            for each in found:
                self.at = self.start + each.stream_pos
                said = {name.lower(): value.strip() for name, value in each.headers.items()}
                length = said.get("content-length", "")
                if not (length.isascii() and length.isdigit() and len(length) < 16):
                    self.fault = "holds a record without a length"
                    return
                record = Record(self.number, said, int(length), iter(()), self.at)
                record.chunks = self._block(each, record)
                self.number += 1
                yield record
                for _ in record.chunks:
                    pass
                if self.fault is None and not record.whole:
                    self.fault = f"ends within a record, {record.size - record.came} bytes too early"
                if self.fault is not None:
                    return
        except OSError as error:
            if error.errno is not None:
                raise  # the disk's fault, not the file's
            self.fault = f"holds what is no record ({str(error).strip()[:100]})"

    def _block(self, each: WarcRecord, record: Record) -> Iterator[bytes]:
        before = self.source.count
        while record.came < record.size and (chunk := each.reader.read(CHUNK_BYTES)):
            record.came += len(chunk)
            packed = self.source.count - before + CHUNK_BYTES  # read-ahead is not counted
            if record.came > LIMITS.ratio_free_bytes and record.came > LIMITS.max_ratio * packed:
                self.fault = f"swells over {LIMITS.max_ratio} times"
                return
            yield chunk


def _next_start(file: BinaryIO, start: int, kind: Kind) -> int | None:
    """The next offset where a record may begin."""
    while True:
        file.seek(start)
        data = file.read(SCAN_BYTES)
        for found in MAGIC[kind].finditer(data):
            place = start + found.start()
            if kind != "gz" or _begins_record(file, place):
                return place
        if len(data) < SCAN_BYTES:
            return None
        start += SCAN_BYTES - OVERLAP


def _begins_record(file: BinaryIO, place: int) -> bool:
    """Whether a gzip member with a record begins here: three bytes alone occur by chance."""
    file.seek(place)
    try:
        return zlib.decompressobj(31).decompress(file.read(1024), 5) == b"WARC/"
    except zlib.error:
        return False
