"""What stands on every page and belongs to none: running heads and feet, page numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from operator import attrgetter
from typing import Any

from moisson.readers.pdf.lines.pieces import Segment, in_lines, words_of
from moisson.readers.pdf.lines.signs import NUMBER, blank

Heights = dict[tuple[int, int], set[int]]

ROWS = 3  # from the top and from the bottom of a page that may be furniture
FAR = 99.0  # sizes: the gap to a row that is not there
LEVEL = 4  # points: how far the heights of a running head differ from page to page
LEAST, SHARE = 3, 0.1  # pages with the same words: three, or so many of all; of few pages half
MOST = (4, 8)  # pages with the same head, and with the same foot, as notes may be: as many suffice of however many pages
DENSE = 0.4  # of the pages from the first to the last that have a head: so many have it
HALF = 0.5  # of the rows at a height: so many have the same words, or numbers that grow with the pages
OFTEN = 4  # times as often as at an edge: words that stand on the pages are text
DIGITS = 9  # of a number that are looked at
EDGE = 0.14  # of a page's height: how far from its ends its number stands
GAP = 1.3  # of the size: room between a page's number, or a row that ends with it, and the text
WALLS, BESIDE = 3, 10.0  # upright rules of a table, and points by which words may reach over the outermost
LOW, FRAME = 0.1, 0.8  # of a page's height: how tall a table's rules are
MARK = re.compile(r"\W*\d{1,2}\W*")  # of a note; the number of a page is not the same on the next one
# A page's number and nothing else: `12`, `– 12 –`, `12 (28)`, `3/5`, `Seite 2`, `Page 2 sur 9`, `xiv`.
PAGE = re.compile(
    r"[-–—|.\s\[(]*(?:(?:page|seite|sida|s\.|p\.|pagina|página|pág\.|side|strona|str\.|strana|sivu|lk|lpp\.|puslapis|oldal|σελίδα)"
    r"\s*)?(?:\d{1,4}|(?-i:[ivxlc]{1,6}))(?:\s*(?:/|sur|von|of|av|\(|de|di|van|z|из)\s*\d{1,4}\)?)?[-–—|.\s\])]*",
    re.I,
)


@dataclass(slots=True, eq=False)
class Edge:
    """A row near the top or the bottom of a page."""

    page: int
    side: int  # 0 top, 1 bottom
    y: float  # from that side
    segments: list[Segment]
    text: str
    gap: float  # to the next row towards the middle, in sizes


def furniture(pages: Sequence[tuple[list[Segment], float]], rules: Sequence[Any]) -> list[set[int]]:
    """For each page (its segments and height), the ids of the segments that are furniture.

    `rules` are the pages' lines: the rows of a table that many pages have at one height are none.
    """
    rows = [_edges(number, segments, height) for number, (segments, height) in enumerate(pages)]
    groups: dict[tuple[int, bool, str], list[Edge]] = {}
    for edge in [edge for page in rows for edge in page]:
        groups.setdefault((edge.side, True, blank(edge.text)), []).append(edge)
        for s in edge.segments if len(edge.segments) > 1 else ():
            part = Edge(edge.page, edge.side, edge.y, [s], s.text, edge.gap)
            groups.setdefault((edge.side, False, blank(s.text)), []).append(part)
    again = [near for group in groups.values() for near in _level(group)]
    there = _heights(edge for page in rows for edge in page)
    same = _heights(edge for near in again for edge in near)
    often = Counter([s.text for segments, _ in pages for s in segments])
    found: list[set[int]] = [set() for _ in pages]
    for near in again:
        if _fixed(near, there, same) and not _running(near, often):
            for edge in _repeated(near, len(pages)):
                found[edge.page].update(map(id, edge.segments))
    for page, (_, height), gone, lines in zip(rows, pages, found, rules, strict=True):
        _numbers(page, gone, height)
        inside = [s for edge in page for s in edge.segments if id(s) in gone and _in_table(s, lines.upright, height)]
        gone.difference_update(map(id, inside))
    return found


def _edges(page: int, segments: list[Segment], height: float) -> list[Edge]:
    """The outermost rows of a page."""
    found: list[Edge] = []
    for side, ordered in enumerate((sorted(segments, key=attrgetter("y")), sorted(segments, key=lambda s: -s.y))):
        rows = [sorted(row, key=attrgetter("x0")) for row in islice(in_lines(ordered), ROWS + 1)]
        gaps = [abs(after[0].y - row[0].y) / max([s.size for s in row]) for row, after in pairwise(rows)]
        for row, gap in zip(rows[:ROWS], [*gaps, FAR], strict=False):
            y = row[0].y
            found.append(Edge(page, side, height - y if side else y, row, words_of(row), gap))
    return found


def _in_table(s: Segment, upright: Any, height: float) -> bool:
    """Whether a segment stands between three upright rules or more that are no frame of the page, nor of a head."""
    tall = upright[:, 2] - upright[:, 1]
    walls = upright[(upright[:, 1] < s.middle) & (upright[:, 2] > s.middle) & (tall < FRAME * height) & (tall > LOW * height)]
    return len(walls) >= WALLS and walls[:, 0].min() < s.x0 + BESIDE and walls[:, 0].max() > s.x1 - BESIDE


def _level(group: list[Edge]) -> list[list[Edge]]:
    """Rows, of several pages, that stand at about one height."""
    out: list[list[Edge]] = []
    last: Edge | None = None
    for edge in sorted(group, key=attrgetter("y")):
        if last is not None and edge.y - last.y < LEVEL:
            out[-1].append(edge)
        else:
            out.append([edge])
        last = edge
    return [near for near in out if len({edge.page for edge in near}) > 1]


def _heights(rows: Iterable[Edge]) -> Heights:
    """On which pages rows stand, by side and height in steps of `LEVEL`."""
    found: Heights = {}
    for edge in rows:
        found.setdefault((edge.side, round(edge.y / LEVEL)), set()).add(edge.page)
    return found


def _fixed(near: list[Edge], there: Heights, same: Heights) -> bool:
    """Whether what stands at a height mostly stands there on other pages as well: a first line of the text does so by chance.

    What stands on left pages only, or on right ones, is looked at beside these: running heads alternate.
    """
    edge = near[len(near) // 2]
    steps = [(edge.side, round(edge.y / LEVEL) + k) for k in (-1, 0, 1)]
    sides = {edge.page % 2 for edge in near}
    again, every = [{page for step in steps for page in heights.get(step, ()) if page % 2 in sides} for heights in (same, there)]
    return len(again) >= HALF * len(every)


def _running(near: list[Edge], often: Counter[str]) -> bool:
    """Whether words mostly stand elsewhere on the pages, so that they are text."""
    text = near[0].segments[0].text
    return any(map(str.isalpha, text)) and often[text] > OFTEN * len(near)


def _repeated(near: list[Edge], count: int) -> list[Edge]:
    """Rows that stand on many pages with the same words, or with numbers that grow with the pages."""
    pages = {edge.page for edge in near}
    least = max(min(LEAST, HALF * count), 2, min(MOST[near[0].side], SHARE * count))
    if len(pages) < least or len(pages) < DENSE * (max(pages) - min(pages) + 1):
        return []
    times = Counter([edge.text for edge in near])
    often = least if len(times) == 1 else max(LEAST, SHARE * count)
    kept = [edge for edge in near if times[edge.text] >= often and not MARK.fullmatch(edge.text)]
    grow = any(map(str.isalpha, near[0].text)) or PAGE.fullmatch(near[0].text.strip())  # amounts do so by chance
    for numbers in zip(*(NUMBER.findall(edge.text) for edge in near if grow), strict=False):
        shifts = [int(number[:DIGITS]) - edge.page for number, edge in zip(numbers, near, strict=True)]
        shift, most = Counter(shifts).most_common(1)[0]
        if most >= max(2, HALF * len(near)):
            kept += [edge for edge, by in zip(near, shifts, strict=True) if by == shift]
    return kept


def _is_number(s: Segment) -> bool:
    """Whether a segment may be a page's number."""
    return PAGE.fullmatch(s.text.strip()) is not None


def _numbers(page: list[Edge], found: set[int], height: float) -> None:
    """Page numbers that stand alone at an edge; and heads of words that change, by the number at one of their ends."""
    for side in (0, 1):
        for edge in [edge for edge in page if edge.side == side and edge.y <= EDGE * height]:
            row = edge.segments
            left = [s for s in row if id(s) not in found]
            if len(left) == 1 and edge.gap > GAP and _is_number(left[0]):
                found.add(id(left[0]))
            elif left and edge.gap > GAP and _has_own(row, page, found):
                found.update(map(id, row))
            elif left:
                break


def _has_own(row: list[Segment], page: list[Edge], found: set[int]) -> bool:
    """Whether the number of its page stands at an end of a row, and no other is found."""
    if any(id(s) in found and _is_number(s) for other in page for s in other.segments):
        return False
    numbers = [NUMBER.search(s.text) for s in (row[0], row[-1]) if _is_number(s)]
    return any(number and int(number[0]) == page[0].page + 1 for number in numbers)
