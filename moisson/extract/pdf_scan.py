"""Pages without words of their own: which they are, and what Tesseract reads in them."""

from statistics import median
from typing import Any

from moisson.extract.ocr import Unavailable, Word, confidence, recognise
from moisson.extract.pdf_chars import Characters, connect
from moisson.extract.pdf_segments import Segment

PATH, IMAGE = 2, 3  # kinds of page objects
DPI = 300
PIXELS = 6_000  # the longest side that is given to Tesseract
FEW = 200  # characters; a page that is an image has fewer of its own: a stamp, a page number
GARBAGE = 0.3  # share of characters without a meaning that makes a page unreadable
SURE = 0.6  # less sure than this, the page may lie on its side


def wordless(page: Any, layout: Characters) -> bool:
    """Whether a page holds words that its text layer does not give: a scan, an outline, fonts without a mapping."""
    if layout.unmapped > GARBAGE:
        return True
    if layout.count >= FEW:
        return False
    raw = connect()
    count = raw.FPDFPage_CountObjects(page)
    covered, outlines = 0.0, 0
    for number in range(min(count, 2000)):
        item = raw.FPDFPage_GetObject(page, number)
        kind = raw.FPDFPageObj_GetType(item)
        outlines += kind == PATH and raw.FPDFPath_CountSegments(item) > 6
        if kind == IMAGE:
            box = raw.FS_QUADPOINTSF()
            if raw.FPDFPageObj_GetRotatedBounds(item, box):
                across, down = (box.x1, box.x2, box.x3, box.x4), (box.y1, box.y2, box.y3, box.y4)
                covered += (max(across) - min(across)) * (max(down) - min(down))
    if layout.count < 10:  # a page number at most
        return bool(covered > 0.05 * layout.width * layout.height or outlines > 10)
    return bool(covered > 0.5 * layout.width * layout.height or outlines > max(150, layout.count))


def recognised(page: Any, language: str, upright: Any = ()) -> tuple[list[Segment], float, float, list[float]]:
    """The segments of a page that Tesseract reads, the page's size, and how sure it is of each word; raises Unavailable.

    `upright` are rules that are drawn on the page, as rows of x, top and bottom.
    """
    width, height = page.get_size()
    scale = min(DPI / 72, PIXELS / max(width, height, 1))
    best: tuple[float, list[Word], float, float] | None = None
    for turn in (0, 90, 270):
        bitmap = page.render(scale=scale, grayscale=True, rotation=turn)
        image = bitmap.to_numpy()
        grey = (image if image.ndim == 2 else image[:, :, 0]).tobytes()
        found = recognise(grey, bitmap.width, bitmap.height, language, round(72 * scale))
        sure = confidence(found) * min(1.0, len(found) / 10)
        if best is None or sure > best[0] + 0.1:
            best = (sure, found, bitmap.width / scale, bitmap.height / scale)
        bitmap.close()
        if sure > SURE or len(found) < 5:
            break
    assert best is not None
    return lines(best[1], scale, upright if best[2] == width else ()), best[2], best[3], [word.confidence for word in best[1]]


def lines(found: list[Word], scale: float, upright: Any = ()) -> list[Segment]:
    """Recognised words as segments, in points; type of nearly one size counts as one size."""
    rows: dict[tuple[int, int, int], list[Word]] = {}
    for word in found:
        if word.confidence < 0.6 and len(word.text) > 6 and len(set(word.text.lower())) < 0.6 * len(word.text):
            continue  # dots or a line to write on
        rows.setdefault(word.line, []).append(word)
    heights = {line: median(w.bottom - w.top for w in words) for line, words in rows.items()}
    usual = median(heights.values()) if heights else 0
    out = []
    for line, words in rows.items():
        if sum(w.confidence for w in words) < 0.3 * len(words):
            continue  # specks and drawings
        size = usual if 0.6 * usual < heights[line] < 1.5 * usual else heights[line]
        base = median(w.bottom for w in words)
        parts = [[words[0]]]
        for word in words[1:]:
            before, y = parts[-1][-1].right / scale, word.bottom / scale - 2
            ruled = any(before - 2 < x < word.left / scale + 2 and top < y < bottom for x, top, bottom in upright)
            if ruled or word.left - parts[-1][-1].right > 1.6 * size:
                parts.append([])
            parts[-1].append(word)
        for part in parts:
            text = " ".join(w.text for w in part)
            if any(map(str.isalnum, text)):
                out.append(Segment(text, part[0].left / scale, part[-1].right / scale, base / scale, size / scale * 1.25))
    return out


__all__ = ["Unavailable", "lines", "recognised", "wordless"]
