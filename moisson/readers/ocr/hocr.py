"""hOCR: recognised pages as HTML whose classes say what is a page, a paragraph, a line and a word."""

import re
from collections.abc import Iterator, Sequence

from moisson.readers.contract import Text
from moisson.readers.ocr.hocr_parts import (
    CAPTION,
    FURNITURE,
    HEADING,
    HOLDER,
    LINE,
    PAGE,
    PARAGRAPH,
    SIGN,
    WORD,
    Part,
    Parts,
    parse,
)
from moisson.readers.ocr.lines import SIGNS
from moisson.readers.ocr.page_text import read_pages
from moisson.readers.ocr.pages import Block, Kind, Line, Page
from moisson.readers.read_options import How

LEFT_OUT = {
    "head": "becomes the document's fields",
    "del, ocrx_cinfo inside a word that has text of its own": "another reading of the same words",
    "ocr_header, ocr_footer, ocr_pageno": "page furniture; Tesseract calls headings ocr_header, and they stay",
    "ocr_separator, ocr_image, ocr_photo, ocr_linedrawing": "no words",
}
HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What is sought begins with letters, which are found faster than a word's edge.
BOX = re.compile(r"bbox(?<=\bbbox)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)")
SURE = re.compile(r"x_wconf(?<=\bx_wconf)s?\s+([\d.]+)")
SIGN_BY_SIGN = re.compile(r"x_conf(?<=\bx_conf)s?\s+([\d.]+(?:\s+[\d.]+)*)")  # per cent; Kraken writes shares
CLINGS = re.compile(r"[.,;:!?)\]…]+")  # to the word before, where the boxes touch
TEMPLATE = ("en", "en-US")  # of the whole file: programs write it, whatever they have recognised
NO_TITLE = re.compile(r"h?ocr(?:[ -](?:output|results?|text|file|document|page))?|untitled.*|image:.*", re.I)  # a program's


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per file, whatever number of pages it has."""
    found = parse(content)
    title = _title(found.parts)
    yield read_pages(_pages(found), "hocr", title=title if title and not NO_TITLE.fullmatch(title) else None)


def pages(content: bytes) -> list[Page]:
    """The pages of one file."""
    return _pages(parse(content))


def _title(parts: list[Part]) -> str:
    for part in parts:
        if part.tag == "title":
            return " ".join(_words_in(part, parts).split())
    return ""


def _pages(found: Parts) -> list[Page]:
    parts = found.parts
    stated = [part for part in parts if part.roles and part.language]
    pages = [part for part in parts if part.roles & PAGE]
    whole = found.language if not stated and found.language not in TEMPLATE else None
    return [_page(part, parts, whole) for part in pages or parts[:1]]


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return 0.0


def _page(element: Part, parts: list[Part], language: str | None) -> Page:
    """Lines by the innermost block that holds them; where a page has no lines, its paragraphs are taken as they are."""
    page = Page()
    blocks: dict[int, Block] = {}  # by the place of the element that holds them
    inside = parts[element.at : element.end]
    lines = [part for part in inside if part.roles & LINE] or [part for part in inside if part.roles & PARAGRAPH]
    for part in lines or [element]:
        holder, spoken, kind = _around(part, element)
        at = part.at if part.roles & PARAGRAPH else holder.at
        line = _line(part, parts)
        block = blocks.get(at)
        beside = block is not None and at == element.at and _begins_column(line, block.lines[-1])
        if block is None or block.kind is not kind or beside:
            block = blocks[at] = Block([], kind, spoken or language)
            page.blocks.append(block)
        block.lines.append(line)
    for part in inside:
        if part.roles & WORD and not (part.text.isspace() and part.end == part.at + 1):
            sure = _sure(part.title)
            if sure >= 0:
                page.confidences.append(sure)
    return page


def _around(part: Part, page: Part) -> tuple[Part, str | None, Kind]:
    """The block that holds a line, the language around it, and what it is."""
    holder = page
    language: str | None = None
    kind = Kind.BODY
    at: Part | None = part
    while at is not None and at is not page:
        language = language or at.language
        if holder is page and at is not part and at.roles & HOLDER:
            holder = at
        if at.roles & FURNITURE:
            kind = Kind.FURNITURE
        elif kind is Kind.BODY and (at.roles & HEADING or at.tag in HEADING_TAGS):
            kind = Kind.HEADING
        elif kind is Kind.BODY and at.roles & CAPTION:
            kind = Kind.CAPTION
        at = at.parent
    return holder, language, kind


def _line(element: Part, parts: list[Part]) -> Line:
    pieces: list[str] = []
    words = [part for part in parts[element.at : element.end] if part.roles & WORD] or [element]
    opens = False
    for part in words:
        text = _chosen(part, parts)
        clings = opens or (not text[:1].isalnum() and _clings(text, part is words[-1]))
        if not clings or _spaced(part):
            pieces.append(" ")
        pieces.append(text)
        opens = text == "(" or text == "["
        tail = part.tail
        if tail and not tail.isspace() and part is not element:  # signs that no word holds, as a hyphen at a line's end
            pieces.append(tail)
    line = Line(" ".join("".join(pieces).split()))
    if box := BOX.search(element.title):
        line.left, line.top, line.right, line.bottom = [_number(value) for value in box.groups()]
    return line


def _chosen(element: Part, parts: list[Part]) -> str:
    """The words inside, of alternatives the inserted one, or the one that is not said to be a choice."""
    if element.end == element.at + 1:
        return element.text if element.tag != "del" else ""
    inner = _inner(element, parts)
    word = bool(element.roles & WORD)
    whole = word and bool(element.text.strip())  # beside it, signs are choices
    signs = word and not whole and _are_signs(inner)  # on lines of their own, at times
    others: list[int] = []
    for part in parts[element.at : element.end]:
        sign = part is not element and part.roles & SIGN
        if part.tag == "del" or (sign and (whole or _is_choice(part, parts))):
            others.append(part.at)
    return _words_in(element, parts, others, signs)


def _words_in(element: Part, parts: list[Part], others: Sequence[int] = (), signs: bool = False) -> str:
    """All words inside an element but those inside `others`; of signs, no white space between them."""
    pieces: list[str] = []
    opened: list[Part] = []
    left_out = 0
    for part in [*parts[element.at : element.end], None]:
        while opened:
            before = opened[-1]
            if part is not None and before.end > part.at:
                break
            opened.pop()
            left_out -= before.at in others
            if before is not element and before.tail and not left_out and not (signs and before.tail.isspace()):
                pieces.append(before.tail)
        if part is not None:
            opened.append(part)
            left_out += part.at in others
            if part.text and not left_out and not (signs and part.text.isspace()):
                pieces.append(part.text)
    return "".join(pieces)


def _inner(element: Part, parts: list[Part]) -> list[Part]:
    """The elements inside, without those inside these."""
    found: list[Part] = []
    at = element.at + 1
    while at < element.end:
        part = parts[at]
        found.append(part)
        at = part.end
    return found


def _is_choice(sign: Part, parts: list[Part]) -> bool:
    """Whether it holds signs as Tesseract lists its choices: several, none of which has a place."""
    inner = _inner(sign, parts)
    return len(inner) > 0 and _are_signs(inner)


def _are_signs(parts: list[Part]) -> bool:
    return not [part for part in parts if not part.roles & SIGN]


def _begins_column(line: Line, before: Line) -> bool:
    """Whether a line stands higher on the page than the one before, and beside it."""
    return line.bottom <= before.top and (line.left >= before.right or line.right <= before.left)


def _sure(title: str) -> float:
    """How sure the recognition was of a word, from 0 to 1; -1 where nothing is said that makes sense."""
    at = title.rfind("; x_wconf ")  # as nearly all programs write it
    if at > 0 and (after := title[at + 10 :]).isdecimal():
        value = float(after)
        return value / 100 if value <= 100 else -1
    if found := SURE.search(title):
        value = _number(found[1])
        return value / 100 if value <= 100 else -1
    if found := SIGN_BY_SIGN.search(title):
        values = [_number(share) for share in found[1].split()]
        most = 1.0 if max(values) <= 1 else 100.0
        return sum(values) / len(values) / most if max(values) <= most else -1
    return -1


def _clings(text: str, last: bool) -> bool:
    """Whether a word is signs that some programs part from the word before; a hyphen does so where the line ends."""
    return CLINGS.fullmatch(text) is not None or (last and len(text) == 1 and text in SIGNS)


def _spaced(word: Part) -> bool:
    """Whether a word that is a sign alone stands off the word before, as far as their boxes tell."""
    if word.before is None:
        return True
    before = BOX.search(word.before.title)
    place = BOX.search(word.title)
    if before is None or place is None:
        return True
    _, top, right, bottom = [_number(value) for value in before.groups()]
    return _number(place[1]) - right >= 0.15 * (bottom - top)
