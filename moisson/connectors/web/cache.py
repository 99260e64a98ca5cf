"""Earlier answers in the connector's store: always revalidated, sent again only if changed.

Nothing is served without asking, however fresh: rights may change while the text stays. A 304's headers replace the stored ones.
Some servers leave rights headers out of a 304: those are asked by HEAD, and if that is silent too, for the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from moisson.connectors.memory.store import Store
from moisson.contracts.addresses import known_as
from moisson.contracts.redacted import SECRET, USERINFO

# Headers about rights.
RIGHTS = ("link", "tdm-reservation", "tdm-policy", "content-usage", "content-signal", "x-robots-tag")
VALIDATORS = ("etag", "last-modified")
KEPT = (*RIGHTS, *VALIDATORS, "content-type", "content-language", "content-disposition", "content-location")


@dataclass(frozen=True)
class Remembered:
    """An earlier answer: its final address, and its stored headers."""

    url: str  # as `known_as` gives it
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def conditions(self) -> dict[str, str]:
        """The headers of a conditional request."""
        given = {"If-None-Match": self.headers.get("etag"), "If-Modified-Since": self.headers.get("last-modified")}
        return {name: value for name, value in given.items() if value}

    def silent(self, head: Mapping[str, str]) -> bool:
        """Whether this head omits rights headers that the answer had."""
        return any(name in self.headers and name not in head for name in RIGHTS)

    def renewed(self, head: Mapping[str, str], whole: bool) -> dict[str, str]:
        """The headers now (RFC 9111, 3.2). A `whole` head states all there is about rights."""
        kept = {name: value for name, value in self.headers.items() if not (whole and name in RIGHTS)}
        return kept | {name: value for name, value in head.items() if name not in ("content-length", "content-encoding")}


def rights_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers about rights."""
    return {name: headers[name] for name in RIGHTS if name in headers}


def lasting(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that are stored."""
    return {name: headers[name] for name in KEPT if name in headers}


class Cache:
    """Answers by address and accepted type; each body is checked by its digest."""

    def __init__(self, store: Store | None) -> None:
        self.store = store

    def recall(self, url: str, accept: str) -> Remembered | None:
        said = self.store.known(_key(url, accept)) if self.store is not None else None
        body = self.store.body(said["sha256"]) if self.store is not None and said is not None else None
        return None if said is None or body is None else Remembered(said["url"], said["headers"], body)

    def remember(self, url: str, accept: str, answered: str, headers: Mapping[str, str], body: bytes) -> None:
        """Store an answer that can be revalidated by ETag or date, unless its links hold secrets."""
        if self.store is not None and any(name in headers for name in VALIDATORS) and not _holds_secrets(body):
            said = {"url": known_as(answered), "headers": lasting(headers), "sha256": self.store.keep(body)}
            self.store.remember(_key(url, accept), said)

    def leave(self, url: str, accept: str) -> None:
        """Drop an answer that is reserved."""
        if self.store is not None and (said := self.store.known(key := _key(url, accept))) is not None:
            self.store.is_reserved(said["sha256"])
            self.store.forget(key)

    def close(self) -> None:
        if self.store is not None:
            self.store.close()


def _holds_secrets(body: bytes) -> bool:
    words = body.decode("utf-8", "replace").replace("&amp;", "&").replace("\\u0026", "&")
    return bool(SECRET.search(words) or USERINFO.search(words))


def _key(url: str, accept: str) -> str:
    return f"answer {accept} {known_as(url)}"
