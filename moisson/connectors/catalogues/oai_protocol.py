"""OAI-PMH 2.0 (http://www.openarchives.org/OAI/openarchivesprotocol.html): requests, and answers parsed.

A malformed page is read record by record, so that only the bad record is lost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from urllib.parse import urlencode

from lxml import etree

from moisson.connectors.catalogues.linked import with_server_message
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.optouts import Row
from moisson.connectors.xml_answer import NotXml, canonical_xml, local_name, parse_xml, text_of
from moisson.contracts.errors import DocumentError, FetchError, SourceError
from moisson.contracts.identity import digest
from moisson.readers.xml.xmlsource import xml_source

# The start of a record: MARC XML nests records, which have no header.
RECORD = re.compile(rb"<((?:[\w.-]+:)?)(record)(?:\s[^<>]*)?>\s*<\1header(?=[\s/>])")
HEADER = re.compile(rb"<((?:[\w.-]+:)?)(header)(?=[\s/>])")
IDENTIFIER = re.compile(rb"<(?:[\w.-]+:)?identifier\s*>([^<]+)<")
ROOT = re.compile(rb"\A\s*(?:(?><!--.*?-->|<\?.*?\?>)\s*)*<((?:[\w.-]+:)?OAI-PMH)\b[^>]*>", re.S)
SECONDS = "YYYY-MM-DDThh:mm:ssZ"
BAD_TOKEN, NOTHING, WRONG_FORMAT, NO_SETS = "badResumptionToken", "noRecordsMatch", "cannotDisseminateFormat", "noSetHierarchy"
DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")
UNKNOWN_ID = "idDoesNotExist"
MALFORMED = "oai:malformed"
MOST_VALUES = 10_000  # of formats or sets


class OaiError(Exception):
    """The repository answers with a protocol error."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(f"{code}: {said}" if said else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Record:
    """A record, or its header; `metadata` is its own document."""

    identifier: str
    datestamp: str
    deleted: bool = False
    sets: tuple[str, ...] = ()
    metadata: bytes | None = None
    fault: tuple[str, str] | None = None  # reason and detail, if unusable


@dataclass(frozen=True, slots=True)
class ListPage:
    """One answer with records."""

    response_date: str
    records: tuple[Record, ...]
    token: str | None
    size: int | None = None  # records in the whole list, if stated
    reservation: tuple[Row, ...] = ()  # opt-outs of the answer


@dataclass(frozen=True, slots=True)
class Identity:
    """What a repository says of itself: datestamp granularity, tracking of deletions, and first datestamp."""

    granularity: str
    deleted: str
    earliest: str
    reservation: tuple[Row, ...] = ()


def ask_from(started: str, about: Identity, overlap_days: int) -> str | None:
    """The start of the next update: the server's clock at this pass's start minus the overlap, not before its first datestamp."""
    if not DATE.fullmatch(started):
        return None
    day = "T" not in started or about.granularity != SECONDS
    moment = datetime.fromisoformat(started[:10] if day else started.removesuffix("Z")) - timedelta(days=overlap_days)
    since = moment.date().isoformat() if day else f"{moment.isoformat()}Z"
    return max(since, about.earliest[: len(since)]) if DATE.fullmatch(about.earliest) else since


def identity(data: bytes) -> Identity:
    """The answer to Identify; raises OaiError, NotXml."""
    root = _answer(data)
    said = {local_name(element): text_of(element) for element in root.iter(etree.Element)}
    return Identity(said.get("granularity", ""), said.get("deletedRecord", "no"), said.get("earliestDatestamp", ""))


def listed(data: bytes, name: str) -> list[str]:
    """The values of an element in an answer: `metadataPrefix`, `setSpec`."""
    return [text_of(element) for element in _answer(data).iter(etree.Element) if local_name(element) == name]


def page(data: bytes) -> ListPage:
    """The answer to ListRecords, ListIdentifiers or GetRecord; raises OaiError, NotXml."""
    try:
        root = _answer(data)
    except NotXml:
        return _salvaged(data)
    verb = next((child for child in root if local_name(child) in ("ListRecords", "ListIdentifiers", "GetRecord")), None)
    if verb is None:
        raise NotXml("an answer without a list of records")
    return _page(root, verb, tuple(_record(child) for child in verb if local_name(child) in ("record", "header")))


def _page(root: etree._Element, verb: etree._Element, records: tuple[Record, ...]) -> ListPage:
    """A page's envelope with these records."""
    token = next((child for child in verb if local_name(child) == "resumptionToken"), None)
    size = "" if token is None else token.get("completeListSize", "").strip()
    known = int(size) if size.isascii() and size.isdigit() and len(size) < 12 else None
    return ListPage(_text(root, "responseDate"), records, text_of(token) or None, known)


def _answer(data: bytes) -> etree._Element:
    root = parse_xml(data)
    if local_name(root) != "OAI-PMH":
        raise NotXml(f"no answer of OAI-PMH but <{local_name(root)}>")
    errors = [child for child in root if local_name(child) == "error"]
    if errors:
        raise OaiError(errors[0].get("code", "without a code"), text_of(errors[0]))
    return root


def _text(parent: etree._Element, name: str) -> str:
    return text_of(next((child for child in parent if local_name(child) == name), None))


def _parts(parent: etree._Element) -> dict[str, etree._Element]:
    """The child elements by name; the first of each."""
    return {local_name(child): child for child in reversed(parent)}


def _record(element: etree._Element) -> Record:
    """A `record`, or a `header` alone."""
    parts = _parts(element)
    header = element if local_name(element) == "header" else parts.get("header")
    head = {} if header is None else _parts(header)
    identifier, datestamp = text_of(head.get("identifier")), text_of(head.get("datestamp"))
    if header is None or not identifier:
        if header is not None and header.get("status") == "deleted":
            return Record("", "", deleted=True)
        return _unnamed(canonical_xml(element))
    deleted = header.get("status") == "deleted"
    sets = tuple(text_of(child) for child in header if local_name(child) == "setSpec")
    if header is element or deleted:
        return Record(identifier, datestamp, deleted, sets)
    holder = parts.get("metadata")
    inner = [] if holder is None else [child for child in holder if isinstance(child.tag, str)]
    if not inner:
        fault = ("oai:without-metadata", "the record has a header and no metadata")
        return Record(identifier, datestamp, sets=sets, fault=fault)
    return Record(identifier, datestamp, sets=sets, metadata=canonical_xml(inner[0]))


def _unnamed(data: bytes) -> Record:
    name = f"without-identifier-{digest(data)[:16]}"
    return Record(name, "", fault=("oai:without-identifier", "the record's header names no identifier"))


def _salvaged(data: bytes) -> ListPage:
    """A malformed page, read record by record; raises NotXml if impossible."""
    try:
        source = xml_source(data)
    except DocumentError as error:
        raise NotXml(error.detail) from None
    root = ROOT.match(source)
    chunks = list(_chunks(RECORD, source)) or list(_chunks(HEADER, source))
    if root is None or not chunks:
        parse_xml(data)
        raise NotXml("an answer without records")
    opening, closing = root[0], b"</" + root[1] + b">"
    ends = [0, *(end for _, end in chunks)]
    starts = [*(start for start, _ in chunks), len(source)]
    envelope = _answer(
        b"".join(source[end:start] for end, start in zip(ends, starts, strict=True))
    )  # must be well-formed: it has the token
    records = tuple(record for start, end in chunks for record in _one(opening, source[start:end], closing))
    verb = next((child for child in envelope if local_name(child).startswith("List")), envelope)
    return _page(envelope, verb, records)


def _chunks(beginning: re.Pattern[bytes], source: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of each record, in one pass; an unclosed one ends at the next."""
    found = list(beginning.finditer(source))
    for one, following in zip_longest(found, found[1:]):
        last = len(source) if following is None else following.start()
        closing = b"</" + one[1] + one[2]
        close = source.rfind(closing, one.start(), last)
        end = source.find(b">", close, last) + 1 if close >= 0 else 0
        if end or following is not None:  # if the last has no end, neither has the page
            yield one.start(), end or last


def _one(opening: bytes, chunk: bytes, closing: bytes) -> Iterator[Record]:
    try:
        yield _record(parse_xml(opening + chunk + closing)[0])
    except NotXml as error:
        found = IDENTIFIER.search(chunk)
        if found is None:
            yield _unnamed(chunk)
        else:
            name = found[1].decode("utf-8", "replace").strip()
            yield Record(name, "", fault=(MALFORMED, str(error)))


@dataclass
class Repository:
    """One repository; list failures are FetchErrors."""

    client: Client
    url: str

    def ask(self, **arguments: str) -> Answer:
        """The answer to one request."""
        query = urlencode({name.rstrip("_"): value for name, value in arguments.items()})
        address = f"{self.url}{'&' if '?' in self.url else '?'}{query}"
        try:
            return self.client.get(address, accept="text/xml, application/xml", conditional=False)
        except Failure as failure:
            raise FetchError(f"{with_server_message(failure)} Fetched documents are kept; run again.") from None

    def identity(self) -> Identity:
        """Its description, and its opt-outs for all answers."""
        answer = self.ask(verb="Identify")
        try:
            return replace(identity(answer.body), reservation=answer.reservation)
        except (OaiError, NotXml) as error:
            raise FetchError(f"{self.url} does not answer as an OAI-PMH repository ({error}); correct `url`.") from None

    def page(self, **arguments: str) -> ListPage:
        """One page of a list; raises OaiError, FetchError."""
        answer = self.ask(**arguments)
        try:
            return replace(page(answer.body), reservation=answer.reservation)
        except NotXml as error:
            raise FetchError(
                f"OAI-PMH: {arguments['verb']} answers with {error}; fetched documents are kept; run again."
            ) from None

    def values(self, verb: str, name: str) -> list[str]:
        """All formats or sets, over all pages; what came before a failure."""
        found: list[str] = []
        try:
            for value in self._values(verb, name):
                found.append(value)
        except (OaiError, NotXml, FetchError):
            return found
        return found

    def must_have(self, set: str) -> None:
        """Raise SourceError if the repository lists its sets, and not this one."""
        if not set:
            return
        try:
            found = list(self._values("ListSets", "setSpec"))
        except (OaiError, NotXml, FetchError):
            return
        if found and set not in found and len(found) < MOST_VALUES:
            raise SourceError(f"the repository has no set {set!r}; its sets are: {', '.join(found[:50])}. Correct `sets`.")

    def refusal(self, error: OaiError, prefix: str, set: str) -> Exception:
        """A protocol error in a list as an exception with a remedy."""
        if error.code == WRONG_FORMAT:
            formats = "ListMetadataFormats", "metadataPrefix"
            known = ", ".join(sorted(dict.fromkeys(self.values(*formats)))) or "not said"
            return SourceError(f"the repository has no format {prefix!r}; its formats are: {known}. Correct `format`.")
        if error.code == NO_SETS:
            return SourceError(f"the repository has no sets; leave out `sets` = {set!r}.")
        if set and error.code == "badArgument":
            known = ", ".join(self.values("ListSets", "setSpec")[:50]) or "not said"
            return SourceError(f"the repository refuses the set {set!r} ({error}); its sets are: {known}.")
        return FetchError(f"OAI-PMH: the repository answers {error}; fetched documents are kept; run again.")

    def _values(self, verb: str, name: str) -> Iterator[str]:
        arguments, count = {"verb": verb}, 0
        while count < MOST_VALUES:
            answer = self.ask(**arguments).body
            values = listed(answer, name)
            yield from values
            count += len(values)
            token = next((value for value in listed(answer, "resumptionToken") if value), "")
            if not values or not token or token == arguments.get("resumptionToken"):
                return
            arguments = {"verb": verb, "resumptionToken": token}
