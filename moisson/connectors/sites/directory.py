"""Directory listings of web servers (Apache, nginx …): names, sizes and dates."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml import etree

from moisson.connectors.pages import normal_url
from moisson.connectors.xml_answer import NotXml, parse_page

SAYS = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}-\w{3}-\d{4}|\d+(?:\.\d+)?[KMGT]?")  # dates and sizes, not icons and rules

SIZE = re.compile(r"(\d+(?:\.\d+)?)([KMGT])|(\d{4,})")  # shorter numbers without a unit may be minutes


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """An entry: name, address, and the text beside it, which changes with the file."""

    name: str
    url: str
    token: str


def directory_entries(page: bytes, url: str) -> list[DirectoryEntry]:
    """The files a listing at `url` names in its own folder, once each, in order."""
    try:
        root = parse_page(page)
    except NotXml:
        return []
    folder = urlsplit(normal_url(".", url) or url)
    found: dict[str, DirectoryEntry] = {}
    for link in root.iter("a"):
        if (address := normal_url(str(link.get("href") or ""), url)) is None:
            continue
        parts = urlsplit(address)
        name = unquote(parts.path.removeprefix(folder.path))
        inside = parts.netloc == folder.netloc and parts.path.startswith(folder.path) and not parts.query
        if inside and name and "/" not in name and "\\" not in name:
            found.setdefault(name, DirectoryEntry(name, address, " ".join(SAYS.findall(_beside(link)))))
    return list(found.values())


def size_of(token: str) -> int | None:
    """The size in bytes after a name, as rounded by the server; None if not shown."""
    found = SIZE.fullmatch(token.rpartition(" ")[2])
    if found is None:
        return None
    return int(found[3]) if found[3] else round(float(found[1]) * 1024 ** (1 + "KMGT".index(found[2])))


def _beside(link: etree._Element) -> str:
    """The text after a link up to the next; in a table, that of its row."""
    row = next((parent for parent in link.iterancestors("tr")), None)
    if row is not None:
        return " ".join("".join(map(str, cell.itertext())) for cell in row.iter("td") if link not in cell.iter("a"))
    return link.tail or ""
