"""Segments by height."""

from operator import attrgetter

from moisson.readers.pdf.pieces import Segment


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
