"""A connector's memory between harvests: what it fetched under which token, so that only changes are requested.

It lies in the workspace (`harvest/<source>/store/`): one SQLite file with values by key (a record's id, an address) and bodies by
SHA-256; bodies over 1 MiB are files beside it. Deleting the folder loses what publishers no longer list: old feed entries, deltas
of a dump. For everything else it only costs time.

Writes are collected and go to disk in order: a killed harvest loses the last piece, and never keeps a later write without an
earlier one. `close` writes what is pending.

Secrets in addresses are never written, in keys or values (`moisson.contracts.redacted`). Addresses met in this harvest are
returned whole, since they are requested; the next harvest meets them anew.
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

WITHDRAWN = "withdrawn"  # key of what a harvest with withdrawals leaves for the next
SMALL_BYTES = 1 << 20  # larger bodies are files of their own
LEFT = ("known", "bodies", "web.sqlite")  # remains of a store that was set aside


class Store:
    """The memory of one source's connector, safe for threads.

    A file found damaged on opening is set aside and replaced. Raises StorageError if the disk fails, or if damage shows later,
    when data may have been read: the next harvest starts over.

    `before` is the last snapshot's `Fetched.origin`, which outlives the folder; `accept_loss` accepts a shrinking source.
    """

    def __init__(self, folder: Path, before: Mapping[str, str] | None = None, *, accept_loss: bool = False) -> None:
        self.folder, self.before, self.accept_loss = folder, before or {}, accept_loss
        self._rows = Rows(folder / "store.sqlite", self._begun)
        self._reserved: set[str] = set()  # digests of bodies to delete
        self._reserved_files: set[Path] = set()
        self._whole: dict[str, str] = {}  # redacted → original
        weakref.finalize(self, self._rows.close)

    def body(self, sha256: str) -> bytes | None:
        """A body by digest; None if absent or damaged."""
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
        """Store a body; returns its digest."""
        sha256 = digest(data)
        if len(data) <= SMALL_BYTES:
            self._rows.keep(sha256, data)
        elif self.body(sha256) is None:
            self._rows.ready()
            self._write(self._path(sha256), data)
            self._rows.keep(sha256, None)
        return sha256

    def known(self, key: str) -> dict[str, Any] | None:
        """The value of a key; None if there is none."""
        data = self._rows.known(redacted(key))
        value: dict[str, Any] | None = None if data is None else self._read(data)
        return value

    def remember(self, key: str, value: dict[str, Any]) -> None:
        """Set the value of a key."""
        data = orjson.dumps(value)
        if redacted(words := data.decode()) != words:
            data = orjson.dumps(self._without_secrets(value))
        self._rows.remember(redacted(key), data)

    def forget(self, key: str) -> None:
        """Delete a key."""
        self._rows.remember(redacted(key), None)

    def taken_out(self) -> set[str]:
        """Digests of bodies that held a withdrawn document: their absence is no accident."""
        return set((self.known(WITHDRAWN) or {}).get("holding", ()))

    def keys(self, start: str = "") -> Iterator[str]:
        """Every key with this prefix, sorted; keys may be changed meanwhile."""
        return self._rows.keys(redacted(start))

    def items(self, start: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
        """Every key with this prefix, sorted, with its value as of a moment ago."""
        return ((key, self._read(value)) for key, value in self._rows.items(redacted(start)))

    def keep_only(self, bodies: Set[str]) -> bool:
        """Delete all bodies but these, by digest; returns whether there were any."""
        others = self._rows.keep_only(map(bytes.fromhex, bodies))
        with disk(self.folder):
            for path in (self.folder / "bodies").glob("*/*"):
                if path.name not in bodies:
                    others = True
                    path.unlink()
        return others

    def is_reserved(self, sha256: str) -> None:
        """Mark a body as reserved by its rightholder: it goes at the harvest's end, and may be fetched again."""
        self._reserved.add(sha256)

    def is_reserved_file(self, path: Path) -> None:
        """The same for a file or folder in the store's folder; others are not the store's."""
        if path.absolute().is_relative_to(self.folder.absolute()):
            self._reserved_files.add(path)

    def drop_reserved(self) -> None:
        """Delete everything reserved."""
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
        """Rewrite the file, so that no deleted or overwritten data is left in it."""
        self._rows.compact()

    def close(self) -> None:
        """Write what is pending, and release the file until it is needed."""
        self._rows.close()

    def _without_secrets(self, value: Any) -> Any:
        """The value to write; secrets stay in this process."""
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
