"""A catalogue record's document: title, date, addresses, and rights.

Dublin Core is read wherever it occurs, and the rights elements of other vocabularies (MODS, TEI, JATS, DataCite). The record is
the nearest statement. Contradictory statements are kept, and give no licence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from moisson.connectors.rights import Scope, Statement, closed, rights_of
from moisson.connectors.xml_answer import local_name, text_of
from moisson.readers.facts.stated import iso_date

DUBLIN_CORE = ("http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/")
STATES_RIGHTS = frozenset({"rights", "license", "licence", "accessrights", "accesscondition", "copyrightstatement", "usageterms"})
POINTS = frozenset({"href", "resource", "target", "rightsuri", "uri", "url", "about"})  # attributes with addresses
WEB = re.compile(r"https?://[^\s<>\"]+", re.I)
OPEN = re.compile(r"info:eu-repo/semantics/openaccess|open access|openaccess|http://purl\.org/coar/access_right/c_abf2", re.I)
CLOSED = re.compile(
    r"info:eu-repo/semantics/(?:closed|restricted|embargoed)access|http://purl\.org/coar/access_right/c_(?:16ec|14cb|f1cf)/?"
    r"|https?://inspire\.ec\.europa\.eu/metadata-codelist/LimitationsOnPublicAccess/INSPIRE_Directive_\w+/?"
    r"|(?:top)?secret|private|in-?confidence|limiteddistribution|forofficialuseonly|sbu",  # ISO 19115 codes
    re.I,
)
TITLES, DATES = ("title",), ("issued", "created", "date")
ROOTS = ("MD_Metadata", "MI_Metadata")
STATES = ("useLimitation", "otherConstraints")  # may name a licence in ISO 19115
RESTRICTS = ("accessConstraints", "classification")  # codes that may restrict access
INSPIRE = "LimitationsOnPublicAccess/"  # INSPIRE's list of limitations; one of them is none
NO_LIMITS = "noLimitations"


@dataclass(frozen=True)
class Entry:
    """A record as fields by name, its addresses, and its rights statements, each with its field."""

    fields: Mapping[str, list[str]] = field(default_factory=dict)
    addresses: tuple[str, ...] = ()
    statements: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str | None:
        return self._first(TITLES)

    @property
    def created(self) -> str | None:
        """The earliest date of the first kind present: later dates of a kind are the archive's."""
        kinds = ([date for value in self.fields.get(name, ()) if (date := iso_date(value))] for name in DATES)
        return next((min(dates) for dates in kinds if dates), None)

    @property
    def url(self) -> str | None:
        """The address given as identifier, else the first one."""
        named = (value for value in self.fields.get("identifier", ()) if WEB.fullmatch(value))
        return next(named, self.addresses[0] if self.addresses else None)

    @property
    def closed(self) -> str | None:
        """The first term that restricts access, if any."""
        return next((said for _, said in self.statements if closes_access(said)), None)

    def _first(self, names: Iterable[str]) -> str | None:
        return next((value for name in names for value in self.fields.get(name, ()) if value), None)


@lru_cache(maxsize=1024)
def closes_access(said: str) -> bool:
    """Whether an access term restricts the public."""
    return bool(CLOSED.fullmatch(said.strip())) or closed([said]) is not None


def entry(root: etree._Element) -> Entry:
    """The contents of a record in any vocabulary."""
    fields: dict[str, list[str]] = {}
    addresses: dict[str, None] = {}
    statements: dict[tuple[str, str], None] = {}
    for element in root.iter(etree.Element):
        name, is_core, states_rights = _known(str(element.tag))
        inner = text_of(element) if len(element) == 0 else ""
        pointed = [said for key, value in element.items() if _plain(str(key)) in POINTS and (said := str(value).strip())]
        for value in (inner, *pointed):
            if WEB.fullmatch(value):
                addresses[value] = None
        if is_core and (value := inner or next(iter(pointed), "")):
            fields.setdefault(name, []).append(value)
        if states_rights:
            statements.update(dict.fromkeys((name, value) for value in (text_of(element), *pointed) if value))
    return Entry(fields, tuple(addresses), tuple(statements))


@lru_cache(maxsize=256)
def _known(tag: str) -> tuple[str, bool, bool]:
    """An element's local name; whether it is Dublin Core; whether it states rights."""
    namespace, _, name = tag.rpartition("}")
    return name, namespace[1:] in DUBLIN_CORE, name.lower() in STATES_RIGHTS


def _plain(attribute: str) -> str:
    return attribute.rpartition("}")[2].lower()


def stated_rights(
    statements: Iterable[tuple[str, str]], where: str, place: Scope = "document", seen_at: str | None = None
) -> dict[str, str] | None:
    """A record's statements `(field, text)` as `rights.rights_of` resolves them.

    Open access says nothing about reuse, and does not count. Closed access contradicts any licence beside it.
    """
    given = [(name, words) for name, words in statements if not OPEN.fullmatch(words.strip())]
    rights = rights_of((Statement(place, words, f"{where} ({name})") for name, words in given), seen_at)
    if rights and any(closes_access(words) for _, words in given):
        return {name: value for name, value in rights.items() if name != "license"}
    return rights


def as_record(found: Entry, **more: Any) -> dict[str, Any]:
    """The entry for the document's `record`."""
    return {**more, "fields": {name: list(values) for name, values in found.fields.items()}}


def iso_entry(root: etree._Element) -> Entry:
    """What a record says of its data, without the use of the record itself (metadataConstraints)."""
    fields: dict[str, list[str]] = {}
    addresses: dict[str, None] = {}
    statements: dict[tuple[str, str], None] = {}
    for element in root.iter(etree.Element):
        name, inner = local_name(element), text_of(element)
        above = {local_name(parent) for parent in element.iterancestors()}
        if name == "fileIdentifier":
            fields.setdefault("identifier", []).append(inner)
        elif name == "title" and "identificationInfo" in above and "CI_Citation" in above and "title" not in fields:
            fields["title"] = [inner]
        elif name == "abstract" and "identificationInfo" in above:
            fields.setdefault("description", []).append(inner)
        elif name in ("Date", "DateTime") and "citation" in above and "identificationInfo" in above:
            fields.setdefault("date", []).append(inner)
        elif name == "dateStamp":
            fields.setdefault("modified", []).append(inner)
        elif name == "URL" and WEB.fullmatch(inner):
            addresses[inner] = None
        elif "resourceConstraints" in above:
            statements.update(dict.fromkeys((name, said) for said in _said(element, name, inner)))
    return Entry(fields, tuple(addresses), tuple(statements))


def _said(element: etree._Element, name: str, inner: str) -> list[str]:
    """A constraint's texts and addresses, or its restricting codes."""
    if name in RESTRICTS:
        codes = (str(child.get("codeListValue") or text_of(child)) for child in element.iterchildren(etree.Element))
        return [code for code in codes if closes_access(code)]  # others, such as `copyright`, tell nothing usable
    if name not in STATES:
        return []
    pointed = [str(value) for child in element for key, value in child.attrib.items() if str(key).endswith("}href")]
    if any(INSPIRE in one and one.rstrip("/").endswith(NO_LIMITS) for one in pointed):
        return []
    return [said for said in (inner, *pointed) if said]
