"""What a catalogue states about rights, kept word for word, and the licence that it comes to.

The nearest statement counts. What comes with the file, and words on its distribution and its data set, all speak of the file
itself: they are resolved together, and where they name different licences none holds. A catalogue's licence, and a portal's
terms, speak of everything that is not said otherwise: they count only where nothing nearer says anything, and contradict nothing.
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
# Words about access that keep nothing from anyone. What may be done with what is open they do not say.
OPEN = re.compile(
    r"(?:https?://.*/)?(?:public|open|open ?access|c_abf2)|info:eu-repo/semantics/openaccess|public access|unrestricted"
    r"|no (?:limitations?|restrictions?)(?: (?:on|to) public access)?|.*/limitationsonpublicaccess/nolimitations"
    r"|ouverte?|publique|accès (?:libre|ouvert|public)|öffentlich|offen|frei zugänglich|pubblico|aperto|público|abierto"
    r"|acceso (?:público|abierto)|acesso aberto|openbaar|offentlig|öppen|åben|julkinen|avoin|publiczny|otwarty|veřejný|verejný"
    r"|otevřený|nyilvános|avalik|δημόσιο|ανοικτό|публичен|javno|deschis"
)
Scope = Literal["document", "distribution", "data-set", "series", "catalogue", "portal"]
# Who speaks, nearest first, and what `schemas.RIGHTS` calls it. Places of one row are heard together.
NEAREST: tuple[tuple[tuple[Scope, ...], str], ...] = (
    (("document", "distribution", "data-set"), "data-set"),
    (("series",), "data-set"),
    (("catalogue",), "portal"),
    (("portal",), "portal"),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Words about rights: who says them, exactly what, and where they stand (an address or identifier, and the field)."""

    place: Scope
    stated: str
    where: str
    copy: str | None = None  # SHA-256 of the stored page
    of_access: bool = False  # words about who may see it

    def row(self) -> dict[str, str]:
        """The statement as evidence in a document's record."""
        said = {"place": self.place, "stated": self.stated, "where": self.where}
        return said | ({"copy": self.copy} if self.copy else {})


def said(place: Scope, words: Iterable[object], where: str, *, of_access: bool = False) -> Iterator[Statement]:
    """A statement for each of `words` that is text and says something; spaces are made one."""
    for word in words:
        if isinstance(word, str) and (text := " ".join(word.split())) and text not in ("[]", "{}"):
            yield Statement(place, text, where, of_access=of_access)


def ids_or_names(ids: Iterable[str], names: Iterable[str]) -> list[str]:
    """The ids of a licence that count beside its names and addresses: one that only the portal knows gives way to a name."""
    named = any(resolve(name).outcome == "known" for name in names)
    return [one for one in ids if not (named and resolve(one).outcome == "unknown")]


def closed(words: Iterable[str]) -> str | None:
    """The words, of those about access, that keep something from the public; None where there are none."""
    return next((word for word in words if CLOSED.fullmatch(word.strip())), None)


def rights_of(statements: Iterable[Statement], seen_at: str | None = None) -> dict[str, str] | None:
    """What the nearest statements come to, as fields of `schemas.RIGHTS`; None where nobody states anything.

    One licence beyond doubt: `license`. Words that name none that is known: a LicenseRef made of them, unless all are of access.
    Several that contradict each other: no `license`, and `stated` holds them all. `where` names their places in the same order.
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


@lru_cache(maxsize=1024)  # a catalogue says the same of most that it holds
def _nearest(given: tuple[tuple[Scope, str, bool], ...]) -> tuple[str, tuple[int, ...], str | None]:
    """Of statements (place, words, whether of access): the level of the nearest, which these are, and their licence."""
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
    """Whether a statement says anything of rights."""
    if of_access and OPEN.fullmatch(stated.strip(" .").casefold()):
        return False
    return resolve(stated).outcome != "missing"
