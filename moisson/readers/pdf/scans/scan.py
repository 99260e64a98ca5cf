"""Pages, and parts of pages, without words of their own: which they are, and what Tesseract reads in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np

from moisson.readers.pdf.characters.chars import Characters
from moisson.readers.pdf.lines.pieces import Segment
from moisson.readers.pdf.objects import PATH
from moisson.readers.pdf.pdfium import connect
from moisson.readers.pdf.scans.ocr import Unavailable, Word, confidence, guessed, languages, recognise, usual
from moisson.readers.pdf.tables.fills import runs
from moisson.readers.pdf.tables.rules import Rules, merged
from moisson.readers.read_options import How

OBJECTS = 2_000  # of one page with few words that are looked at
INCH = 72  # points
DPI = 300  # pixels an inch that are given to Tesseract
PIXELS = 6_000  # the longest side that is given to Tesseract
SCANS = 300  # pages of one file that are recognised

FEW, HARDLY = 200, 10  # characters that a page has of its own beside an image of its words: a stamp; a page's number
WHOLE, SOME = 0.5, 0.05  # of a page: how much images have to cover where it has few characters, and where it has hardly any
OUTLINES, FEWER = 150, 10  # drawn shapes that may be letters' outlines, for pages with few characters and with hardly any
CURVED = 6  # strokes of a shape that may be a letter's outline; a box has fewer
GARBAGE = 0.3  # share of characters without a meaning that makes a page unreadable
DENSE = 1 / 600  # characters for each square point: an image under more of them has its words in the text layer
PART = 0.12  # of the page: the least image that is looked at on a page with words
LIGHT, DARK = 190, 110  # of 255: paper is lighter, ink is darker
PAPER, INK, BOTH = 0.6, (0.01, 0.3), 0.85  # shares of an image that looks like print: of paper, of ink, of the two

SURE = 0.6  # of a page: less sure than this of its words, it may lie on its side
BETTER = 0.1  # how much surer it has to be on its side
TELL = 10  # words that tell how sure Tesseract is of a page, or of an image on one
CLEAR = 0.75  # how sure Tesseract has to be of words in an image on a page that has words of its own
# A word so little sure, of more characters, of which so few differ, is dots or a line to write on.
DOUBTFUL, LONG, ALIKE = 0.6, 6, 0.6
SPECKS = 0.3  # less sure than this, a line is specks, or part of a drawing
USUAL = (0.6, 1.5)  # times the usual height of lines: between these, type is of the usual size
APART = 1.6  # of a line's height: a gap between words that parts it
SIZE = 1.25  # of the height of a line's words: the size of their type
NEAR = 2.0  # points: how far words and rules may be off where they meet

STROKE = 30.0  # points: the least length of a drawn line
STROKES = 50_000  # of one page; one that has more is a picture
BLACK, GAP = 128, 3  # a pixel of a stroke is darker; lighter pixels that do not part one

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(slots=True)
class Scans:
    """How the pages of one document are recognised, and how sure Tesseract was of each word."""

    how: How
    stated: str | None
    language: str | None = None  # Tesseract's name, once it is known
    count: int = 0
    sound: set[bytes] = field(default_factory=set)  # names of fonts whose letters made sense on a page
    confidence: list[float] = field(default_factory=list)

    def read(self, image: Any, scale: float) -> list[Word]:
        """The words of an image of so many pixels a point; raises Unavailable."""
        self.language = self.language or languages(self.how.ocr_languages, self.stated, self.how.language)
        found = recognise(image, self.language or usual(), INCH * scale)
        if self.language is None and (language := guessed(found)):
            self.language = language
            return recognise(image, language, INCH * scale)
        return found

    def start(self) -> None:
        """Count a page; raises Unavailable where no more are to be recognised."""
        if not self.how.ocr:
            raise Unavailable("recognition is switched off (ocr = false)")
        if self.count >= SCANS:
            raise Unavailable(f"only {SCANS} pages of a file are recognised")
        self.count += 1


def wordless(page: Any, layout: Characters, images: Any) -> bool:
    """Whether a page holds words that its text layer does not give: a scan, an outline, fonts without a mapping."""
    if layout.unmapped > GARBAGE:
        return True
    if layout.count >= FEW:
        return False
    covered = float(np.prod(images[:, 2:] - images[:, :2], 1).sum()) / (layout.width * layout.height)
    if layout.count < HARDLY:
        return covered > SOME or _outlines(page) > FEWER
    return covered > WHOLE or _outlines(page) > max(OUTLINES, layout.count)


def _outlines(page: Any) -> int:
    """How many drawn shapes of a page may be outlines of letters."""
    raw = connect()
    items = [raw.FPDFPage_GetObject(page, number) for number in range(min(raw.FPDFPage_CountObjects(page), OBJECTS))]
    return sum(raw.FPDFPageObj_GetType(item) == PATH and raw.FPDFPath_CountSegments(item) > CURVED for item in items)


def unwritten(page: Any, layout: Characters, images: Any) -> list[Box]:
    """The images, on a page with words of its own, under which the text layer has none; of pages that stand upright."""
    if layout.turn or connect().FPDFPage_GetRotation(page):
        return []
    way, found = layout.ways[0], []
    for x0, y0, x1, y1 in images.tolist():
        area = (x1 - x0) * (y1 - y0)
        inside = (way.x0 > x0) & (way.x0 < x1) & (way.y > y0) & (way.y < y1)
        if area > PART * layout.width * layout.height and inside.sum() < DENSE * area:
            found.append((x0, y0, x1, y1))
    return found


def paper(image: Any) -> bool:
    """Whether an image looks like print: mostly white, some of it dark, little between."""
    light, dark = float((image > LIGHT).mean()), float((image < DARK).mean())
    return light > PAPER and INK[0] < dark < INK[1] and light + dark > BOTH


def parts(page: Any, boxes: Sequence[Box], scans: Scans) -> list[Segment]:
    """What Tesseract reads in images of a page that has words of its own.

    Raises Unavailable where one that looks like print cannot be recognised.
    """
    small = _image(page, 1)
    boxes = [box for box in boxes if paper(small[int(box[1]) : int(box[3]) + 1, int(box[0]) : int(box[2]) + 1])]
    if not boxes:
        return []
    scans.start()
    scale = _scale(page)
    words = scans.read(_image(page, scale), scale)
    out: list[Segment] = []
    for left, top, right, bottom in [[side * scale for side in box] for box in boxes]:
        here = [w for w in words if left <= w.left and w.right <= right and top <= w.top and w.bottom <= bottom]
        if confidence(here, TELL) > CLEAR:
            out.extend(line_segments(here, scale))
            scans.confidence.extend(w.confidence for w in here)
    return out


def _image(page: Any, scale: float, turn: int = 0) -> Any:
    """The pixels of a page in shades of grey, so many a point."""
    bitmap = page.render(scale=scale, grayscale=True, rotation=turn)
    return bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width]


def _scale(page: Any) -> float:
    """Pixels a point at which a page is recognised."""
    return min(DPI / INCH, PIXELS / max(1.0, *map(float, page.get_size())))


def recognised(page: Any, scans: Scans) -> tuple[list[Word], Any, float]:
    """The words that Tesseract reads on a page, its image, set upright where it lies on its side, and the pixels of a point.

    Raises Unavailable where it cannot be recognised.
    """
    scans.start()
    scale, best = _scale(page), -1.0
    for turn in (0, 90, 270):
        turned = _image(page, scale, turn)
        words = scans.read(turned, scale)
        sure = confidence(words, TELL)
        if sure > best + BETTER:
            best, found, image = sure, words, turned
        if sure > SURE or len(words) < TELL / 2:
            break
    return found, image, scale


def drawn(image: Any, scale: float) -> Rules:
    """The straight lines of an image of a page, in points."""
    both = [runs(side < BLACK, STROKE * scale, GAP) / scale for side in (image, image.T)]
    return Rules(*(merged(side) if len(side) < STROKES else side[:0] for side in both))


def line_segments(found: list[Word], scale: float, upright: Any = ()) -> list[Segment]:
    """Recognised words as segments, in points; type of nearly one size counts as one size."""
    rows: dict[tuple[int, int, int], list[Word]] = {}
    for word in found:
        alike = len(set(word.text.lower())) < ALIKE * len(word.text)
        if word.confidence >= DOUBTFUL or len(word.text) <= LONG or not alike:
            rows.setdefault(word.line, []).append(word)
    heights = {line: median(w.bottom - w.top for w in words) for line, words in rows.items()}
    usual_height = median(heights.values()) if heights else 0
    out = []
    for line, words in rows.items():
        if confidence(words) < SPECKS:
            continue
        size = usual_height if USUAL[0] * usual_height < heights[line] < USUAL[1] * usual_height else heights[line]
        base = median(w.bottom for w in words)
        pieces = [[words[0]]]
        for word in words[1:]:
            before, y = pieces[-1][-1].right / scale, word.bottom / scale - NEAR
            ruled = any(before - NEAR < x < word.left / scale + NEAR and top < y < bottom for x, top, bottom in upright)
            if ruled or word.left - pieces[-1][-1].right > APART * size:
                pieces.append([])
            pieces[-1].append(word)
        for piece in pieces:
            text = " ".join(w.text for w in piece)
            if any(map(str.isalnum, text)):
                out.append(Segment(text, piece[0].left / scale, piece[-1].right / scale, base / scale, size / scale * SIZE))
    return out
