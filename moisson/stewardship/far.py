"""A remote release, read by ranges. Its manifest lists the files and their sizes, so nothing needs to be listed.

Footers and column chunks of tables are fetched as needed, small files whole. Only `downloaded` fetches everything.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import orjson
import pyarrow as pa

from moisson.contracts.errors import FetchError
from moisson.release.manifest import COSTS, MANIFEST, OUTSIDE, SIGNATURE
from moisson.stewardship.opened import STATS, Opened, Table
from moisson.stewardship.verify.verdict import Skipped, Verdict
from moisson.workspace.progress import Progress

# Names of a release's files: they become paths here and addresses there.
NAME = re.compile(r"(?!\.)[\w.+-]+(?:/(?!\.)[\w.+-]+)*", re.ASCII)
SMALL_BYTES = 64 << 20  # limit of a file that is read whole


class Far(Protocol):
    """A remote folder. Every method raises FetchError."""

    @property
    def where(self) -> str:
        """The folder's address."""
        ...

    def whole(self, name: str) -> bytes | None:
        """A small file; None where it does not exist."""
        ...

    def piece(self, name: str, start: int, stop: int, size: int) -> bytes:
        """Bytes `start` to `stop` of a file of `size` bytes."""
        ...

    def save(self, name: str, path: Path) -> bool:
        """Download a file unchanged; False where it does not exist."""
        ...

    def names(self) -> list[str] | None:
        """All files below; None where the server does not list them."""
        ...

    def at(self, where: str) -> "Far":
        """Another folder on the same server."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Ranged:
    """A remote Parquet file with its size in the manifest."""

    far: Far
    name: str
    size: int

    def open(self) -> pa.NativeFile:
        return pa.PythonFile(_Pieces(self), mode="r")

    def damaged(self, error: Exception) -> FetchError:
        return FetchError(
            f"{self.far.where}/{self.name} cannot be read ({error}); open the release again; `verify` names what differs."
        )


class _Pieces(io.RawIOBase):
    """A file for Arrow in which each read is a range request."""

    def __init__(self, of: Ranged) -> None:
        self._of, self._at = of, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._of.size}[whence]
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        stop = self._of.size if size is None or size < 0 else min(self._at + size, self._of.size)
        if stop <= self._at:
            return b""
        data = self._of.far.piece(self._of.name, self._at, stop, self._of.size)
        self._at = stop
        return data


class FarRelease(Opened):
    """A remote release whose manifest has been read."""

    def __init__(self, far: Far, manifest: dict[str, Any]) -> None:
        self.far, self.where, self._manifest = far, far.where, manifest

    @property
    def manifest(self) -> dict[str, Any]:
        return self._manifest

    @cached_property
    def stats(self) -> dict[str, Any]:
        data = self.far.whole(STATS)
        try:
            found = orjson.loads(data or b"")
        except orjson.JSONDecodeError:
            found = None
        if not isinstance(found, dict):
            raise FetchError(f"{self.where}/{STATS} is missing or malformed; get the release from its maker again.")
        return found

    @cached_property
    def languages(self) -> dict[str, list[Ranged]]:
        found: dict[str, list[Ranged]] = {}
        for table in self._tables("data/"):
            found.setdefault(table.name.split("/")[1], []).append(table)
        return found

    @cached_property
    def ledger(self) -> list[Ranged]:
        return self._tables("ledger/")

    def name_of(self, table: Table) -> str:
        assert isinstance(table, Ranged)
        return table.name

    def _tables(self, part: str) -> list[Ranged]:
        files = self._manifest["files"]
        named = sorted(name for name in files if name.startswith(part) and name.endswith(".parquet"))
        return [Ranged(self.far, name, files[name]["bytes"]) for name in named]

    @contextmanager
    def downloaded(self, progress: Progress) -> Iterator[Path]:
        """The whole release in a temporary folder."""
        names: Sequence[str] = sorted({*self._manifest["files"], *OUTSIDE, *(self.far.names() or ())})
        task = progress.task("fetch", unit="files", total=len(names))
        with TemporaryDirectory(prefix="moisson-release-") as working, task as step:
            folder = Path(working)
            for done, name in enumerate(names, 1):
                if not NAME.fullmatch(name):
                    raise FetchError(f"{self.where} holds the file {name[:100]!r}, as no release does; remove it there.")
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                self.far.save(name, path)
                step.reach(done)
            yield folder

    def limited(self, verdict: Verdict) -> Verdict:
        """A verdict on the download that also says what could not be listed."""
        if self.far.names() is not None:
            return verdict
        why = f"what lies beside those of the manifest, {MANIFEST}, {SIGNATURE} and {COSTS}: a web server gives no list"
        return replace(verdict, not_checked=[*verdict.not_checked, Skipped("files", why)])
