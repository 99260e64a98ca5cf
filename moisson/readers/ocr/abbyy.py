"""ABBYY FineReader's XML, schemas 6 to 10, as libraries and the Internet Archive keep it: letters, lines, paragraphs."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from moisson.readers.contract import Text
from moisson.readers.facts.stated import language_code
from moisson.readers.ocr.page_text import read_pages
from moisson.readers.ocr.pages import Block, Kind, Line, Page, kind_of
from moisson.readers.ocr.trees import ended
from moisson.readers.pipes import Cell, table
from moisson.readers.read_options import How

LEFT_OUT = {
    "blocks of pictures, separators, barcodes": "no words",
    "charRecVariants, wordRecVariants": "other readings of the same words",
    "documentData": "styles and the order of sections",
    "paragraphs in the style of running titles, headers, footers, rubbish": "page furniture",
}
ROLES = {"rt": Kind.FURNITURE, "garb": Kind.FURNITURE, "headline": Kind.HEADING}  # the others say what they are in English
LANGUAGE = re.compile(r"[A-Z][a-z]+")  # of the words in `GermanNewSpelling`, `OldGerman`
VARIANTS = frozenset(("charRecVariants", "wordRecVariants"))
SPANS = ("colSpan", "rowSpan")
MAX_SPAN = 100
UNSURE = 100  # what is higher says that nothing is known


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per file, which is a page or a book."""
    yield read_pages(pages(content), "abbyy")


def pages(content: bytes) -> list[Page]:
    """The pages of one file; of the letters, each an element, no more than a page's are held."""
    roles: dict[str, Kind] = {}
    found: list[Page] = []
    for element in ended(content):
        if element.tag == "paragraphStyle":
            role = element.get("role") or ""
            roles[element.get("id") or ""] = ROLES.get(role) or kind_of(role)
        elif element.tag == "page":
            found.append(_page(element, roles))
            element.clear()
    return found


def _page(element: ET.Element, roles: dict[str, Kind]) -> Page:
    page = Page()
    for block in element.findall("block"):
        rows = [
            [Cell(_cell(cell, page, roles), *map(_span, map(cell.get, SPANS))) for cell in row.findall("cell")]
            for row in block.findall("row")
        ]
        page.blocks.extend(Block([Line(text)], Kind.TABLE) for text in table(rows))
        page.blocks.extend(_paragraphs(block, page, roles))
    return page


def _span(stated: str | None) -> int:
    return min(int(stated), MAX_SPAN) or 1 if stated and stated.isascii() and stated.isdigit() and len(stated) < 10 else 1


def _cell(cell: ET.Element, page: Page, roles: dict[str, Kind]) -> str:
    return " ".join(line.text.strip() for block in _paragraphs(cell, page, roles) for line in block.lines)


def _paragraphs(parent: ET.Element, page: Page, roles: dict[str, Kind]) -> Iterator[Block]:
    """The paragraphs of a block or a cell, each a block of its own."""
    for paragraph in parent.findall("text/par"):
        spoken: Counter[str] = Counter()
        lines = [_line(line, page, spoken) for line in paragraph.findall("line")]
        language = max(spoken, key=lambda name: (spoken[name], name), default=None)
        yield Block(lines, roles.get(paragraph.get("style") or "", Kind.BODY), language)


def _line(element: ET.Element, page: Page, spoken: Counter[str]) -> Line:
    """A line: letter by letter, or in stretches of one font where the letters were not written down."""
    pieces: list[str] = []
    for stretch in element.findall("formatting"):
        letters = stretch.findall("charParams")
        signs = [*map(_sign, letters)] if letters else [stretch.text or ""]
        pieces.extend(signs)
        if code := _language(stretch.get("lang") or ""):
            spoken[code] += sum(map(len, signs))
        sure = [_number(letter.get("charConfidence"), -1) for letter, sign in zip(letters, signs, strict=False) if sign != " "]
        page.confidences.extend(value / UNSURE for value in sure if 0 <= value <= UNSURE)
    left, top, right, bottom = (_number(element.get(side), 0) for side in "ltrb")
    return Line("".join(pieces), left, top, right, bottom)


def _sign(letter: ET.Element) -> str:
    """What a letter reads as, apart from other readings, which stand inside it; a space or tab is a letter, too."""
    sign = "".join([letter.text or "", *(part.tail or "" for part in letter if part.tag in VARIANTS)])
    return sign.strip() or (sign[:1] and " ")


def _language(stated: str) -> str | None:
    return next((code for word in LANGUAGE.findall(stated) if (code := language_code(word)) and len(word) > 3), None)


def _number(value: str | None, default: float) -> float:
    try:
        return float(value or default)
    except ValueError:
        return default
