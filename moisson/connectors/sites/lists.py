"""Lists of addresses that sites publish: sitemaps (https://www.sitemaps.org/protocol.html), feeds (RSS, Atom), pages of links.

Each is read into `Item`s: an address, what the list says of it, and a token that changes when the document does.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml import etree

from moisson.connectors.catalogues.entry import entry, stated_rights
from moisson.connectors.files.archive import members
from moisson.connectors.files.bounds import MIB, Limits
from moisson.connectors.xml_answer import NotXml, local, parse_page, parse_xml, standing_alone, words
from moisson.extract.facts.stated import iso_date
from moisson.identity import digest
from moisson.reader import File

BOUNDS = Limits(max_member_bytes=64 * MIB)  # the protocol of sitemaps allows 50 MB
GZIP = b"\x1f\x8b"
PORTS = {"http": 80, "https": 443}
LICENSE_TAG = re.compile(rb"<(?:a|link)\b[^<>]{0,2000}\brel\s*=\s*[\"']?(?:[\w-]+\s+)*license\b[^<>]{0,2000}>", re.I)
HREF = re.compile(rb"\bhref\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))", re.I)
LINK_HEADER = re.compile(r"<([^<>]+)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s;,]+))?)*)")
HEAD_BYTES = 1 << 20  # where a page says under which licence it stands


@dataclass(frozen=True, slots=True)
class Item:
    """One document that a list names. `id` is the list's own identifier of it; `others` are further addresses of the same."""

    url: str
    token: str | None = None
    id: str = ""
    title: str | None = None
    created: str | None = None
    rights: Mapping[str, str] | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class List:
    """What one list says: its items, ids it says are deleted, the lists that it leads on to, and whether it is all there is."""

    items: tuple[Item, ...] = ()
    deleted: tuple[str, ...] = ()
    lists: tuple[Item, ...] = ()  # of a sitemap index
    onward: str | None = None  # the next page, or the archive before
    complete: bool = field(default=False)


class NoList(Exception):
    """What came is no list of the kind that was asked for; says what it is."""


def normal(url: str, base: str = "") -> str | None:
    """An address in one form, without its fragment; None where it is none of the web."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    place = host if port in (None, PORTS[parts.scheme]) else f"{host}:{port}"
    return urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))


def sitemap(data: bytes, url: str) -> List:
    """A sitemap, an index of sitemaps, a list of addresses on lines, or the lines of a robots.txt that name sitemaps."""
    data = _unpacked(data)
    if not data.lstrip().startswith((b"<", b"\xef\xbb\xbf<")):
        return _lines(data.decode("utf-8", "replace"), url)
    try:
        root = parse_xml(data)
    except NotXml as error:
        raise NoList(str(error)) from None
    kind = local(root)
    if kind not in ("urlset", "sitemapindex"):
        raise NoList(f"no sitemap but <{kind}>")
    items = []
    for each in root:
        said = {local(child): words(child) for child in each}
        if address := normal(said.get("loc", ""), url):
            items.append(Item(address, said.get("lastmod") or None))
    return List(lists=tuple(items), complete=True) if kind == "sitemapindex" else List(tuple(items), complete=True)


def _unpacked(data: bytes) -> bytes:
    """A list that came packed by gzip, within the bounds of archives."""
    if not data.startswith(GZIP):
        return data
    found = next(iter(members("list.gz", io.BytesIO(data), BOUNDS)), None)
    if not isinstance(found, File):
        raise NoList(f"packed, and not to be unpacked ({found.reason})" if found else "packed, and empty")
    return found.data


def _lines(text: str, url: str) -> List:
    named = [line.split(":", 1)[1].strip() for line in text.splitlines() if line.lower().startswith("sitemap:")]
    if named:
        return List(lists=tuple(Item(address) for name in named if (address := normal(name, url))), complete=True)
    found = [line.strip() for line in text.splitlines() if line.strip().startswith(("http://", "https://"))]
    if not found:
        raise NoList("neither XML nor addresses on lines")
    return List(tuple(Item(address) for name in found if (address := normal(name))), complete=True)


def feed(data: bytes, url: str) -> List:
    """A feed in Atom (RFC 4287), RSS 2.0 or RSS 1.0, with its pages (RFC 5005) and deletions (RFC 6721)."""
    try:
        root = parse_xml(_unpacked(data))
    except NotXml as error:
        raise NoList(str(error)) from None
    kind = local(root)
    if kind not in ("feed", "rss", "RDF"):
        raise NoList(f"no feed but <{kind}>")
    channel = next((child for child in root if local(child) == "channel"), root)
    entries = [each for each in root.iter(etree.Element) if local(each) in ("entry", "item") and len(each)]
    around = [(local(child), _said(child)) for child in channel if local(child) in ("rights", "copyright", "license")]
    whole = stated_rights([(name, said) for name, said in around if said], f"the feed {url}", "data-set")
    links = {str(child.get("rel")): str(child.get("href")) for child in channel if local(child) == "link" and child.get("href")}
    onward = links.get("next") or links.get("prev-archive")
    return List(
        tuple(item for each in entries if (item := _entry(each, url, whole))),
        tuple(str(each.get("ref")) for each in root if local(each) == "deleted-entry" and each.get("ref")),
        onward=normal(onward, url) if onward else None,
        complete=any(local(child) == "complete" for child in channel),
    )


def _entry(element: etree._Element, url: str, whole: Mapping[str, str] | None) -> Item | None:
    said: dict[str, str] = {}
    addresses: list[str] = []
    others: list[str] = []
    for child in element:
        name, value = local(child), words(child)
        said.setdefault(name, value)
        address = str(child.get("href") or child.get("url") or (value if name == "link" else ""))
        if name == "link" and child.get("rel", "alternate") == "alternate" and address:
            addresses.append(address)
        elif (name == "enclosure" or (name == "link" and child.get("rel") == "enclosure")) and address:
            others.append(address)
    id = said.get("id") or said.get("guid") or ""
    named = [*addresses, *others, *([id] if id.startswith(("http://", "https://")) else [])]
    found = [place for each in named if (place := normal(each, url))]
    statements = [*entry(element).statements, *(("link", _said(child)) for child in element if child.get("rel") == "license")]
    where = f"the feed {url}, entry {id or (found[0] if found else '')}"
    if not found and not id:
        return None
    return Item(
        url=found[0] if found else "",
        token=digest(standing_alone(element)),
        id=id,
        title=said.get("title") or None,
        created=_date(said.get("published") or said.get("pubDate") or said.get("date") or said.get("updated") or ""),
        rights=stated_rights(statements, where) or whole,
        others=tuple(dict.fromkeys(found[1:])),
    )


def _said(element: etree._Element) -> str:
    return words(element) or str(element.get("href") or "")


def _date(said: str) -> str | None:
    """A date in ISO 8601, from that or from the form of mail."""
    if (day := iso_date(said)) is not None:
        return day
    try:
        return parsedate_to_datetime(said).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def links(data: bytes, url: str) -> List:
    """The links of a page, in its order, with the words that they show; `rel=next` leads on."""
    try:
        root = parse_page(data)
    except NotXml as error:
        raise NoList(str(error)) from None
    base = next((str(each.get("href")) for each in root.iter("base") if each.get("href")), "")
    start = urljoin(url, base)
    items: dict[str, Item] = {}
    onward = None
    for each in root.iter("a", "link", "area"):
        address = normal(str(each.get("href") or ""), start)
        rel = str(each.get("rel") or "").lower().split()
        if address and "next" in rel:
            onward = onward or address
        elif address and each.tag != "link":
            items.setdefault(address, Item(address, title=words(each) or None))
    return List(tuple(items.values()), onward=onward, complete=True)


def page_rights(body: bytes, headers: Mapping[str, str], url: str) -> dict[str, str] | None:
    """What a document says of its own licence: in the header `Link`, and in links of an HTML page that are marked as such."""
    statements = []
    for address, parameters in LINK_HEADER.findall(headers.get("link", "")):
        if re.search(r";\s*rel\s*=\s*\"?(?:[^\";,]*\s)?license\b", parameters, re.I):
            statements.append(("header Link", str(address)))
    for tag in _license_tags(body):
        statements.append(("rel=license", tag))
    return stated_rights(statements, url, seen_at=_date(headers.get("date", "")))


def _license_tags(body: bytes) -> Iterator[str]:
    head = body[:HEAD_BYTES]
    if head.lstrip()[:1] == b"<":
        for tag in LICENSE_TAG.findall(head):
            if found := HREF.search(tag):
                yield (found[1] or found[2] or found[3] or b"").decode("utf-8", "replace")
