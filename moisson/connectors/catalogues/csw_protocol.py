"""CSW 2.0.2 and 3.0, and OGC API Records (OGC 20-004r1): requests, and pages parsed."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from lxml import etree

from moisson.connectors.catalogues.entry import ROOTS, WEB, Entry, entry, iso_entry
from moisson.connectors.catalogues.linked import with_server_message
from moisson.connectors.pages import normal_url
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.failure import Failure
from moisson.connectors.xml_answer import NotXml, canonical_xml, local_name, parse_xml, text_of
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import canonical_json, digest
from moisson.readers.json_text import NotJson, parse_json

FoundRecord = tuple[str, bytes, Entry]  # identifier, record, its contents
Position = int | str  # start of a page: a position from 1, or an address
CSW = {"2.0.2": "http://www.opengis.net/cat/csw/2.0.2", "3.0.0": "http://www.opengis.net/cat/csw/3.0"}
FILTER = {"2.0.2": "http://www.opengis.net/ogc", "3.0.0": "http://www.opengis.net/fes/2.0"}
SORTED_BY = {"2.0.2": "PropertyName", "3.0.0": "ValueReference"}
GMD = "http://www.isotc211.org/2005/gmd"
CONSTRAINT_VERSION = "1.1.0"


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


@dataclass
class Query:
    """A GetRecords query; `constraint` is CQL, `sort` a property with `:A` or `:D`."""

    url: str
    version: str
    form: str
    constraint: str | None
    sort: str | None
    page_size: int
    posts: bool = False  # after the service refused GET with 405

    def ask(self, client: Client, start: int) -> Answer:
        """The records from position `start` (from 1); raises Failure with the service's message."""
        try:
            if not self.posts:
                try:
                    return client.get(self.address(start), conditional=False)
                except Failure as failure:
                    if failure.reason != "http-405":
                        raise
                    self.posts = True
            return client.post(self.url, self.body(start), "application/xml")
        except Failure as failure:
            raise with_server_message(failure) from None

    def address(self, start: int) -> str:
        asked = {
            "service": "CSW",
            "version": self.version,
            "request": "GetRecords",
            "typeNames": self._types,
            "resultType": "results",
            "outputSchema": self._schema,
            "elementSetName": "full",
            "startPosition": str(start),
            "maxRecords": str(self.page_size),
        }
        if self.version == "3.0.0":
            asked.pop("resultType")
        if self.constraint:
            asked |= {
                "constraintLanguage": "CQL_TEXT",
                "constraint": self.constraint,
                "constraint_language_version": CONSTRAINT_VERSION,
            }
        if self.sort:
            asked["sortBy"] = self.sort
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(asked)}"

    def body(self, start: int) -> bytes:
        csw, filter = CSW[self.version], FILTER[self.version]
        root = etree.Element(f"{{{csw}}}GetRecords", nsmap={"csw": csw, "fes": filter, "gmd": GMD})
        said = {"service": "CSW", "version": self.version, "outputSchema": self._schema}
        said |= {"startPosition": str(start), "maxRecords": str(self.page_size)}
        if self.version != "3.0.0":
            said["resultType"] = "results"
        for name, value in said.items():
            root.set(name, value)
        query = etree.SubElement(root, f"{{{csw}}}Query", typeNames=self._types)
        etree.SubElement(query, f"{{{csw}}}ElementSetName").text = "full"
        if self.constraint:
            constraint = etree.SubElement(query, f"{{{csw}}}Constraint", version=CONSTRAINT_VERSION)
            etree.SubElement(constraint, f"{{{csw}}}CqlText").text = self.constraint
        if self.sort:
            name, _, order = self.sort.rpartition(":")
            by = etree.SubElement(etree.SubElement(query, f"{{{filter}}}SortBy"), f"{{{filter}}}SortProperty")
            etree.SubElement(by, f"{{{filter}}}{SORTED_BY[self.version]}").text = name or order
            etree.SubElement(by, f"{{{filter}}}SortOrder").text = "DESC" if name and order.upper() == "D" else "ASC"
        body: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        return body

    @property
    def _types(self) -> str:
        return "gmd:MD_Metadata" if self.form == "gmd" else "csw:Record"

    @property
    def _schema(self) -> str:
        return GMD if self.form == "gmd" else CSW[self.version]
