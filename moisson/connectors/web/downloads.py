"""Large files in the store, under the digest of their address; partial ones are resumed if the file is the same.

`If-Range` with the first piece's validator makes sure (RFC 9110, 13.1.5): if the file has changed, the server sends it whole, and
the old piece goes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from moisson.connectors.memory.store import Store
from moisson.connectors.web.cache import Remembered, lasting
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.optouts import HEAD_BYTES
from moisson.contracts.addresses import known_as
from moisson.contracts.disk import disk
from moisson.contracts.identity import digest

RANGE = re.compile(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\*)")
MOST_BEGUN = 5


class Part:
    """A file's beginning, and a note of the file it belongs to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.note = path.with_name(f"{path.name}.json")
        self.received = 0  # bytes in all attempts
        self.begun = 0  # restarts from the first byte

    @property
    def size(self) -> int:
        with disk(self.path):
            return self.path.stat().st_size if self.path.exists() else 0

    def missing(self, url: str) -> dict[str, str]:
        """The headers that request the rest; none if there is nothing to resume, or it is from elsewhere."""
        said = self._said()
        if not self.size or said.get("url") != _without_query(url) or not said.get("validator"):
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": said["validator"]}

    def receive(self, status: int, head: Mapping[str, str], chunks: Iterable[bytes], url: str, most: int) -> None:
        """Write the chunks; what came before a cut stays. Raises Failure if the piece is too large or a wrong one."""
        said = RANGE.fullmatch(head.get("content-range", "")) if status == 206 else None
        if status == 206 and (said is None or int(said[1]) != self.size):
            self.drop()
            raise Failure(url, "cut", "the server sent another piece of the file than requested.")
        if status == 200:
            self._begin(head, url)
        start = size = self.size
        with disk(self.path), self.path.open("ab") as file:
            for chunk in chunks:
                size += len(chunk)
                self.received += len(chunk)
                if size > most:
                    raise Failure(url, "too-large", f"it holds more than {most} bytes.")
                file.write(chunk)
        total = int(said[2]) if said and said[2] != "*" else None
        if total is not None and size != total:
            if size > total:
                self.drop()
            raise Failure(url, "cut", f"{size - start} bytes came from byte {start} on, of {total}.")

    def keep_only(self, validator: str) -> None:
        """Drop the part if it is another version."""
        if self.size and self._said().get("validator") != validator:
            self.drop()

    def drop(self) -> None:
        """Start over."""
        with disk(self.path):
            self.path.unlink(missing_ok=True)
            self.note.unlink(missing_ok=True)

    def _begin(self, head: Mapping[str, str], url: str) -> None:
        self.begun += 1
        if self.begun > MOST_BEGUN:
            raise Failure(url, "unstable", f"it changed or restarted {self.begun} times during the download.")
        etag = head.get("etag", "")
        validator = etag if etag and not etag.startswith("W/") else head.get("last-modified", "") if not etag else ""
        with disk(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_bytes(b"")
            self.note.write_bytes(orjson.dumps({"url": _without_query(url), "validator": validator}))

    def _said(self) -> dict[str, str]:
        with disk(self.note):
            data = self.note.read_bytes() if self.note.exists() else b"{}"
        try:
            said = orjson.loads(data)
        except orjson.JSONDecodeError:
            return {}
        return said if isinstance(said, dict) else {}


def _without_query(url: str) -> str:
    """The address without its query, where signatures differ."""
    return url.partition("?")[0]


@dataclass(frozen=True)
class DownloadSlot:
    """One file's place: whole at `path`, partial at `part`."""

    store: Store
    key: str
    path: Path
    part: Part

    @property
    def before(self) -> Remembered | None:
        """The earlier whole file, if it is here unchanged and no newer one has begun."""
        said = self.store.known(self.key)
        with disk(self.path):
            whole = said is not None and not self.part.size and self.path.exists() and self.path.stat().st_size == said["size"]
        return Remembered(said["url"], said["headers"]) if said and whole else None

    def finish(self, url: str, headers: Mapping[str, str]) -> None:
        """Replace the earlier file with the part, now whole."""
        if self.store.known(self.key) is not None:  # so that a kill cannot leave the new file under the old one's record
            self.store.forget(self.key)
            self.store.close()
        with disk(self.path):
            self.part.path.replace(self.path)
        self.part.drop()
        self.keep(url, headers)

    def keep(self, url: str, headers: Mapping[str, str]) -> None:
        with disk(self.path):
            size = self.path.stat().st_size
        self.store.remember(self.key, {"url": known_as(url), "headers": lasting(headers), "size": size})

    def head(self) -> bytes:
        with disk(self.path), self.path.open("rb") as file:
            return file.read(HEAD_BYTES)


@dataclass(frozen=True)
class Downloads:
    """The downloads of one store."""

    store: Store

    def place(self, url: str) -> DownloadSlot:
        name = digest(url.encode())
        path = self.store.folder / "downloads" / name
        return DownloadSlot(self.store, f"download {url}", path, Part(path.with_name(f"{name}.part")))
