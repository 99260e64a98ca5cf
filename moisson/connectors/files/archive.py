"""Archives as a stream of files: nothing is unpacked to disk, so nothing escapes, and every limit holds while reading.

Zip, tar, tar compressed by gzip, bzip2, xz or zstandard, single files compressed so, and archives in archives. The first bytes
decide, never the name. Zip files that are one document (Office Open XML, OpenDocument, EPUB) are files. Hidden files are not
published, and are skipped.

What cannot be read becomes a `Refused` in its place, and reading goes on if it can:

- `archive:unsafe-name`: absolute, with `..`, a drive letter, a backslash (except in a zip from Windows) or a control character,
  empty, or not UTF-8;
- `archive:not-a-file`: a link, a device, a sparse file (folders are skipped silently);
- `archive:duplicate-name`: the first entry of a name wins, since a stream cannot look ahead;
- `archive:encrypted`, `archive:unsupported`: the member cannot be read;
- `archive:too-large`, `archive:ratio`, `archive:too-many`, `archive:too-deep`: beyond the `Limits`;
- `archive:corrupt`: damaged or cut short; whole members before the damage are given.
"""

import io
import re
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Literal
from zipfile import ZipInfo

from moisson.connectors.files import tar
from moisson.connectors.files.bounds import Allowance, Exhausted, Limits, Unreadable
from moisson.connectors.files.inflate import MAGIC, Compression, Inflated
from moisson.connectors.files.zip import ZipReader, stored_name
from moisson.readers.contract import File, Refused

Kind = Literal["zip", "tar"] | Compression
Wanted = Callable[[str], bool]
DEFAULT_LIMITS = Limits()
HEAD_BYTES = tar.BLOCK
SUFFIXES = re.compile(r"\.(gz|gzip|bz2|xz|zst|zstd)$", re.IGNORECASE)
UNSAFE = re.compile(r"^/|^[A-Za-z]:|[\\\x00-\x1f\x7f\ud800-\udfff]|(^|/)\.\.(/|$)")

HIDDEN = re.compile(  # dotfiles, and what macOS, Windows and word processors put beside files
    r"(?:^|/)(?:\.(?!\.?(?:/|$))|__MACOSX(?:/|$)|~\$[^/]*$|(?:thumbs\.db|desktop\.ini)$)", re.IGNORECASE
)


def sniff(head: bytes) -> Kind | None:
    """The kind of archive that starts with these bytes (up to 512), or None."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    for kind, magic in MAGIC.items():
        if magic.match(head):
            return kind
    return "tar" if tar.parse(head) else None


def printable(name: str) -> str:
    """A name for the ledger: unprintable characters escaped, length bounded."""
    shown = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in shown)[:500]


def everything(_path: str) -> bool:
    """Accept every file."""
    return True


def members(
    path: str, data: Path | BinaryIO, limits: Limits = DEFAULT_LIMITS, wanted: Wanted = everything
) -> Iterator[File | Refused]:
    """The files of an archive in order, as `path!name`; a file that is no archive is given as it is.

    `data` is a path or a seekable file. Members that `wanted` declines by their full path are not unpacked, except archives,
    whose members are asked one by one.
    """
    if isinstance(data, Path):
        with data.open("rb") as stream:
            yield from members(path, stream, limits, wanted)
        return
    unpacking = _Unpacking(limits, wanted)
    try:
        yield from unpacking.outermost(path, data)
    except Exhausted as end:
        yield refused(path, end.reason, end.detail)


class _Unpacking:
    """One outermost archive with everything in it, under one allowance."""

    def __init__(self, limits: Limits, wanted: Wanted) -> None:
        self.limits = limits
        self.wanted = wanted
        self.allowance = Allowance(limits)

    def outermost(self, path: str, stream: BinaryIO) -> Iterator[File | Refused]:
        """The input: an archive, or any other file."""
        kind = sniff(stream.read(HEAD_BYTES))
        stream.seek(0)
        if kind is not None:
            yield from self._archive(path, stream, kind, depth=1)
        elif self.wanted(path):
            yield self._whole(path, stream, "file:too-large")

    def _whole(self, path: str, stream: BinaryIO, reason: str) -> File | Refused:
        most = self.limits.max_member_bytes
        data = stream.read(most + 1)
        return File(path, data) if len(data) <= most else refused(path, reason, f"holds more than {most} bytes")

    def _archive(self, path: str, stream: BinaryIO, kind: Kind, depth: int) -> Iterator[File | Refused]:
        try:
            if kind == "zip":
                yield from self._zip(path, stream, depth)
            elif kind == "tar":
                yield from self._tar(path, stream, depth)
            else:
                yield from self._compressed(path, Inflated(stream, kind, self.allowance), depth)
        except Exhausted:
            raise
        except Unreadable as fault:
            yield refused(path, fault.reason, fault.detail)

    def _tar(self, path: str, stream: tar.Stream, depth: int) -> Iterator[File | Refused]:
        self._check(depth)
        entries, seen = tar.TarStream(stream), _Seen()
        for entry in entries:
            self.allowance.entry()
            if entry.kind == "folder" or entry.name.endswith("/"):
                continue
            place = f"{path}!{plain(entry.name)}"
            if unsafe := unsafe_name(entry.name):
                yield refused(f"{path}!{entry.name}", "archive:unsafe-name", unsafe)
            elif hidden(plain(entry.name)):
                continue
            elif entry.kind != "file":
                if self.wanted(place):
                    yield refused(place, "archive:not-a-file", f"is a {entry.kind}")
            elif seen.before(place):
                yield refused(place, "archive:duplicate-name", "has the name of an entry before it, which was taken")
            else:
                yield from self._member(place, entries.read, entry.size, depth)

    def _zip(self, path: str, stream: BinaryIO, depth: int) -> Iterator[File | Refused]:
        archive, seen = ZipReader(stream), _Seen()
        if archive.is_document:
            if self.wanted(path):
                stream.seek(0)
                yield self._whole(path, stream, "file:too-large")
            return
        self._check(depth)
        for info in archive.entries:
            self.allowance.entry()
            name = stored_name(info)
            if name.endswith("/"):
                continue
            place = f"{path}!{plain(name)}"
            if unsafe := unsafe_name(name):
                yield refused(f"{path}!{name}", "archive:unsafe-name", unsafe)
            elif hidden(plain(name)):
                continue
            elif obstacle := archive.obstacle(info, self.allowance):
                if self.wanted(place):
                    yield refused(place, obstacle.reason, obstacle.detail)
            elif seen.before(place):
                yield refused(place, "archive:duplicate-name", "has the name of an entry before it, which was taken")
            else:
                yield from self._zipped(archive, info, place, depth)

    def _zipped(self, archive: ZipReader, info: ZipInfo, place: str, depth: int) -> Iterator[File | Refused]:
        try:
            with archive.open(info, self.allowance) as read:
                yield from self._member(place, read, info.file_size, depth)
        except Exhausted:
            raise
        except Unreadable as fault:
            yield refused(place, fault.reason, fault.detail)

    def _compressed(self, path: str, inflated: Inflated, depth: int) -> Iterator[File | Refused]:
        head = inflated.head(HEAD_BYTES)
        if sniff(head) == "tar":
            yield from self._tar(path, inflated, depth)
            return
        self._check(depth)
        self.allowance.entry()
        place = f"{path}!{SUFFIXES.sub('', re.split('[!/]', path)[-1])}"
        if sniff(head) is None and not self.wanted(place):
            if inflated.broken:  # it may be a tar whose members cannot be named
                raise inflated.broken
            return
        most, fault = self.limits.max_member_bytes, None
        try:
            data = inflated.read(most + 1)
        except Unreadable:
            data, fault = inflated.salvage()
        if len(data) > most:
            raise Unreadable("archive:too-large", f"holds more than {most} bytes")
        yield from self._member(place, io.BytesIO(data).read, len(data), depth)
        if fault:
            raise fault

    def _member(self, path: str, read: Callable[[int], bytes], size: int, depth: int) -> Iterator[File | Refused]:
        """One member: unpacked if it is an archive, else given."""
        wanted = self.wanted(path)
        if size > self.limits.max_member_bytes:
            if wanted or sniff(read(HEAD_BYTES)):
                detail = f"holds {size} bytes, more than {self.limits.max_member_bytes}"
                yield refused(path, "archive:too-large", detail)
            return
        data = read(size if wanted else min(size, HEAD_BYTES))
        kind = sniff(data[:HEAD_BYTES])
        if kind is not None:
            data += b"" if wanted else read(size - len(data))
            yield from self._archive(path, io.BytesIO(data), kind, depth + 1)
        elif wanted:
            yield File(path, data)

    def _check(self, depth: int) -> None:
        if depth > self.limits.max_depth:
            raise Unreadable("archive:too-deep", f"lies {depth - 1} archives deep, more than {self.limits.max_depth - 1}")


class _Seen:
    """The names met in one archive, as digests of sixteen bytes."""

    def __init__(self) -> None:
        self._digests: set[bytes] = set()

    def before(self, path: str) -> bool:
        """Whether this path came before; notes it."""
        digest = blake2b(path.encode(), digest_size=16).digest()
        known = digest in self._digests
        self._digests.add(digest)
        return known


def plain(name: str) -> str:
    """A name without empty segments: `./a//b` is `a/b`."""
    return "/".join(segment for segment in name.split("/") if segment not in ("", "."))


def hidden(name: str) -> bool:
    """Whether systems and programs put such a file beside others, unseen."""
    return HIDDEN.search(name) is not None


def unsafe_name(name: str) -> str | None:
    """What is wrong with an entry's name, or None."""
    if not plain(name):
        return "has an empty name"
    return "has a name that could lead elsewhere or is not UTF-8" if UNSAFE.search(name) else None


def refused(path: str, reason: str, detail: str) -> Refused:
    """A refusal whose sentence is about a path."""
    shown = printable(path)
    return Refused(shown, reason, f"{shown} {detail}.")
