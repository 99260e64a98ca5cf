"""Zip archives, whose directory is checked before anything is unpacked.

The standard library reads the members. Which ones may be read is decided here: its own checks came late (overlapping entries:
Python 3.11.8), and it treats names differently between systems (backslashes) or cuts them (NUL).
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from moisson.connectors.files.bounds import MIB, Allowance, Unreadable

MAX_DIRECTORY_BYTES = 256 * MIB  # about 2.5 million entries; the directory is held in memory
TAIL_BYTES = 22 + 65_535 + 20 + 56  # the end record with the longest comment, and its 64-bit companions
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}
ENCRYPTED, UTF8 = 0x1, 0x800
DOCUMENTS = ("mimetype", "[content_types].xml", "meta-inf/container.xml")  # root members that only documents have
UNIX = 3
WINDOWS = (0, 10, 11)  # FAT, NTFS, VFAT
FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OverflowError, NotImplementedError, OSError)


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except FAULTS as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's fault, not the archive's
        raise Unreadable("archive:corrupt", f"cannot be read: {error}") from None


def _directory_bytes(stream: BinaryIO) -> int:
    """The directory's size by the end record; 0 if impossible."""
    length = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, length - TAIL_BYTES))
    tail = stream.read(TAIL_BYTES)
    at, at64 = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    if size == 0xFFFFFFFF and at64 >= 0:
        size = int.from_bytes(tail[at64 + 40 : at64 + 48], "little")
    return size if size <= length else 0


class ZipReader:
    """An open zip archive; raises Unreadable if damaged."""

    def __init__(self, stream: BinaryIO) -> None:
        size = _directory_bytes(stream)
        if size > MAX_DIRECTORY_BYTES:
            raise Unreadable("archive:too-many", f"has a directory of {size} bytes, over {MAX_DIRECTORY_BYTES}")
        with _reading():
            self._zip = zipfile.ZipFile(stream)
        self.entries = self._zip.infolist()
        self._overlapped = self._overlaps()

    def _overlaps(self) -> set[int]:
        """Offsets of entries that reach into the next one or the directory."""
        ordered = sorted(self.entries, key=lambda info: info.header_offset)
        starts = [*(info.header_offset for info in ordered), self._zip.start_dir]
        return {
            info.header_offset
            for info, following in zip(ordered, starts[1:], strict=True)
            if info.header_offset + 30 + info.compress_size > following
        }

    @property
    def is_document(self) -> bool:
        """Whether this is one document (Office Open XML, OpenDocument, EPUB), not an archive."""
        return any(entry.filename.lower() in DOCUMENTS for entry in self.entries)

    def obstacle(self, info: zipfile.ZipInfo, allowance: Allowance) -> Unreadable | None:
        """Why an entry must not be read, from the directory alone."""
        mode = info.external_attr >> 16
        if info.create_system == UNIX and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            return Unreadable("archive:not-a-file", "is a link" if stat.S_ISLNK(mode) else "is a special file")
        if info.flag_bits & ENCRYPTED:
            return Unreadable("archive:encrypted", "is encrypted")
        if info.compress_type not in METHODS:
            return Unreadable("archive:unsupported", f"uses compression method {info.compress_type}, which is not supported")
        if info.header_offset in self._overlapped:
            return Unreadable("archive:corrupt", "shares its bytes with another entry, as bombs do")
        try:
            allowance.ratio(info.file_size, info.compress_size)
        except Unreadable as swollen:
            return swollen
        return None

    @contextmanager
    def open(self, info: zipfile.ZipInfo, allowance: Allowance) -> Iterator[Callable[[int], bytes]]:
        """Read one entry, through a function that reads so many bytes."""
        with _reading():
            member = self._zip.open(info)

        def read(size: int) -> bytes:
            with _reading():
                data = member.read(size)
            allowance.unpacked(len(data))
            return data

        with member:
            yield read


def stored_name(info: zipfile.ZipInfo) -> str:
    """An entry's name: UTF-8 if valid, flagged or not, else code page 437, as the format says.

    Archives from Windows may separate folders by backslashes, against the format: .NET did for years.
    """
    name = info.orig_filename
    if not info.flag_bits & UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/") if info.create_system in WINDOWS else name
