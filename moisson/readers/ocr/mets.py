"""METS: a digitised work, its facts, and which pages it has in which order.

Pages are files of their own, but a reader sees one file: `works.gather` bundles both, and this module reads the bundle.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

import orjson

from moisson.contracts.errors import DocumentError
from moisson.contracts.identity import canonical_json
from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.stated import iso_date, language_code
from moisson.readers.ocr import alto, hocr, page_xml
from moisson.readers.ocr.page_text import read_pages
from moisson.readers.ocr.pages import Page
from moisson.readers.ocr.trees import parse
from moisson.readers.read_options import How
from moisson.readers.sniff import sniff

LEFT_OUT = {
    "mets": "title, date, language and identifiers become fields; all else is about files",
    "pages of other renditions": "the same words again",
    **alto.LEFT_OUT,
    **page_xml.LEFT_OUT,
    **hocr.LEFT_OUT,
}
BUNDLE = "moisson_work"
HREF = "{http://www.w3.org/1999/xlink}href"
MODULES = {"alto": alto, "page": page_xml, "hocr": hocr}
MISSING = "a METS names its pages, and none of them with text is beside it"


@dataclass(frozen=True, slots=True)
class Named:
    """A file that a METS names."""

    href: str
    group: str  # what its group is used for
    checksum: str = ""
    checksum_kind: str = ""


@dataclass(slots=True)
class Work:
    """What a METS says."""

    sheets: list[list[Named]] = field(default_factory=list)  # the files of each page, in order of pages
    title: str | None = None
    language: str | None = None
    created: str | None = None
    url: str | None = None
    identifiers: tuple[Identifier, ...] = ()


def bundle(mets: str, pages: list[str]) -> bytes:
    """A METS and its pages in order as the content of one document."""
    return canonical_json({BUNDLE: {"mets": mets, "pages": pages}})


def read(content: bytes, how: How) -> Iterator[Text]:
    """A bundled work as one document; raises DocumentError for a METS without its pages."""
    if not content.lstrip().startswith(b"{"):
        raise DocumentError("mets-pages-missing", MISSING)
    try:
        parts = orjson.loads(content)[BUNDLE]
    except orjson.JSONDecodeError as error:
        raise DocumentError("json-malformed", str(error)) from None
    work = read_mets(parts["mets"].encode())
    pages = [page for text in parts["pages"] for page in pages_of(text.encode())]
    yield read_pages(
        pages, "mets", title=work.title, language=work.language, created=work.created, url=work.url, identifiers=work.identifiers
    )


def pages_of(content: bytes) -> list[Page]:
    """The pages of a file in any of the formats that a METS may name."""
    module = MODULES.get(sniff(content).name)
    return module.pages(content) if module else []


def read_mets(content: bytes) -> Work:
    """What a METS says of its work."""
    root = parse(content)
    work = Work(_sheets(root))
    for section in _descriptions(root):
        _describe(work, section)
    work.title = work.title or _label(root)
    if work.language is None and len(spoken := set(_languages(root))) == 1:  # of newspapers, that of each article is stated
        work.language = spoken.pop()
    return work


def _label(root: ET.Element) -> str | None:
    """What a METS is called by itself, or its outermost logical division."""
    logical = [part for part in root if part.tag == "structMap" and (part.get("TYPE") or "").upper() == "LOGICAL"]
    divisions = [div for part in logical for div in part if div.tag == "div"]
    return next((" ".join(label.split()) for part in (root, *divisions[:1]) if (label := part.get("LABEL"))), None)


def _languages(root: ET.Element) -> Iterator[str]:
    """The languages of all that is described."""
    for element in root.iter("languageTerm"):
        stated = " ".join((element.text or "").split())
        if found := iso639(stated) or language_code(stated):
            yield found


def _sheets(root: ET.Element) -> list[list[Named]]:
    files: dict[str, Named] = {}
    for group in root.iter("fileGrp"):
        for file in (element for element in group if element.tag == "file"):
            href = next((part.get(HREF) or part.get("href") for part in file if part.tag == "FLocat"), None)
            if href:
                use = file.get("USE") or group.get("USE") or group.get("ID") or ""
                files[file.get("ID") or href] = Named(
                    href, use, (file.get("CHECKSUM") or "").lower(), (file.get("CHECKSUMTYPE") or "").replace("-", "").lower()
                )
    maps = list(root.iter("structMap"))
    physical = [found for found in maps if (found.get("TYPE") or "").upper() == "PHYSICAL"] or maps
    sheets: list[list[Named]] = []
    for structure in physical[:1]:
        for div in _divisions(structure):
            ids = [part.get("FILEID") or "" for child in div if child.tag == "fptr" for part in child.iter()]
            if found := [files[id] for id in ids if id in files]:
                sheets.append(found)
    return sheets or [[file] for file in files.values()]


def _divisions(structure: ET.Element) -> Iterator[ET.Element]:
    """Divisions in order, those inside one after it."""
    waiting = [structure]
    while waiting:
        element = waiting.pop()
        yield element
        inner = [child for child in element if child.tag == "div"]
        orders = [child.get("ORDER") or "" for child in inner]
        if all(order.isascii() and order.isdigit() for order in orders):
            inner = [child for _, child in sorted(zip(orders, inner, strict=True), key=lambda pair: int(pair[0]))]
        waiting.extend(reversed(inner))


def _descriptions(root: ET.Element) -> list[ET.Element]:
    """The descriptions of divisions that hold all others, outermost first; else the first description.

    In an issue of a newspaper, the newspaper comes first, without a date. A description in another file says nothing.
    """
    written = [section for section in root if section.tag == "dmdSec" and "".join(section.itertext()).strip()]
    sections = {section.get("ID") or "": section for section in written}
    maps = [found for found in root if found.tag == "structMap"]
    logical = [found for found in maps if (found.get("TYPE") or "").upper() == "LOGICAL"]
    whole: list[str] = []
    for structure in (logical or maps)[:1]:
        inner = [structure]
        while len(inner := [child for child in inner[0] if child.tag == "div"]) == 1:
            whole.extend((inner[0].get("DMDID") or "").split())
    named = [id for found in logical[:1] for div in found.iter() for id in (div.get("DMDID") or "").split()]
    return [sections[id] for id in whole if id in sections] or [sections[id] for id in named if id in sections][:1] or written[:1]


def _title(info: ET.Element) -> str | None:
    """The title of MODS, put together: `Der` `Wald`, `: ein Buch`, `, 2`; None for another than the main one."""
    parts = {child.tag: " ".join((child.text or "").split()) for child in info}
    if info.get("type") or not parts.get("title"):
        return None
    title = " ".join(filter(None, (parts.get("nonSort"), parts["title"])))
    if parts.get("subTitle"):
        title = f"{title}: {parts['subTitle']}"
    return ", ".join(filter(None, (title, parts.get("partNumber"), parts.get("partName"))))


def _describe(work: Work, section: ET.Element) -> None:
    """Facts not known yet, from MODS or Dublin Core. What MODS says of related items, such as a series, is none of them."""
    values: list[tuple[str, ET.Element, str]] = []
    waiting = [(element, "") for element in reversed(section)]
    while waiting:
        element, parent = waiting.pop()
        name = element.tag
        if name in ("relatedItem", "extension", "subject", "recordInfo"):
            continue
        values.append((f"{parent}/{name}", element, " ".join((element.text or "").split())))
        waiting.extend((child, name) for child in reversed(element))

    def texts(*paths: str) -> list[str]:
        return [text for path in paths for at, _, text in values if text and at.endswith(path)]

    title = next((title for at, element, _ in values if at.endswith("/titleInfo") and (title := _title(element))), None)
    work.title = work.title or title or next(iter(texts("/title")), None)
    dates = texts("originInfo/dateCreated", "originInfo/dateIssued", "/created", "/issued", "/date")
    work.created = work.created or next((found for value in dates if (found := iso_date(value.strip("[]c. ")))), None)
    languages = texts("language/languageTerm", "/language")
    work.language = work.language or next(
        (found for value in languages if (found := iso639(value) or language_code(value))), None
    )
    named = [(element, text) for at, element, text in values if text and at.endswith("/identifier")]
    own = dict.fromkeys(Identifier((element.get("type") or "id").lower(), text) for element, text in named)
    work.identifiers = work.identifiers or tuple(own)
    addresses = [*texts("location/url"), *(value for scheme, value in work.identifiers if scheme in ("purl", "uri", "url"))]
    work.url = work.url or next((address for address in addresses if address.startswith("http")), None)
