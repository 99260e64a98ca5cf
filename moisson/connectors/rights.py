"""What a catalogue states about rights, word for word, and the licence it amounts to.

The nearest statement counts. A document and statements on its distribution and data set all concern the file itself: they are
resolved together, and if they name different licences none holds. A catalogue's licence and a portal's terms are general: they
count only where nothing nearer is stated, and contradict nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from moisson.rights.resolve import licence_id, resolve, resolve_all

CLOSED = re.compile(
    r".*/access-right/(?:NON_PUBLIC|RESTRICTED|CONFIDENTIAL|SENSITIVE)|non[-_ ]public|restricted public|restricted|confidential",
    re.IGNORECASE,
)
# Access terms that restrict nobody. They do not say what may be done with open data.
OPEN = re.compile(
    r"(?:https?://.*/)?(?:public|open|open ?access|c_abf2)|info:eu-repo/semantics/openaccess|public access|unrestricted"
    r"|no (?:limitations?|restrictions?)(?: (?:on|to) public access)?|.*/limitationsonpublicaccess/nolimitations"
    r"|ouverte?|publique|accès (?:libre|ouvert|public)|öffentlich|offen|frei zugänglich|pubblico|aperto|público|abierto"
    r"|acceso (?:público|abierto)|acesso aberto|openbaar|offentlig|öppen|åben|julkinen|avoin|publiczny|otwarty|veřejný|verejný"
    r"|otevřený|nyilvános|avalik|δημόσιο|ανοικτό|публичен|javno|deschis"
)
Scope = Literal["document", "distribution", "data-set", "series", "catalogue", "portal"]
# Scopes, nearest first, and their level in `schemas.RIGHTS`. Scopes in one row are resolved together.
NEAREST: tuple[tuple[tuple[Scope, ...], str], ...] = (
    (("document", "distribution", "data-set"), "data-set"),
    (("series",), "data-set"),
    (("catalogue",), "portal"),
    (("portal",), "portal"),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Words about rights: their scope, the exact text, and where it stands (address or identifier, and field)."""

    place: Scope
    stated: str
    where: str
    copy: str | None = None  # SHA-256 of the stored page
    of_access: bool = False  # about who may see it

    def row(self) -> dict[str, str]:
        """The statement as evidence in a document's record."""
        said = {"place": self.place, "stated": self.stated, "where": self.where}
        return said | ({"copy": self.copy} if self.copy else {})


def said(place: Scope, words: Iterable[object], where: str, *, of_access: bool = False) -> Iterator[Statement]:
    """A statement for each non-empty text in `words`, with white space collapsed."""
    for word in words:
        if isinstance(word, str) and (text := " ".join(word.split())) and text not in ("[]", "{}"):
            yield Statement(place, text, where, of_access=of_access)


def ids_or_names(ids: Iterable[str], names: Iterable[str]) -> list[str]:
    """The licence ids that count beside names and addresses: an unknown id yields to a known name."""
    named = any(resolve(name).outcome == "known" for name in names)
    return [one for one in ids if not (named and resolve(one).outcome == "unknown")]


def closed(words: Iterable[str]) -> str | None:
    """The first access term that restricts the public; None if there is none."""
    return next((word for word in words if CLOSED.fullmatch(word.strip())), None)


def rights_of(statements: Iterable[Statement], seen_at: str | None = None) -> dict[str, str] | None:
    """The nearest statements as fields of `schemas.RIGHTS`; None if nobody states anything.

    One certain licence gives `license`. Unknown terms give a LicenseRef, unless all are about access. Contradictory ones give no
    `license`, and `stated` lists them all. `where` lists their places in the same order.
    """
    given = list(statements)
    level, which, license = _nearest(tuple((one.place, one.stated, one.of_access) for one in given))
    if not which:
        return None
    heard = [given[number] for number in which]
    rights = {"level": level, "stated": " | ".join(one.stated for one in heard), "where": " | ".join(one.where for one in heard)}
    if license:
        rights["license"] = license
    copies = [one.copy for one in heard if one.copy]
    return rights | ({"seen_at": seen_at} if seen_at else {}) | ({"copy": copies[0]} if copies else {})


@lru_cache(maxsize=1024)  # most entries of a catalogue state the same
def _nearest(given: tuple[tuple[Scope, str, bool], ...]) -> tuple[str, tuple[int, ...], str | None]:
    """From (scope, text, about access?): the level of the nearest statements, their indices, and their licence."""
    for places, level in NEAREST:
        heard: dict[str, int] = {}
        for number, (place, stated, of_access) in enumerate(given):
            if place in places and _speaks(stated, of_access):
                heard.setdefault(stated, number)
        if not heard:
            continue
        found = resolve_all(heard)
        which = tuple(heard.values())
        nearest = "document" if any(given[number][0] == "document" for number in which) else level
        unknown = found.outcome == "unknown" and not all(given[number][2] for number in which)
        return nearest, which, found.license or (licence_id(" | ".join(heard)) if unknown else None)
    return "", (), None


def _speaks(stated: str, of_access: bool) -> bool:
    """Whether a statement says anything about rights."""
    if of_access and OPEN.fullmatch(stated.strip(" .").casefold()):
        return False
    return resolve(stated).outcome != "missing"
