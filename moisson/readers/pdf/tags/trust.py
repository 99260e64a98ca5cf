"""Whether a page's tags agree with what is drawn on it: their tables, and where paragraphs end."""

from collections.abc import Sequence
from itertools import pairwise

from moisson.readers.pdf.lines.pieces import LEVEL, Segment, Table
from moisson.readers.pdf.tags.page import Tagged

CUT = 0.25  # of the paragraphs: the most that may end within a sentence which the next one goes on with
SET_APART = 3.0  # of the size: a gap within a line that only tabs make
TABBED = 0.3  # of a page's paragraphs: the most that may be set with such gaps outside tables
FEW = 4  # paragraphs, lines, letters: fewer prove nothing
FULL = 0.15  # of the width: how far a full line may end before the others
HELD = 0.5  # of a drawn table's pieces: so many the tags have to hold in tables, too
ENDS = tuple(".:;!?)]»”\"'…,-–|")


def agrees(page: Tagged, drawn: Sequence[Table]) -> bool:
    """Whether the tags of a page can be followed; `drawn` are the tables that its rules make."""
    cells = {id(s) for node, run in page.blocks if node.in_cell or node.kind == "Figure" for s in run}
    return _whole(page) and not _tabbed(page) and all(_held(table, cells) for table in drawn)


def _whole(page: Tagged) -> bool:
    """Whether paragraphs are whole, and not full lines within a sentence that the next one goes on with."""
    runs = [run for node, run in page.blocks if node.kind == "P" and not node.in_cell]
    if len(runs) <= FEW:
        return True
    left, right = min([s.x0 for run in runs for s in run]), max([s.x1 for run in runs for s in run])
    full = right - FULL * (right - left)
    cut = 0
    for before, after in pairwise(runs):
        first, last = before[0], before[-1]
        alone = abs(last.y - first.y) < LEVEL * first.size and last.x1 > full
        cut += alone and not last.text.rstrip().endswith(ENDS) and after[0].text[:1].islower()
    return cut <= CUT * len(runs)


def _tabbed(page: Tagged) -> bool:
    """Whether many paragraphs of the page are set in columns by tabs, which tags do not tell."""
    runs = [run for node, run in page.blocks if not node.in_cell and not node.loose]
    tabbed = sum([any(_apart(a, b) for a, b in pairwise(run)) for run in runs])
    return len(runs) > FEW and tabbed > TABBED * len(runs)


def _apart(a: Segment, b: Segment) -> bool:
    return abs(b.y - a.y) < LEVEL * b.size and b.x0 - a.x1 > SET_APART * b.size and len(a.text) > FEW


def _held(table: Table, cells: set[int]) -> bool:
    """Whether the tags hold a drawn table as one, or as a picture, where it has several rows and columns with words."""
    filled = [[piece for words, _ in row for piece in words] for row in table.rows if sum([bool(words) for words, _ in row]) > 1]
    pieces: list[Segment] = [piece for row in filled for piece in row]
    return len(filled) < 2 or sum([id(piece) in cells for piece in pieces]) >= HELD * len(pieces)
