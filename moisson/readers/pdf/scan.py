"""Pages, and parts of pages, without words of their own: which they are, and what Tesseract reads in them."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.chars import Characters
from moisson.readers.pdf.ocr import Unavailable, Word, confidence, guessed, languages, recognise, usual
from moisson.readers.pdf.pdfium import connect
from moisson.readers.pdf.pieces import Segment
from moisson.readers.pdf.rules import PATH, Rules, merged
from moisson.readers.read_options import How

OBJECTS = 2_000  # of one page with few words that are looked at
DPI = 300
PIXELS = 6_000  # the longest side that is given to Tesseract
SCANS = 300  # pages of one file that are recognised
FEW = 200  # characters; a page that is an image has fewer of its own: a stamp, a page number
GARBAGE = 0.3  # share of characters without a meaning that makes a page unreadable
SURE = 0.6  # less sure than this, the page may lie on its side
DENSE = 1 / 600  # characters for each square point: an image under more of them has its words in the text layer
PART = 0.12  # of the page: the least image that is looked at on a page with words
CLEAR = 0.75  # how sure Tesseract has to be of words in an image on a page that has words of its own
STROKE = 30 / 72  # inches: the least length of a drawn line

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(slots=True)
class Scans:
    """How the pages of one document are recognised, and how sure Tesseract was of each word."""

    how: How
    stated: str | None
    language: str | None = None  # Tesseract's name, once it is known
    count: int = 0
    confidence: list[float] = field(default_factory=list)

    def read(self, bitmap: Any, dpi: float) -> list[Word]:
        """The words of an image; raises Unavailable."""
        image = bitmap.to_numpy()
        grey = (image if image.ndim == 2 else image[:, :, 0]).tobytes()
        size = (bitmap.width, bitmap.height)
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


def count_outlines(page: int, layout: Characters) -> int:
    """How many drawn shapes of a page with few characters may be outlines of letters."""
    if layout.count >= FEW:
        return 0
    raw = connect()
    handle = ctypes.cast(page, raw.FPDF_PAGE)
    items = [raw.FPDFPage_GetObject(handle, number) for number in range(min(raw.FPDFPage_CountObjects(handle), OBJECTS))]
    return sum(raw.FPDFPageObj_GetType(item) == PATH and raw.FPDFPath_CountSegments(item) > 6 for item in items)


def wordless(layout: Characters, images: Any, outlines: int) -> bool:
    """Whether a page holds words that its text layer does not give: a scan, an outline, fonts without a mapping."""
    if layout.unmapped > GARBAGE:
        return True
    if layout.count >= FEW:
        return False
    whole = layout.width * layout.height
    covered = float(((images[:, 2] - images[:, 0]) * (images[:, 3] - images[:, 1])).sum())
    if layout.count < 10:  # a page number at most
        return covered > 0.05 * whole or outlines > 10
    return covered > 0.5 * whole or outlines > max(150, layout.count)


def unwritten(layout: Characters, images: Any) -> list[Box]:
    """The images, on a page with words of its own, under which the text layer has none."""
    if layout.turn or not layout.ways:
        return []
    whole, way = layout.width * layout.height, layout.ways[0]
    found = []
    for x0, y0, x1, y1 in images.tolist():
        area = (x1 - x0) * (y1 - y0)
        if area > PART * whole:
            inside = (way.x0 > x0) & (way.x0 < x1) & (way.y > y0) & (way.y < y1)
            if inside.sum() < DENSE * area:
                found.append((x0, y0, x1, y1))
    return found


def paper(image: Any) -> bool:
    """Whether an image looks like print: mostly white, some of it dark, little between."""
    light, dark = float((image > 190).mean()), float((image < 110).mean())
    return light > 0.6 and 0.01 < dark < 0.3 and light + dark > 0.85


def parts(page: Any, boxes: Sequence[Box], scans: Scans) -> list[Segment]:
    """What Tesseract reads in images of a page that has words of its own; raises Unavailable where one that looks like print
    cannot be recognised.
    """
    raw = connect()
    if raw.FPDFPage_GetRotation(page.raw):
        return []
    small = page.render(scale=1, grayscale=True)
    image = small.to_numpy().reshape(small.height, small.width)
    boxes = [box for box in boxes if paper(image[int(box[1]) : int(box[3]) + 1, int(box[0]) : int(box[2]) + 1])]
    small.close()
    if not boxes:
        return []
    scans.start()
    scale = _scale(page)
    bitmap = page.render(scale=scale, grayscale=True)
    words = scans.read(bitmap, 72 * scale)
    bitmap.close()
    out: list[Segment] = []
    for x0, y0, x1, y1 in boxes:
        here = [
            w for w in words if x0 <= w.left / scale and w.right / scale <= x1 and y0 <= w.top / scale and w.bottom / scale <= y1
        ]
        if len(here) > 9 and confidence(here) > CLEAR:
            out.extend(lines(here, scale))
            scans.confidence.extend(w.confidence for w in here)
    return out


def _scale(page: Any) -> float:
    return min(DPI / 72, PIXELS / max(1.0, *map(float, page.get_size())))


def recognised(page: Any, scans: Scans) -> tuple[list[Segment], float, float, Rules, list[float]]:
    """The segments of a page that Tesseract reads, the page's size, its drawn lines, and how sure each word is.

    Raises Unavailable where it cannot be recognised.
    """
    scans.start()
    scale = _scale(page)
    best: tuple[float, list[Word], float, float, Rules] | None = None
    for turn in (0, 90, 270):
        bitmap = page.render(scale=scale, grayscale=True, rotation=turn)
        found = scans.read(bitmap, 72 * scale)
        sure = confidence(found) * min(1.0, len(found) / 10)
        if best is None or sure > best[0] + 0.1:
            image = bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width]
            best = (sure, found, bitmap.width / scale, bitmap.height / scale, drawn(image, scale))
        bitmap.close()
        if sure > SURE or len(found) < 5:
            break
    assert best is not None
    _, found, width, height, rules = best
    return lines(found, scale, rules.upright.tolist()), width, height, rules, [word.confidence for word in found]


def drawn(image: Any, scale: float) -> Rules:
    """The straight lines of an image of a page, in points."""
    least = int(STROKE * 72 * scale)
    both = [_strokes(np.ascontiguousarray(side), least) / scale for side in (image, image.T)]
    return Rules(*(merged(side) if len(side) < 50_000 else side[:0] for side in both))


@kernel
def _strokes(image: Any, least: Any) -> Any:
    """Runs of dark pixels along the rows of an image, as row, start and end; gaps of three pixels count as dark."""
    found = np.zeros((50_000, 3))
    count = 0
    for row in range(image.shape[0]):
        start, last = -1, -10
        for column in range(image.shape[1] + 5):
            if column < image.shape[1] and image[row, column] < 128:
                if column - last > 4:
                    start = column
                last = column
            elif column - last == 5 and last - start >= least and count < len(found):
                found[count, 0], found[count, 1], found[count, 2] = row, start, last
                count += 1
    return found[:count]


def lines(found: list[Word], scale: float, upright: Any = ()) -> list[Segment]:
    """Recognised words as segments, in points; type of nearly one size counts as one size."""
    rows: dict[tuple[int, int, int], list[Word]] = {}
    for word in found:
        if word.confidence < 0.6 and len(word.text) > 6 and len(set(word.text.lower())) < 0.6 * len(word.text):
            continue  # dots or a line to write on
        rows.setdefault(word.line, []).append(word)
    heights = {line: median(w.bottom - w.top for w in words) for line, words in rows.items()}
    usual_height = median(heights.values()) if heights else 0
    out = []
    for line, words in rows.items():
        if sum(w.confidence for w in words) < 0.3 * len(words):
            continue  # specks and drawings
        size = usual_height if 0.6 * usual_height < heights[line] < 1.5 * usual_height else heights[line]
        base = median(w.bottom for w in words)
        pieces = [[words[0]]]
        for word in words[1:]:
            before, y = pieces[-1][-1].right / scale, word.bottom / scale - 2
            ruled = any(before - 2 < x < word.left / scale + 2 and top < y < bottom for x, top, bottom in upright)
            if ruled or word.left - pieces[-1][-1].right > 1.6 * size:
                pieces.append([])
            pieces[-1].append(word)
        for piece in pieces:
            text = " ".join(w.text for w in piece)
            if any(map(str.isalnum, text)):
                out.append(Segment(text, piece[0].left / scale, piece[-1].right / scale, base / scale, size / scale * 1.25))
    return out
