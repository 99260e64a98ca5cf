"""hOCR: recognised pages as HTML whose classes say what is a page, a paragraph, a line and a word."""

import re
from collections.abc import Iterator

from lxml import etree

from moisson.errors import DocumentError
from moisson.extract.how import How
from moisson.extract.ocr.lines import TIGHT
from moisson.extract.ocr.page_text import read_pages
from moisson.extract.ocr.pages import Block, Kind, Line, Page
from moisson.extract.xml.xmlsource import xml_text
from moisson.reader import Text

LEFT_OUT = {
    "head": "becomes the document's fields",
    "del, ocrx_cinfo inside a word that has text of its own": "another reading of the same words",
    "ocr_header, ocr_footer, ocr_pageno": "page furniture; Tesseract calls headings ocr_header, and they stay",
    "ocr_separator, ocr_image, ocr_photo, ocr_linedrawing": "no words",
}
FURNITURE = frozenset(("ocr_header", "ocr_footer", "ocr_pageno"))
CAPTION = frozenset(("ocr_caption",))
LINES = frozenset(("ocr_line", "ocrx_line", "ocr_textfloat")) | FURNITURE | CAPTION
PARAGRAPH = frozenset(("ocr_par",))
HEADINGS = frozenset(("ocr_title", "ocr_part", "ocr_chapter", "ocr_section", "ocr_subsection", "ocr_subsubsection"))
HOLDERS = HEADINGS | PARAGRAPH | frozenset(("ocr_carea", "ocr_column", "ocrx_block", "ocr_float", "ocr_table"))
BOX = re.compile(r"\bbbox\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)")
SURE = re.compile(r"\bx_wconfs?\s+([\d.]+)")
SIGN_BY_SIGN = re.compile(r"\bx_confs\s+([\d.]+(?:\s+[\d.]+)*)")  # per cent; Kraken writes shares
TESSERACT = re.compile(r"ocr-system[\"'][^<>]*\btesseract\b", re.I)
HEADING_LINE = re.compile(r"(class=[\"'])ocr_header([\"'])")
NO_TITLE = re.compile(r"h?ocr(?:[ -](?:output|results?|text|file|document|page))?|untitled.*|image:.*", re.I)  # a program's
DECLARATION = re.compile(r"\A\s*<\?xml\b.*?\?>", re.S)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per file, whatever number of pages it has."""
    root = _parse(content)
    title = next((" ".join("".join(map(str, element.itertext())).split()) for element in root.iter("title")), None)
    yield read_pages(_pages(root), "hocr", title=title if title and not NO_TITLE.fullmatch(title) else None)


def pages(content: bytes) -> list[Page]:
    """The pages of one file."""
    return _pages(_parse(content))


def _parse(content: bytes) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    text = DECLARATION.sub("", xml_text(content).lstrip("\ufeff")).replace("\x00", "")
    if TESSERACT.search(text[:4096]):
        text = HEADING_LINE.sub(r"\1ocr_line\2", text)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError("html-malformed", str(error)) from None
    if root is None:
        raise DocumentError("html-malformed", "no element in it")
    return root


def _pages(root: etree._Element) -> list[Page]:
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    found = [element for element in root.iter() if "ocr_page" in _classes(element)]
    stated = {element.get("lang") for element in root.iter() if _classes(element) and element.get("lang")}
    return [_page(element, language if not stated else None) for element in found or [root]]


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return 0.0


def _classes(element: etree._Element) -> list[str]:
    return (element.get("class") or "").split()


def _page(element: etree._Element, language: str | None) -> Page:
    """Lines by the innermost block that holds them; where a page has no lines, its paragraphs are taken as they are."""
    page = Page()
    blocks: dict[etree._Element, Block] = {}
    parts = [(part, classes) for part in element.iter() if (classes := _classes(part))]
    lines = [part for part, classes in parts if not LINES.isdisjoint(classes)]
    lines = lines or [part for part, classes in parts if not PARAGRAPH.isdisjoint(classes)] or [element]
    for part in lines:
        holder, spoken, kind = _around(part, element)
        holder = part if _is(part, PARAGRAPH) else holder
        line = _line(part)
        block = blocks.get(holder)
        if block is None or block.kind is not kind or (holder is element and _begins_column(line, block.lines[-1])):
            block = blocks[holder] = Block([], kind, spoken or language)
            page.blocks.append(block)
        block.lines.append(line)
    for word, classes in parts:
        if "ocrx_word" in classes and (sure := _sure(word.get("title") or "")) is not None:
            page.confidences.append(sure)
    return page


def _begins_column(line: Line, before: Line) -> bool:
    """Whether a line stands higher on the page than the one before, and beside it."""
    return line.bottom <= before.top and (line.left >= before.right or line.right <= before.left)


def _sure(title: str) -> float | None:
    """How sure the recognition was of a word, from 0 to 1."""
    if found := SURE.search(title):
        values, most = [_number(found[1])], 100.0
    elif found := SIGN_BY_SIGN.search(title):
        values = [_number(value) for value in found[1].split()]
        most = 1.0 if max(values) <= 1 else 100.0
    else:
        return None
    return sum(values) / len(values) / most if max(values) <= most else None


def _is(element: etree._Element, names: frozenset[str]) -> bool:
    return not names.isdisjoint(_classes(element))


def _around(part: etree._Element, page: etree._Element) -> tuple[etree._Element, str | None, Kind]:
    """The block that holds a line, the language around it, and what it is."""
    holder: etree._Element | None = None
    language: str | None = None
    kind = Kind.BODY
    at: etree._Element | None = part
    while at is not None and at is not page:
        language = language or at.get("lang")
        if holder is None and at is not part and _is(at, HOLDERS):
            holder = at
        if _is(at, FURNITURE):
            kind = Kind.FURNITURE
        elif kind is Kind.BODY and (_is(at, HEADINGS) or at.tag in ("h1", "h2", "h3", "h4", "h5", "h6")):
            kind = Kind.HEADING
        elif kind is Kind.BODY and _is(at, CAPTION):
            kind = Kind.CAPTION
        at = at.getparent()
    return (page if holder is None else holder), language, kind


def _line(element: etree._Element) -> Line:
    words = [word for word in element.iter() if "ocrx_word" in _classes(word)]
    pieces: list[str] = []
    for part in words or [element]:
        text = _chosen(part)
        pieces.extend((" ", text) if not TIGHT.fullmatch(text) or _spaced(part) else (text,))
    text = "".join(pieces)
    if box := BOX.search(element.get("title") or ""):
        left, top, right, bottom = map(_number, box.groups())
        return Line(" ".join(text.split()), left, top, right, bottom)
    return Line(" ".join(text.split()))


def _is_choice(sign: etree._Element) -> bool:
    """Whether it holds signs as Tesseract lists its choices: several, none of which has a place."""
    return len(sign) > 0 and all("ocrx_cinfo" in _classes(part) for part in sign)


def _spaced(word: etree._Element) -> bool:
    """Whether a word that is a sign alone stands off the word before, as far as their boxes tell."""
    before = word.getprevious()
    places = [BOX.search(part.get("title") or "") for part in (before, word) if part is not None]
    boxes = [[*map(_number, place.groups())] for place in places if place]
    return len(boxes) < 2 or boxes[1][0] - boxes[0][2] >= 0.15 * (boxes[0][3] - boxes[0][1])


def _chosen(element: etree._Element) -> str:
    """The words inside, of alternatives the inserted one, or the one that is not said to be a choice."""
    if not len(element):
        return (element.text or "") if element.tag != "del" else ""
    pieces: list[str] = []
    deleted = 0
    word = "ocrx_word" in _classes(element)
    whole = word and (element.text or "").strip()  # beside it, signs are choices
    signs = word and not whole and all("ocrx_cinfo" in _classes(part) for part in element)  # on lines of their own, at times
    for event, part in etree.iterwalk(element, events=("start", "end")):
        other = part.tag == "del" or (part is not element and "ocrx_cinfo" in _classes(part) and (whole or _is_choice(part)))
        deleted += (event == "start") - (event == "end") if other else 0
        words = part.text if event == "start" else part.tail if part is not element else None
        if words and not deleted and not (signs and words.isspace()):
            pieces.append(words)
    return "".join(pieces)
