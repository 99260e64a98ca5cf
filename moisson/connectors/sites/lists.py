"""Published lists of addresses: sitemaps (https://www.sitemaps.org/protocol.html), feeds (RSS, Atom), pages of links.

Each is read into `Item`s: an address, its description, and a token that changes with the document.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml import etree

from moisson.connectors.catalogues.entry import entry, stated_rights
from moisson.connectors.files.archive import members
from moisson.connectors.files.bounds import MIB, Limits
from moisson.connectors.memory.store import Store
from moisson.connectors.pages import base_of, date_of, is_markup, normal_url
from moisson.connectors.xml_answer import NotXml, canonical_xml, local_name, parse_page, parse_xml, text_of
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import digest
from moisson.readers.contract import File

BOUNDS = Limits(max_member_bytes=64 * MIB)  # sitemaps may have 50 MB
GZIP = b"\x1f\x8b"
SITEMAP_LINE = re.compile(r"\s*sitemap\s*:\s*(\S+)", re.I)


@dataclass(frozen=True, slots=True)
class Item:
    """A listed document. `id` is the list's identifier; `others` are further addresses."""

    url: str
    token: str | None = None
    id: str = ""
    title: str | None = None
    created: str | None = None
    rights: Mapping[str, str] | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class List:
    """A list: items, deleted ids, further lists, and whether it is complete."""

    items: tuple[Item, ...] = ()
    deleted: tuple[str, ...] = ()
    lists: tuple[Item, ...] = ()  # in a sitemap index
    onward: str | None = None  # the next page or the previous archive
    complete: bool = field(default=False)


class NoList(Exception):
    """The answer is no list of this kind; says what it is."""


def sitemap(data: bytes, url: str) -> List:
    """A sitemap, a sitemap index, addresses on lines, or the sitemaps of a robots.txt."""
    data = _unpacked(data)
    if not is_markup(data):
        return _lines(data.decode("utf-8-sig", "replace"), url)
    try:
        root = parse_xml(data)
    except NotXml as error:
        raise NoList(str(error)) from None
    kind = local_name(root)
    if kind not in ("urlset", "sitemapindex"):
        raise NoList(f"no sitemap but <{kind}>")
    items = []
    for each in root:
        said = {local_name(child): text_of(child) for child in each}
        if address := normal_url(said.get("loc", ""), url):
            items.append(Item(address, said.get("lastmod") or None))
    return List(lists=tuple(items), complete=True) if kind == "sitemapindex" else List(tuple(items), complete=True)


def _unpacked(data: bytes) -> bytes:
    """A list, decompressed within the limits of archives."""
    if not data.startswith(GZIP):
        return data
    found = next(iter(members("list.gz", io.BytesIO(data), BOUNDS)), None)
    if not isinstance(found, File):
        raise NoList(f"packed, and not to be unpacked ({found.reason})" if found else "packed, and empty")
    return found.data


def _lines(text: str, url: str) -> List:
    named = [hit[1] for line in text.splitlines() if (hit := SITEMAP_LINE.match(line))]
    if named:
        return List(lists=tuple(Item(address) for name in named if (address := normal_url(name, url))), complete=True)
    found = [line.strip() for line in text.splitlines() if line.strip().startswith(("http://", "https://"))]
    if not found:
        raise NoList("neither XML nor addresses on lines")
    return List(tuple(Item(address) for name in found if (address := normal_url(name))), complete=True)


def feed(data: bytes, url: str) -> List:
    """A feed in Atom (RFC 4287), RSS 2.0 or RSS 1.0, with pages (RFC 5005) and deletions.

    Deletions follow RFC 6721, or an attribute `deleted`, as in the Dutch courts' feed.
    """
    try:
        root = parse_xml(_unpacked(data))
    except NotXml as error:
        raise NoList(str(error)) from None
    kind = local_name(root)
    if kind not in ("feed", "rss", "RDF"):
        raise NoList(f"no feed but <{kind}>")
    channel = next((child for child in root if local_name(child) == "channel"), root)
    entries = [each for each in root.iter(etree.Element) if local_name(each) in ("entry", "item") and len(each)]
    around = [(local_name(child), _said(child)) for child in channel if local_name(child) in ("rights", "copyright", "license")]
    whole = stated_rights([(name, said) for name, said in around if said], f"the feed {url}", "data-set")
    links = {str(child.get("rel")): child for child in channel if local_name(child) == "link" and child.get("href")}
    onward = links.get("next", links.get("prev-archive"))
    deleted = [str(each.get("ref")) for each in root if local_name(each) == "deleted-entry" and each.get("ref")]
    return List(
        tuple(item for each in entries if not _is_deleted(each) and (item := _entry(each, url, whole))),
        (*deleted, *(item.id for each in entries if _is_deleted(each) and (item := _entry(each, url, None)) and item.id)),
        onward=None if onward is None else _place(onward, str(onward.get("href")), url),
        complete=any(local_name(child) == "complete" for child in channel),
    )


def _is_deleted(entry: etree._Element) -> bool:
    said = [str(value).strip().lower() for name, value in entry.attrib.items() if etree.QName(str(name)).localname == "deleted"]
    return any(value not in ("", "0", "false", "no") for value in said)


def _place(element: etree._Element, address: str, url: str) -> str | None:
    """A feed's address, relative to `xml:base`."""
    try:
        return normal_url(address, urljoin(url, element.base or ""))
    except ValueError:
        return None


def _entry(element: etree._Element, url: str, whole: Mapping[str, str] | None) -> Item | None:
    said: dict[str, str] = {}
    addresses: list[str | None] = []
    others: list[str | None] = []
    for child in element:
        name, value = local_name(child), text_of(child)
        said.setdefault(name, value)
        address = str(child.get("href") or child.get("url") or (value if name == "link" else ""))
        if name == "link" and child.get("rel", "alternate") == "alternate" and address:
            addresses.append(_place(child, address, url))
        elif (name == "enclosure" or (name == "link" and child.get("rel") == "enclosure")) and address:
            others.append(_place(child, address, url))
    id = said.get("id") or said.get("guid") or ""
    found = [place for place in (*addresses, *others, normal_url(id)) if place]
    statements = [*entry(element).statements, *(("link", _said(child)) for child in element if child.get("rel") == "license")]
    where = f"the feed {url}, entry {id or (found[0] if found else '')}"
    if not found and not id:
        return None
    return Item(
        url=found[0] if found else "",
        token=digest(canonical_xml(element)),
        id=id,
        title=said.get("title") or None,
        created=date_of(said.get("published") or said.get("pubDate") or said.get("date") or said.get("updated") or ""),
        rights=stated_rights(statements, where) or whole,
        others=tuple(dict.fromkeys(found[1:])),
    )


def _said(element: etree._Element) -> str:
    return text_of(element) or str(element.get("href") or "")


def links(data: bytes, url: str) -> List:
    """A page's links in order, with their text; `rel=next` leads on."""
    try:
        root = parse_page(data)
    except NotXml as error:
        raise NoList(str(error)) from None
    start = base_of(root, url)
    items: dict[str, Item] = {}
    onward = None
    for each in root.iter("a", "link", "area"):
        address = normal_url(str(each.get("href") or ""), start)
        rel = str(each.get("rel") or "").lower().split()
        if address and "next" in rel:
            onward = onward or address
        elif address and each.tag != "link":
            items.setdefault(address, Item(address, title=text_of(each) or None))
    return List(tuple(items.values()), onward=onward, complete=True)


def doubt_if_empty(memory: Store, key: str, url: str, named: int, today: str) -> None:
    """Doubt an empty list: always if it never named any document, for a day if it did.

    `key` is the list's key in the store, `today` an ISO 8601 date. Raises FetchError in doubt.
    """
    known = memory.known(key)
    if named:
        memory.remember(key, {"empty_since": None})
    elif known is None:
        raise FetchError(
            f"{url} names no document; links that scripts add are not seen. Use another list, such as a sitemap or a feed, or"
            " remove this one from `source.toml`."
        )
    else:
        since = known["empty_since"] or today
        memory.remember(key, {"empty_since": since})
        if since == today:
            raise FetchError(
                f"{url} names no document any more. The documents of the last harvest are kept; if it still names none on"
                " another day, it is trusted."
            )
