"""A portal's files from harvest to harvest: names, contents, and failures.

A file keeps the name under which it first came. If the portal changes its identifier, but not its content, and no longer lists
the old one, the file keeps its name, and the harvest reports it. Each file is stored as it comes, body first, so an interrupted
harvest resumes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from moisson.connectors.fetching import same_address
from moisson.connectors.memory.store import Store
from moisson.connectors.names import MOST_SHARING
from moisson.connectors.portals.offer import Offer
from moisson.connectors.web.failure import GONE, Failure
from moisson.contracts.identity import digest, fingerprint

# Failures due to the file itself: they last until the catalogue's entry changes.
LASTING = frozenset({"address-invalid", "too-large", "encoding-bomb"})


@dataclass
class FileMemory:
    """The memory of one listing of a portal. `manners` is a digest: other manners retry failures."""

    store: Store
    manners: str
    offers: list[Offer]
    asked: set[str] = field(default_factory=set)  # keys requested since the listing
    _known: dict[str, dict[str, Any]] = field(default_factory=dict)
    _paths: dict[str, str] = field(default_factory=dict)  # path → key of listed files

    def __post_init__(self) -> None:
        listed = {offer.key: offer for offer in self.offers}
        self._known = {key: known for key in listed if (known := self.store.known(f"file {key}"))}
        for key, known in sorted(self._known.items()):
            if "path" in known:
                self._paths.setdefault(known["path"], key)
        self._listed = listed

    def known(self, offer: Offer) -> dict[str, Any]:
        """All that is stored of a file; empty if nothing is."""
        return self._known.get(offer.key, {})

    def current(self, offer: Offer) -> bool:
        """Whether no request is needed: the stored file is the one listed, or its failure lasts."""
        if offer.key in self.asked:
            return True
        known = self.known(offer)
        if offer.token is None or known.get("token") != offer.token or not same_address(known.get("url"), offer.url):
            return False
        failed = known.get("failed")
        if failed:
            return failed["reason"] in LASTING and failed["manners"] == self.manners
        return "sha256" in known

    def broken(self, offer: Offer) -> bool:
        """Whether the store has lost the body."""
        known = self.known(offer)
        held = "sha256" in known and "failed" not in known and not known.get("reservation")  # reserved bodies are not stored
        return held and self.store.body(known["sha256"]) is None

    def to_ask_first(self, offer: Offer) -> bool:
        """Whether only a request tells of changes: the catalogue says nothing, or the last one failed."""
        return not self.current(offer) and (offer.token is None or "failed" in self.known(offer))

    def sign(self, offer: Offer) -> str:
        """A file's part of the version: its change token, why it is gone, how often it recovered.

        A file that has never come does not change the version by failing again.
        """
        known = self.known(offer)
        asked = known.get("sha256", "") if offer.key in self.asked else ""
        failed = known["failed"]["reason"] if {"failed", "sha256"} <= known.keys() and offer.key in self.asked else ""
        return f"{offer.token or asked}!{failed}!{known.get('recovered', 0)}"

    def renew(self, offer: Offer, more: Mapping[str, Any]) -> None:
        """Store further facts about a file."""
        self._remember(offer, {**self.known(offer), **more})

    def keep(self, offer: Offer, body: bytes, more: Mapping[str, Any]) -> None:
        """Store an answer's body, or a failure if it is empty; `more` is stored with it."""
        if not body or body.isspace():
            self.fail(offer, Failure(offer.url, "empty", "the server's answer is empty."))
            return
        sha256 = self.store.keep(body)
        known = self.known(offer)
        said = {"token": offer.token, "url": offer.url, "sha256": sha256, "seen": self._seen(offer), **more}
        if recovered := known.get("recovered", 0) + ("failed" in known):
            said["recovered"] = recovered
        if "path" in known:
            said |= {"path": known["path"], "was": known.get("was")}
        elif old := self._moved(sha256):
            said |= {"path": old["path"], "was": old["key"]}
            self._paths[old["path"]] = offer.key
        self._know_content(sha256, offer)
        self._remember(offer, said)
        if old_key := said.get("was"):
            self.store.forget(f"file {old_key}")

    def fail(self, offer: Offer, failure: Failure) -> None:
        """Store a failure; the old copy stays known, unless the file was already gone."""
        known = self.known(offer)
        if "sha256" in known and failure.reason not in GONE and known.get("failed", {}).get("reason") in GONE:
            known = {**known, "sha256": ""}  # else it would return on a day when its server is down
        failed = {"reason": failure.reason, "detail": failure.detail, "manners": self.manners}
        self._remember(offer, {**known, "token": offer.token, "url": offer.url, "failed": failed})

    def path(self, offer: Offer) -> str:
        """The file's first name, else the catalogue's suggestion, made unique."""
        known = self.known(offer)
        if "path" in known and self._paths.get(known["path"]) == offer.key:
            return str(known["path"])
        path = offer.path
        if self._paths.setdefault(path, offer.key) != offer.key:
            path = f"{offer.path}~{digest(offer.key.encode())[:8]}"
            self._paths[path] = offer.key
        return path

    def seen_at(self, offer: Offer) -> str | None:
        """The day on which the current statements were first read."""
        seen = self._seen(offer)
        if seen != self.known(offer).get("seen"):
            self.renew(offer, {"seen": seen})
        return seen["at"]

    def _seen(self, offer: Offer) -> dict[str, str | None]:
        said = fingerprint([one.row() for one in offer.statements])
        before: dict[str, str | None] = self.known(offer).get("seen") or {}
        return before if before.get("said") == said else {"said": said, "at": offer.seen_at}

    def release(self, offer: Offer) -> None:
        """Free the memory of a file that has been given."""
        self._known.pop(offer.key, None)

    def _remember(self, offer: Offer, said: dict[str, Any]) -> None:
        if "sha256" in said and "path" not in said:
            said["path"] = self.path(offer)
        self._known[offer.key] = said
        self.store.remember(f"file {offer.key}", said)

    def _moved(self, sha256: str) -> dict[str, str] | None:
        """The one file with this content that is no longer listed, and whose name is free.

        Content shared by several files (a "not yet published" page) is no evidence.
        """
        keys: Iterable[str] = (self.store.known(f"content {sha256}") or {}).get("keys", ())
        held = [(key, known) for key in sorted(keys) if (known := self.store.known(f"file {key}"))]
        held = [(key, known) for key, known in held if known.get("sha256") == sha256]
        if len(held) != 1 or held[0][0] in self._listed or held[0][1].get("path", "") in ("", *self._paths):
            return None
        return {"key": held[0][0], "path": held[0][1]["path"]}

    def _know_content(self, sha256: str, offer: Offer) -> None:
        name = f"content {sha256}"
        keys = set((self.store.known(name) or {}).get("keys", ()))
        if offer.key not in keys and len(keys) < MOST_SHARING:
            self.store.remember(name, {"keys": sorted(keys | {offer.key})})
