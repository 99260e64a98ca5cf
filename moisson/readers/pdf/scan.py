"""Pages without words of their own: which they are, and what Tesseract reads in them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from statistics import median
from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.chars import Characters
from moisson.readers.pdf.ocr import Unavailable, Word, confidence, guessed, languages, recognise, usual
from moisson.readers.pdf.pdfium import connect
from moisson.readers.pdf.pieces import Segment
from moisson.readers.pdf.rules import IMAGE, PATH, Rules, merged
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

SURE = 0.6  # of a page: less sure than this of its words, it may lie on its side
BETTER = 0.1  # how much surer it has to be on its side
TELL = 10  # words that tell how sure Tesseract is of a page
# A word so little sure, so long, with so few letters that differ, is dots or a line to write on.
DOUBTFUL, LONG, ALIKE = 0.6, 6, 0.6
SPECKS = 0.3  # less sure than this, a line is specks, or part of a drawing
USUAL = (0.6, 1.5)  # times the usual height of lines: between these, type is of the usual size
APART = 1.6  # of a line's height: a gap between words that parts it
SIZE = 1.25  # of the height of a line's words: the size of their type
NEAR = 2.0  # points: how far words and rules may be off where they meet

STROKE = 30.0  # points: the least length of a drawn line
STROKES = 50_000  # of one page; one that has more is a picture
BLACK, GAP = 128, 4  # a pixel of a stroke is darker; pixels from one of a stroke to the next


@dataclass(slots=True)
class Scans:
    """How the pages of one document are recognised, and how sure Tesseract was of each word."""

    how: How
    stated: str | None
    language: str | None = None  # Tesseract's name, once it is known
    count: int = 0
    sound: set[bytes] = field(default_factory=set)  # names of fonts whose letters made sense on a page
    confidence: list[float] = field(default_factory=list)

    def read(self, bitmap: Any, dpi: float) -> list[Word]:
        """The words of an image; raises Unavailable."""
        grey, size = _image(bitmap).tobytes(), (bitmap.width, bitmap.height)
        if self.language is None:
            self.language = languages(self.how.ocr_languages, self.stated, self.how.language)
        if self.language is not None:
            return recognise(grey, *size, self.language, round(dpi))
        found = recognise(grey, *size, usual(), round(dpi))
        self.language = guessed(found)
        return found if self.language in (None, usual()) else recognise(grey, *size, str(self.language), round(dpi))

    def start(self) -> None:
        """Count a page; raises Unavailable where no more are to be recognised."""
        if not self.how.ocr:
            raise Unavailable("recognition is switched off (ocr = false)")
        if self.count >= SCANS:
            raise Unavailable(f"only {SCANS} pages of a file are recognised")
        self.count += 1


def shapes(page: Any, layout: Characters) -> tuple[float, int]:
    """Of a page with few characters: how much of it images cover, and how many drawn shapes may be outlines of letters."""
    covered, outlines = 0.0, 0
    items = page.get_objects([PATH, IMAGE], max_depth=1) if layout.count < FEW else ()
    for item in islice(items, OBJECTS):
        if item.type == PATH:
            outlines += connect().FPDFPath_CountSegments(item.raw) > CURVED
        else:
            sides = np.array(item.get_bounds())
            x, y = layout.upright(sides[0::2], sides[1::2])
            covered += np.ptp(x.clip(0, layout.width)) * np.ptp(y.clip(0, layout.height)) / (layout.width * layout.height)
    return covered, outlines


def wordless(layout: Characters, covered: float, outlines: int) -> bool:
    """Whether a page holds words that its text layer does not give: a scan, an outline, fonts without a mapping."""
    if layout.unmapped > GARBAGE:
        return True
    if layout.count < HARDLY:
        return covered > SOME or outlines > FEWER
    return layout.count < FEW and (covered > WHOLE or outlines > max(OUTLINES, layout.count))


@contextmanager
def opened(document: Any, number: int) -> Iterator[Any]:
    """pypdfium2's page, from 1, while it is read or drawn; raises Unavailable where pdfium cannot."""
    import pypdfium2

    try:
        with closing(document[number - 1]) as page:
            yield page
    except pypdfium2.PdfiumError:
        raise Unavailable("pdfium cannot load the page") from None


def _image(bitmap: Any) -> Any:
    """The pixels of a bitmap in shades of grey."""
    return bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width]


def _scale(page: Any) -> float:
    """Pixels a point at which a page is recognised."""
    return min(DPI / INCH, PIXELS / max(1.0, *map(float, page.get_size())))


def recognised(document: Any, number: int, scans: Scans) -> tuple[list[Segment], float, float, Rules, list[float]]:
    """The segments of a page, from 1, that Tesseract reads, the page's size, its drawn lines, and how sure each word is.

    Raises Unavailable where it cannot be recognised.
    """
    scans.start()
    best, found, width, height, strokes = -1.0, list[Word](), 1.0, 1.0, None
    with opened(document, number) as page:
        scale = _scale(page)
        for turn in (0, 90, 270):
            bitmap = page.render(scale=scale, grayscale=True, rotation=turn)
            words = scans.read(bitmap, INCH * scale)
            sure = confidence(words) * min(1.0, len(words) / TELL)
            if sure > best + BETTER:
                best, found, width, height = sure, words, bitmap.width / scale, bitmap.height / scale
                strokes = drawn(_image(bitmap), scale)
            if sure > SURE or len(words) < TELL / 2:
                break
    assert strokes is not None
    return lines(found, scale, strokes.upright.tolist()), width, height, strokes, [word.confidence for word in found]


def drawn(image: Any, scale: float) -> Rules:
    """The straight lines of an image of a page, in points."""
    least = int(STROKE * scale)
    both = [_strokes(np.ascontiguousarray(side), least) / scale for side in (image, image.T)]
    return Rules(*(merged(side) if len(side) < STROKES else side[:0] for side in both))


@kernel
def _strokes(image: Any, least: Any) -> Any:
    """Runs of dark pixels along the rows of an image, as row, start and end; small gaps count as dark."""
    found = np.zeros((STROKES, 3))
    count = 0
    for row in range(image.shape[0]):
        start, last = -1, -10
        for column in range(image.shape[1] + GAP + 1):
            if column < image.shape[1] and image[row, column] < BLACK:
                if column - last > GAP:
                    start = column
                last = column
            elif column - last == GAP + 1 and last - start >= least and count < len(found):
                found[count, 0], found[count, 1], found[count, 2] = row, start, last
                count += 1
    return found[:count]


def lines(found: list[Word], scale: float, upright: Any = ()) -> list[Segment]:
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
