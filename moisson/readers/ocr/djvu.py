"""DjVuXML, the hidden text of scans in DjVu, as `djvutoxml` and the Internet Archive write it: words by line and paragraph."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from moisson.readers.contract import Text
from moisson.readers.ocr.page_text import read_pages
from moisson.readers.ocr.pages import Block, Line, Page
from moisson.readers.ocr.trees import ended
from moisson.readers.read_options import How

LEFT_OUT = {
    "PARAM": "how an image was made",
    "MAP": "links on an image",
}
PERCENT = 100
HOLDERS = frozenset(("PARAGRAPH", "REGION", "PAGECOLUMN", "HIDDENTEXT"))  # each may hold lines, where there is none within


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per file, which is a page or a book."""
    yield read_pages(pages(content), "djvu-xml")


def pages(content: bytes) -> list[Page]:
    """The pages of one file, of which no more than one is held as elements."""
    found: list[Page] = []
    for element in ended(content):
        if element.tag == "OBJECT":
            found.append(_page(element))
            element.clear()
    return found


def _page(element: ET.Element) -> Page:
    page = Page()
    for holder in element.iter():
        if holder.tag in HOLDERS and (lines := [_line(line, page) for line in holder if line.tag == "LINE"]):
            page.blocks.append(Block(lines))
    return page


def _line(element: ET.Element, page: Page) -> Line:
    """A line, around all of its words; their places are left, bottom, right and top."""
    words = [word for word in element if word.tag == "WORD"]
    for word in words:
        if (sure := word.get("x-confidence") or "").isdecimal() and len(sure) <= 3 and int(sure) <= PERCENT:
            page.confidences.append(int(sure) / PERCENT)
    text = " ".join("".join(word.itertext()).strip() for word in words) if words else "".join(element.itertext())
    places = [place for place in map(_place, words or [element]) if place]
    if not places:
        return Line(text)
    left, bottom, right, top = zip(*places, strict=True)
    return Line(text, min(left), min(top), max(right), max(bottom))


def _place(word: ET.Element) -> tuple[float, float, float, float] | None:
    try:
        left, bottom, right, top = map(float, (word.get("coords") or "").split(",")[:4])
    except ValueError:
        return None
    return left, bottom, right, top
