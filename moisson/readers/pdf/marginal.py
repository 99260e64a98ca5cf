"""Notes in a margin that name the paragraphs they stand beside, as in many laws: each is read before its paragraph."""

from collections.abc import Sequence
from itertools import pairwise

from moisson.readers.pdf.middle import median
from moisson.readers.pdf.pieces import Segment
from moisson.readers.pdf.rows import Piece
from moisson.readers.pdf.sides import Line, dense, merged, prose

TALL = 8  # lines of a note, at the most
STARTS = 0.7  # of the notes that begin beside the first line of a paragraph, at the least


def noted(left: Sequence[Piece], right: Sequence[Piece]) -> list[list[Piece]] | None:
    """The two sides of a gutter in parts, a note before its paragraph; None where neither side is of such notes."""
    for side, other in ((left, right), (right, left)):
        notes = [s for s in side if isinstance(s, Segment)]
        text = merged([s for s in other if isinstance(s, Segment)])
        if len(notes) < len(side) or len(text) < 6 or not dense(text) or not prose(text):
            continue
        wide = max([s.x1 for s in notes]) - min([s.x0 for s in notes])
        if 2 * wide < max([line.x1 for line in text]) - min([line.x0 for line in text]):
            return _parts(_blocks(notes), other, text)
    return None


def _parts(blocks: list[list[Segment]], text: Sequence[Piece], lines: list[Line]) -> list[list[Piece]] | None:
    starts, places, level = _starts(lines), list[float](), 0
    for block in blocks:
        top = min([s.top for s in block])
        at = max([k for k, line in enumerate(lines) if line.y - 0.75 * line.size < top + 0.5 * line.size], default=0)
        level += at in starts
        places.append(lines[max([k for k in starts if k <= at])].y)
    if len(blocks) < 2 or max(map(len, blocks)) > TALL or level < STARTS * len(blocks):
        return None
    out: list[list[Piece]] = [[p for p in text if _height(p) < places[0] - 1]]
    for k, (block, place) in enumerate(zip(blocks, places, strict=True)):
        low = places[k + 1] if k + 1 < len(places) else 1e9
        out += [list[Piece](block), [p for p in text if place - 1 <= _height(p) < low - 1]]
    return [part for part in out if part]


def _height(piece: Piece) -> float:
    return piece.y if isinstance(piece, Segment) else piece.bottom


def _blocks(notes: list[Segment]) -> list[list[Segment]]:
    """Lines that stand close below each other."""
    out: list[list[Segment]] = []
    for s in sorted(notes, key=lambda s: s.y):
        if not out or s.y - out[-1][-1].y > 1.5 * s.size:
            out.append([])
        out[-1].append(s)
    return out


def _starts(lines: list[Line]) -> set[int]:
    """Which lines begin a paragraph: behind a short line, set in, or with more white above."""
    right, left = max([line.x1 for line in lines]), min([line.x0 for line in lines])
    usual = median([b.y - a.y for a, b in pairwise(lines)])
    found = {0}
    for k in range(1, len(lines)):
        last, line = lines[k - 1], lines[k]
        set_in = line.x0 > left + 0.8 * line.size and last.x0 < line.x0 - 0.5 * line.size
        if line.y - last.y > 1.2 * usual or last.x1 < right - 3 * line.size or set_in:
            found.add(k)
    return found
