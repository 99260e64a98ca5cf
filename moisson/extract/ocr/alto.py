"""ALTO, versions 1 to 4: recognised pages with words, hyphenation, tags and reading order."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from moisson.errors import DocumentError
from moisson.extract.how import How
from moisson.extract.ocr.page_text import read_pages
from moisson.extract.ocr.pages import Block, Kind, Line, Page, kind_of
from moisson.extract.xml.xmlsource import xml_source
from moisson.reader import Text

LEFT_OUT = {
    "Description": "about the file, not on the page",
    "Styles": "fonts",
    "Tags": "names of kinds of blocks",
    "ALTERNATIVE": "another reading of the same word",
    "Glyph": "the same word, letter by letter",
    "Variant": "another reading of the same letter",
    "Illustration": "no words",
    "GraphicalElement": "no words",
    "String[@SUBS_TYPE=HypPart2]": "stands joined to the first part of its word",
    "blocks tagged as running title, page number, signature, stamp, of at most three lines": "page furniture",
    "TopMargin, BottomMargin": "running heads and page numbers, where a block there has at most two lines",
}
ASTRAY = 3  # places by which a line may have gone astray in its block
MARGINS = {"TopMargin": Kind.FURNITURE, "BottomMargin": Kind.FURNITURE, "LeftMargin": Kind.NOTE, "RightMargin": Kind.NOTE}


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per file, which is mostly one page."""
    yield read_pages(pages(content), "alto")


def pages(content: bytes) -> list[Page]:
    """The pages of one file."""
    root = parse(content)
    labels = {tag.get("ID", ""): tag.get("LABEL") or tag.get("TYPE") or "" for tags in root.iter("Tags") for tag in tags}
    order = [ref.get("REF") or "" for element in root.iter("ReadingOrder") for ref in element.iter()]
    return [_page(page, labels, [ref for ref in order if ref]) for page in root.iter("Page")]


def parse(content: bytes) -> ET.Element:
    """The tree of a page's file; tags are names without their namespaces."""
    try:
        root = ET.fromstring(xml_source(content))
    except ET.ParseError as error:
        raise DocumentError("xml-malformed", str(error)) from None
    names: dict[str, str] = {}
    for element in root.iter():
        tag = element.tag
        element.tag = names.get(tag) or names.setdefault(tag, tag.rpartition("}")[2])
    return root


def _page(page_element: ET.Element, labels: dict[str, str], order: list[str]) -> Page:
    page = Page()
    blocks: list[tuple[str, str, Block]] = []
    words = _Words(page)
    kinds: dict[str, Kind] = {}  # of the tags that lines have
    open_elements: list[tuple[ET.Element, Kind, str | None]] = [(page_element, Kind.BODY, None)]
    while open_elements:
        parent, kind, language = open_elements.pop()
        kind = MARGINS.get(parent.tag, kind)
        if label := _label(parent, labels):
            found = kind_of(label)
            kind = found if found is not Kind.BODY else kind
        language = parent.get("LANG") or parent.get("language") or language
        if parent.tag == "TextBlock":
            block = Block([], kind, language)
            for element in parent:
                if element.tag == "TextLine":
                    tags = element.get("TAGREFS") or ""
                    line_kind = kinds.get(tags) or kinds.setdefault(tags, kind_of(_label(element, labels)))
                    line = words.line(element, line_kind is Kind.HEADING)
                    if line_kind is Kind.DROP_CAPITAL:
                        page.blocks.append(Block([line], Kind.DROP_CAPITAL))
                    else:
                        block.lines.append(line)
            if kind is Kind.FURNITURE and len(block.lines) > 2 and not label:
                block.kind = Kind.BODY
            _straighten(block.lines)
            blocks.append((parent.get("ID") or "", parent.get("IDNEXT") or "", block))
        else:
            open_elements.extend((child, kind, language) for child in reversed(parent) if child.tag != "TextLine")
    words.end()
    page.blocks += _ordered(blocks, order)
    return page


def _straighten(lines: list[Line]) -> None:
    """Put back a line that stands in the file up to three places after one which lies under it on the page."""
    for at in range(1, len(lines)):
        to = at
        while to and at - to < ASTRAY and _above(lines[at], lines[to - 1]):
            to -= 1
        if to < at and (to == 0 or _above(lines[to - 1], lines[at])):
            lines.insert(to, lines.pop(at))


def _above(line: Line, other: Line) -> bool:
    """Whether a line lies over another in one column: their middles are half a line apart or more."""
    lower = other.top + other.bottom - line.top - line.bottom
    if lower <= 0:
        return False
    beside = min(line.right, other.right) - max(line.left, other.left)
    return beside > 0 and 0 < min(line.bottom - line.top, other.bottom - other.top) <= lower


def _label(element: ET.Element, labels: dict[str, str]) -> str:
    tags = [labels.get(tag, "") for tag in (element.get("TAGREFS") or "").split()]
    return " ".join(filter(None, [*tags, element.get("TYPE") if element.tag in ("ComposedBlock", "TextBlock") else None]))


def _ordered(blocks: list[tuple[str, str, Block]], order: list[str]) -> list[Block]:
    """Blocks in the order that the file states, else as they stand in it."""
    if order:
        place = {ref: at for at, ref in enumerate(order)}
        return [block for _, _, block in sorted(blocks, key=lambda item: place.get(item[0], len(order)))]
    following = {id: after for id, after, _ in blocks if after}
    if not following:
        return [block for _, _, block in blocks]
    by_id = {id: block for id, _, block in blocks}
    heads = [id for id, _, _ in blocks if id not in set(following.values())]
    found: dict[str, Block] = {}
    for head in [*heads, *by_id]:
        at: str | None = head
        while at is not None and at in by_id and at not in found:
            found[at] = by_id[at]
            at = following.get(at)
    return list(found.values())


class _Words:
    """Words of one page in order: a word that two lines share stands in the first."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._half: tuple[Line, str] | None = None  # a line whose last word was made whole, and the line as printed

    def line(self, element: ET.Element, heading: bool) -> Line:
        """One line."""
        line = Line("", *_place(element), heading=heading)
        pieces: list[str] = []
        printed = ""
        before: ET.Element | None = None  # the word that stands before, without a space
        spaced = element.find("SP") is not None
        for child in element:
            name = child.tag
            if name == "String":
                text, whole = self._word(child)
                near = before is not None and _near(before, child)
                before = child if spaced else None
                if text and pieces and not near:
                    pieces.append(" ")
                printed = f"{''.join(pieces)}{child.get('CONTENT') or ''}\u00ad" if whole else ""
                pieces.append(text)
            elif name == "SP":
                before = None
            elif name == "HYP" and pieces and not printed:
                pieces.append(child.get("CONTENT") or "-")
        line.text = "".join(pieces)
        if printed:
            self._half = (line, printed)
        return line

    def _word(self, string: ET.Element) -> tuple[str, bool]:
        """The text of a word, and whether it was made whole of its first half."""
        content = string.get("CONTENT") or ""
        self._trust(string)
        kind = string.get("SUBS_TYPE")
        if kind == "HypPart1":
            whole = string.get("SUBS_CONTENT")
            return (whole, True) if whole else (f"{content}\u00ad", False)
        half, self._half = self._half, None
        if kind == "HypPart2" and half:
            return "", False
        if half:
            half[0].text = half[1]
        return content, False

    def end(self) -> None:
        """The other half of the last word stands on another page."""
        if self._half:
            self._half[0].text = self._half[1]

    def _trust(self, string: ET.Element) -> None:
        try:
            if stated := string.get("WC"):
                value = float(stated)
            elif marks := [int(mark) for mark in (string.get("CC") or "") if mark.isdigit()]:
                value = 1 - sum(marks) / len(marks) / 9
            else:
                return
        except ValueError:
            return
        if 0 <= value <= 1:
            self._page.confidences.append(value)


def _near(word: ET.Element, after: ET.Element) -> bool:
    """Whether two words are parts of one: hardly any room is between them."""
    _, _, end, _ = _place(word)
    left, top, _, bottom = _place(after)
    return 0 <= left - end < 0.15 * (bottom - top)


def _place(element: ET.Element) -> tuple[float, float, float, float]:
    try:
        left, top = float(element.get("HPOS") or 0), float(element.get("VPOS") or 0)
        width, height = float(element.get("WIDTH") or 0), float(element.get("HEIGHT") or 0)
    except ValueError:
        return 0, 0, 0, 0
    return left, top, left + width, top + height
