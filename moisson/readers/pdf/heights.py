"""Segments by height, and how high words stand."""

from operator import attrgetter

from moisson.readers.pdf.pieces import Segment

ASCENT, DESCENT = 0.75, 0.22  # of the size: how far letters of most fonts reach above and below their baseline


def by_height(segments: list[Segment]) -> list[Segment]:
    """Segments from the top, those of one height as they were; most stand so already."""
    y = -1e9
    for s in segments:
        if s.y < y:
            return sorted(segments, key=attrgetter("y"))
        y = s.y
    return segments


def from_bottom(segments: list[Segment]) -> list[Segment]:
    """Segments from the bottom, those of one height as they were."""
    rising = by_height(segments)
    out: list[Segment] = []
    level, y = 0, 1e9  # where those of one height begin
    for k in range(len(rising) - 1, -1, -1):
        s = rising[k]
        if s.y != y:
            level, y = len(out), s.y
        out.insert(level, s)
    return out


def top_of(words: list[Segment], default: float = 1e9) -> float:
    """How high words reach."""
    found = 1e9
    for s in words:
        found = min(found, s.y - ASCENT * s.size)
    return found if words else default


def bottom_of(words: list[Segment], default: float = -1e9) -> float:
    """How low words reach."""
    found = -1e9
    for s in words:
        found = max(found, s.y + DESCENT * s.size)
    return found if words else default
