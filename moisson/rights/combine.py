"""The joint obligations of a set of licences, and which of them conflict in one merged work.

A release is a collection: each document keeps its own licence, and no share-alike clause reaches the others (CC BY-SA 4.0,
sections 1(a) and 3(b): only adapted material; ODbL 1.0, section 4.5(a): collective databases). Merging documents of two
share-alike licences into one text makes an adaptation, to which the conflicts found here apply. Whether a trained model is an
adaptation is not settled, and nothing here takes a position.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from moisson.rights.creative import parts
from moisson.rights.licences import Licence, creative_commons, licence

FIRST_TO_ALLOW_LATER = "2.0"  # version 1.0 of the share-alike licences allows no other version
NON_COMMERCIAL = "NC"


@dataclass(frozen=True)
class Conflict:
    """Two licences that one merged work cannot satisfy, with the reason and the sections of their texts."""

    one: str
    other: str
    reason: str
    source: str


@dataclass(frozen=True)
class Combination:
    """The obligations of a set of licences, each with the sorted ids that impose it, and the conflicts.

    `under` is the licence under which a work that merges all share-alike ones may be published; None where there is none or none
    is needed. `unknown` are ids that the table lacks: their obligations are not included.
    """

    licences: tuple[str, ...]
    attribution: tuple[str, ...]
    share_alike: tuple[str, ...]
    no_derivatives: tuple[str, ...]
    under: str | None
    conflicts: tuple[Conflict, ...]
    unknown: tuple[str, ...]


def combine(licences: Iterable[str | None]) -> Combination:
    """The obligations of a release's licences; None (no licence needed) imposes nothing."""
    names = sorted({name for name in licences if name})
    known = sorted({found.id: found for name in names if (found := licence(name))}.values(), key=lambda found: found.id)
    share_alike = [found for found in known if found.share_alike]
    targets = [to.id for to in share_alike if all(_may_go_under(found, to) for found in share_alike)]
    return Combination(
        licences=tuple(found.id for found in known),
        attribution=tuple(found.id for found in known if found.attribution),
        share_alike=tuple(found.id for found in share_alike),
        no_derivatives=tuple(found.id for found in known if found.no_derivatives),
        under=max(targets) if targets else None,
        conflicts=tuple(conflict for one, other in combinations(known, 2) if (conflict := _conflict(one, other))),
        unknown=tuple(name for name in names if licence(name) is None),
    )


def obligations(found: Combination) -> tuple[str, ...]:
    """The obligations in sentences, for a release's documents."""
    said = []
    if found.attribution:
        said.append(f"Name the source, as these licences ask: {', '.join(found.attribution)}.")
    if found.share_alike:
        said.append(
            f"Some documents are under share-alike licences ({', '.join(found.share_alike)}): what is adapted from them must be"
            " published under the same terms. The collection as such, and the other documents, are not under them."
        )
    said += [
        f"Do not merge documents under {conflict.one} and {conflict.other} into one work: {conflict.reason}."
        for conflict in found.conflicts
    ]
    if found.unknown:
        said.append(f"Nobody has said in a table what these ask for: {', '.join(found.unknown)}.")
    return tuple(said)


def _may_go_under(one: Licence, to: Licence) -> bool:
    """Whether an adaptation of a share-alike work may be published under `to`, by the terms of its own licence."""
    if one.id == to.id or to.id in creative_commons()["compatible"].get(one.id, {}) or to.id in one.one_of:
        return True
    of, new = parts(one.id), parts(to.id)
    if not of or not new or of.kind != new.kind:
        return False
    if of.version is None or new.version is None:  # from 2.0 on any later version serves; which one it is, is not stated
        return True
    return FIRST_TO_ALLOW_LATER <= of.version <= new.version


def _conflict(one: Licence, other: Licence) -> Conflict | None:
    for closed, open_ in ((one, other), (other, one)):
        if closed.no_derivatives:
            reason = f"what is under {closed.id} must not be adapted"
            return Conflict(one.id, other.id, reason, closed.source.get("no_derivatives", ""))
        if open_.share_alike and not _non_commercial(open_) and _non_commercial(closed):
            reason = f"{open_.id} lets nobody add the restriction to non-commercial use that {closed.id} keeps"
            return Conflict(
                one.id,
                other.id,
                reason,
                "; ".join(filter(None, (open_.source.get("share_alike"), closed.source.get("commercial")))),
            )
    if one.share_alike and other.share_alike and not _may_go_under(one, other) and not _may_go_under(other, one):
        sources = filter(None, (one.source.get("share_alike"), other.source.get("share_alike")))
        return Conflict(one.id, other.id, "each asks that the whole be under itself", "; ".join(sources))
    return None


def _non_commercial(found: Licence) -> bool:
    known = parts(found.id)
    return NON_COMMERCIAL in known.kind.split("-") if known else found.id in ("LicenseRef-CC-NC", "LicenseRef-DL-DE-BY-NC-1.0")
