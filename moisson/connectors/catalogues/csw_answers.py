"""Pages of catalogue services, parsed: CSW 2.0.2 and 3.0, and OGC API Records (OGC 20-004r1)."""

from dataclasses import dataclass
from typing import Any

from lxml import etree

from moisson.connectors.catalogues.entry import WEB, Entry, entry
from moisson.connectors.catalogues.iso19139 import ROOTS, iso_entry
from moisson.connectors.pages import normal_url
from moisson.connectors.xml_answer import NotXml, canonical_xml, local_name, parse_xml, text_of
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import canonical_json, digest
from moisson.readers.json_text import NotJson, parse_json

FoundRecord = tuple[str, bytes, Entry]  # identifier, record, its contents
Position = int | str  # start of a page: a position from 1, or an address


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page's records, the total if stated, and the next page."""

    records: list[FoundRecord]
    matched: int | None
    following: Position | None


def csw_page(body: bytes, start: int, url: str, size: int) -> RecordPage:
    """The page at a position, of this size; raises FetchError."""
    try:
        root = parse_xml(body)
    except NotXml as error:
        raise FetchError(f"{url} answers with {error}") from None
    results = next((each for each in root if local_name(each) == "SearchResults"), None)
    if results is None:
        said = next(
            (text_of(each) for each in root.iter(etree.Element) if local_name(each) == "ExceptionText"), f"<{local_name(root)}>"
        )
        raise FetchError(f"{url} does not answer as a catalogue service: {said[:300]}")
    records = [xml_record(each) for each in results if isinstance(each.tag, str)]
    matched = _number(results.get("numberOfRecordsMatched"))
    following = _number(results.get("nextRecord"))
    # Services count records that they cannot convert and leave out.
    onward = max(start + len(records), following or 0)
    if not records and matched is None and following is None:
        onward = start + size  # may be the last: see `Csw`
    more = onward <= matched if matched is not None else following != 0
    return RecordPage(records, matched, onward if more and onward > start else None)


def xml_record(element: etree._Element) -> FoundRecord:
    data = canonical_xml(element)
    said = iso_entry(element) if local_name(element) in ROOTS else entry(element)
    name = next((value for value in said.fields.get("identifier", ()) if value), f"without-identifier-{digest(data)[:16]}")
    return name, data, said


def features_page(body: bytes, here: str, url: str) -> RecordPage:
    """A page of OGC API Records; raises FetchError."""
    try:
        answer = parse_json(body)
        records = [feature(each, url) for each in answer["features"]]
        onward = next((str(link["href"]) for link in answer.get("links", ()) if link.get("rel") == "next"), None)
    except (NotJson, KeyError, TypeError, AttributeError):
        raise FetchError(f"{url} does not answer as OGC API Records does; correct `url` or `version`.") from None
    matched = answer.get("numberMatched")
    following = normal_url(onward, here) if onward else None
    return RecordPage(records, matched if isinstance(matched, int) else None, following if following != here else None)


def feature(each: dict[str, Any], base: str) -> FoundRecord:
    """A record of OGC API Records; links may be relative to `base`."""
    about, links = each.get("properties") or {}, [link for link in each.get("links") or [] if isinstance(link, dict)]
    name = str(each["id"])
    pointed = (str(link.get("href") or "") for link in links)
    addresses = [one if WEB.fullmatch(one) else normal_url(one, base) for one in pointed if one]
    licences = [("license", about.get("license")), ("rights", about.get("rights"))]
    licences += [("links rel=license", link.get("href")) for link in links if link.get("rel") == "license"]
    fields = {key: [str(about.get(key) or "")] for key in ("title", "created")} | {"identifier": [name]}
    if about.get("updated"):
        fields["modified"] = [str(about["updated"])]
    unique = tuple(dict.fromkeys(address for address in addresses if address))
    said = Entry(fields, unique, tuple((key, str(value)) for key, value in licences if value))
    return name, canonical_json(each), said


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 12 else None
