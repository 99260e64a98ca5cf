"""Pages of an interface in JSON or XML: records, values at paths, records as stable bytes, and the next page.

A JSON path is that of `[read.rows]` (docs/how-to/read-rows.md): keys with dots, a number for a list item, `*` for all. An XML
path is an XPath, from the root for records, from the record for the rest.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import orjson
from lxml import etree

from moisson.connectors.pages import is_page, normal_url
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.headers import linked, mail_date
from moisson.connectors.web.optouts import Row
from moisson.connectors.xml_answer import NotXml, canonical_xml, local_name, parse_xml, text_of
from moisson.contracts.addresses import shown
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import canonical_json
from moisson.readers.json_text import NotJson, parse_json
from moisson.readers.rows.values import values_at
from moisson.readers.rows.values import words as as_words

R = TypeVar("R")
PLACE = re.compile(r"\{([^{}]+)\}")
BARE = "value"  # the only field of a bare string or number
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
LINK_HEADER = "link-header"
LONGEST_NUMBER = 15  # digits; longer ones are no counts


class Wrong(ValueError):
    """An invalid path; says why."""


class Answers(ABC, Generic[R]):
    """One format of answers."""

    accept: str

    @abstractmethod
    def root(self, body: bytes) -> R:
        """The parsed answer; raises FetchError if it has another format."""

    @abstractmethod
    def kind(self, root: R) -> str:
        """The answer's own name, if any: an error differs from a list."""

    @abstractmethod
    def records(self, root: R, path: str) -> list[R]:
        """The records of a page; raises FetchError if there is nothing of the kind."""

    def stands(self, root: R, path: str) -> bool:
        """Whether the path of the records exists, even if empty."""
        return True  # in XML an empty list has no elements

    @abstractmethod
    def found(self, record: R, path: str) -> Iterator[str]:
        """Every value at a path, on one line."""

    @abstractmethod
    def whole(self, record: R, without: frozenset[str]) -> bytes:
        """A record as a document without these fields; equal records give equal bytes."""

    @abstractmethod
    def shown(self, data: bytes) -> Any:
        """A record as kept beside its document."""

    def values(self, record: R, paths: str | list[str]) -> list[str]:
        """The values at the first of several paths that has any."""
        for path in [paths] if isinstance(paths, str) else paths:
            if found := [said for value in self.found(record, path) if (said := " ".join(UNPRINTABLE.sub(" ", value).split()))]:
                return found
        return []

    def value(self, record: R, paths: str | list[str]) -> str:
        """The first of them; empty if there is none."""
        return next(iter(self.values(record, paths)), "")

    def filled(self, record: R, template: str) -> str | None:
        """A template with the record's values; None if one is missing.

        A template of one placeholder is an address, and is used unescaped.
        """
        if whole := PLACE.fullmatch(template):
            return self.value(record, whole[1]) or None
        said = {path: self.value(record, path) for path in PLACE.findall(template)}
        return PLACE.sub(lambda place: quote(said[place[1]], safe=":/"), template) if all(said.values()) else None


class Json(Answers[Any]):
    accept = "application/json"

    def root(self, body: bytes) -> Any:
        try:
            return parse_json(body)
        except NotJson as error:
            raise FetchError(f"it is {_else(body)}, not JSON ({error})") from None

    def kind(self, root: Any) -> str:
        return type(root).__name__

    def records(self, root: Any, path: str) -> list[Any]:
        places = list(values_at({"": root}, f".{path}" if path else ""))
        above = path.rpartition(".")[0]
        if not places and not (above and any(values_at({"": root}, f".{above}"))):
            keys = f"; its keys are {', '.join(map(repr, list(root)[:12]))}" if isinstance(root, Mapping) else ""
            raise FetchError(f"there is nothing at records = {path!r}{keys}")
        found: list[Any] = []
        for place in places:
            if isinstance(place, list):
                found += place
            elif isinstance(place, Mapping):
                found += [place] if place else []
            elif place not in (None, "", False):
                raise FetchError(f"records = {path!r} is not a list but {str(place)[:100]!r}")
        return [one if isinstance(one, Mapping) else {BARE: one} for one in found if one is not None]

    def stands(self, root: Any, path: str) -> bool:
        return any(True for _ in values_at({"": root}, f".{path}" if path else ""))

    def found(self, record: Any, path: str) -> Iterator[str]:
        for value in values_at(record, path) if isinstance(record, Mapping) else ():
            yield from (map(as_words, value) if isinstance(value, list) else (as_words(value),))

    def whole(self, record: Any, without: frozenset[str]) -> bytes:
        return canonical_json({name: value for name, value in record.items() if name not in without})

    def shown(self, data: bytes) -> Any:
        return orjson.loads(data)


class Xml(Answers[etree._Element]):
    accept = "application/xml, text/xml"

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self.namespaces = dict(namespaces)

    def root(self, body: bytes) -> etree._Element:
        if is_page(body):
            raise FetchError("it is a web page, not XML")
        try:
            return parse_xml(body)
        except NotXml as error:
            raise FetchError(f"it is {_else(body)}: {error}") from None

    def kind(self, root: etree._Element) -> str:
        return local_name(root)

    def records(self, root: etree._Element, path: str) -> list[etree._Element]:
        found = [one for one in self._at(root, path) if isinstance(one, etree._Element) and isinstance(one.tag, str)]
        return [parse_xml(canonical_xml(one)) for one in found]  # XPaths must not reach a record's neighbours

    def found(self, record: etree._Element, path: str) -> Iterator[str]:
        for value in self._at(record, path):
            yield text_of(value) if isinstance(value, etree._Element) else as_words(value)

    def whole(self, record: etree._Element, without: frozenset[str]) -> bytes:
        for element in [each for each in record if local_name(each) in without]:
            record.remove(element)
        for name in [name for name in record.attrib if str(name) in without]:
            del record.attrib[name]
        return canonical_xml(record)

    def shown(self, data: bytes) -> Any:
        return data.decode("utf-8")

    def _at(self, element: etree._Element, path: str) -> list[Any]:
        try:
            found = element.xpath(path, namespaces=self.namespaces)
        except etree.XPathError as error:
            raise FetchError(f"{path!r} is not a usable XPath: {error}") from None
        return found if isinstance(found, list) else [found]


def checked_path(path: str, namespaces: Mapping[str, str]) -> None:
    """Raise Wrong if a path is no XPath."""
    try:
        etree.XPath(path, namespaces=dict(namespaces))(etree.Element("answer"))
    except etree.XPathError as error:
        raise Wrong(f"{path!r} is not an XPath: {error}") from None


def _else(body: bytes) -> str:
    if not body.strip():
        return "empty"
    return "a web page" if is_page(body) else f"something else, which begins {body[:40].decode('utf-8', 'replace')!r}"


@dataclass(frozen=True)
class Paging:
    """How a list is paged: fields of the connector."""

    records: str
    total: str | None
    next: str | None
    cursor: str | None
    offset: str | None
    page: str | None
    first_page: int


@dataclass(frozen=True)
class ListPage:
    records: list[Any]
    total: int | None  # the list's announced total
    onward: str | None  # address of the next page; None on the last
    at: str  # the server's time, ISO 8601
    kind: str  # the answer's own name
    stands: bool = True  # whether `records` exists, even if empty
    reservation: tuple[Row, ...] = ()  # opt-outs of the answer


@dataclass(frozen=True)
class PageReader:
    """Requests and reads pages."""

    client: Client
    answers: Answers[Any]
    asking: Paging

    def get(self, address: str, before: int, answer: Answer | None = None) -> ListPage:
        """The page at an address, after `before` records; raises FetchError."""
        if answer is None:
            answer = self.client.get(address, accept=self.answers.accept, conditional=False)
        try:
            root = self.answers.root(answer.body)
            records = self.answers.records(root, self.asking.records)
        except FetchError as error:
            raise FetchError(f"{shown(address)} cannot be read: {error}.") from None
        total = counted(self.answers.value(root, self.asking.total)) if self.asking.total else None
        onward = self._onward(answer, root, address, len(records))
        if not self.asking.next and total is not None and before + len(records) >= total:
            onward = None
        stands = self.answers.stands(root, self.asking.records)
        at = (mail_date(answer.headers.get("date", "")) or datetime.now(UTC)).isoformat()  # else our clock
        return ListPage(records, total, onward, at, self.answers.kind(root), stands, answer.reservation)

    def _onward(self, answer: Answer, root: Any, address: str, count: int) -> str | None:
        asking = self.asking
        if asking.offset:
            return with_parameter(address, asking.offset, str(_number(address, asking.offset, 0) + count))
        if asking.page:
            return with_parameter(address, asking.page, str(_number(address, asking.page, asking.first_page) + 1))
        if asking.next == LINK_HEADER:
            said = next(iter(linked(answer.headers, "next", address)), "")
        else:
            said = self.answers.value(root, asking.next) if asking.next else ""
        if not said:
            return None
        if asking.cursor:
            return with_parameter(address, asking.cursor, said)
        target = normal_url(said, address)
        if target is None:
            raise FetchError(f"{shown(address)} continues at {said[:200]!r}, which is not a web address; correct `next`.")
        return _as_safe(target, address)


def with_parameter(address: str, name: str, value: str) -> str:
    """The address with one query parameter set; others stay as written."""
    parts = urlsplit(address)
    others = [piece for piece in parts.query.split("&") if piece and piece.partition("=")[0] not in (name, quote(name))]
    return parts._replace(query="&".join([*others, urlencode({name: value}, quote_via=quote)])).geturl()


def _number(address: str, name: str, otherwise: int) -> int:
    found = counted(dict(parse_qsl(urlsplit(address).query)).get(name, ""))
    return otherwise if found is None else found


def counted(said: str) -> int | None:
    """A number in text; None if it is none."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER else None


def _as_safe(target: str, address: str) -> str:
    """The next page with the current page's scheme: interfaces behind a proxy link to http."""
    there, here = urlsplit(target), urlsplit(address)
    return there._replace(scheme=here.scheme).geturl() if there.netloc == here.netloc else target
