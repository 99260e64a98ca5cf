"""Tar archives written anew without some entries: what stays is what it was, and what cannot be cut is said."""

import gzip
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from moisson.connectors.files.archive import members
from moisson.connectors.files.bounds import Unreadable
from moisson.connectors.files.rewrite_tar import write_without
from moisson.readers.contract import File

LONG = f"{'d' * 90}/{'e' * 90}/né.xml"  # needs a header of its own
FILES = {"a/1.xml": b"one" * 300, LONG: b"long" * 1000, "a/2.xml": b"", "a/3.xml": b"x" * 512, "a/4.xml": b"end"}


def packed(form: int, pack: Callable[[bytes], bytes], shared: bool = False) -> bytes:
    """An archive with files, a link and a folder."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=form, pax_headers={"comment": "x"} if shared else {}) as archive:
        for number, (name, data) in enumerate(FILES.items()):
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1_000_000 + number
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("a/link")
        link.type, link.linkname = tarfile.SYMTYPE, "1.xml"
        archive.addfile(link)
        folder = tarfile.TarInfo("a/folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    return pack(held.getvalue())


def found(path: Path) -> dict[str, bytes | str]:
    each = members("it", path)
    return {one.path if isinstance(one, File) else one.id: one.data if isinstance(one, File) else one.reason for one in each}


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
@pytest.mark.parametrize("pack", [gzip.compress, bytes])
@pytest.mark.parametrize("out", [*FILES, "a/link", "a/folder"])
def test_all_others_stay_with_their_headers(form: int, pack: Callable[[bytes], bytes], out: str, tmp_path: Path) -> None:
    path, target = tmp_path / "it.tar.gz", tmp_path / "new"
    path.write_bytes(packed(form, pack))
    assert write_without(path, target, lambda name, data: None if name == out else data)
    left = {name: each for name, each in found(path).items() if name != f"it!{out}"}
    assert found(target) == left
    with tarfile.open(path) as before, _plain(target) as after:
        headers = [(one.name, one.mtime, one.size, one.type, one.linkname) for one in before if one.name != out]
        assert [(one.name, one.mtime, one.size, one.type, one.linkname) for one in after] == headers


def _plain(target: Path) -> tarfile.TarFile:
    """What is packed by zstandard, which Python's own reader cannot unpack."""
    return tarfile.open(fileobj=io.BytesIO(pa.CompressedInputStream(pa.OSFile(str(target)), "zstd").read()))


def test_data_may_be_written_over_and_nothing_is_written_where_all_stays(tmp_path: Path) -> None:
    path, target = tmp_path / "it.tar.gz", tmp_path / "new"
    path.write_bytes(packed(tarfile.PAX_FORMAT, gzip.compress))
    assert not write_without(path, target, lambda _, data: data)
    assert not target.exists()
    assert write_without(path, target, lambda name, data: b" " * len(data) if name == "a/1.xml" else data)
    assert found(target) == {**found(path), "it!a/1.xml": b" " * 900}


@pytest.mark.parametrize("spoil", ["zip", "cut", "header for all"])
def test_what_cannot_be_cut_is_said(spoil: str, tmp_path: Path) -> None:
    path = tmp_path / "it"
    whole = packed(tarfile.PAX_FORMAT, gzip.compress, shared=spoil == "header for all")
    path.write_bytes({"zip": b"PK\x03\x04" + bytes(600), "cut": whole[:-200]}.get(spoil, whole))
    with pytest.raises(Unreadable):
        write_without(path, tmp_path / "new", lambda name, data: None if name == "a/1.xml" else data)
