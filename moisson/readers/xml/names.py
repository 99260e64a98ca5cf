"""Usual names of elements in the languages of Europe, by role, for unknown vocabularies."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from moisson.readers.xml.structure import Role

_NAMES = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
ROLES = {name: Role[role.upper()] for role, names in _NAMES.items() for name in names.split()}
PARTED = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
COMPOUND = re.compile(r"[-_.]|(?<=[a-z])(?=[A-Z])")  # `major-heading`, `SectionHeading`
LAST = {  # words that tell at the end of any name
    **dict.fromkeys(("heading", "überschrift", "ueberschrift", "opschrift"), Role.HEADING),
    **dict.fromkeys(("note", "footnote", "fussnote", "voetnoot"), Role.NOTE),
    **dict.fromkeys(("metadata", "metadaten", "identificatie", "identification"), Role.SKIP),
}
FURNITURE = frozenset((("running", "head"), ("running", "title"), ("page", "header"), ("page", "footer"), ("page", "number")))
MARGINAL = frozenset(("sidenote", "marginalnote"))  # headings, unless what they stand in has another
PAGES = frozenset(("page", "pb", "pagebreak", "pagenum"))  # where a printed page begins, unless they hold its words
PARTS = frozenset(
    (Role.SECTION, Role.POINT, Role.ITEM, Role.NOTE)
)  # whose numbers and titles may be named with them: `LidNummer`
TOPICS = frozenset(("debate", "agenda", "motion", "text"))  # as much
QUOTING = frozenset(("quotedcontent", "quoted-block", "quotedblock", "quotedstructure", "blockamendment"))  # words of another act
DESIGNATIONS = frozenset(("docnumber", "documentnumber"))  # what a kind of act goes before: `Public Law` `115–9`
SPEECHES = frozenset(
    ("speech", "intervention", "intervencion", "intervención", "intervento", "discurso", "rede", "tale", "ques", "reply")
)
SPEAKERS = frozenset(
    ("speaker", "speakername", "speaker-name", "speaker_name", "orador", "oratore", "orateur", "redner", "nominativo")
)
DESCRIBING = frozenset(("description", "summary", "abstract", "resume", "statement", "reason", "reasons"))  # of a catalogue, too
PROSE = frozenset(
    name
    for name, role in ROLES.items()
    if role in (Role.BLOCK, Role.POINT, Role.CELL, Role.ITEM, Role.SECTION, Role.INLINE, Role.SPACED) and name not in DESCRIBING
)


def spoken(name: str) -> str:
    """An element's name as words: `BuyerProfileURI` and `MAIN_SITE` become `Buyer profile URI` and `Main site`."""
    if name.isupper() or "_" in name:
        return name.replace("_", " ").strip().capitalize()
    words = [word if word.isupper() and len(word) > 1 else word.lower() for word in PARTED.findall(name)]
    line = " ".join(words)
    return line[:1].upper() + line[1:]


@lru_cache(4096)
def named(tag: str) -> Role | None:
    """The part that a name means, prefix and case apart: by the whole name, else by the last of the words that it is made of."""
    local = tag.rpartition(":")[2]
    if role := ROLES.get(local.casefold()):
        return role
    words = [word.casefold() for word in COMPOUND.split(local)]
    role = ROLES.get(words[-1])
    if role in (Role.NUMBER, Role.HEADING) and (ROLES.get(words[0]) in PARTS or words[0] in TOPICS):
        return role
    return Role.SKIP if tuple(words[-2:]) in FURNITURE else LAST.get(words[-1])
