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
WORD = frozenset(("ocrx_word",))
SIGN = frozenset(("ocrx_cinfo",))
HEADINGS = frozenset(("ocr_title", "ocr_part", "ocr_chapter", "ocr_section", "ocr_subsection", "ocr_subsubsection"))
HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
HOLDERS = HEADINGS | PARAGRAPH | frozenset(("ocr_carea", "ocr_column", "ocrx_block", "ocr_float", "ocr_table"))
# What is sought begins with letters, which are found faster than a word's edge.
BOX = re.compile(r"bbox(?<=\bbbox)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)")
SURE = re.compile(r"x_wconf(?<=\bx_wconf)s?\s+([\d.]+)")
SIGN_BY_SIGN = re.compile(r"x_confs(?<=\bx_confs)\s+([\d.]+(?:\s+[\d.]+)*)")  # per cent; Kraken writes shares
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
    if "ocr_header" in text and TESSERACT.search(text[:4096]):
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
    found = [element for element in root.iter() if "ocr_page" in (element.get("class") or "").split()]
    stated = any(element.get("lang") and (element.get("class") or "").split() for element in root.iter())
    return [_PageOf(element).read(language if not stated else None) for element in found or [root]]


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return 0.0


class _PageOf:
    """One page's element, and the classes of those inside it."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        named = ((part, part.get("class")) for part in element.iter())
        self._classes = {part: names for part, value in named if value and (names := value.split())}

    def read(self, language: str | None) -> Page:
        """Lines by the innermost block that holds them; where a page has no lines, its paragraphs are taken as they are."""
        page = Page()
        blocks: dict[etree._Element, Block] = {}
        for part in self._of(LINES) or self._of(PARAGRAPH) or [self.element]:
            holder, spoken, kind = self._around(part)
            holder = part if self._is(part, PARAGRAPH) else holder
            line = self._line(part)
            block = blocks.get(holder)
            beside = holder is self.element and block is not None and _begins_column(line, block.lines[-1])
            if block is None or block.kind is not kind or beside:
                block = blocks[holder] = Block([], kind, spoken or language)
                page.blocks.append(block)
            block.lines.append(line)
        sure = (_sure(word.get("title") or "") for word in self._of(WORD))
        page.confidences.extend(value for value in sure if value is not None)
        return page

    def _of(self, names: frozenset[str]) -> list[etree._Element]:
        return [part for part, classes in self._classes.items() if not names.isdisjoint(classes)]

    def _is(self, element: etree._Element, names: frozenset[str]) -> bool:
        return not names.isdisjoint(self._classes.get(element, ()))

    def _around(self, part: etree._Element) -> tuple[etree._Element, str | None, Kind]:
        """The block that holds a line, the language around it, and what it is."""
        holder: etree._Element | None = None
        language: str | None = None
        kind = Kind.BODY
        at: etree._Element | None = part
        while at is not None and at is not self.element:
            language = language or at.get("lang")
            if holder is None and at is not part and self._is(at, HOLDERS):
                holder = at
            if self._is(at, FURNITURE):
                kind = Kind.FURNITURE
            elif kind is Kind.BODY and (self._is(at, HEADINGS) or at.tag in HEADING_TAGS):
                kind = Kind.HEADING
            elif kind is Kind.BODY and self._is(at, CAPTION):
                kind = Kind.CAPTION
            at = at.getparent()
        return (self.element if holder is None else holder), language, kind

    def _line(self, element: etree._Element) -> Line:
        words = [part for part in element.iter() if self._is(part, WORD)]
        pieces: list[str] = []
        for part in words or [element]:
            text = self._chosen(part)
            pieces.extend((" ", text) if not TIGHT.fullmatch(text) or _spaced(part) else (text,))
        text = " ".join("".join(pieces).split())
        if box := BOX.search(element.get("title") or ""):
            left, top, right, bottom = map(_number, box.groups())
            return Line(text, left, top, right, bottom)
        return Line(text)

    def _chosen(self, element: etree._Element) -> str:
        """The words inside, of alternatives the inserted one, or the one that is not said to be a choice."""
        if not len(element):
            return (element.text or "") if element.tag != "del" else ""
        pieces: list[str] = []
        deleted = 0
        word = self._is(element, WORD)
        whole = word and (element.text or "").strip()  # beside it, signs are choices
        signs = word and not whole and all(self._is(part, SIGN) for part in element)  # on lines of their own, at times
        for event, part in etree.iterwalk(element, events=("start", "end")):
            sign = part is not element and self._is(part, SIGN)
            other = part.tag == "del" or (sign and (whole or self._is_choice(part)))
            deleted += (event == "start") - (event == "end") if other else 0
            words = part.text if event == "start" else part.tail if part is not element else None
            if words and not deleted and not (signs and words.isspace()):
                pieces.append(words)
        return "".join(pieces)

    def _is_choice(self, sign: etree._Element) -> bool:
        """Whether it holds signs as Tesseract lists its choices: several, none of which has a place."""
        return len(sign) > 0 and all(self._is(part, SIGN) for part in sign)


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


def _spaced(word: etree._Element) -> bool:
    """Whether a word that is a sign alone stands off the word before, as far as their boxes tell."""
    before = word.getprevious()
    places = [BOX.search(part.get("title") or "") for part in (before, word) if part is not None]
    boxes = [[*map(_number, place.groups())] for place in places if place]
    return len(boxes) < 2 or boxes[1][0] - boxes[0][2] >= 0.15 * (boxes[0][3] - boxes[0][1])
