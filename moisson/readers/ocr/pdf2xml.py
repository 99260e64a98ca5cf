"""pdf2xml, the XML that pdftohtml makes of a PDF: pieces of text with their places and fonts."""

from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from moisson.readers.contract import Text
from moisson.readers.ocr.edges import PAGE_NUMBER
from moisson.readers.ocr.page_text import read_pages
from moisson.readers.ocr.pages import Block, Kind, Line, Page
from moisson.readers.ocr.trees import parse
from moisson.readers.read_options import How
from moisson.readers.set_aside import set_aside

LEFT_OUT = {
    "fontspec": "no words",
    "image": "no words",
    "outline": "the headings again, as a table of contents",
    "lone page numbers, first and last lines that several pages have": "page furniture",
}
HEADING = 1.15  # times the size of most words
MAX_HEADING = 200  # characters
SMALL = 0.92  # times the size of most words: what is set so at a page's foot is notes
SYMBOLS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF0E0: "→", 0xF02D: "-"}  # at their codes in symbol fonts


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per file."""
    yield read_pages(pages(content), "pdf2xml")


def pages(content: bytes) -> list[Page]:
    """The pages of one file."""
    root = parse(content)
    sizes = {font.get("id") or "": _number(font, "size") for font in root.iter("fontspec")}
    used: Counter[float] = Counter()
    for piece in root.iter():
        if piece.tag == "text":
            used[sizes.get(piece.get("font") or "", 0)] += len("".join(piece.itertext()).strip())
    body = max(used, key=lambda size: (used[size], size), default=0)
    for outline in root.iter("outline"):
        set_aside("contents", "\n".join(outline.itertext()))
    return [_page(page, sizes, body) for page in root.iter("page")]


def _number(element: ET.Element, name: str) -> float:
    try:
        return float(element.get(name) or 0)
    except ValueError:
        return 0.0


def _page(element: ET.Element, sizes: dict[str, float], body: float) -> Page:
    """Pieces in the order of the file, which is the PDF's own; those side by side make a line, lines close together a block."""
    page = Page()
    before: tuple[Line, float] | None = None
    set_in: list[float] = []  # of each block, the size
    for piece in element:
        text = "".join(piece.itertext()).translate(SYMBOLS)
        if piece.tag != "text" or not text.strip():
            continue
        left, top = _number(piece, "left"), _number(piece, "top")
        line = Line(text, left, top, left + _number(piece, "width"), top + _number(piece, "height"))
        size = sizes.get(piece.get("font") or "", 0)
        if before and _beside(before[0], line):
            last = before[0]
            if len(text) > len(last.text):
                before = last, size
                if len(page.blocks[-1].lines) == 1:
                    set_in[-1] = size
            last.text += ("" if line.left - last.right < 0.1 * (line.bottom - line.top) else " ") + text
            last.right, last.bottom = max(last.right, line.right), max(last.bottom, line.bottom)
            continue
        kind = Kind.HEADING if body and size > HEADING * body and len(text) < MAX_HEADING else Kind.BODY
        if before is None or page.blocks[-1].kind is not kind or not _below(before[0], line) or size != before[1]:
            page.blocks.append(Block([], kind))
            set_in.append(size)
        page.blocks[-1].lines.append(line)
        before = line, size
    _tell_notes(page.blocks, [size / body if body else 1 for size in set_in])
    return page


def _tell_notes(blocks: list[Block], sizes: list[float]) -> None:
    """What is set in small print behind all else on a page is its notes."""
    small = 0
    for block, size in zip(reversed(blocks), reversed(sizes), strict=True):
        if not 0 < size < SMALL and not PAGE_NUMBER.fullmatch(block.lines[0].text):
            break
        small += 1
    if small < len(blocks):
        for block in blocks[len(blocks) - small :]:
            block.kind = Kind.NOTE


def _beside(before: Line, line: Line) -> bool:
    """Whether a piece goes on with a line, where it stands high as in 1^er, too."""
    height = min(before.bottom - before.top, line.bottom - line.top)
    overlap = min(before.bottom, line.bottom) - max(before.top, line.top)
    if abs(before.bottom - line.bottom) >= 0.4 * height and overlap <= 0.6 * height:
        return False
    return before.right - 2 <= line.left < before.right + 3 * height


def _below(before: Line, line: Line) -> bool:
    """Whether a line follows another in one paragraph."""
    gap, height = line.top - before.top, before.bottom - before.top
    return 0 < gap < 1.6 * height and line.left < before.right and before.left < line.right
