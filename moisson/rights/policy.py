"""Decides whether a recipe accepts a licence and its statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from moisson.rights.licences import Licence, licence
from moisson.rights.resolve import Resolved, names_same, resolve

Allowed = Literal["training", "redistribution", "commercial"]
REFERENCE = "LicenseRef-"
KEPT = ("LicenseRef-All-Rights-Reserved", "LicenseRef-Other-Closed")  # what names no licence, and allows nobody anything


class Verdict(NamedTuple):
    """Why a document is refused: the ledger's reason, and a sentence."""

    reason: str
    why: str


def publishes_unlicensed(parameters: Mapping[str, Any]) -> str | None:
    """Which parameter of `require_rights` lets in what nobody may publish, as a recipe writes it; None where none does.

    The exception for text and data mining lets one mine, and pass nothing on. A recipe may name licences that do not allow
    everything to everyone, but not words that keep all rights or name no licence.
    """
    if "text-and-data-mining" in parameters["bases"]:
        return 'bases = [… "text-and-data-mining" …]'
    if parameters["licenses"] is None:
        return None if "redistribution" in parameters["allow"] else 'allow = [… without "redistribution" …]'
    named = [entry for name in parameters["licenses"] if (entry := licence(name))]
    return next((f'licenses = [… "{entry.id}" …]' for entry in named if entry.of == "nothing" or entry.id in KEPT), None)


@dataclass(frozen=True)
class Policy:
    """What a licence must allow everyone, which licences are accepted regardless, and whether share-alike is refused."""

    allow: tuple[Allowed, ...]
    licenses: tuple[str, ...] | None = None
    without_share_alike: bool = False

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(name.lower() for name in self.licenses or ())

    def judge(self, license: str | None, stated: str | None) -> Verdict | None:
        """Why a document under `license`, stated in the words `stated`, is refused; None where it is accepted.

        A LicenseRef that is not in the table was made of the publisher's words: its words are read in `stated`, never in itself.
        """
        said = resolve(stated)
        entry = licence(license) or (None if not license or license.startswith(REFERENCE) else resolve(license).licence)
        if verdict := _contradicted(entry, said):
            return verdict
        own = bool(license) and (license or "").lower() in self._named  # a LicenseRef of one's own needs no entry
        if entry is None or entry.of == "nothing":
            unread = "no licence is named" if entry or not license else f"the table of licences has no {license}"
            return None if own else Verdict("rights:licence-unknown", unread)
        if self.licenses is not None and not own and entry.id.lower() not in self._named:
            return Verdict("rights:licence-not-allowed", f"{entry.name}; allowed: {', '.join(self.licenses)}")
        if self.licenses is None and (missing := [use for use in self.allow if use not in entry.allows]):
            return Verdict("rights:licence-not-allowed", _does_not_allow(entry, missing))
        if self.without_share_alike and entry.share_alike:
            return Verdict("rights:share-alike", f"{entry.name} asks for share-alike")
        return None


def _contradicted(entry: Licence | None, said: Resolved) -> Verdict | None:
    """What is stated names another licence; of several that it names, whoever describes the source may choose one."""
    if not said.found or (entry and any(names_same(entry.id, name) for name in said.found)):
        return None
    if entry is None and len(said.found) == 1:
        return None
    several = " and ".join(said.found)
    return Verdict("rights:contradictory", f"stated is {several}, the licence given {entry.id if entry else 'none of them'}")


def _does_not_allow(entry: Licence, missing: list[Allowed]) -> str:
    if entry.of == "software":
        return f"{entry.name} is a licence of software, and not taken for that of texts"
    return f"{entry.name} does not allow everyone {' and '.join(missing)}"
