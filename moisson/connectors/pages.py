"""Pages of the web: addresses in one form, what is a page, and by what licence one says it may be used."""

import codecs
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from lxml import etree

from moisson.connectors.catalogues.entry import stated_rights
from moisson.connectors.web.dates import mail_date
from moisson.connectors.web.hosts import host_name
from moisson.connectors.web.links import linked
from moisson.connectors.xml_answer import NotXml, parse_page
from moisson.readers.facts.stated import iso_date

PORTS = {"http": 80, "https": 443}
HEAD_BYTES = 1 << 20  # where a page says under which licence it stands
START_BYTES = 4_096  # in which a page shows that it is one
PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
# Escapes, but for those that lean on a stray percent sign, and what is sent as an escape: in a path, in a query, the same as
# browsers do. What may not stand in an address in any form is left as it is, and refused where it is asked for.
ESCAPE = r"(?<!%)(?<!%[0-9A-Fa-f])%[0-9A-Fa-f]{2}|[^\x00-\x7f\ud800-\udfff]"
IN_PATH, IN_QUERY = re.compile(ESCAPE + r'|[ "<>`{}]'), re.compile(ESCAPE + r'|[ "<>]')
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")  # RFC 3986, section 2.3: the same with and without an escape
NOT_THE_PAGE = ("figure", "template", "textarea")  # what stands in these says nothing of the page around it


def normal_url(url: str, base: str = "") -> str | None:
    """An address in one form (RFC 3986, section 6.2.2), without its fragment; None where it is none of the web.

    Only spellings that no server tells apart become one: `%7E` and `~` do, `%2F` and `/` do not.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.netloc or ";" in url:  # any other is what joining makes of it
            parts = urlsplit(urljoin(base, url))
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname:
        return None
    name = host_name(parts.hostname) or parts.hostname
    host = f"[{name}]" if ":" in name else name
    place = host if port in (None, PORTS[parts.scheme]) else f"{host}:{port}"
    path = _without_dots(IN_PATH.sub(_spelled, parts.path) or "/")
    return urlunsplit((parts.scheme, place, path, IN_QUERY.sub(_spelled, parts.query), ""))


def _spelled(found: re.Match[str]) -> str:
    said = found[0]
    if len(said) == 1:
        return quote(said)
    char = chr(int(said[1:], 16))
    return char if UNRESERVED.fullmatch(char) else said.upper()


def _without_dots(path: str) -> str:
    """A path from the root without `.` and `..` (RFC 3986, section 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def normal_glob(glob: str) -> str:
    """A glob over addresses without their scheme, spelled as `normal` spells these, however it was copied."""
    place, slash, rest = glob.partition("/")
    if slash:
        host, colon, port = place.partition(":")
        place = ".".join(host_name(label) or label for label in host.split(".")) + colon + port
    path, mark, query = rest.partition("?")
    return place + slash + IN_PATH.sub(_spelled, path) + mark + IN_QUERY.sub(_spelled, query)


def on_this_host(target: str, address: str) -> str:
    """The next page of a listing, asked where the page at hand came from.

    A portal behind a proxy may call its pages by a name or scheme that only it knows: what differs from the page at hand in
    nothing but these and its query is the same portal's.
    """
    there, here = urlsplit(target), urlsplit(address)
    if (there.scheme, there.netloc) == (here.scheme, here.netloc) or there.path != here.path:
        return target
    return f"{here.scheme}://{here.netloc}{there.path}" + (f"?{there.query}" if there.query else "")


def is_page(body: bytes) -> bool:
    """Whether a body begins as HTML does."""
    return PAGE.match(body[:START_BYTES]) is not None


def base_of(root: etree._Element, url: str) -> str:
    """What the links of a page are relative to."""
    return next((place for each in root.iter("base") if (place := normal_url(str(each.get("href") or ""), url))), url)


def is_markup(data: bytes) -> bool:
    """Whether these bytes begin as XML or HTML do."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[:START_BYTES].decode("utf-16", "replace").lstrip().startswith("<")
    return data.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<")


def date_of(said: str) -> str | None:
    """A date in ISO 8601, from that or from the form of mail."""
    if (day := iso_date(said)) is not None:
        return day
    written = mail_date(said)
    return written.date().isoformat() if written else None


def page_rights(body: bytes, headers: Mapping[str, str], url: str) -> dict[str, str] | None:
    """What a document says of its own licence: in the header `Link`, and in links of an HTML page that are marked as such."""
    statements = [("header Link", address) for address in linked(headers, "license", url)]
    statements += [("rel=license", address) for address in license_links(body[:HEAD_BYTES], url)]
    return stated_rights(statements, url, seen_at=date_of(headers.get("date", ""))) if statements else None


def license_links(page: bytes, url: str) -> Iterator[str]:
    """The addresses that a page links as its licence (`rel="license"`), made absolute; none where it is no page."""
    if not is_markup(page) or b"license" not in page.lower():
        return
    try:
        root = parse_page(page)
    except NotXml:
        return
    start = base_of(root, url)
    for link in root.iter("a", "area", "link"):
        own = "license" in str(link.get("rel") or "").lower().split() and next(link.iterancestors(*NOT_THE_PAGE), None) is None
        if own and link.get("href") and (address := normal_url(str(link.get("href")), start)):
            yield address
