"""Web pages: normal addresses, whether bytes are a page, and the licence a page links."""

import codecs
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from lxml import etree

from moisson.connectors.catalogues.entry import stated_rights
from moisson.connectors.web.headers import linked, mail_date
from moisson.connectors.web.hosts import host_name
from moisson.connectors.xml_answer import NotXml, parse_page
from moisson.readers.facts.stated import iso_date

PORTS = {"http": 80, "https": 443}
HEAD_BYTES = 1 << 20  # where a page names its licence
START_BYTES = 4_096  # enough to recognise a page
PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
# What to re-spell in a path and in a query, as browsers do: escapes (not those next to a stray percent sign) and characters sent
# as escapes. Characters never allowed in an address stay, and are refused when requested.
ESCAPE = r"(?<!%)(?<!%[0-9A-Fa-f])%[0-9A-Fa-f]{2}|[^\x00-\x7f\ud800-\udfff]"
IN_PATH, IN_QUERY = re.compile(ESCAPE + r'|[ "<>`{}]'), re.compile(ESCAPE + r'|[ "<>]')
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")  # RFC 3986, section 2.3: equal with and without an escape
NOT_THE_PAGE = ("figure", "template", "textarea")  # their content says nothing of the page


def normal_url(url: str, base: str = "") -> str | None:
    """An address in normal form (RFC 3986, section 6.2.2) without its fragment; None if it is not http(s).

    Only spellings that no server distinguishes are merged: `%7E` and `~`, not `%2F` and `/`.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.netloc or ";" in url:  # all others are resolved against `base`
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
    """An absolute path without `.` and `..` (RFC 3986, section 5.2.4)."""
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
    """A glob over addresses without scheme, spelled as `normal_url` spells them."""
    place, slash, rest = glob.partition("/")
    if slash:
        host, colon, port = place.partition(":")
        place = ".".join(host_name(label) or label for label in host.split(".")) + colon + port
    path, mark, query = rest.partition("?")
    return place + slash + IN_PATH.sub(_spelled, path) + mark + IN_QUERY.sub(_spelled, query)


def on_this_host(target: str, address: str) -> str:
    """The next page of a listing, on the host of the current page.

    A portal behind a proxy may use an internal host or scheme in links. A target that differs only in these and its query is the
    same portal's.
    """
    there, here = urlsplit(target), urlsplit(address)
    if (there.scheme, there.netloc) == (here.scheme, here.netloc) or there.path != here.path:
        return target
    return f"{here.scheme}://{here.netloc}{there.path}" + (f"?{there.query}" if there.query else "")


def is_page(body: bytes) -> bool:
    """Whether a body begins like HTML."""
    return PAGE.match(body[:START_BYTES]) is not None


def base_of(root: etree._Element, url: str) -> str:
    """The base address of a page's links."""
    return next((place for each in root.iter("base") if (place := normal_url(str(each.get("href") or ""), url))), url)


def is_markup(data: bytes) -> bool:
    """Whether bytes begin like XML or HTML."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[:START_BYTES].decode("utf-16", "replace").lstrip().startswith("<")
    return data.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<")


def date_of(said: str) -> str | None:
    """An ISO 8601 date, from that format or from mail's."""
    if (day := iso_date(said)) is not None:
        return day
    written = mail_date(said)
    return written.date().isoformat() if written else None


def page_rights(body: bytes, headers: Mapping[str, str], url: str) -> dict[str, str] | None:
    """The licence a document states itself: in the `Link` header, or in the page's `rel=license` links."""
    statements = [("header Link", address) for address in linked(headers, "license", url)]
    statements += [("rel=license", address) for address in license_links(body[:HEAD_BYTES], url)]
    return stated_rights(statements, url, seen_at=date_of(headers.get("date", ""))) if statements else None


def license_links(page: bytes, url: str) -> Iterator[str]:
    """The absolute addresses of a page's `rel="license"` links; none if it is no page."""
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
