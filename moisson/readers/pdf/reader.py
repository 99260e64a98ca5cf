"""PDF: the words of its pages in reading order, without what only furnishes a page.

pdfium (through pypdfium2) opens the file and says which characters stand where. What makes text of them is in the modules beside
this one: `chars`, `fonts`, `runs` and `segments` (`pieces` of lines), `mend`, `letters`, `drawn` and `accents` (what
characters mean), `fields` and `filled` (what is filled in to a form), `rules`, `fills`, `cells`, `stacks`, `aligned` and
`white` (tables), `columns` and `order` (order), `furniture` (running heads), `words` (what tells divided words), `blocks`,
`breaks`, `ends` and `notes` (paragraphs, headings, notes), `meta` (title). Pages without words of their own are recognised
(`scan`, `ocr`) where Tesseract is installed.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.facts.title_and_date import as_of, face_date, without_number
from moisson.readers.pdf.blocks import blocks
from moisson.readers.pdf.broken import join_broken
from moisson.readers.pdf.cells import ruled
from moisson.readers.pdf.chars import Characters, Way, characters
from moisson.readers.pdf.columns import columns
from moisson.readers.pdf.fields import form, values
from moisson.readers.pdf.filled import fill
from moisson.readers.pdf.furniture import furniture
from moisson.readers.pdf.headings import settled_headings
from moisson.readers.pdf.joined import joined
from moisson.readers.pdf.levels import leveled
from moisson.readers.pdf.margins import line_numbers
from moisson.readers.pdf.mend import mend
from moisson.readers.pdf.meta import language, title
from moisson.readers.pdf.ocr import Unavailable
from moisson.readers.pdf.pdfium import address, close, connect, load
from moisson.readers.pdf.pieces import Segment, count_signs, texts, without
from moisson.readers.pdf.rules import Rules, rules
from moisson.readers.pdf.scan import GARBAGE, Scans, count_outlines, parts, recognised, unwritten, wordless
from moisson.readers.pdf.segments import aside, segments
from moisson.readers.pdf.shown import shown
from moisson.readers.pdf.stacks import stacked
from moisson.readers.pdf.tags.blocks import Writer
from moisson.readers.pdf.tags.elements import Elements, elements, marked
from moisson.readers.pdf.tags.languages import shares, spoken
from moisson.readers.pdf.tags.page import Tagged, tagged
from moisson.readers.pdf.tags.tree import Tree
from moisson.readers.pdf.tags.trust import agrees
from moisson.readers.pdf.words import Words
from moisson.readers.pdf.writing import Block, Style, as_text
from moisson.readers.read_options import How
from moisson.readers.set_aside import Kind, set_aside, shows

PAGES = 5_000  # that are read of one file
PASSWORD = 4  # pdfium's error for it
BUNCH = 16  # pages that are asked of pdfium at a time
ASKED = 50_000_000  # places of structure trees; pages that come after so many are read without their tags
MANY = 100_000  # characters, with which a bunch ends sooner


@dataclass(slots=True)
class Page:
    """One page: its size, its segments, its rules, and what runs another way, each with the point where it stands."""

    width: float
    height: float
    segments: list[Segment] = field(default_factory=list)
    rules: Any = None
    aside: list[tuple[Segment, float, float]] = field(default_factory=list)
    tagged: Tagged | None = None  # its segments by the blocks of the tags, where these can be trusted
    tree: Tree | None = None  # that has these blocks


class Given(NamedTuple):
    """What pdfium says of a page."""

    layout: Characters
    rules: Rules
    images: Any  # their boxes
    outlines: int  # see `count_outlines`
    elements: Elements | None
    filled: Way | None  # the characters of what is filled in to its fields; such a page is read without its tags


@dataclass(slots=True)
class Read:
    """A document's pages and what was found on the way."""

    pages: list[Page] = field(default_factory=list)
    tree: Tree = field(default_factory=Tree)
    apart: bool = False  # each page is read by itself
    spoken: Counter[str] = field(default_factory=Counter)  # words by the language that the tags of pages say
    style: Style = field(default_factory=lambda: Style(10.0))
    confidence: list[float] = field(default_factory=list)  # of the words that Tesseract read
    unread: dict[int, str] = field(default_factory=dict)  # pages, from 1, that hold words which could not be read, and why not
    drawn: bool = False  # fonts without a mapping, which some page showed to hold Latin letters
    images: dict[int, str] = field(default_factory=dict)  # pages with images that hold words besides those that were read


def read(content: bytes, how: How) -> Iterator[Text]:
    """The document; raises DocumentError where it cannot be opened, or most of its pages hold no words that can be read."""
    document = _open(content)
    with closing(document), form(document) as fields:
        found = _read(document, how, fields)
        style = found.style
        parts = _parts(found)
        whole = joined(parts, style)
        join_broken(whole)
        written = as_text(whole, style)
        read = sum(bool(part) for number, part in enumerate(parts, 1) if number not in found.unread)
        if found.unread and (len(found.unread) > read or not written):
            raise DocumentError("pdf-no-text", _lost(found.unread, "hold no text that can be read", len(document)))
        lost = [(found.unread, "hold no text that can be read"), (found.images, "hold images with words that were not read")]
        missing = "; ".join(_lost(pages, what, len(document)) for pages, what in lost if pages)
        sure = sum(found.confidence) / len(found.confidence) if found.confidence else None
        name = next((title(document, part, style.body) for part in parts if part), None)
        name = without_number(name) if name else None
        stated = language(document)
        languages = shares(found.spoken, written, stated)
        stated = stated or (languages[0].language if languages else None)
        created = face_date(written, name, stated)
        certain = round(sure, 4) if sure is not None else None
        yield Text(
            written,
            "pdf",
            name,
            stated,
            created,
            valid_from=as_of(written, stated),
            languages=languages,
            missing=missing or None,
            confidence=certain,
        )


def _lost(pages: dict[int, str], what: str, count: int) -> str:
    """Which pages, and why."""
    few = ", ".join(map(str, [*pages][:8])) + (" …" if len(pages) > 8 else "")
    return f"{len(pages)} of {count} pages ({few}) {what}: {Counter(pages.values()).most_common(1)[0][0]}"


def pages(content: bytes, how: How) -> list[str]:
    """The text of each page as it stands in the document, paragraphs cut where the pages end."""
    document = _open(content)
    with closing(document), form(document) as fields:
        found = _read(document, how, fields, apart=True)
        return [as_text(part, found.style) for part in _parts(found)]


def _open(content: bytes) -> Any:
    try:
        import pypdfium2

        connect()
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


def _read(document: Any, how: How, fields: Any, apart: bool = False) -> Read:
    """All pages as segments, without furniture; `apart`, what tags say of several pages is cut where each ends.

    `fields` is what pdfium has for the document's form.
    """
    stated = language(document)
    found, scans = Read(apart=apart), Scans(how, stated)
    for number, given in chain.from_iterable(_bunches(document, fields)):
        drawn = found.drawn
        found.pages.append(_page(document, number, given, found, scans))
        if found.drawn and not drawn:  # pages before it, with fewer letters in such fonts, can be read now as well
            for before in [*found.unread]:
                del found.unread[before]
                found.pages[before - 1] = _page(document, before, _given(address(document.raw), before, fields), found, scans)
    found.unread |= dict.fromkeys(range(PAGES + 1, len(document) + 1), f"only {PAGES:,} pages of a file are read")
    found.confidence = scans.confidence
    for page, ids in zip(found.pages, line_numbers([page.segments for page in found.pages]), strict=True):
        _leave_out(page, ids, "numbers")
        page.segments = without(page.segments, ids)
        if page.tagged:
            page.tagged.without(ids)
    gone = furniture([(page.segments, page.height) for page in found.pages], [page.rules for page in found.pages])
    exact: dict[float, int] = {}
    lines: list[str] = []
    for page, ids in zip(found.pages, gone, strict=True):
        _leave_out(page, ids)
        if page.tagged:
            _leave_out(page, set(map(id, page.tagged.furniture)) - ids)
            page.tagged.without(ids)
            page.segments = [s for _, runs in page.tagged.blocks for run in runs for s in run] + page.tagged.rest
        else:
            page.segments = leveled(without(page.segments, ids))
        count_signs(page.segments, exact)
        lines.extend(texts(page.segments))
    sizes: Counter[float] = Counter()
    for size, count in exact.items():
        sizes[round(size * 2) / 2] += count
    found.style = Style(sizes.most_common(1)[0][0] if sizes else 10.0, stated, Words(lines))
    return found


def _leave_out(page: Page, ids: set[int], kind: Kind | None = None) -> None:
    """Tell the words of these segments: of a kind, or by the half of the page that they stand in, its head or its foot."""
    for segment in page.segments if ids else ():
        if id(segment) in ids:
            set_aside(kind or ("head" if segment.y < page.height / 2 else "foot"), segment.text)


def _bunches(document: Any, fields: Any) -> Iterator[list[tuple[int, Given | None]]]:
    """Pages, from 1, with what pdfium says of them, several at a time: its code and ours drive each other out of caches."""
    held: list[tuple[int, Given | None]] = []
    characters = asked = 0
    at = address(document.raw)
    for number in range(1, min(len(document), PAGES) + 1):
        given = _given(at, number, fields, asked < ASKED)
        held.append((number, given))
        asked += given.elements.asked if given and given.elements else 0
        characters += given.layout.count if given else 0
        if len(held) == BUNCH or characters > MANY:
            yield held
            held, characters = [], 0
    yield held


def _given(document: int, number: int, fields: Any, tags_too: bool = True) -> Given | None:
    """What pdfium says of a page, from 1, of the document at an address; None where it cannot load it.

    `tags_too`: with its structure tree.

    Page and text are pdfium's own: pypdfium2's objects keep account of each other, and that takes its time.
    """
    page, text = load(document, number - 1)
    try:
        if not text:
            return None
        shows(shown(text))
        layout = characters(page, text)
        lines, images = rules(page, layout)
        filled = values(page, fields) if fields else []
        tags = elements(page) if tags_too and not filled else None
        if tags and len(tags.rows):
            marked(page, layout)
        written = fill(layout, filled) if filled else None
        return Given(layout, lines, images, count_outlines(page, layout), tags, written)
    finally:
        close(page, text)


def _page(document: Any, number: int, given: Given | None, found: Read, scans: Scans) -> Page:
    """A page's segments: of its own characters, and recognised where it has too few; none where pdfium cannot load it."""
    import pypdfium2

    try:
        if given:
            return _laid_out(document, number, given, found, scans)
    except pypdfium2.PdfiumError:
        pass
    found.unread[number] = "pdfium cannot load the page"
    return Page(1.0, 1.0)


def _laid_out(document: Any, number: int, given: Given, found: Read, scans: Scans) -> Page:
    layout, lines = given.layout, given.rules
    found.drawn = mend(layout, found.drawn) or found.drawn
    own = Page(layout.width, layout.height, segments(layout.ways[0], lines.upright) if layout.ways else [], lines)
    for way in layout.ways[1:]:
        own.aside.extend(aside(layout, way))
    scanned = wordless(layout, given.images, given.outlines)
    boxes = unwritten(layout, given.images) if scans.how.ocr and not scanned else []
    if not scanned:
        if given.elements and len(given.elements.rows):
            own = _by_tags(number, given, given.elements, found) or own
        if boxes:
            try:
                with closing(document[number - 1]) as whole:
                    recognised_parts = parts(whole, boxes, scans)
                (own.tagged.rest if own.tagged else own.segments).extend(recognised_parts)
            except Unavailable as missing:
                found.images[number] = str(missing)
        return own
    if layout.unmapped > GARBAGE:
        own = Page(layout.width, layout.height)
    try:
        with closing(document[number - 1]) as whole:
            pieces, width, height, strokes, sure = recognised(whole, scans)
    except Unavailable as missing:
        found.unread[number] = str(missing)
        return own
    if sum(len(s.text) for s in pieces) <= sum(len(s.text) for s in own.segments):
        return own
    scans.confidence.extend(sure)
    if given.filled:  # the image is that of the page without its fields
        pieces.extend(segments(given.filled, lines.upright))
    drawn = (width, height) == (layout.width, layout.height) and not layout.turn and len(lines.flat) + len(lines.upright)
    return Page(width, height, pieces, lines if drawn else strokes)


def _by_tags(number: int, given: Given, elements: Elements, found: Read) -> Page | None:
    """A page by its tags; None where these cannot be trusted."""
    layout, tree = given.layout, Tree() if found.apart else found.tree
    words = tagged(layout, tree.add(number, elements))
    if words is None:
        return None
    segments = words.segments()
    drawn, _ = ruled(given.rules, segments, [])
    if not agrees(words, drawn):
        return None
    found.spoken += spoken(layout, elements)
    return Page(layout.width, layout.height, segments, given.rules, tagged=words, tree=tree)


def _parts(found: Read) -> list[list[Block]]:
    """The blocks of each page: of those with tags to be trusted by these, each block where it begins."""
    parts: list[list[Block]] = [[] for _ in found.pages]
    numbers: dict[int, tuple[Tree, list[int]]] = {}
    for number, page in enumerate(found.pages, 1):
        if page.tagged and page.tree:
            numbers.setdefault(id(page.tree), (page.tree, []))[1].append(number)
            for node, runs in page.tagged.blocks:
                node.words[number] = runs
        else:
            parts[number - 1] = _blocks(page, found.style)
    for tree, pages in numbers.values():
        for number, block in Writer(tree.root, frozenset(pages), found.style).found:
            parts[number - 1].append(block)
        for number in pages:
            tags = found.pages[number - 1].tagged
            if tags and (rest := tags.rest):
                parts[number - 1].extend(blocks(columns(rest, []), found.style))
    settled_headings([block for part in parts for block in part])
    return parts


def _blocks(page: Page, style: Style) -> list[Block]:
    tables, rest = ruled(page.rules, page.segments, page.aside) if page.rules else ([], page.segments)
    if page.rules:
        more, rest = stacked(page.rules.flat, rest, tables)
        tables += more
    found = blocks(columns(rest, tables), style)
    if page.aside:
        used = {id(s) for table in tables for row in table.rows for cell, _ in row for s in cell}
        others = [s for s, _, _ in page.aside if id(s) not in used]
        found += blocks(columns(others, []), style) if others else []
    return found
