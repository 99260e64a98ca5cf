"""Words of scans whose text layer sets each a little higher or lower than the one before it: put on one line."""

from operator import attrgetter

from moisson.readers.pdf.pieces import Segment

FEW, MANY = 40, 3_000  # pieces of a page; one with more is no scan of prose, and each may cost a look at every line
LONG = 20  # characters: where pieces have more on average, they are lines
NEAR, OFF = 0.45, 0.04  # of the size: how far the baselines of a line's words may lie apart, and what is no rounding
WIDE = 0.9  # of the size: a gap that parts pieces
APART = 4.0  # of the size: a gap over which a line goes on
MOST = 0.9  # of a page's characters that are bold: a font that is not shown, whose weight says nothing
HALF = 0.5  # of the pairs of neighbours: so many stand off each other in a page that is leveled; else it has superscripts
INTO = 0.3  # of the size: how far a word may reach into the one before it, as boxes of recognised words do
STEP = 8  # points: lines are looked for among those as near, which is more than `NEAR` of any size that prose has
BEFORE = 4  # pieces that tell how high a line stands


def leveled(segments: list[Segment]) -> list[Segment]:
    """The segments, those of a line joined where many words stand off the baselines of those beside them."""
    if not FEW <= len(segments) <= MANY:
        return segments
    letters = bold = 0
    for s in segments:
        letters += len(s.text)
        bold += len(s.text) if s.bold else 0
    if letters > LONG * len(segments):
        return segments
    chains = _chains(segments)
    pairs = off = 0
    for chain in chains:
        last = chain[0]
        for s in chain[1:]:
            if s.x0 - last.x1 < WIDE * s.size:
                pairs += 1
                off += abs(s.y - last.y) > OFF * s.size
            last = s
    if off < FEW or off < HALF * pairs:
        return segments
    if bold > MOST * letters:
        for s in segments:
            s.bold = s.lead = False
    return [piece for chain in chains for piece in _joined(chain)]


def _chains(segments: list[Segment]) -> list[list[Segment]]:
    """Lines: to each piece the nearest level one to its left."""
    found: list[list[Segment]] = []
    open_: dict[int, list[list[Segment]]] = {}  # by the height at which they go on, in steps of `STEP`
    for s in sorted(segments, key=attrgetter("x0")):
        best: list[Segment] | None = None
        least, step = NEAR * s.size, int(s.y / STEP)
        for k in (step - 1, step, step + 1):
            for chain in open_.get(k, ()):
                last = chain[-1]
                away = abs(s.y - _height(chain))
                if away < least and -INTO * s.size < s.x0 - last.x1 < APART * s.size:
                    best, least = chain, away
        if best is None:
            best = []
            found.append(best)
        else:
            open_[int(_height(best) / STEP)].remove(best)
        best.append(s)
        open_.setdefault(int(_height(best) / STEP), []).append(best)
    return found


def _height(chain: list[Segment]) -> float:
    """How high a line stands at its end."""
    begin = max(len(chain) - BEFORE, 0)
    y = 0.0
    for k in range(begin, len(chain)):
        s = chain[k]
        y += s.y
    return y / (len(chain) - begin)


def _joined(chain: list[Segment]) -> list[Segment]:
    """A line's pieces on one baseline, as few as its gaps part."""
    y = sorted([s.y for s in chain])[len(chain) // 2]
    size = sorted([s.size for s in chain])[len(chain) // 2]
    out: list[Segment] = []
    for s in chain:
        last = out[-1] if out else None
        if last is not None and s.x0 - last.x1 < WIDE * size:
            last.text, last.x1, last.bold = f"{last.text} {s.text}", max(last.x1, s.x1), last.bold and s.bold
        else:
            out.append(s)
            s.y, s.size = y, size
    return out
