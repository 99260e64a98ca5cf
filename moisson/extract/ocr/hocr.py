"""hOCR: recognised pages as HTML whose classes say what is a page, a paragraph, a line and a word."""

import re
from collections.abc import Iterator

from lxml import etree

from moisson.errors import DocumentError
from moisson.extract.how import How
from moisson.extract.ocr.page_text import read_pages
from moisson.extract.ocr.pages import Block, Kind, Line, Page
from moisson.extract.xml.xmlsource import xml_text
from moisson.reader import Text

LEFT_OUT = {
    "head": "becomes the document's fields",
    "del": "another reading of the same words",
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
TESSERACT = re.compile(r"ocr-system[\"'][^<>]*\btesseract\b", re.I)
HEADING_LINE = re.compile(r"(class=[\"'])ocr_header([\"'])")
DECLARATION = re.compile(r"\A\s*<\?xml\b.*?\?>", re.S)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per file, whatever number of pages it has."""
    root = _parse(content)
    title = next((" ".join("".join(map(str, element.itertext())).split()) for element in root.iter("title")), None)
    yield read_pages(_pages(root), "hocr", title=title or None)


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
        block = blocks.get(holder)
        if block is None or block.kind is not kind:
            block = blocks[holder] = Block([], kind, spoken or language)
            page.blocks.append(block)
        block.lines.append(_line(part))
    for word, classes in parts:
        if "ocrx_word" in classes and (sure := SURE.search(word.get("title") or "")) and _number(sure[1]) <= 100:
            page.confidences.append(_number(sure[1]) / 100)
    return page


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
    text = " ".join(_chosen(part) for part in (words or [element]))
    if box := BOX.search(element.get("title") or ""):
        left, top, right, bottom = map(_number, box.groups())
        return Line(" ".join(text.split()), left, top, right, bottom)
    return Line(" ".join(text.split()))


def _chosen(element: etree._Element) -> str:
    """The words inside, of alternatives the inserted one."""
    if not len(element):
        return (element.text or "") if element.tag != "del" else ""
    pieces: list[str] = []
    deleted = 0
    for event, part in etree.iterwalk(element, events=("start", "end")):
        deleted += (event == "start") - (event == "end") if part.tag == "del" else 0
        words = part.text if event == "start" else part.tail if part is not element else None
        if words and not deleted:
            pieces.append(words)
    return "".join(pieces)
