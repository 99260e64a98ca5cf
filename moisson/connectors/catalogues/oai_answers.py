"""Answers of OAI-PMH 2.0 (http://www.openarchives.org/OAI/openarchivesprotocol.html), taken apart.

A page that one bad record spoils is read record by record, so that the bad one is lost alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from moisson.connectors.xml_answer import NotXml, local, parse_xml, standing_alone, words
from moisson.errors import DocumentError
from moisson.extract.xml.xmlsource import xml_source
from moisson.identity import digest

RECORD = re.compile(rb"<((?:[\w.-]+:)?)record(?=[\s>]).*?</\1record\s*>", re.S)
HEADER = re.compile(rb"<((?:[\w.-]+:)?)header(?=[\s>]).*?</\1header\s*>", re.S)
IDENTIFIER = re.compile(rb"<(?:[\w.-]+:)?identifier\s*>([^<]+)<")
ROOT = re.compile(rb"\A\s*(?:<!--.*?-->\s*)*<((?:[\w.-]+:)?OAI-PMH)\b[^>]*>", re.S)
SECONDS = "YYYY-MM-DDThh:mm:ssZ"
BAD_TOKEN, NOTHING, WRONG_FORMAT, NO_SETS = "badResumptionToken", "noRecordsMatch", "cannotDisseminateFormat", "noSetHierarchy"
UNKNOWN_ID = "idDoesNotExist"


class OaiError(Exception):
    """The repository answers with an error of the protocol."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(f"{code}: {said}" if said else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Record:
    """One record, or its header alone; `metadata` is its metadata as a document of its own."""

    identifier: str
    datestamp: str
    deleted: bool = False
    sets: tuple[str, ...] = ()
    metadata: bytes | None = None
    fault: tuple[str, str] | None = None  # reason and detail, where it cannot be taken in


@dataclass(frozen=True, slots=True)
class Page:
    """One answer to a request for a list or a record."""

    response_date: str
    records: tuple[Record, ...]
    token: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """What a repository says of itself: how fine its datestamps are, whether it tells what was deleted, and since when."""

    granularity: str
    deleted: str
    earliest: str


def identity(data: bytes) -> Identity:
    """The answer to Identify; raises OaiError, NotXml."""
    root = _answer(data)
    said = {local(element): words(element) for element in root.iter(etree.Element)}
    return Identity(said.get("granularity", ""), said.get("deletedRecord", "no"), said.get("earliestDatestamp", ""))


def listed(data: bytes, name: str) -> list[str]:
    """The values of one element in an answer: `metadataPrefix`, `setSpec`."""
    return [words(element) for element in _answer(data).iter(etree.Element) if local(element) == name]


def page(data: bytes) -> Page:
    """The answer to ListRecords, ListIdentifiers or GetRecord; raises OaiError, NotXml."""
    try:
        root = _answer(data)
    except NotXml:
        return _salvaged(data)
    verb = next((child for child in root if local(child) in ("ListRecords", "ListIdentifiers", "GetRecord")), None)
    if verb is None:
        raise NotXml("an answer without a list of records")
    records = tuple(_record(child) for child in verb if local(child) in ("record", "header"))
    return Page(_text(root, "responseDate"), records, _text(verb, "resumptionToken") or None)


def _answer(data: bytes) -> etree._Element:
    root = parse_xml(data)
    if local(root) != "OAI-PMH":
        raise NotXml(f"no answer of OAI-PMH but <{local(root)}>")
    errors = [child for child in root if local(child) == "error"]
    if errors:
        raise OaiError(errors[0].get("code", "without a code"), words(errors[0]))
    return root


def _text(parent: etree._Element, name: str) -> str:
    return words(next((child for child in parent if local(child) == name), None))


def _record(element: etree._Element) -> Record:
    """A `record`, or a `header` that stands alone."""
    header = element if local(element) == "header" else next((child for child in element if local(child) == "header"), None)
    if header is None or not _text(header, "identifier"):
        if header is not None and header.get("status") == "deleted":
            return Record("", "", deleted=True)
        return _unnamed(standing_alone(element))
    deleted = header.get("status") == "deleted"
    sets = tuple(words(child) for child in header if local(child) == "setSpec")
    identifier, datestamp = _text(header, "identifier"), _text(header, "datestamp")
    if header is element or deleted:
        return Record(identifier, datestamp, deleted, sets)
    holder = next((child for child in element if local(child) == "metadata"), None)
    inner = [] if holder is None else [child for child in holder if isinstance(child.tag, str)]
    if not inner:
        fault = ("oai:without-metadata", "the record has a header and no metadata")
        return Record(identifier, datestamp, sets=sets, fault=fault)
    return Record(identifier, datestamp, sets=sets, metadata=standing_alone(inner[0]))


def _unnamed(data: bytes) -> Record:
    name = f"without-identifier-{digest(data)[:16]}"
    return Record(name, "", fault=("oai:without-identifier", "the record's header names no identifier"))


def _salvaged(data: bytes) -> Page:
    """A page that is not well-formed, each record read by itself; raises NotXml where not even that can be done."""
    try:
        source = xml_source(data)
    except DocumentError as error:
        raise NotXml(error.detail) from None
    root = ROOT.match(source)
    chunks = list(RECORD.finditer(source)) or list(HEADER.finditer(source))
    if root is None or not chunks:
        parse_xml(data)
        raise NotXml("an answer without records")
    opening, closing = root[0], b"</" + root[1] + b">"
    rest = RECORD.sub(b"", source) if source.count(b"record>") else HEADER.sub(b"", source)
    envelope = _answer(rest)  # what stands around the records must hold: the token is in it
    records = tuple(record for chunk in chunks for record in _one(opening, chunk[0], closing))
    verb = next((child for child in envelope if local(child).startswith("List")), envelope)
    return Page(_text(envelope, "responseDate"), records, _text(verb, "resumptionToken") or None)


def _one(opening: bytes, chunk: bytes, closing: bytes) -> Iterator[Record]:
    try:
        yield _record(parse_xml(opening + chunk + closing)[0])
    except NotXml as error:
        found = IDENTIFIER.search(chunk)
        if found is None:
            yield _unnamed(chunk)
        else:
            name = found[1].decode("utf-8", "replace").strip()
            yield Record(name, "", fault=("oai:malformed", str(error)))
