"""Document names: the path in the list, or the name its content had before.

Lists give documents new identifiers although the content stays. A new document keeps an old name if its content is that of
exactly one document that the list no longer names, and nobody else holds the name; the harvest reports it. Only the end of the
list shows what it no longer names, so these few documents come last.

Content shared by several documents (a "not yet published" page) is no evidence. At most `MOST_SHARING` documents are remembered
per content.
"""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from moisson.connectors.memory.store import Store
from moisson.contracts.identity import digest
from moisson.readers.contract import Refused

MOST_SHARING = 16


@dataclass
class Names:
    """The names of one harvest's documents; `scope` prefixes the store's keys."""

    store: Store
    scope: str
    _harvest: str = field(default_factory=lambda: uuid4().hex[:16])
    _listed: "array[int]" = field(default_factory=lambda: array("q"))  # path hashes: eight bytes a document
    _held: bool | None = None  # whether any document holds another's first name

    def listed(self, path: str) -> None:
        """The list names a document."""
        self._listed.append(hash(path))

    def known(self, path: str) -> dict[str, Any] | None:
        """What is stored for the document the list calls `path`."""
        return self.store.known(f"{self.scope}document:{path}")

    def keep(self, path: str, value: dict[str, Any], body: bytes) -> None:
        """Store a document, body first. A new one may carry the content of one no longer listed."""
        value["sha256"] = self.store.keep(body)
        before = self.known(path)
        if before is None or before["sha256"] != value["sha256"]:
            sharing = self._sharing(value["sha256"])
            if before is None and body and len(self._others(path, value["sha256"], sharing)) == 1:
                value["unnamed"] = True
            if path in sharing or len(sharing) < MOST_SHARING:
                self.store.remember(self._content(value["sha256"]), {"paths": {**sharing, path: self._harvest}})
        if before is not None:
            value |= {name: before[name] for name in ("name", "was", "unnamed") if name in before}
        self.store.remember(f"{self.scope}document:{path}", value)

    def renew(self, path: str, value: dict[str, Any]) -> None:
        """Store new facts about a document whose content is unchanged."""
        self.store.remember(f"{self.scope}document:{path}", value)

    def now(self, path: str) -> str | None:
        """The document's name; None if only the end of the list decides."""
        known = self.known(path) or {}
        if known.get("unnamed"):
            return None
        if "name" in known and self._holder(known["name"]) == path:
            return str(known["name"])
        return path if self._holder(path) in (None, path) else None

    def renamed(self, path: str, name: str) -> Iterator[Refused]:
        """The ledger row for a document whose name differs from its path in the list."""
        if name != path and (was := (self.known(path) or {}).get("was")):
            yield Refused(name, "identifier-changed", f"the list now calls {path!r} what was {was!r}; the content is the same.")

    def at_the_end(self, paths: list[str]) -> Iterator[str]:
        """The undecided names, at the end of the list."""
        contents = {path: (self.known(path) or {}).get("sha256", "") for path in paths}
        others = {path: self._others(path, sha256, self._sharing(sha256)) for path, sha256 in contents.items()}
        asked = {other for some in others.values() for other in some} | {self._holder(path) for path in paths}
        hashes = {hash(other) for other in asked if other}.intersection(self._listed)
        gone = {other for other in asked if other and hash(other) not in hashes}
        for path in paths:
            only = others[path] if len(others[path]) == 1 else []
            yield self._settled(path, [other for other in only if other in gone], gone)

    def _settled(self, path: str, others: list[str], gone: set[str]) -> str:
        known = self.known(path) or {}
        if known.pop("unnamed", None):
            for other in others:
                name = (self.known(other) or {}).get("name", other)
                if self._holder(name) in (None, other, path):
                    self._hold(name, path)
                    known |= {"name": name, "was": other}
            self.store.remember(f"{self.scope}document:{path}", known)
            if "name" in known:
                return str(known["name"])
        holder = self._holder(path)
        if holder in gone:
            self._hold(path, path)
        return path if holder in (None, path) or holder in gone else f"{path}~{digest(path.encode())[:8]}"

    def _content(self, sha256: str) -> str:
        return f"{self.scope}content:{sha256}"

    def _sharing(self, sha256: str) -> dict[str, str]:
        """Documents with this content (at most `MOST_SHARING`) → the harvest in which each came."""
        sharing: dict[str, str] = (self.store.known(self._content(sha256)) or {}).get("paths", {})
        return sharing

    def _others(self, path: str, sha256: str, sharing: Mapping[str, str]) -> list[str]:
        """Those from earlier harvests whose name nobody else holds by now."""
        earlier = sorted(other for other, harvest in sharing.items() if other != path and harvest != self._harvest)
        return [other for other in earlier if self._holds(other, sha256, path)]

    def _holds(self, other: str, sha256: str, path: str) -> bool:
        known = self.known(other) or {}
        return known.get("sha256") == sha256 and self._holder(known.get("name", other)) in (None, other, path)

    def _holder(self, name: str) -> str | None:
        """The document that took over a name another had first; None if none did."""
        if self._held is None:
            self._held = next(self.store.keys(f"{self.scope}name:"), None) is not None
        return (self.store.known(f"{self.scope}name:{name}") or {}).get("path") if self._held else None

    def _hold(self, name: str, path: str) -> None:
        self._held = True
        self.store.remember(f"{self.scope}name:{name}", {"path": path})
