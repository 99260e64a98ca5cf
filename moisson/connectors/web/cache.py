"""What was fetched before, kept in the connector's store: asked for again each time, and sent again only where it changed.

Nothing is served without asking, however fresh the server called it: rights may change while the words stay. When the server
answers 304, what it says with that answer takes the place of what it said then. A server that leaves out of a 304 what it said
of rights then (some leave out most headers) is asked for the headers alone, and where that says nothing either, for the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from moisson.connectors.memory.store import Store
from moisson.contracts.addresses import known_as
from moisson.contracts.redacted import SECRET, USERINFO

# Headers that say what may be done with an answer.
RIGHTS = ("link", "tdm-reservation", "tdm-policy", "content-usage", "content-signal", "x-robots-tag")
VALIDATORS = ("etag", "last-modified")
KEPT = (*RIGHTS, *VALIDATORS, "content-type", "content-language", "content-disposition", "content-location")


@dataclass(frozen=True)
class Remembered:
    """An answer from before: where it came from in the end, and its headers that were kept."""

    url: str  # as `known_as` gives it
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask whether it changed."""
        given = {"If-None-Match": self.headers.get("etag"), "If-Modified-Since": self.headers.get("last-modified")}
        return {name: value for name, value in given.items() if value}

    def silent(self, head: Mapping[str, str]) -> bool:
        """Whether this head leaves out what the answer said of rights."""
        return any(name in self.headers and name not in head for name in RIGHTS)

    def renewed(self, head: Mapping[str, str], whole: bool) -> dict[str, str]:
        """The headers as they are now (RFC 9111, 3.2); a `whole` head is all there is to say of rights."""
        kept = {name: value for name, value in self.headers.items() if not (whole and name in RIGHTS)}
        return kept | {name: value for name, value in head.items() if name not in ("content-length", "content-encoding")}


def lasting(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that are kept."""
    return {name: headers[name] for name in KEPT if name in headers}


class Cache:
    """Answers by address and the kind that was asked for, in the store; each body is checked by its digest."""

    def __init__(self, store: Store | None) -> None:
        self.store = store

    def recall(self, url: str, accept: str) -> Remembered | None:
        said = self.store.known(_key(url, accept)) if self.store is not None else None
        body = self.store.body(said["sha256"]) if self.store is not None and said is not None else None
        return None if said is None or body is None else Remembered(said["url"], said["headers"], body)

    def remember(self, url: str, accept: str, answered: str, headers: Mapping[str, str], body: bytes) -> None:
        """Keep an answer that can be asked for again, by its ETag or date; one whose links hold secrets is not kept."""
        if self.store is not None and any(name in headers for name in VALIDATORS) and not _holds_secrets(body):
            said = {"url": known_as(answered), "headers": lasting(headers), "sha256": self.store.keep(body)}
            self.store.remember(_key(url, accept), said)

    def leave(self, url: str, accept: str) -> None:
        """Keep nothing of an answer that is reserved."""
        if self.store is not None and (said := self.store.known(key := _key(url, accept))) is not None:
            self.store.is_reserved(said["sha256"])
            self.store.forget(key)

    def close(self) -> None:
        """Write what is not yet written."""
        if self.store is not None:
            self.store.close()


def _holds_secrets(body: bytes) -> bool:
    words = body.decode("utf-8", "replace").replace("&amp;", "&").replace("\\u0026", "&")
    return bool(SECRET.search(words) or USERINFO.search(words))


def _key(url: str, accept: str) -> str:
    return f"answer {accept} {known_as(url)}"
