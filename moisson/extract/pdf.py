"""PDF: the words of its pages in reading order, without what only furnishes a page.

pdfium (through pypdfium2) opens the file and says which characters stand where. What makes text of them is in the modules beside
this one: `pdf_chars` and `pdf_segments` (pieces of lines), `pdf_mend` (fonts without a mapping), `pdf_rules` and `pdf_tables`,
`pdf_aligned` (tables), `pdf_layout` (order), `pdf_furniture` (running heads), `pdf_blocks` and `pdf_notes` (paragraphs, headings,
notes), `pdf_meta` (title). Pages without words of their own are recognised (`pdf_scan`, `ocr`) where Tesseract is installed.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from moisson.errors import DocumentError
from moisson.extract.how import How
from moisson.extract.hyphens import vocabulary
from moisson.extract.ocr import Unavailable, languages
from moisson.extract.pdf_aligned import framed
from moisson.extract.pdf_blocks import blocks, joined
from moisson.extract.pdf_furniture import furniture
from moisson.extract.pdf_layout import columns
from moisson.extract.pdf_segments import Segment
from moisson.extract.pdf_tables import ruled
from moisson.extract.pdf_writing import Block, Style
from moisson.reader import Text

PAGES = 5_000  # that are read of one file
SCANS = 300  # of them, that are recognised
PASSWORD = 4  # pdfium's error for it


@dataclass(slots=True)
class Page:
    """One page: its size, its segments, its rules, and what runs another way, each with the point where it stands."""

    width: float
    height: float
    segments: list[Segment] = field(default_factory=list)
    rules: Any = None
    aside: list[tuple[Segment, float, float]] = field(default_factory=list)


@dataclass(slots=True)
class Read:
    """A document's pages and what was found on the way."""

    pages: list[Page] = field(default_factory=list)
    style: Style = field(default_factory=lambda: Style(10.0))
    confidence: list[float] = field(default_factory=list)  # of the words that Tesseract read
    unread: list[int] = field(default_factory=list)  # pages, from 1, that hold words which could not be read
    why: str = ""


def read(content: bytes, how: How) -> Iterator[Text]:
    """The document; raises DocumentError where it cannot be opened, or most of its pages hold no words that can be read."""
    from moisson.extract.pdf_meta import language, title

    document = _open(content)
    with closing(document):
        found = _read(document, how)
        style = found.style
        parts = [_blocks(page, style) for page in found.pages]
        written = _write(joined(parts, style), style)
        read = sum(bool(part) for number, part in enumerate(parts, 1) if number not in set(found.unread))
        if found.unread and (len(found.unread) > read or not written):
            few = ", ".join(map(str, found.unread[:8])) + (" …" if len(found.unread) > 8 else "")
            raise DocumentError(
                "pdf-no-text", f"{len(found.unread)} of {len(parts)} pages ({few}) hold no text that can be read: {found.why}"
            )
        sure = sum(found.confidence) / len(found.confidence) if found.confidence else None
        name = next((title(document, part, style.body) for part in parts if part), None)
        yield Text(written, "pdf", name, language(document), confidence=round(sure, 4) if sure is not None else None)


def pages(content: bytes, how: How) -> list[str]:
    """The text of each page as it stands in the document, paragraphs cut where the pages end."""
    document = _open(content)
    with closing(document):
        found = _read(document, how)
        return [_write(_blocks(page, found.style), found.style) for page in found.pages]


def _open(content: bytes) -> Any:
    try:
        import pypdfium2
    except ImportError:
        raise DocumentError("needs-extra", "install moisson[pdf]") from None
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == PASSWORD:
            raise DocumentError("pdf-encrypted", "the file opens with a password only") from None
        raise DocumentError("pdf-malformed", f"pdfium cannot open the file: {error}") from None
    if not len(document):
        document.close()
        raise DocumentError("pdf-malformed", "the file has no pages")
    return document


def _read(document: Any, how: How) -> Read:
    """All pages as segments, without furniture."""
    import pypdfium2

    from moisson.extract.pdf_meta import language

    stated = language(document)
    found = Read()
    broken = 0
    for number in range(min(len(document), PAGES)):
        try:
            page = document[number]
            with closing(page):
                found.pages.append(_page(page, number, found, how, stated))
        except pypdfium2.PdfiumError:
            broken += 1
            found.pages.append(Page(1.0, 1.0))
    if broken == len(found.pages):
        raise DocumentError("pdf-malformed", f"pdfium can load none of the {broken} pages")
    for page, ids in zip(found.pages, furniture([(page.segments, page.height) for page in found.pages]), strict=True):
        if ids:
            page.segments = [s for s in page.segments if id(s) not in ids]
    sizes: Counter[float] = Counter()
    for page in found.pages:
        for s in page.segments:
            sizes[round(s.size * 2) / 2] += len(s.text)
    words = vocabulary([s.text for page in found.pages for s in page.segments])
    found.style = Style(sizes.most_common(1)[0][0] if sizes else 10.0, stated, words)
    return found


def _page(page: Any, number: int, found: Read, how: How, stated: str | None) -> Page:
    """A page's segments: of its own characters, or recognised where it has too few."""
    from moisson.extract.pdf_chars import characters
    from moisson.extract.pdf_mend import mend
    from moisson.extract.pdf_rules import rules
    from moisson.extract.pdf_scan import GARBAGE, recognised, wordless
    from moisson.extract.pdf_segments import aside, segments

    with closing(page.get_textpage()) as textpage:
        layout = characters(page.raw, textpage.raw)
        mend(layout)
    lines = rules(page.raw, layout)
    own = Page(layout.width, layout.height, segments(layout.ways[0], lines.upright) if layout.ways else [], lines)
    for way in layout.ways[1:]:
        own.aside.extend(aside(layout, way))
    if not wordless(page.raw, layout):
        return own
    if layout.unmapped > GARBAGE:
        own = Page(layout.width, layout.height)
    try:
        if not how.ocr:
            raise Unavailable("recognition is switched off (ocr = false)")
        if number >= SCANS:
            raise Unavailable(f"only the first {SCANS} pages of a file are recognised")
        pieces, width, height, sure = recognised(page, languages(how.ocr_languages, stated), lines.upright.tolist())
    except Unavailable as missing:
        found.unread.append(number + 1)
        found.why = str(missing)
        return own
    if sum(len(s.text) for s in pieces) <= sum(len(s.text) for s in own.segments):
        return own
    found.confidence.extend(sure)
    return Page(width, height, pieces, lines if (width, height) == (layout.width, layout.height) and not layout.turn else None)


def _blocks(page: Page, style: Style) -> list[Block]:
    tables, rest = ruled(page.rules, page.segments, page.aside) if page.rules else ([], page.segments)
    if page.rules and len(page.rules.flat) > 2:
        more, rest = framed(page.rules.flat, rest)
        tables += more
    used = {id(s) for table in tables for row in table.rows for cell, _ in row for s in cell}
    others = [s for s, _, _ in page.aside if id(s) not in used]
    found = blocks(columns(rest, tables), style)
    return found + (blocks(columns(others, []), style) if others else [])


def _write(parts: list[Block], style: Style) -> str:
    """Blocks as text; the larger a heading, the fewer marks it has."""
    large = {round(b.size * 2) / 2 for b in parts if b.kind == "heading" and b.size > 1.12 * style.body}
    sizes = sorted(large, reverse=True)
    lines: list[str] = []
    before = ""
    for block in parts:
        text = block.text
        if not text:
            continue
        if block.kind == "heading":
            level = next((k for k, size in enumerate(sizes) if block.size >= size - 0.25), len(sizes)) + 1
            text = "#" * min(level, 6) + " " + text
        lines.append(("\n" if block.kind == "item" == before else "\n\n") + text)
        before = block.kind
    return "".join(lines).strip()
