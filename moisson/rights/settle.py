"""Settles a document's rights from all statements: the strictest holds, the others are kept with words and place.

Statements come from the document's own marks, its row or front matter, the catalogue that lists it, the licence file beside it,
and the source's description. A statement that names no licence changes nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from moisson.rights.licences import licence
from moisson.rights.normalised import is_address, plain
from moisson.rights.resolve import names_same, resolve
from moisson.rights.strictness import CLOSED, Strictness, strictness

Row = Mapping[str, str | None]
# licence: one is named. forbids: words that name none and keep something from somebody. several: more than one is named.
# words: no licence is given, and the words name one or none. software: of a program beside the data. unread: none is known.
Kind = Literal["licence", "forbids", "several", "words", "software", "unread"]
FIELDS = ("license", "basis", "level", "reason", "stated", "where", "seen_at", "copy")
FORBIDS = re.compile(
    r"commercia|kommerzi|interdi|forbid|verbot|vietat|prohib|restrict|(?:all|tous|todos) .{0,20}r[eé]serv|vorbehalt|riservat"
    r"|without (?:prior |written |express )*(?:permission|consent)|sans (?:l')?autorisation|nur mit genehmigung"
)


class Settled(NamedTuple):
    """`rights` as a row of `schemas.RIGHTS`, None where nothing is stated; `others` as rows of `schemas.OTHER_RIGHTS`."""

    rights: dict[str, str | None] | None
    others: tuple[dict[str, str | None], ...]


class _Heard(NamedTuple):
    row: Row
    kind: Kind
    found: tuple[str, ...]  # licences named

    @property
    def license(self) -> str | None:
        return self.row.get("license")

    @property
    def speaks(self) -> bool:
        """Whether it states anything; `unknown` and the like do not."""
        return self.kind == "software" or resolve(self.row.get("stated") or self.license).outcome != "missing"

    @property
    def strictness(self) -> Strictness:
        return CLOSED if self.kind == "forbids" else strictness(licence(self.license))


def settle(said: Row | None, statements: Iterable[Mapping[str, str] | None]) -> Settled:
    """What a source's description says (`said`) with what is stated of one document, the nearest statement first.

    - Of licences the strictest holds; of those that are equally strict, the nearest.
    - A statute holds whatever is stated. An agreement, or the exception for mining, gives way to any licence stated.
    - Words that name no known licence give no basis and change none, unless they forbid something that the licence given allows.
    - Words that name several licences complete the description, which may choose one of them (`Policy.judge`).
    """
    heard = [_hear(one) for one in statements if one]
    speaking = [one for one in heard if one.speaks]
    basis = said["basis"] if said else None
    holder = None if basis == "statute" else _strictest(said, speaking)
    rights: dict[str, str | None] | None
    if holder is not None:
        rights = dict.fromkeys(FIELDS) | ({"basis": "licence"} if holder.kind == "licence" else {}) | dict(holder.row)
    elif said is not None:
        holder = next((one for one in speaking if one.kind in ("words", "several")), None)
        rights = dict(said) | ({name: value for name, value in holder.row.items() if name != "license"} if holder else {})
    else:
        holder = next((one for one in [*speaking, *heard] if one.kind != "software"), None)
        rights = dict.fromkeys(FIELDS) | dict(holder.row) if holder else None
    others = [_other(one, rights) for one in speaking if one is not holder]
    if said is not None and rights is not None and rights.get("license") != said["license"]:
        others.append(_other(_Heard(said, "licence", ()), rights))
    return Settled(rights, tuple(others))


def _hear(row: Mapping[str, str]) -> _Heard:
    kind, row = row.get("of"), {name: value for name, value in row.items() if name != "of"}
    found = resolve(row.get("stated"))
    if kind is not None:
        return _Heard(row, "software" if kind == "software" else "unread", found.found)
    name = row.get("license")
    entry = licence(name)
    if name and (not name.startswith("LicenseRef-") or (entry and entry.settled)):
        return _Heard(row, "licence", (name,))
    if found.outcome == "contradictory":
        return _Heard(row, "several", found.found)
    if found.outcome == "unknown" and FORBIDS.search(words := plain(row.get("stated") or "")) and not is_address(words):
        return _Heard(row, "forbids", found.found)
    return _Heard(row, "unread" if name else "words", found.found)


def _strictest(said: Row | None, speaking: Sequence[_Heard]) -> _Heard | None:
    """The statement that holds in place of the description; None where the description does, or nothing names a licence."""
    licensed = said is not None and said["basis"] == "licence"
    able = [one for one in speaking if one.kind == "licence"]
    if able or licensed:
        able += [one for one in speaking if one.kind == "forbids"]
    if not able:
        return None
    own = max(able, key=lambda one: one.strictness)
    if said is None or not licensed:
        return own
    given = said["license"]
    if own.kind == "licence" and given and own.license and names_same(given, own.license):
        return own
    return own if own.strictness >= strictness(licence(given)) else None


def _other(one: _Heard, rights: Row | None) -> dict[str, str | None]:
    """A statement that does not hold, with its relation to the one that does."""
    held = rights.get("license") if rights else None
    named = one.found or ((one.license,) if one.license else ())
    if one.kind in ("software", "unread"):
        relation: str = one.kind
    elif held and any(names_same(held, name) for name in named if name):
        relation = "same"
    else:
        relation = "contradicts" if named or one.kind == "forbids" else "unread"
    fields: dict[str, Any] = {name: one.row.get(name) for name in ("license", "level", "stated", "where")}
    return {**fields, "relation": relation}
