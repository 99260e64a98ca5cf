"""What a TEI header says: title, language, dates, identifiers, and the names of the people that `who` points to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize
from xml.etree import ElementTree as ET

from moisson.readers.contract import Identifier
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.stated import iso_date
from moisson.readers.xml.xmlsource import xml_source

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ID = "{http://www.w3.org/XML/1998/namespace}id"
HEADER_END = re.compile(rb"</(?:\w+:)?teiHeader\s*>")
TEXT_LANGUAGE = re.compile(rb"<(?:\w+:)?text\s(?:[^<>]*?\s)?(?:xml:)?lang\s*=\s*[\"']([\w-]{1,40})[\"']")
FIRST_EDITION = re.compile(r"first|creation|original", re.I)
NOT_TITLES = ("desc", "gmd", "short", "sub", "alt", "alternative", "filing")
WHOLES = ("s", "j")  # levels of titles of a series or a journal, of which the text is a part
HOLDERS = frozenset(("publisher", "distributor", "authority", "author", "editor", "person", "orgName", "persName"))
PAGE = re.compile(r"https?://[^/\s]+/[^\s]+")  # more than a site's front page
DAY = re.compile(r"\d{4}-\d\d-\d\d")
PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,9})?")
GENRES = (
    r"novels?|novellas?|romans?|nouvelles?|contes?|fiction|novelas?|novelle|romanz[oi]|erzählung(?:en)?|powieść|drama|drame|plays?"
    r"|comed(?:y|ies)|comédies?|komödien?|commedia|traged(?:y|ies|ia)|tragédies?|tragödien?|lustspiel|schauspiel|trauerspiel"
    r"|théâtre|theatre|teatro|toneelstuk|poems?|poetry|poésie|gedichte?"
)
GENRE = re.compile(rf"\b(?:{GENRES})\b", re.I)
GROUPS = ("parliamentaryGroup", "politicalGroup", "coalition", "politicalParty", "party", "group")  # the nearest first
PARTY = re.compile(r"#?(?:party|parliamentaryGroup|group|klub)[._]", re.I)  # how ids of groups begin, in corpora without a list
NO_MEMBERS = ("MP", "minister", "head", "president")  # roles of those who belong to no group by them
SHORT = ("init", "abb", "short")  # how a group's short name is marked
WORD = r"[^\W\d_](?:['’-]?[^\W\d_])*"
NAME = re.compile(rf"{WORD}(?: {WORD})*")


class Membership(NamedTuple):
    """That somebody is of a group, or speaks for it, for a time; dates as short as they are stated."""

    group: str  # its name, or `#` and its id
    since: str = ""
    until: str = ""


class Person(NamedTuple):
    """Who speaks: somebody, or a group that speaks as one."""

    name: str
    member_of: tuple[Membership, ...] = ()
    role: str = ""  # of a group: politicalParty, parliamentaryGroup, parliament, government …
    short: str = ""  # of a group

    def group(self, day: str | None, people: Mapping[str, "Person"]) -> str | None:
        """The parliamentary group, else the party, on a day; None where the list does not say."""
        held = [each for each in self.member_of if not each.since or not day or each.since[: len(day)] <= day[: len(each.since)]]
        held = [each for each in held if not each.until or not day or day[: len(each.until)] <= each.until[: len(day)]]
        known = [(people.get(each.group.removeprefix("#")), each.group) for each in held]
        named = [(of.role if of else "", (of.short or of.name) if of else group) for of, group in known]
        named = [(role, name) for role, name in named if role in GROUPS or (not role and PARTY.match(name))]
        named.sort(key=lambda each: GROUPS.index(each[0]) if each[0] else len(GROUPS))
        return PARTY.sub("", named[0][1]) or None if named else None


@dataclass
class Header:
    """The facts of one header; empty where it states none."""

    title: str | None = None
    language: str | None = None
    created: str | None = None
    url: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    people: dict[str, Person] = field(default_factory=dict)  # by xml:id; groups, too
    fiction: bool = False  # whether its classes say that it is a novel, a play or a poem


def read_header(content: bytes) -> Header:
    """The header of a TEI file, of which no more than the header is parsed; an empty one where there is none to be read."""
    end = HEADER_END.search(content)
    builder = ET.TreeBuilder()
    try:
        ET.XMLParser(target=builder).feed(xml_source(content[: end.end()] if end else content))
    except ET.ParseError:
        return Header()  # the text's own parser says what is wrong
    root = builder.close()
    header = next((element for element in root.iter() if local(element) == "teiHeader"), None)
    stated = TEXT_LANGUAGE.search(content, end.end()) if end else None
    return Header() if header is None else facts(root, header, stated[1].decode("ascii", "replace") if stated else None)


def facts(root: ET.Element, header: ET.Element, spoken: str | None = None) -> Header:
    """What a header says of its text; `root` is the element that holds it and may state the language, as the text may itself."""
    _bare(header)
    language = root.get(LANG) or root.get("lang") or spoken or _language_used(header)
    return Header(
        title=_title(header, language),
        language=iso639(language) if language else None,
        created=_created(header),
        url=next(
            (value for scheme, value in _idnos(header, "sourceDesc") if scheme in ("uri", "url") and PAGE.match(value)), None
        ),
        identifiers=_identifiers(root, header),
        people=_people(header),
        fiction=_fiction(header),
    )


def local(element: ET.Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def words(element: ET.Element) -> str:
    """The words inside, on one line."""
    return " ".join("".join(element.itertext()).split())


def inside(element: ET.Element, *path: str) -> Iterator[ET.Element]:
    """Descendants along a path of names, each at any depth below the one before; none has a namespace."""
    if not path:
        yield element
        return
    name, *rest = path
    for child in element.iter(name):
        if child is not element:
            yield from inside(child, *rest)


def _bare(header: ET.Element) -> None:
    """Let names be without their namespaces: a header is looked through many times."""
    for element in header.iter():
        element.tag = local(element)


def _language_used(header: ET.Element) -> str | None:
    """The one language that the header names, or the one that it says is used most; else its own, unless it names others."""
    used = {name: _share(language) for language in inside(header, "langUsage", "language") if (name := _ident(language))}
    if len(used) == 1 or any(used.values()):
        return max(used, key=lambda name: used[name])
    own = header.get(LANG)
    return own if own and (not used or own in used) else None


def _ident(language: ET.Element) -> str:
    return language.get("ident") or language.get("id") or ""


def _share(language: ET.Element) -> float:
    """How much of the text is in a language, in percent; 0 where the header does not say."""
    stated = (language.get("usage") or "").strip().rstrip("%")
    return float(stated) if PERCENT.fullmatch(stated) else 0.0


def _title(header: ET.Element, language: str | None) -> str | None:
    """The main title, in the text's language where it is given in several; without any, the source's own."""
    for place in (("titleStmt",), ("sourceDesc",)):
        titles = [title for part in inside(header, *place) for title in inside(part, "title") if words(title)]
        titles = [title for title in titles if title.get("level") not in WHOLES] or titles
        titles = [title for title in titles if title.get("type") not in NOT_TITLES] or titles
        main = [title for title in titles if title.get("type") == "main"] or titles
        spoken = [title for title in main if language and (title.get(LANG) or language).split("-")[0] == language.split("-")[0]]
        if chosen := spoken or main:
            return words(chosen[0])
    return None


def _created(header: ET.Element) -> str | None:
    """The day of a sitting, of a letter's sending, the year of a work: never that of the digital edition."""
    for place in (("setting", "date"), ("creation", "date")):
        for date in inside(header, *place):
            if found := _date(date):
                return found
    for action in inside(header, "correspDesc", "correspAction"):
        if action.get("type") == "sent" and (found := next(filter(None, map(_date, inside(action, "date"))), None)):
            return found
    for title in (title for part in inside(header, "titleStmt") for title in inside(part, "title")):
        if DAY.fullmatch(words(title)):  # a diary's, of which the printed edition is all that the source says
            return words(title)
    editions = [bibl for name in ("bibl", "biblStruct", "biblFull", "recording") for bibl in inside(header, "sourceDesc", name)]
    kinds = {id(bibl): (bibl.get("type") or "").lower() for bibl in editions}
    editions.sort(key=lambda bibl: (not FIRST_EDITION.search(kinds[id(bibl)]), "digital" in kinds[id(bibl)]))
    dates = [date for bibl in editions for date in inside(bibl, "date")]
    dates += [date for source in inside(header, "sourceDesc") for date in source if date.tag == "date"]  # of debates
    return next(filter(None, map(_date, dates)), None)


def _date(date: ET.Element) -> str | None:
    stated = [date.get(name) for name in ("when", "from", "notBefore", "value", "when-iso", "from-iso")]
    return next((found for value in [*stated, words(date)] if value and (found := iso_date(value))), None)


def _fiction(header: ET.Element) -> bool:
    """Whether the header classes the text as a novel, a tale, a play or a poem; all texts of ELTeC are novels."""
    if any((encoding.get("n") or "").startswith("eltec") for encoding in inside(header, "encodingDesc")):
        return True
    classes = [
        *inside(header, "textClass", "term"),
        *inside(header, "textClass", "classCode"),
        *inside(header, "textClass", "item"),
    ]
    return any(GENRE.search(words(stated)) for stated in classes)


def _idnos(header: ET.Element, *places: str) -> list[tuple[str, str]]:
    """Schemes and values of all `idno` that name the text or its source, not the people."""
    found: list[tuple[str, str]] = []
    for part in (part for place in places for part in inside(header, place)):
        held = {idno for holder in part.iter() if local(holder) in HOLDERS for idno in holder.iter()}
        for idno in inside(part, "idno"):
            if idno in held or any(local(child) == "idno" for child in idno):
                continue
            scheme = "handle" if idno.get("subtype") == "handle" else idno.get("type") or "id"
            found.append((scheme.lower(), words(idno)))
    return [(scheme, value) for scheme, value in dict.fromkeys(found) if value]


def _identifiers(root: ET.Element, header: ET.Element) -> tuple[Identifier, ...]:
    own = root.get(ID) or root.get("id")
    stated = _idnos(header, "sourceDesc", "publicationStmt")
    return tuple(Identifier(*pair) for pair in [*([("id", own)] if own else []), *stated])


def people(header: ET.Element) -> dict[str, Person]:
    """Persons by id, and groups, which may speak as one."""
    _bare(header)
    return _people(header)


def _people(header: ET.Element) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for kind in ("person", "org", "personGrp"):
        for person in inside(header, kind):
            key, named = person.get(ID), [*inside(person, "persName"), *inside(person, "orgName"), *inside(person, "name")]
            short = sorted((each for each in named if each.get("full") in SHORT), key=lambda each: each.get(LANG) == "en")
            if key and named and (name := _name(named[0])):
                found[key] = Person(name, tuple(_memberships(person)), person.get("role") or "", _name(short[0]) if short else "")
    return found


def _memberships(person: ET.Element) -> Iterator[Membership]:
    for held in inside(person, "affiliation"):
        group = held.get("ref") or words(held)
        if group and held.get("role") not in NO_MEMBERS:
            yield Membership(group, held.get("from") or held.get("when") or "", held.get("to") or held.get("when") or "")


def _name(element: ET.Element) -> str:
    parts = {kind: " ".join(words(part) for part in inside(element, kind)) for kind in ("forename", "nameLink", "surname")}
    return " ".join(filter(None, parts.values())) or words(element)


def named(who: str, people: Mapping[str, Person]) -> str:
    """The speaker that `who` points to: by the list of people, else as it reads; empty where it is a mere key."""
    if " " in who and "#" not in who:
        return " ".join(who.split())
    keys = [key.rpartition("#")[2] for key in who.split()]
    return " / ".join(filter(None, (people[key].name if key in people else readable(key) for key in keys)))


@lru_cache(4096)
def readable(key: str) -> str:
    """The name inside an id that was made of one: `IvanŠimko.1955` is Ivan Šimko; empty where there is none."""
    key = re.sub(r"[._-]?\d{2,4}$", "", normalize("NFC", key).rpartition(":")[2])
    spaced = "".join(
        f" {letter}" if letter.isupper() and before.islower() and not key[:at].endswith("Mc") else letter
        for at, (before, letter) in enumerate(zip(" " + key, key, strict=False))
    )
    name = " ".join(re.sub(r"[_.]", " ", spaced).split())
    words = name.split()
    keyed = name.isupper() and (len(words) < 2 or min(map(len, words)) < 4)  # `PAD`; but `ΜΠΟΥΡΑΣ_ΑΘΑΝΑΣΙΟΣ` is a name
    return name if NAME.fullmatch(name) and len(name) > 2 and name[0].isupper() and not keyed else ""
