"""Large files in the store, under the digest of their address, the partial beside the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from moisson.connectors.memory.store import Store
from moisson.connectors.web.cache import Remembered, lasting
from moisson.connectors.web.optouts import HEAD_BYTES
from moisson.connectors.web.partial_download import Part
from moisson.contracts.addresses import known_as
from moisson.contracts.disk import disk
from moisson.contracts.identity import digest


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
