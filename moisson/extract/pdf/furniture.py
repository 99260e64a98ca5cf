"""What stands on every page and belongs to none: running heads and feet, page numbers."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from statistics import median

from moisson.extract.pdf.segments import RAISED, Segment

Heights = dict[tuple[int, int], set[int]]

ROWS = 3  # from the top and from the bottom of a page that may be furniture
NUMBER = re.compile(r"\d+")
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
    segments: tuple[Segment, ...]
    text: str
    gap: float  # to the next row towards the middle, in sizes


def edges(page: int, segments: Sequence[Segment], height: float) -> list[Edge]:
    """The outermost rows of a page."""
    found = []
    for side in (0, 1):
        ordered = sorted(segments, key=attrgetter("y"), reverse=side == 1)
        rows: list[list[Segment]] = []
        for s in ordered:
            if rows and abs(s.y - rows[-1][0].y) < 0.5 * max(s.size, rows[-1][0].size):
                rows[-1].append(s)
            elif len(rows) <= ROWS:
                rows.append([s])
            else:
                break
        for number, row in enumerate(rows[:ROWS]):
            row.sort(key=lambda s: s.x0)
            size = max(s.size for s in row)
            gap = abs(rows[number + 1][0].y - row[0].y) / size if number + 1 < len(rows) else 99.0
            y = height - row[0].y if side else row[0].y
            found.append(Edge(page, side, y, tuple(row), " ".join(s.text for s in row), gap))
    return found


def furniture(pages: Sequence[tuple[list[Segment], float]]) -> list[set[int]]:
    """For each page (its segments and height), the ids of the segments that are furniture."""
    rows = [edges(number, segments, height) for number, (segments, height) in enumerate(pages)]
    found: list[set[int]] = [set() for _ in pages]
    groups: defaultdict[tuple[int, int, str], list[Edge]] = defaultdict(list)
    for page in rows:
        for edge in page:
            size = round(max(s.size for s in edge.segments))
            groups[edge.side, size, NUMBER.sub("#", edge.text)].append(edge)
            for s in edge.segments if len(edge.segments) > 1 else ():
                groups[edge.side, -round(s.size), NUMBER.sub("#", s.text)].append(
                    Edge(edge.page, edge.side, edge.y, (s,), s.text, edge.gap)
                )
    again = [near for group in groups.values() if len(group) > 1 for near in _level(group)]
    there, same = _heights(edge for page in rows for edge in page), _heights(edge for near in again for edge in near)
    worded = _heights(edge for near in again for edge in near if any(map(str.isalpha, edge.text)))
    for near in again:
        if _fixed(near, there, worded if any(map(str.isalpha, near[0].text)) else same):
            for edge in _repeated(near, len(pages)):
                found[edge.page].update(id(s) for s in edge.segments)
    for number, page in enumerate(rows):
        _alone(page, found[number], *pages[number])
    return found


def _level(group: list[Edge]) -> list[list[Edge]]:
    """Rows, of several pages, that stand at about one height."""
    out: list[list[Edge]] = []
    for edge in sorted(group, key=lambda e: e.y):
        if out and edge.y - out[-1][-1].y < 4:
            out[-1].append(edge)
        else:
            out.append([edge])
    return [near for near in out if len({edge.page for edge in near}) > 1]


def _heights(edges: Iterable[Edge]) -> Heights:
    """On which pages rows stand, by side and height in steps of four points."""
    found: Heights = defaultdict(set)
    for edge in edges:
        found[edge.side, round(edge.y / 4)].add(edge.page)
    return found


def _fixed(near: list[Edge], there: Heights, same: Heights) -> bool:
    """Whether what stands at a height mostly stands there on other pages as well: a first line of the text does so by chance."""
    side, step = near[0].side, round(near[len(near) // 2].y / 4)
    steps = [(side, k) for k in (step - 1, step, step + 1)]
    pages, others = (set[int]().union(*(heights.get(k, ()) for k in steps)) for heights in (same, there))
    return len(pages) >= 0.5 * len(others)


def _repeated(near: list[Edge], count: int) -> list[Edge]:
    """Rows that stand on many pages with the same words, or with numbers that grow with the pages."""
    least = max(min(3, 0.5 * count), 2, min(8 if near[0].side else 4, 0.1 * count))
    if len(near[0].text) > (30 if near[0].side else 60):
        # Lines of text, such as of notes, that stand on some pages are no foot.
        near = [edge for edge in near if edge.gap > 1.25 or len(near) > 0.6 * count]
    pages = {edge.page for edge in near}
    if not near or len(pages) < least or len(pages) < 0.4 * (max(pages) - min(pages) + 1):
        return []
    kept = {}
    same: defaultdict[str, set[int]] = defaultdict(set)
    for edge in near:
        same[edge.text].add(edge.page)
    for edge in near:
        if not MARK.fullmatch(edge.text) and len(same[edge.text]) >= (least if len(same) == 1 else max(3, 0.1 * count)):
            kept[id(edge)] = edge
    numbers = [NUMBER.findall(edge.text) for edge in near]
    words = any(map(str.isalpha, near[0].text)) or RAISED in near[0].text
    for place in range(min(map(len, numbers))):
        shift: defaultdict[int, set[int]] = defaultdict(set)
        for n, edge in zip(numbers, near, strict=True):
            shift[int(n[place][:9]) - edge.page].add(edge.page)
        step, most = max(shift.items(), key=lambda item: len(item[1]))
        if len(most) < max(3 if words and count > 5 else 2, 0.5 * len(near)):
            continue
        for n, edge in zip(numbers, near, strict=True):
            if int(n[place][:9]) - edge.page == step or len(most) >= 0.8 * len(near):
                kept[id(edge)] = edge
    return list(kept.values())


def _numbered(row: list[Segment]) -> bool:
    """Whether a page's number stands at an end of a row, well apart from the rest; before a note it stands close."""
    pairs = ((row[0], row[1].x0 - row[0].x1), (row[-1], row[-1].x0 - row[-2].x1))
    return any(PAGE.fullmatch(s.text.strip()) and gap > 2.5 * s.size for s, gap in pairs)


def _alone(page: list[Edge], found: set[int], segments: list[Segment], height: float) -> None:
    """Page numbers that stand alone at an edge, and heads that hold one, apart from the text."""
    lines = [s for s in segments if len(s.text) > 30]
    left_edge = min([s.x0 for s in lines], default=0.0)
    right_edge = max([s.x1 for s in lines], default=1e9)
    margin: set[int] = set()
    for edge in page:
        for s in edge.segments if edge.y < 0.14 * height else ():
            outside = s.x0 > right_edge + s.size or s.x1 < left_edge - s.size
            number = outside and PAGE.fullmatch(s.text.strip()) and s.text.strip().isalnum()
            if number and sum(o.x0 < s.x1 and o.x1 > s.x0 for o in segments) < 3:  # no column of numbers
                margin.add(id(s))
    found.update(margin)
    usual = median(s.size for edge in page for s in edge.segments) if page else 0.0
    for side in (0, 1):
        for edge in (e for e in page if e.side == side):
            left = [s for s in edge.segments if id(s) not in found]
            if not left:
                continue
            if edge.y > 0.14 * height:
                break
            if len(left) == 1 and PAGE.fullmatch(left[0].text.strip()) and (len(edge.segments) > 1 or edge.gap > 1.3):
                found.add(id(left[0]))
                continue
            row = [s for s in edge.segments if id(s) not in margin]
            if (
                len(row) > 1
                and _numbered(row)
                and edge.gap > 1.6
                and max(s.size for s in edge.segments) < 1.15 * usual
                and edge.y < 0.1 * height
                and len(edge.text) < 140
            ):
                found.update(id(s) for s in edge.segments)
                continue
            break
