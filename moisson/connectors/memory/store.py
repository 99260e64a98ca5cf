"""What a connector remembers between harvests: what it fetched, and under what token, so that only changes are asked for again.

It lies in the workspace beside the source's parts (`harvest/<source>/store/`): one SQLite file with what is known under each key
(a record's id, an address) and with bodies by their SHA-256; bodies of more than a MiB are files beside it. Whoever deletes the
folder loses what the far side no longer lists: what a feed named, deltas of a dump. Of all else it costs time alone.

What is written waits until there is some more of it, then goes to disk in one piece, with what was written before it: a harvest
that is killed has lost the last piece, and never has a later thing without an earlier one. `close` writes what waits.

No secret of an address is written, in a key or in a value (`moisson.contracts.redacted`). Addresses that this harvest has met are
given back as they were, since they are asked for; the next harvest meets them anew.
"""

import weakref
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import uuid4

import orjson

from moisson.connectors.memory.rows import Rows
from moisson.contracts.disk import disk
from moisson.contracts.identity import digest
from moisson.contracts.redacted import HIDDEN, redacted

WITHDRAWN = "withdrawn"  # the key of what a harvest with withdrawals leaves for the next one
SMALL_BYTES = 1 << 20  # a body of more is a file of its own
LEFT = ("known", "bodies", "web.sqlite")  # by a store that was set aside, or by one of former times


class Store:
    """The memory of one source's connector. Several threads may use it.

    A file that is damaged when it is opened is set aside, and a new one begun. Raises StorageError where the disk fails, and
    where the file turns out damaged later, when something may have been read from it already: the next harvest begins anew then.

    `before` is where the last snapshot's documents came from (`Fetched.origin`), which outlives the folder; `accept_loss` says
    that the publisher meant what would seem a loss.
    """

    def __init__(self, folder: Path, before: Mapping[str, str] | None = None, *, accept_loss: bool = False) -> None:
        self.folder, self.before, self.accept_loss = folder, before or {}, accept_loss
        self._rows = Rows(folder / "store.sqlite", self._begun)
        self._reserved: set[str] = set()  # digests of bodies, to be dropped
        self._reserved_files: set[Path] = set()
        self._whole: dict[str, str] = {}  # what was redacted here → as it was
        weakref.finalize(self, self._rows.close)

    def body(self, sha256: str) -> bytes | None:
        """A body by its digest; None where it is not here, or is no longer what it was."""
        row = self._rows.body(sha256)
        if row is None:
            return None
        (data,) = row
        if data is None:
            path = self._path(sha256)
            with disk(path):
                data = path.read_bytes() if path.exists() else b""
        return data if digest(data) == sha256 else None

    def keep(self, data: bytes) -> str:
        """Keep a body; gives its digest."""
        sha256 = digest(data)
        if len(data) <= SMALL_BYTES:
            self._rows.keep(sha256, data)
        elif self.body(sha256) is None:
            self._rows.ready()
            self._write(self._path(sha256), data)
            self._rows.keep(sha256, None)
        return sha256

    def known(self, key: str) -> dict[str, Any] | None:
        """What is remembered under a key; None where nothing is."""
        data = self._rows.known(redacted(key))
        value: dict[str, Any] | None = None if data is None else self._read(data)
        return value

    def remember(self, key: str, value: dict[str, Any]) -> None:
        """Remember something under a key, in place of what was."""
        data = orjson.dumps(value)
        if redacted(words := data.decode()) != words:
            data = orjson.dumps(self._without_secrets(value))
        self._rows.remember(redacted(key), data)

    def forget(self, key: str) -> None:
        """Remember nothing under a key."""
        self._rows.remember(redacted(key), None)

    def taken_out(self) -> set[str]:
        """The digests of bodies that held a withdrawn document: those that are here no longer were not lost by accident."""
        return set((self.known(WITHDRAWN) or {}).get("holding", ()))

    def keys(self, start: str = "") -> Iterator[str]:
        """Every key that begins so, sorted; a key may be forgotten or remembered anew meanwhile."""
        return self._rows.keys(redacted(start))

    def items(self, start: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
        """Every key that begins so, sorted, and what is remembered under it, or was a moment ago."""
        return ((key, self._read(value)) for key, value in self._rows.items(redacted(start)))

    def keep_only(self, bodies: Set[str]) -> bool:
        """Forget all bodies but these, by their digests; says whether there were any."""
        others = self._rows.keep_only(map(bytes.fromhex, bodies))
        with disk(self.folder):
            for path in (self.folder / "bodies").glob("*/*"):
                if path.name not in bodies:
                    others = True
                    path.unlink()
        return others

    def is_reserved(self, sha256: str) -> None:
        """Say that a body is of what its rightholder reserves: it goes when the harvest ends, and may be had anew."""
        self._reserved.add(sha256)

    def is_reserved_file(self, path: Path) -> None:
        """The same of a file or folder in the store's folder; one that lies elsewhere is not the store's."""
        if path.absolute().is_relative_to(self.folder.absolute()):
            self._reserved_files.add(path)

    def drop_reserved(self) -> None:
        """Leave no byte of what is reserved."""
        here = {sha256 for sha256 in self._reserved if self._rows.body(sha256) is not None} if self._reserved else set()
        with disk(self.folder):
            for path in (*self._reserved_files, *map(self._path, here)):
                if path.is_dir():
                    rmtree(path)
                else:
                    path.unlink(missing_ok=True)
        if here:
            self._rows.drop(map(bytes.fromhex, here))
            self._rows.compact()
        self._reserved.clear()
        self._reserved_files.clear()

    def compact(self) -> None:
        """Write the file anew, so that nothing is left in it of what was forgotten or written over."""
        self._rows.compact()

    def close(self) -> None:
        """Write what is not yet written, and let the file go until it is asked again."""
        self._rows.close()

    def _without_secrets(self, value: Any) -> Any:
        """The value as it is written; what is left out stays in this process."""
        if isinstance(value, str):
            if (written := redacted(value)) != value:
                self._whole[written] = value
            return written
        if isinstance(value, dict):
            return {redacted(key): self._without_secrets(each) for key, each in value.items()}
        return [self._without_secrets(each) for each in value] if isinstance(value, list | tuple) else value

    def _read(self, data: bytes) -> Any:
        value = orjson.loads(data)
        return self._with_secrets(value) if self._whole and HIDDEN.encode() in data else value

    def _with_secrets(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._whole.get(value, value)
        if isinstance(value, dict):
            return {key: self._with_secrets(each) for key, each in value.items()}
        return [self._with_secrets(each) for each in value] if isinstance(value, list) else value

    def _begun(self) -> None:
        """A new file knows nothing of what lies beside it."""
        for name in LEFT:
            path = self.folder / name
            if path.is_dir():
                rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        return self.folder / "bodies" / sha256[:2] / sha256

    def _write(self, path: Path, data: bytes) -> None:
        temporary = path.with_name(f".{uuid4().hex}")
        with disk(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(data)
            temporary.replace(path)
