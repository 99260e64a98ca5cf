"""A directory that a web server lists (Apache, nginx and their like): the names in it, with what it says of size and date."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from moisson.connectors.xml_answer import NotXml, parse_page

SAYS = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}-\w{3}-\d{4}|\d+(?:\.\d+)?[KMGT]?")  # dates and sizes, not icons and rules


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry: its name, its address, and the words beside it, which change when the file does."""

    name: str
    url: str
    token: str


def listed(page: bytes, url: str) -> list[Listed]:
    """The files that a listing at `url` names: what lies in this very folder, once each, in the page's order."""
    try:
        root = parse_page(page)
    except NotXml:
        return []
    folder = urlsplit(urljoin(url, "."))
    found: dict[str, Listed] = {}
    for link in root.iter("a"):
        address = urljoin(url, str(link.get("href") or "").strip())
        parts = urlsplit(address)
        name = unquote(parts.path.removeprefix(folder.path))
        inside = parts.netloc == folder.netloc and parts.path.startswith(folder.path) and not parts.query
        if inside and name and "/" not in name and "\\" not in name:
            found.setdefault(name, Listed(name, parts._replace(fragment="").geturl(), " ".join(SAYS.findall(_beside(link)))))
    return list(found.values())


def _beside(link: etree._Element) -> str:
    """The words after a link up to the next one; in a table, those of its row."""
    row = next((parent for parent in link.iterancestors("tr")), None)
    if row is not None:
        return " ".join("".join(map(str, cell.itertext())) for cell in row.iter("td") if link not in cell.iter("a"))
    return link.tail or ""
