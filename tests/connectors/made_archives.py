"""Archives made for tests, and what comes out of them."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import pyarrow as pa

from moisson.connectors.files.archive import members
from moisson.connectors.files.bounds import Limits
from moisson.readers.contract import File, Refused

PAGE = b"<html><p>Article L1221-1</p></html>\n"
MIB = 1 << 20


def unpacked(path: str, data: bytes, limits: Limits | None = None) -> list[File | Refused]:
    return list(members(path, io.BytesIO(data), limits or Limits()))


def files(found: list[File | Refused]) -> dict[str, bytes]:
    return {item.path: item.data for item in found if isinstance(item, File)}


def reasons(found: list[File | Refused]) -> list[tuple[str, str]]:
    return [(item.id, item.reason) for item in found if isinstance(item, Refused)]


def tar_of(entries: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in entries.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def tar_entry(info: tarfile.TarInfo, data: bytes = b"") -> bytes:
    """One header and its data, without the end marker."""
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape") + data + b"\0" * (-len(data) % 512)


def zip_of(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def zstd(data: bytes) -> bytes:
    packed: bytes = pa.Codec("zstd").compress(data, asbytes=True)
    return packed


PACKERS: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd}
END = b"\0" * 1024
