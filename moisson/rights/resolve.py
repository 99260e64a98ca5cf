"""Resolves a publisher's statement to a known licence, several, an unknown one, or none.

Statements are looked up whole, as an alias or an address of `licences.toml`; longer ones are searched for the names of licences.
A statement that names two licences is contradictory; one that names a licence among words of doubt (exceptions, other parts,
programs, metadata) stays unknown. Precision matters more than recall.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from moisson.rights import creative
from moisson.rights.licences import AUTHORITY, Licence, licence, table
from moisson.rights.normalised import WEB, address, is_address, key, plain

Outcome = Literal["known", "contradictory", "unknown", "missing"]
Certainty = Literal["alias", "url", "pattern"]

NONE_SUCH = "LicenseRef-None-Such"  # a version, a port or conditions that no licence has
LONGEST = 400  # characters beside a licence's name: who says more says more than a licence
SPDX = "spdx.org/licenses/"
LISTS = re.compile(r"w3id\.org/italia/controlled-vocabulary/licences/[ab]\d+_|resources\.data\.gov/vocab/license/(?:todo/)?")
COMPATIBLE = re.compile(r"\([^()]*\bcompatible\b[^()]*\)")
# Words in which a licence may be named that is not the licence of the texts, or not of all of them.
DOUBT = re.compile(
    r"(?<!\w)(?:"
    r"not?|nor|none|never|nicht|kein[a-z]*|n'est|n'a|ne|pas|non|niet|geen|inte|ikke|ej|nie|není|nem|nu|ei|nav|nėra|não|не|δεν|"
    r"unless|except[a-z]*|excluding|otherwise|other|sauf|hors|excepté|außer|ausgenommen|salvo|tranne|eccetto|excepto|behalve|"
    r"uitgezonderd|utom|undtagen|unntatt|paitsi|kromě|okrem|oprócz|kivéve|osim|razen|освен|εκτός|"
    r"some|certain[es]*|part[lsy]*|partie|or|ou|oder|either|eller|third|tiers|dritter?|dual|multi|mixed|"
    r"until|formerly|anciennement|based on|similar|equivalent|inspired|equal to|compatible|draft|plan[a-z]*|"
    r"code|codes|quellcode|código|codice|kód|kod|software|programs?|logiciels?|repo|repository|"
    r"photos?|fotos?|fotografi[a-z]*|photographies|images?|imágenes|immagini|bilder|abbildungen|logos?|vid[eé]os?|"
    r"meta-?da[a-zéõ]*|métadonn[a-zé]*|metadán[a-zíy]*|metaandme[a-z]*|metatie[a-z]*|metaadat[a-z]*|μεταδεδομένα|метаданни|"
    r"creative comm+ons|cc|gpl|terms|only|seulement|uniquement|nur|solo|restrict[a-z]*|\d\.\d"
    r")(?!\w)"
)
OF_SOFTWARE = re.compile(
    r"(?<!\w)(?:is|are|released|licen[cs]ed|published|distributed|under|the|a|an|terms|of|licen[cs]e|repo|repository|into|public|domain|"
    r"sous|la|le|licence|gnu|version|v|tab|copyright|of)(?!\w)|[\W\d_]"
)
# Short names that are words, or parts of words, as well: they count beside another licence only, and then against it.
BESIDE = {"MIT": "MIT", "BSD": "LicenseRef-BSD", "GPL": "LicenseRef-GPL", "[Ee]talab": "LicenseRef-Licence-Ouverte"}
RESTRICTS = re.compile(
    r"licen[cs]|lizenz|commercia|kommerzi|interdi|forbid|verbot|vietat|prohib|"
    r"only|uniquement|seulement|\bnur\b|restrict|all rights|réservé"
)


@dataclass(frozen=True)
class Resolved:
    """A resolved statement. `license` is set where it is known; `found` are the licences named, sorted by id."""

    outcome: Outcome
    stated: str
    license: str | None = None
    certainty: Certainty | None = None
    found: tuple[str, ...] = ()

    @property
    def licence(self) -> Licence | None:
        """The licence's entry in the table."""
        return licence(self.license)


@lru_cache(maxsize=4096)
def resolve(stated: str | None) -> Resolved:
    """The licence of one statement: an identifier, a name, an address, or a sentence."""
    words = plain(stated or "")
    if not words:
        return Resolved("missing", stated or "")
    if name := _aliases().get(key(words)):
        return _named(name, stated or "", "url" if is_address(words) else "alias")
    if is_address(words):
        found = _by_address(address(words))
        return _named(found, stated or "", "url") if found else Resolved("unknown", stated or "")
    if entry := licence(words):
        return _named(entry.id, stated or "", "alias")
    return _sentence(stated or "", words)


def resolve_all(statements: Iterable[str | None]) -> Resolved:
    """The licence of one record that states it in several fields.

    Fields that say the same more or less precisely are one licence. An unknown statement that may restrict what another field
    allows keeps the whole unknown; one that does not (a ground for refusing access, a remark on the source) is passed over.
    """
    given = [found for found in map(resolve, dict.fromkeys(statements)) if found.outcome != "missing"]
    stated = " | ".join(found.stated for found in given)
    if not given:
        return Resolved("missing", stated)
    named = _precise(name for found in given for name in found.found)
    if len(named) > 1 or any(found.outcome == "contradictory" for found in given):
        return Resolved("contradictory", stated, found=named)
    if not named or any(found.outcome == "unknown" and RESTRICTS.search(plain(found.stated)) for found in given):
        return Resolved("unknown", stated, found=named)
    certainty = next(found.certainty for found in given if found.license == named[0])
    return Resolved("known", stated, named[0], certainty, named)


@lru_cache(maxsize=4096)
def licence_id(stated: str) -> str:
    """The id of the stated licence, else a LicenseRef made from the publisher's words."""
    if found := resolve(stated).license:
        return found
    words = f"LicenseRef-{re.sub(r'[^A-Za-z0-9.]+', '-', stated).strip('-')[:60] or 'unnamed'}"
    return f"{words}-as-stated" if licence(words) else words


def names_same(one: str, other: str) -> bool:
    """Whether two ids name one licence, one perhaps less precisely: CC BY and CC BY 4.0."""
    return one == other or _covers(one, other) or _covers(other, one)


def _named(name: str, stated: str, certainty: Certainty) -> Resolved:
    entry = licence(name)
    if entry and entry.of == "nothing":
        return Resolved("missing", stated)
    return Resolved("known", stated, name, certainty, (name,))


def _by_address(bare: str) -> str | None:
    if bare.startswith(SPDX):
        entry = licence(bare.removeprefix(SPDX))
        return entry.id if entry else None
    listed = AUTHORITY.removeprefix("http://")
    if bare.startswith(listed):
        code = bare.removeprefix(listed)
        return _authority_codes().get(code) or creative.by_code(code)
    if found := LISTS.match(bare):
        return creative.by_code(bare[found.end() :])
    if bare.startswith("dcat-ap.de/def/licenses/"):
        named = _sought(bare.rsplit("licenses/", 1)[1].replace("/", " "))[0]
        return named[0] if len(named) == 1 else None
    return creative.by_address(bare)


def _sentence(stated: str, words: str) -> Resolved:
    """A licence named in a longer statement, where nothing else in it raises doubt."""
    named, beside = _sought(COMPATIBLE.sub(" ", words))
    if named:
        named = _precise((*named, *(name for short, name in BESIDE.items() if re.search(rf"\b{short}\b", stated))))
    if len(named) > 1:
        return Resolved("contradictory", stated, found=tuple(name for name in named if name != NONE_SUCH))
    if not named or NONE_SUCH in named or len(beside) > LONGEST or _doubtful(named[0], beside):
        return Resolved("unknown", stated)
    return Resolved("known", stated, named[0], "pattern", named)


def _doubtful(name: str, beside: str) -> bool:
    entry = licence(name)
    if entry and entry.of == "software":
        return bool(OF_SOFTWARE.sub("", beside))
    return "?" in beside or bool(DOUBT.search(beside)) or bool(creative.conditions(beside) & {"nc", "nd", "sa"})


def _sought(words: str) -> tuple[tuple[str, ...], str]:
    """The licences that words name, the more precise for the less; and the words beside them."""
    named: list[str] = []
    for found in WEB.finditer(words):
        if name := _aliases().get(address(found[0])) or _by_address(address(found[0])):
            named.append(name)
    beside = WEB.sub(" ", words)
    for mention in reversed(list(creative.mentions(beside))):
        named.append(mention.id or NONE_SUCH)
        beside = beside[: mention.start] + " \n " + beside[mention.end :]
    for pattern, name in _names():
        beside, times = pattern.subn(" \n ", beside)
        named += [name] * bool(times)
    return _precise(named), beside


def _precise(named: Iterable[str]) -> tuple[str, ...]:
    """Licences without those that another one names more precisely: CC BY beside CC BY 4.0."""
    names = sorted(set(named))
    return tuple(name for name in names if not any(other != name and _covers(name, other) for other in names))


def _covers(general: str, precise: str) -> bool:
    entry, other = licence(general), licence(precise)
    if entry and other and (precise in entry.one_of or (entry.vague and _of_that_sort(entry, other))):
        return True
    of, to = creative.parts(general), creative.parts(precise)
    if not of or not to or of.kind != to.kind:
        return False
    return of.version is None or (of.version == to.version and of.port is None)


def _of_that_sort(vague: Licence, found: Licence) -> bool:
    """Whether a licence is of the sort that vague words name: open, with attribution, or share-alike."""
    asked = found.attribution >= vague.attribution and found.share_alike >= vague.share_alike
    return bool(found.allows) and found.of == "data" and asked


@lru_cache(maxsize=1)
def _aliases() -> Mapping[str, str]:
    return {key(alias): name for name, entry in table().items() for alias in (*entry.get("aliases", ()), name)}


@lru_cache(maxsize=1)
def _authority_codes() -> Mapping[str, str]:
    return {entry["authority"].lower(): name for name, entry in table().items() if "authority" in entry}


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The patterns by which the table knows a licence in longer words: those of a version before those of none."""
    entries = sorted(table().items(), key=lambda item: "one_of" in item[1])
    return tuple((re.compile(pattern), name) for name, entry in entries for pattern in entry.get("names", ()))
