"""One page: the pieces of its lines, its rules, and its blocks, by its tags where they can be trusted and else by its layout."""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from moisson.readers.pdf.characters.chars import Characters, Way, characters
from moisson.readers.pdf.characters.fields import values
from moisson.readers.pdf.characters.filled import fill
from moisson.readers.pdf.characters.mend import mend
from moisson.readers.pdf.lines.pieces import Segment, without
from moisson.readers.pdf.lines.segments import aside, segments
from moisson.readers.pdf.objects import objects
from moisson.readers.pdf.order.columns import columns
from moisson.readers.pdf.paragraphs.blocks import blocks
from moisson.readers.pdf.paragraphs.outline import Entry
from moisson.readers.pdf.paragraphs.writing import Block, Style
from moisson.readers.pdf.pdfium import HYPHEN, address
from moisson.readers.pdf.scans.ocr import Unavailable
from moisson.readers.pdf.scans.scan import GARBAGE, Scans, drawn, line_segments, parts, recognised, unwritten, wordless
from moisson.readers.pdf.tables.aligned import across
from moisson.readers.pdf.tables.cells import ruled
from moisson.readers.pdf.tables.rules import NONE, Rules, rules
from moisson.readers.pdf.tables.stacks import stacked
from moisson.readers.pdf.tags.elements import Elements, elements, marked
from moisson.readers.pdf.tags.languages import spoken
from moisson.readers.pdf.tags.page import Tagged, fill_cells, tagged
from moisson.readers.pdf.tags.tree import Tree
from moisson.readers.pdf.tags.trust import agrees
from moisson.readers.set_aside import Kind, set_aside, shows


@dataclass(slots=True)
class Page:
    """What stands on a page, in points from its top left."""

    width: float = 1.0
    height: float = 1.0
    segments: list[Segment] = field(default_factory=list)
    rules: Rules = NONE
    aside: list[tuple[Segment, float, float]] = field(default_factory=list)  # what runs another way, and where it stands
    tagged: Tagged | None = None  # its segments by the blocks of the tags, where these can be trusted
    tree: Tree | None = None  # that has these blocks
    entries: list[Entry] = field(default_factory=list)  # of the outline, that point to it
    spoken: Counter[str] = field(default_factory=Counter)  # words by the language that the tags say
    asked: int = 0  # places of the structure tree
    unread: str = ""  # why its words could not be read
    unseen: str = ""  # why words in its images could not be

    def leave_out(self, gone: set[int], kind: Kind | None = None) -> None:
        """Set aside segments by their ids: as of a kind, or of the half of the page where they stand, its head or its foot."""
        for segment in self.segments if gone else ():
            if id(segment) in gone:
                set_aside(kind or ("head" if segment.y < self.height / 2 else "foot"), segment.text)
        self.segments = without(self.segments, gone)
        if self.tagged:
            self.tagged.without(gone)

    def blocks(self, style: Style) -> list[Block]:
        """Its blocks in the order of its layout."""
        tables, rest = ruled(self.rules, self.segments, self.aside)
        more, rest = stacked(self.rules.flat, rest, tables)
        wide, rest = across(rest, tables + more)
        found = blocks(columns(rest, tables + more + wide), style, self.entries)
        if self.aside:
            others = without([s for s, _, _ in self.aside], set().union(*(table.held() for table in tables)))
            found += blocks(columns(others, []), style) if others else []
        return found


def page(document: Any, number: int, form: Any, scans: Scans, tree: Tree | None) -> Page:
    """A page, from 1, of pypdfium2's document, with what is filled in to it; by its tags where there is a tree to add them to.

    `form` is what pdfium has for the document's form. A page that pdfium cannot load is empty, and says so.
    """
    from pypdfium2 import PdfiumError

    try:
        with closing(document[number - 1]) as sheet, closing(sheet.get_textpage()) as words:
            shows(words.get_text_range(errors="replace").replace(HYPHEN, "\u00ad"))
            return _read(sheet, characters(address(sheet), address(words)), number, form, scans, tree)
    except PdfiumError:
        return Page(unread="pdfium cannot load the page")


def _read(sheet: Any, layout: Characters, number: int, form: Any, scans: Scans, tree: Tree | None) -> Page:
    """What stands on pypdfium2's page, whose characters are known."""
    at = address(sheet)
    things = objects(at)
    lines, images = rules(things, layout)
    filled = values(sheet, form) if form else []
    tags = elements(at) if tree and not filled else None  # nothing says to which element a field belongs
    if tags and len(tags.rows):
        marked(things, layout)
    written = fill(layout, filled) if filled else None
    mend(layout, scans.sound)
    if wordless(sheet, layout, images):
        found = _scanned(sheet, layout, lines, written, scans)
    else:
        found = (_by_tags(layout, lines, tree, number, tags) if tree and tags else None) or _laid_out(layout, lines)
        try:
            if scans.how.ocr and (boxes := unwritten(sheet, layout, images)):
                (found.tagged.rest if found.tagged else found.segments).extend(parts(sheet, boxes, scans))
        except Unavailable as missing:
            found.unseen = str(missing)
    for segment in found.segments if filled else ():
        segment.drawn = 0.0  # values stand at the end of the stream
    found.asked = tags.asked if tags else 0
    return found


def _scanned(sheet: Any, layout: Characters, lines: Rules, written: Way | None, scans: Scans) -> Page:
    """A page as Tesseract reads it, with the characters that are `written` on it, or by its layout where it has more words so."""
    own = Page(layout.width, layout.height) if layout.unmapped > GARBAGE else _laid_out(layout, lines)
    try:
        words, image, scale = recognised(sheet, scans)
    except Unavailable as missing:
        own.unread = str(missing)
        return own
    strokes = drawn(image, scale)
    pieces = line_segments(words, scale, strokes.upright.tolist())
    if sum(len(s.text) for s in pieces) <= sum(len(s.text) for s in own.segments):
        return own
    scans.confidence.extend(word.confidence for word in words)
    if written:  # the image is that of the page without its fields
        pieces.extend(segments(written, lines.upright))
    height, width = image.shape
    return Page(width / scale, height / scale, pieces, strokes)


def _laid_out(layout: Characters, lines: Rules) -> Page:
    """A page by its layout."""
    found = Page(layout.width, layout.height, rules=lines)
    found.segments = segments(layout.ways[0], lines.upright)
    found.aside = [piece for way in layout.ways[1:] for piece in aside(layout, way)]
    return found


def _by_tags(layout: Characters, lines: Rules, tree: Tree, number: int, tags: Elements) -> Page | None:
    """A page by its tags; None where these cannot be trusted."""
    words = tagged(layout, tree.add(number, tags))
    if words is None:
        return None
    own = words.segments()
    if not agrees(words, ruled(lines, own, [])[0]):
        return None
    fill_cells(words, lines.upright)
    return Page(layout.width, layout.height, own, lines, tagged=words, tree=tree, spoken=spoken(layout, tags))
