"""What a connector remembers between harvests: what it fetched, and under what token, so that only changes are asked for again.

It lies in the workspace beside the source's parts (`harvest/<source>/store/`): bodies by their SHA-256, and a small JSON file
for each key (a record's id, an address). Every file is written whole or not at all, so a harvest that was cut short goes on where
it stopped. Whoever deletes the folder loses nothing but time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson

from moisson.identity import digest
from moisson.storage import disk


@dataclass(frozen=True)
class Store:
    """The memory of one source's connector."""

    folder: Path

    def body(self, sha256: str) -> bytes | None:
        """A body by its digest; None where it is not here, or is no longer what it was."""
        path = self._path("bodies", sha256)
        with disk(path):
            data = path.read_bytes() if path.exists() else None
        return data if data is not None and digest(data) == sha256 else None

    def keep(self, data: bytes) -> str:
        """Keep a body; gives its digest."""
        sha256 = digest(data)
        if self.body(sha256) is None:
            self._write(self._path("bodies", sha256), data)
        return sha256

    def known(self, key: str) -> dict[str, Any] | None:
        """What is remembered under a key; None where nothing is, or it cannot be read."""
        path = self._path("known", digest(key.encode()))
        with disk(path):
            data = path.read_bytes() if path.exists() else b"null"
        try:
            said = orjson.loads(data)
        except orjson.JSONDecodeError:
            return None
        return said["value"] if isinstance(said, dict) and said.get("key") == key else None

    def remember(self, key: str, value: dict[str, Any]) -> None:
        """Remember something under a key, in place of what was."""
        self._write(self._path("known", digest(key.encode())), orjson.dumps({"key": key, "value": value}))

    def forget(self, key: str) -> None:
        path = self._path("known", digest(key.encode()))
        with disk(path):
            path.unlink(missing_ok=True)

    def keys(self) -> Iterator[str]:
        """Every key, in the order of their digests."""
        for path in sorted((self.folder / "known").glob("*/*")):
            with disk(path):
                try:
                    yield str(orjson.loads(path.read_bytes())["key"])
                except (orjson.JSONDecodeError, KeyError, TypeError):
                    continue

    def _path(self, kind: str, name: str) -> Path:
        return self.folder / kind / name[:2] / name

    def _write(self, path: Path, data: bytes) -> None:
        temporary = path.with_name(f".{uuid4().hex}")
        with disk(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(data)
            temporary.replace(path)
