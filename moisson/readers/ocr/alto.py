"""ALTO, versions 1 to 4: recognised pages with words, hyphenation, tags and reading order."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from moisson.readers.contract import Text
from moisson.readers.ocr.lines import SIGNS, TIGHT
from moisson.readers.ocr.page_text import read_pages
from moisson.readers.ocr.pages import Block, Kind, Line, Page, kind_of
from moisson.readers.ocr.trees import parse
from moisson.readers.read_options import How

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
NO_WIDTH = ("0", "0.0")
ASTRAY = 3  # places by which a line may have gone astray in its block
Found = tuple[int | None, str, str, Block]  # its place in the order that the file states, its name, that of the one after it
ENDS = tuple(SIGNS)
NAMED = "NamedEntityTag"  # whose label is a word of the text, not the name of a kind of blocks
MARGINS = {"TopMargin": Kind.FURNITURE, "BottomMargin": Kind.FURNITURE, "LeftMargin": Kind.NOTE, "RightMargin": Kind.NOTE}


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per file, which is mostly one page."""
    yield read_pages(pages(content), "alto")


def pages(content: bytes) -> list[Page]:
    """The pages of one file."""
    root = parse(content)
    labels = {
        tag.get("ID") or "": tag.get("LABEL") or tag.get("TYPE") or ""
        for tags in root.iter("Tags")
        for tag in tags
        if tag.tag != NAMED
    }
    order = [ref.get("REF") or "" for element in root.iter("ReadingOrder") for ref in element.iter()]
    place = {ref: at for at, ref in reversed(list(enumerate(order))) if ref}
    return [_page(page, labels, place) for page in root.iter("Page")]


def _page(page_element: Element, labels: dict[str, str], place: dict[str, int]) -> Page:
    """One page; `place` is that of blocks, of what holds them or of their lines in the order that the file states."""
    page = Page()
    blocks: list[Found] = []
    words = _Words(page)
    open_elements: list[tuple[Element, Kind, str | None, int | None]] = [(page_element, Kind.BODY, None, None)]
    while open_elements:
        parent, kind, language, at = open_elements.pop()
        id = parent.get("ID") or ""
        at = place.get(id, at)
        kind = MARGINS.get(parent.tag, kind)
        if label := _label(parent, labels):
            found = kind_of(label)
            kind = found if found is not Kind.BODY else kind
        language = parent.get("LANG") or parent.get("language") or language
        if parent.tag == "TextBlock":
            block = Block([], kind, language)
            elements = [element for element in parent if element.tag == "TextLine"]
            by_line = [place[name] for element in elements if (name := element.get("ID") or "") in place] if place else []
            if by_line:
                elements = _in_order(elements, place)
            _read_lines(elements, block, words, labels)
            if kind is Kind.FURNITURE and len(block.lines) > 2 and not label:
                block.kind = Kind.BODY
            if not by_line:
                _straighten(block.lines)
            at = min(by_line, default=None) if at is None else at
            blocks.append((at, id, parent.get("IDNEXT") or "", block))
        else:
            open_elements.extend([(child, kind, language, at) for child in reversed(parent) if child.tag != "TextLine"])
    words.end()
    page.blocks += _ordered(blocks)
    return page


def _in_order(lines: list[Element], place: dict[str, int]) -> list[Element]:
    return sorted(lines, key=lambda line: place.get(line.get("ID") or "", len(place)))


def _read_lines(elements: list[Element], block: Block, words: "_Words", labels: dict[str, str]) -> None:
    """The lines of a block; large initials become blocks of their own."""
    for element in elements:
        kind = kind_of(_label(element, labels)) if element.get("TAGREFS") else Kind.BODY
        line = words.line(element, kind is Kind.HEADING)
        if kind is Kind.DROP_CAPITAL:
            words.page.blocks.append(Block([line], Kind.DROP_CAPITAL))
        else:
            block.lines.append(line)


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


def _label(element: Element, labels: dict[str, str]) -> str:
    refs = element.get("TAGREFS")
    named = [name for tag in refs.split() if (name := labels.get(tag))] if refs else []
    if (element.tag == "TextBlock" or element.tag == "ComposedBlock") and (type := element.get("TYPE")):
        named.append(type)
    return " ".join(named)


def _ordered(blocks: list[Found]) -> list[Block]:
    """Blocks in the order that the file states, else as they stand in it."""
    places = [at for at, *_ in blocks if at is not None]
    if places:
        return [block for *_, block in sorted(blocks, key=lambda item: max(places) + 1 if item[0] is None else item[0])]
    following = {id: after for _, id, after, _ in blocks if after}
    if not following:
        return [block for *_, block in blocks]
    by_id = {id: block for _, id, _, block in blocks}
    heads = [id for _, id, _, _ in blocks if id not in set(following.values())]
    found: dict[str, Block] = {}
    for head in [*heads, *by_id]:
        at: str | None = head
        while at is not None and at in by_id and at not in found:
            found[at] = by_id[at]
            at = following.get(at)
    return list(found.values())


class _Words:
    """Words of one page in order: a word that two lines share stands in the first."""

    __slots__ = ("_first", "_half", "_printed", "_whole", "page")

    def __init__(self, page: Page) -> None:
        self.page = page
        self._first: Line | None = None  # the line that holds the word that was last made whole
        self._half: Line | None = None  # a line whose last word was made whole
        self._printed = ""  # the line as printed
        self._whole: str | None = None  # the word whose second part came last; in narrow columns a third may come

    def line(self, element: Element, heading: bool) -> Line:
        """One line."""
        line = Line("")
        line.heading = heading
        line.left, line.top, line.right, line.bottom = _place(element)
        pieces: list[str] = []
        printed = ""
        before: Element | None = None  # the word that stands before, without a space
        apart: Element | None = None  # the same, with a space
        empty = False  # whether that space has no width
        earlier: Line | None = None  # the one that holds the word of which the second half stands first here
        children = [*element]
        spaced = bool([child for child in children if child.tag == "SP"])
        for child in children:
            if child.tag == "String":
                content = child.get("CONTENT") or ""
                kind = child.get("SUBS_TYPE")
                if content.strip():
                    self._trust(child)
                text = self._word(child, content, kind)
                near = before is not None and (spaced or TIGHT.fullmatch(text)) and _near(before, child)
                if apart is not None:
                    near = (empty and _touch(apart, child)) or (TIGHT.fullmatch(text) is not None and _near(apart, child))
                    apart = None
                before = child
                if text and pieces and not near:
                    pieces.append(" ")
                if kind == "HypPart2" and not text and not pieces:
                    earlier = self._first
                elif earlier is not None and near and kind is None:  # signs after that half
                    earlier.text += text
                    continue
                else:
                    earlier = None
                printed = f"{''.join(pieces)}{_open(content)}" if kind == "HypPart1" and child.get("SUBS_CONTENT") else ""
                pieces.append(text)
            elif child.tag == "SP":
                apart, before = before, None
                empty = child.get("WIDTH") in NO_WIDTH
            elif child.tag == "HYP" and pieces and pieces[-1] and not printed and not pieces[-1].endswith(ENDS):
                pieces.append(child.get("CONTENT") or "-")
        line.text = "".join(pieces)
        if printed:
            self._half, self._printed = line, printed
        return line

    def _word(self, string: Element, content: str, kind: str | None) -> str:
        """The text of a word, made whole of its first half where the file says how."""
        before, self._whole = self._whole, None
        if kind == "HypPart1":
            return string.get("SUBS_CONTENT") or _open(content)
        half, self._half = self._half, None
        if kind == "HypPart2":
            whole = string.get("SUBS_CONTENT")
            if half is not None or (before and before == whole):
                self._whole = whole
                self._first = half or self._first
                return ""
        if half is not None:
            half.text = self._printed
        return content

    def end(self) -> None:
        """The other half of the last word stands on another page."""
        if self._half is not None:
            self._half.text = self._printed

    def _trust(self, string: Element) -> None:
        try:
            if stated := string.get("WC"):
                value = float(stated)
            elif (stated := string.get("CC")) and (marks := [int(mark) for mark in stated if mark.isdigit()]):
                value = 1 - sum(marks) / len(marks) / 9
            else:
                return
        except ValueError:
            return
        if 0 <= value <= 1:
            self.page.confidences.append(value)


def _open(half: str) -> str:
    """The first half of a word, with a hyphen; some programs write it into the word as well as after it."""
    return half if half.endswith(ENDS) else f"{half}\u00ad"


def _near(word: Element, after: Element) -> bool:
    """Whether two words are parts of one: hardly any room is between them."""
    _, _, end, _ = _place(word)
    left, top, _, bottom = _place(after)
    return 0 <= left - end < 0.15 * (bottom - top)


def _touch(word: Element, after: Element) -> bool:
    """Whether two words touch, as far as they say where they stand."""
    start, _, end, _ = _place(word)
    left, top, _, bottom = _place(after)
    return end > start and abs(left - end) < 0.05 * (bottom - top)


def _place(element: Element) -> tuple[float, float, float, float]:
    try:
        left, top = float(element.get("HPOS") or 0), float(element.get("VPOS") or 0)
        width, height = float(element.get("WIDTH") or 0), float(element.get("HEIGHT") or 0)
    except ValueError:
        return 0, 0, 0, 0
    return left, top, left + width, top + height
