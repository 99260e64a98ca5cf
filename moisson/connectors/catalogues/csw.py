"""Catalogue services: CSW 2.0.2 and 3.0 (OGC 07-006r1, 12-176r7), with Dublin Core or ISO 19139, and OGC API Records.

The protocol tells neither deletions nor, reliably, what changed: each harvest lists all records, page by page, and counts that
none was missed or met twice while the list moved. Documents behind links are asked for when their record changes.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import orjson
from lxml import etree
from pydantic import Field

from moisson.connectors import Fetched
from moisson.connectors.catalogues.entry import WEB, Entry, as_record, entry, stated_rights
from moisson.connectors.catalogues.linked import Linked
from moisson.connectors.fetching import Wish, documents, failures, held, remembering
from moisson.connectors.sites.lists import normal
from moisson.connectors.store import Store
from moisson.connectors.xml_answer import NotXml, local, parse_xml, standing_alone, words
from moisson.errors import FetchError
from moisson.identity import canonical_json, digest, fingerprint
from moisson.reader import About, File, Refused
from moisson.web.client import Client

RECORD = {"2.0.2": "http://www.opengis.net/cat/csw/2.0.2", "3.0.0": "http://www.opengis.net/cat/csw/3.0"}
SCHEMAS = {"dc": None, "gmd": "http://www.isotc211.org/2005/gmd"}
MOST_ATTEMPTS = 3
STATES = ("useLimitation", "otherConstraints")  # where ISO 19115 lets a licence be named in words
Found = tuple[str, bytes, Entry]  # identifier, the record, what it says


class Moved(Exception):
    """The list changed while it was walked."""


class Csw(Linked):
    """The records of a catalogue service."""

    url: str = Field(pattern=r"^https?://\S+$")  # the service; for OGC API Records, a collection's `items`
    version: Literal["2.0.2", "3.0.0", "records"] = "2.0.2"  # records: OGC API Records
    form: Literal["dc", "gmd"] = "dc"  # Dublin Core, or ISO 19139
    constraint: str | None = None  # which records: CQL text; for OGC API Records, more of the query string
    sort: str | None = None  # such as dc:identifier:A, where the service's own order moves
    page_size: int = Field(default=100, ge=1, le=1_000)
    max_records: int = Field(default=2_000_000, ge=1)

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """List all records; documents that they point to are fetched as they are asked for."""
        with ExitStack() as things:
            memory = things.enter_context(remembering(store))
            with Client(self.manners, memory) as client:
                listed = self._listed(client, memory)
            told = sorted([name, sha256] for name, sha256 in listed.items())
            version = fingerprint([told, self.links, self.address, failures(memory, self._scope)])
            origin = {"connector": "csw", "form": self.form, "records": str(len(told))}
            files = (each for name, sha256 in told for each in self._document(memory, name, sha256))
            if not self.links:
                return Fetched(version, origin, held(things.pop_all(), (each for each in files if not isinstance(each, Wish))))
            client = things.enter_context(Client(self.manners, memory))
            return Fetched(version, origin, held(things.pop_all(), documents(client, memory, self._scope, files)))

    @property
    def _scope(self) -> str:
        return f"csw:{fingerprint([self.url, self.form, self.constraint])[:16]}:"

    def _listed(self, client: Client, memory: Store) -> dict[str, str]:
        """The digest of each record by identifier; raises FetchError where the list never holds still."""
        for _ in range(MOST_ATTEMPTS):
            listed: dict[str, str] = {}
            try:
                for name, data, _ in self._records(client):
                    if name in listed:
                        raise Moved(f"{name} came twice")
                    listed[name] = memory.keep(data)
                return listed
            except Moved as moved:
                why = str(moved)
        raise FetchError(f"the list of {self.url} changes while it is read ({why}); try `sort`, or run again.")

    def _records(self, client: Client) -> Iterator[Found]:
        url: str | None = self._address(1)
        count, total = 0, None
        while url is not None:
            body = client.get(url, conditional=False).body
            found, matched, url = self._features(body, url) if self.version == "records" else self._page(body, count + 1)
            total = matched if total is None else total
            count += len(found)
            if max(count, total or 0) > self.max_records:
                raise FetchError(f"{self.url} lists more than {self.max_records:,} records; narrow `constraint`.")
            if matched != total or (total is not None and count > total):
                raise Moved(f"{matched} records matched, {total} before, {count} came")
            yield from found
        if total is not None and count != total:
            raise Moved(f"{count} of {total} records came")

    def _address(self, start: int) -> str:
        if self.version == "records":
            more = f"&{self.constraint}" if self.constraint else ""
            return f"{self.url}{'&' if '?' in self.url else '?'}f=json&limit={self.page_size}{more}"
        asked = {
            "service": "CSW",
            "version": self.version,
            "request": "GetRecords",
            "typeNames": "gmd:MD_Metadata" if self.form == "gmd" else "csw:Record",
            "resultType": "results",
            "outputSchema": SCHEMAS[self.form] or RECORD[self.version],
            "elementSetName": "full",
            "startPosition": str(start),
            "maxRecords": str(self.page_size),
        }
        if self.version == "3.0.0":
            asked.pop("resultType")
        if self.constraint:
            asked |= {"constraintLanguage": "CQL_TEXT", "constraint": self.constraint, "constraint_language_version": "1.1.0"}
        if self.sort:
            asked["sortBy"] = self.sort
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(asked)}"

    def _page(self, body: bytes, start: int) -> tuple[list[Found], int | None, str | None]:
        """The records of a page, how many there are in all, and where the next page is."""
        try:
            root = parse_xml(body)
        except NotXml as error:
            raise FetchError(f"{self.url} answers with {error}") from None
        results = next((each for each in root if local(each) == "SearchResults"), None)
        if results is None:
            said = next((words(each) for each in root.iter(etree.Element) if local(each) == "ExceptionText"), f"<{local(root)}>")
            raise FetchError(f"{self.url} does not answer as a catalogue service: {said[:300]}")
        found = [self._record(each) for each in results if isinstance(each.tag, str)]
        said = results.get("numberOfRecordsMatched", "")
        matched = int(said) if said.isdecimal() else None
        more = bool(found) and (start + len(found) - 1 < matched if matched is not None else results.get("nextRecord") != "0")
        return found, matched, self._address(start + len(found)) if more else None

    def _record(self, element: etree._Element) -> Found:
        data = standing_alone(element)
        said = iso_entry(element) if local(element) == "MD_Metadata" else entry(element)
        name = next((value for value in said.fields.get("identifier", ()) if value), f"without-identifier-{digest(data)[:16]}")
        return name, data, said

    def _features(self, body: bytes, url: str) -> tuple[list[Found], int | None, str | None]:
        """The same of an answer of OGC API Records."""
        try:
            answer = orjson.loads(body)
            found = [_feature(each) for each in answer["features"]]
            onward = next((str(link["href"]) for link in answer.get("links", ()) if link.get("rel") == "next"), None)
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            raise FetchError(f"{self.url} does not answer as OGC API Records does; correct `url` or `version`.") from None
        matched = answer.get("numberMatched")
        following = normal(onward, url) if onward and found else None
        return found, matched if isinstance(matched, int) else None, following if following != url else None

    def _document(self, memory: Store, name: str, sha256: str) -> Iterator[Wish | File | Refused]:
        data = memory.body(sha256)
        if data is None:
            yield Refused(
                name, "csw:record-lost", "what was stored of this record is damaged; delete the source's `store` folder"
            )
            return
        said = _feature(orjson.loads(data))[2] if self.version == "records" else self._record(parse_xml(data))[2]
        about = About(
            url=said.url,
            title=said.title,
            created=said.created,
            record=as_record(said, csw={"identifier": name, "form": self.form}),
            rights=stated_rights(said.statements, f"{name} in a catalogue service"),
        )
        yield self.document(name, data, said, about, sha256, "csw")


def iso_entry(root: etree._Element) -> Entry:
    """What a record of ISO 19139 says of its data; what it says of the record's own use (metadataConstraints) is left out."""
    fields: dict[str, list[str]] = {}
    addresses: dict[str, None] = {}
    statements: dict[tuple[str, str], None] = {}
    for element in root.iter(etree.Element):
        name, inner = local(element), words(element)
        above = {local(parent) for parent in element.iterancestors()}
        if name == "fileIdentifier":
            fields.setdefault("identifier", []).append(inner)
        elif name == "title" and "identificationInfo" in above and "CI_Citation" in above and "title" not in fields:
            fields["title"] = [inner]
        elif name == "abstract" and "identificationInfo" in above:
            fields.setdefault("description", []).append(inner)
        elif name in ("Date", "DateTime") and "citation" in above and "identificationInfo" in above:
            fields.setdefault("date", []).append(inner)
        elif name == "URL" and WEB.fullmatch(inner):
            addresses[inner] = None
        elif name in STATES and "resourceConstraints" in above:
            pointed = [str(value) for child in element for key, value in child.attrib.items() if str(key).endswith("}href")]
            statements.update(
                dict.fromkeys((name, said) for said in (inner, *pointed) if said and "LimitationsOnPublic" not in said)
            )
    return Entry(fields, tuple(addresses), tuple(statements))


def _feature(each: dict[str, Any]) -> Found:
    """One record of OGC API Records (OGC 20-004r1)."""
    about, links = each.get("properties") or {}, each.get("links") or []
    name = str(each["id"])
    addresses = [str(link["href"]) for link in links if isinstance(link, dict) and WEB.fullmatch(str(link.get("href", "")))]
    licences = [("license", about.get("license")), ("rights", about.get("rights"))]
    licences += [
        ("links rel=license", link.get("href")) for link in links if isinstance(link, dict) and link.get("rel") == "license"
    ]
    fields = {"identifier": [name], "title": [str(about.get("title") or "")], "created": [str(about.get("created") or "")]}
    said = Entry(fields, tuple(dict.fromkeys(addresses)), tuple((key, str(value)) for key, value in licences if value))
    return name, canonical_json(each), said
