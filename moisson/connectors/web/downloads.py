"""Where large files lie between harvests: in the store, under the digest of their address, the unfinished beside the whole."""

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
    """One file's place: whole at `path`, unfinished at `part`."""

    store: Store
    key: str
    path: Path
    part: Part

    @property
    def before(self) -> Remembered | None:
        """The whole file from before, where it is here as it was; none where a newer one has begun to come."""
        said = self.store.known(self.key)
        with disk(self.path):
            whole = said is not None and not self.part.size and self.path.exists() and self.path.stat().st_size == said["size"]
        return Remembered(said["url"], said["headers"]) if said and whole else None

    def finish(self, url: str, headers: Mapping[str, str]) -> None:
        """The part is whole: it takes the place of what was here."""
        if self.store.known(self.key) is not None:  # a kill must not leave the new file under what is known of the old one
            self.store.forget(self.key)
            self.store.close()
        with disk(self.path):
            self.part.path.replace(self.path)
        self.part.drop()
        self.keep(url, headers)

    def keep(self, url: str, headers: Mapping[str, str]) -> None:
        """Remember what the file is."""
        with disk(self.path):
            size = self.path.stat().st_size
        self.store.remember(self.key, {"url": known_as(url), "headers": lasting(headers), "size": size})

    def head(self) -> bytes:
        """The file's beginning."""
        with disk(self.path), self.path.open("rb") as file:
            return file.read(HEAD_BYTES)


@dataclass(frozen=True)
class Downloads:
    """The files of one store."""

    store: Store

    def place(self, url: str) -> DownloadSlot:
        name = digest(url.encode())
        path = self.store.folder / "downloads" / name
        return DownloadSlot(self.store, f"download {url}", path, Part(path.with_name(f"{name}.part")))
