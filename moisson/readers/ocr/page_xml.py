"""PAGE XML (PRImA), 2009 to 2019: regions in reading order, lines, words, and the best of several readings."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from moisson.readers.contract import Text
from moisson.readers.ocr.page_text import read_pages
from moisson.readers.ocr.pages import Block, Kind, Line, Page, kind_of
from moisson.readers.ocr.trees import parse
from moisson.readers.pipes import Cell, table
from moisson.readers.read_options import How

LEFT_OUT = {
    "Metadata": "about the file, not on the page",
    "Word": "the same words again, where the line has text",
    "Glyph": "the same words again, letter by letter",
    "TextRegion/TextEquiv": "the same words again, where the region has lines",
    "TextEquiv[@index > 0]": "second and further readings of the same words",
    "TextRegion, TextLine of type header, footer, page-number, signature-mark, catch-word": "page furniture",
    "ImageRegion, GraphicRegion, SeparatorRegion, NoiseRegion …": "no words",
}
TYPE = re.compile(r"structure\s*\{[^{}]*type:\s*([^;}]+)")
INDEX = re.compile(r"readingOrder\s*\{\s*index:\s*(\d+)")
TYPES = {"header": Kind.FURNITURE, "footer": Kind.FURNITURE, "TOC-entry": Kind.BODY, "list-label": Kind.BODY}
CLOSING = re.compile(r"[.,;:!?)\]»”’…]+")
MAX_CELLS = 10_000


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per file, which is one page."""
    yield read_pages(pages(content), "page")


def pages(content: bytes) -> list[Page]:
    """The pages of one file."""
    root = parse(content)
    return [_page(page) for page in root.iter("Page")]


def _page(element: ET.Element) -> Page:
    page = Page()
    order = [
        ref.get("regionRef") or ""
        for reading in element
        if reading.tag == "ReadingOrder"
        for ref in _in_order(reading)
        if ref.get("regionRef")
    ]
    place = {ref: at for at, ref in reversed(list(enumerate(order)))}
    waiting = [(child, element.get("primaryLanguage")) for child in reversed(_regions(element, place))]
    while waiting:
        region, language = waiting.pop()
        language = region.get("primaryLanguage") or language
        if region.tag == "TableRegion":
            page.blocks.extend(_table(region, page))
            continue
        if region.tag == "TextRegion":
            page.blocks.append(_block(region, page, language, place))
        waiting.extend((child, language) for child in reversed(_regions(region, place)))
    return page


def _regions(parent: ET.Element, place: dict[str, int]) -> list[ET.Element]:
    """The regions inside one element: those with a place in the reading order first, of their own or of one of their lines."""
    regions = [child for child in parent if child.tag.endswith("Region")]
    places = {
        region: min((place[id] for part in (region, *region) if (id := part.get("id") or "") in place), default=len(place))
        for region in (regions if place else [])
    }
    return sorted(regions, key=lambda region: places[region]) if len({*places.values()}) > 1 else _by_custom(regions)


def _lines(region: ET.Element, place: dict[str, int]) -> list[ET.Element]:
    """The lines of a region: those with a place in the reading order first."""
    lines = [child for child in region if child.tag == "TextLine"]
    if not place or not any(line.get("id") in place for line in lines):
        return _by_custom(lines)
    return sorted(lines, key=lambda line: place.get(line.get("id") or "", len(place)))


def _by_custom(elements: list[ET.Element]) -> list[ET.Element]:
    """As Transkribus orders them, where all say their place, else as they stand."""
    found = [INDEX.search(element.get("custom") or "") for element in elements]
    if not all(found):
        return elements
    places = {id(element): int(place[1]) for place, element in zip(found, elements, strict=True) if place}
    return sorted(elements, key=lambda element: places[id(element)])


def _in_order(group: ET.Element) -> Iterator[ET.Element]:
    """References of a reading order, by index where the group is ordered, at any depth."""
    waiting = [group]
    while waiting:
        element = waiting.pop()
        yield element
        children = sorted(element, key=lambda child: _integer(child.get("index")))
        waiting.extend(reversed(children))


def _integer(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else 0


def _block(region: ET.Element, page: Page, language: str | None, place: dict[str, int]) -> Block:
    found = TYPE.search(region.get("custom") or "")
    label = region.get("type") or (found[1] if found else "")
    lines = _lines(region, place)
    block = Block([line for element in lines if (line := _line(element, page))], _kind(label), language)
    if not any(line.text.strip() for line in block.lines):
        text, trust = _reading(region)
        block.lines = [Line(part) for part in text.split("\n")]
        page.confidences.extend(trust)
    if language is None:
        spoken = [stated for line in lines if (stated := line.get("primaryLanguage"))]
        block.language = max(set(spoken), key=lambda name: (spoken.count(name), name)) if spoken else None
    return block


def _kind(label: str) -> Kind:
    """PAGE's own types; `header` and `footer` stand on every page, `heading` and `title` do not."""
    return TYPES[label] if label in TYPES else kind_of(label)


def _line(element: ET.Element, page: Page) -> Line | None:
    """A line; none where it is said to be page furniture by itself."""
    stated = TYPE.search(element.get("custom") or "")
    kind = _kind(stated[1]) if stated else Kind.BODY
    if kind is Kind.FURNITURE:
        return None
    words = [(_reading(child), child) for child in element if child.tag == "Word"]
    text, trust = _reading(element)
    sure = [value for (_, values), _ in words for value in values]
    page.confidences.extend(sure or trust)
    if not text.strip():
        pieces: list[str] = []
        for (word, _), child in words:
            word = word or "".join(_reading(glyph)[0] for glyph in child if glyph.tag == "Glyph")
            if pieces and not CLOSING.fullmatch(word):
                pieces.append(" ")
            pieces.append(word)
        text = "".join(pieces)
    return Line(text.replace("\n", " "), *_place(element), kind is Kind.HEADING)


def _reading(element: ET.Element) -> tuple[str, list[float]]:
    """The best reading of an element's own, and how sure it is."""
    readings = [child for child in element if child.tag == "TextEquiv"]
    if not readings:
        return "", []
    best = readings[0] if len(readings) == 1 else min(readings, key=lambda reading: _integer(reading.get("index")))
    text = next(("".join(child.itertext()) for child in best if child.tag == "Unicode"), None)
    if not text:
        text = next(("".join(child.itertext()) for child in best if child.tag == "PlainText"), "")
    if not (stated := best.get("conf")):
        return text, []
    try:
        sure = float(stated)
    except ValueError:
        return text, []
    return text, [sure] if 0 <= sure <= 1 and text.strip() else []


def _place(element: ET.Element) -> tuple[float, float, float, float]:
    coords = next((child for child in element if child.tag == "Coords"), None)
    if coords is None:
        return 0, 0, 0, 0
    points = [point.split(",") for point in (coords.get("points") or "").split()]
    points = points or [[point.get("x") or "", point.get("y") or ""] for point in coords]
    try:
        across, down = [float(point[0]) for point in points], [float(point[1]) for point in points]
    except (ValueError, IndexError):
        return 0, 0, 0, 0
    return (min(across), min(down), max(across), max(down)) if points else (0, 0, 0, 0)


def _table(region: ET.Element, page: Page) -> list[Block]:
    """A table as pipes where its cells say their row and column, else its text as it stands."""
    cells: dict[tuple[int, int], Cell] = {}
    loose: list[Block] = []
    for cell in region.iter():
        if cell.tag not in ("TextRegion", "TableCell"):
            continue
        role = next((part for part in cell.iter() if part.tag == "TableCellRole"), None)
        source = cell if cell.tag == "TableCell" else role
        block = _block(cell, page, cell.get("primaryLanguage"), {})
        if source is None or len(cells) >= MAX_CELLS:
            loose.append(block)
            continue
        row, column = (_integer(source.get(a) or source.get(b)) for a, b in (("rowIndex", "row"), ("columnIndex", "col")))
        spans = [min(max(_integer(source.get(name)), 1), 100) for name in ("colSpan", "rowSpan")]
        cells[row, column] = Cell(" ".join(" ".join(line.text.split()) for line in block.lines).strip(), *spans)
    rows: dict[int, list[Cell]] = {}
    for row, column in sorted(cells):
        rows.setdefault(row, []).append(cells[row, column])
    return [*(Block([Line(text)], Kind.TABLE) for text in table([rows[row] for row in sorted(rows)])), *loose]
