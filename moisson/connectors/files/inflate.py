"""Compressed streams (gzip, bzip2, xz, zstandard), read in order and within limits.

The decompressors are driven by hand: the standard library's file objects differ at a bad end, where some raise, some drop what
follows, some give nothing. Here all give what can be read first, then say what is wrong.
"""

import bz2
import io
import lzma
import re
import zlib
from typing import BinaryIO, Literal, Protocol

import pyarrow as pa

from moisson.connectors.files.bounds import MIB, Allowance, Unreadable

Compression = Literal["gz", "bz2", "xz", "zst"]
MAGIC: dict[Compression, re.Pattern[bytes]] = {
    "gz": re.compile(rb"\x1f\x8b\x08"),
    "bz2": re.compile(rb"BZh[1-9](1AY&SY|\x17rE8P\x90)"),
    "xz": re.compile(rb"\xfd7zXZ\x00"),
    "zst": re.compile(rb"\x28\xb5\x2f\xfd"),
}
CHUNK_BYTES = 1 << 16  # read at once
GIVEN_BYTES = 1 << 18  # unpacked at once
XZ_MEMORY_BYTES = 256 * MIB  # `xz -9` needs 65 MiB; a header may ask for 4 GiB


class Decompressor(Protocol):
    """One compressed member; `decompress` gives at most `max_length` bytes and keeps the rest of the input."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Gzip:
    """zlib's decompressor with the interface of bz2's and lzma's."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


def _decompressor(kind: Compression) -> Decompressor:
    if kind == "gz":
        return _Gzip()
    if kind == "bz2":
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY_BYTES)


class _Counted(io.RawIOBase):
    """A source that counts the bytes read."""

    def __init__(self, source: BinaryIO) -> None:
        self.source = source
        self.count = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.count += len(data)
        return data


class Inflated:
    """A decompressed stream. `read(n)` gives n bytes, fewer only at the end, and raises `Unreadable` at a bad one."""

    def __init__(self, source: BinaryIO, kind: Compression, allowance: Allowance) -> None:
        self._source = _Counted(source)
        self._kind = kind
        self._allowance = allowance
        self._given = 0
        self._spare = b""
        self._fault: Unreadable | None = None
        self._ended = False
        self._whole = False  # what was given ends with a member
        if kind == "zst":
            self._frames = pa.CompressedInputStream(pa.PythonFile(self._source, mode="r"), "zstd")
        else:
            self._member = _decompressor(kind)
            self._next = b""

    def read(self, size: int) -> bytes:
        """The next `size` bytes; an error waits until everything before it has been read."""
        pieces, held = [self._spare], len(self._spare)
        while held < size and not self._ended:
            try:
                piece = self._piece()
            except Unreadable as fault:
                self._fault, self._ended = fault, True
                break
            self._ended = not piece
            pieces.append(piece)
            held += len(piece)
        if self._fault and held < size:
            self._spare = b"".join(pieces) if self._whole or held <= GIVEN_BYTES else b""
            raise self._fault
        over = max(held - size, 0)
        last = pieces[-1]
        pieces[-1], self._spare = last[: len(last) - over], last[len(last) - over :]
        return b"".join(pieces)

    def head(self, size: int) -> bytes:
        """The next bytes without advancing; fewer at the end or before damage."""
        try:
            data = self.read(size)
        except Unreadable:
            return self._spare
        self._spare = data + self._spare
        return data

    @property
    def broken(self) -> Unreadable | None:
        """The damage, if no whole member came before it."""
        return None if self._whole else self._fault

    def salvage(self) -> tuple[bytes, Unreadable]:
        """After an error: the whole, checked data before it, and the error; raises it if there is none."""
        fault = self._fault or Unreadable("archive:corrupt", "cannot be read")
        if not self._whole:
            raise fault
        return self._spare, fault

    def _piece(self) -> bytes:
        try:
            data = self._frames.read(GIVEN_BYTES) if self._kind == "zst" else self._decompress()
        except (zlib.error, lzma.LZMAError, OSError, EOFError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk's fault, not the archive's
            raise Unreadable("archive:corrupt", f"cannot be decompressed: {error}") from None
        self._given += len(data)
        self._allowance.unpacked(len(data))
        self._allowance.ratio(self._given, self._source.count)
        return data

    def _decompress(self) -> bytes:
        while True:
            if self._member.eof and not self._start_next():
                return b""
            hungry = self._member.needs_input
            packed, self._next = (self._next or self._source.read(CHUNK_BYTES), b"") if hungry else (b"", self._next)
            data = self._member.decompress(packed, GIVEN_BYTES)
            if data:
                return data
            if hungry and not packed and not self._member.eof:
                raise EOFError("it ends too early")

    def _start_next(self) -> bool:
        """Go on to the next member (`cat a.gz b.gz` is valid); False at the end."""
        rest = self._member.unused_data
        while not (rest := rest.lstrip(b"\0")):
            if not (rest := self._source.read(CHUNK_BYTES)):
                return False
        rest += self._source.read(CHUNK_BYTES)
        if not MAGIC[self._kind].match(rest):
            self._whole = True
            raise EOFError("other bytes follow its end")
        self._member, self._next = _decompressor(self._kind), rest
        return True
