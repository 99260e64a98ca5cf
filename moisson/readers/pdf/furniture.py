"""What stands on every page and belongs to none: running heads and feet, page numbers."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from math import inf
from operator import attrgetter
from typing import Any

from moisson.readers.pdf.edges import Edge, edges, has_letters, size_of
from moisson.readers.pdf.middle import median
from moisson.readers.pdf.pieces import RAISED, Segment
from moisson.readers.pdf.signs import blank

Heights = dict[int, set[int]]

NUMBER = re.compile(r"\d+")
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}  # added up: near enough to tell that they grow
LONGEST = 40  # characters of the number of a page with its words and marks
WALLS, BESIDE = 3, 10.0  # upright rules of a table, and points by which words may reach over the outermost
LOW, FRAME = 0.1, 0.8  # of a page's height: how tall a table's rules are
MARK = re.compile(r"\W*\d{1,2}\W*")  # of a note; the number of a page is not the same on the next one
# A page's number and nothing else: `12`, `– 12 –`, `12 (28)`, `3/5`, `Seite 2`, `Page 2 sur 9`, `xiv`.
PAGE = re.compile(
    r"[-–—|.\s\[(]*(?:(?:page|seite|sida|s\.|p\.|pagina|página|pág\.|side|strona|str\.|strana|sivu|lk|lpp\.|puslapis|oldal|σελίδα)"
    r"\s*)?(?:\d{1,4}|(?-i:[ivxlc]{1,6}))(?:\s*(?:/|sur|von|of|av|\(|de|di|van|z|из)\s*\d{1,4}\)?)?[-–—|.\s\])]*",
    re.I,
)


def furniture(pages: Sequence[tuple[list[Segment], float]], rules: Sequence[Any] = ()) -> list[set[int]]:
    """For each page (its segments and height), the ids of the segments that are furniture.

    `rules` are the pages' lines: the rows of a table that many pages have at one height are none.
    """
    rows = [edges(number, segments, height) for number, (segments, height) in enumerate(pages)]
    found: list[set[int]] = [set() for _ in pages]
    groups: dict[tuple[int, int, str], list[Edge]] = {}
    for page in rows:
        for edge in page:
            groups.setdefault((edge.side, round(size_of(edge.segments)), blank(edge.text)), []).append(edge)
            for s in edge.segments if len(edge.segments) > 1 else ():
                part = Edge(edge.page, edge.side, edge.y, [s], s.text, edge.gap)
                groups.setdefault((edge.side, -round(s.size), blank(s.text)), []).append(part)
    again = [near for group in groups.values() if len(group) > 1 for near in _level(group)]
    there, same = _heights([edge for page in rows for edge in page]), _heights([edge for near in again for edge in near])
    worded = _heights([edge for near in again for edge in near if has_letters(edge.text)])
    for near in again:
        edge = near[0]
        if _fixed(near, there, worded if has_letters(edge.text) else same):
            for edge in _repeated(near, len(pages)):
                found[edge.page].update(map(id, edge.segments))
    shifts = _shifts(rows)
    for number, page in enumerate(rows):
        _alone(page, found[number], *pages[number], shifts)
    for page, (_, height), gone, lines in zip(rows, pages, found, rules, strict=False):
        inside = [s for edge in page for s in edge.segments if id(s) in gone and lines and _in_table(s, lines.upright, height)]
        gone.difference_update(map(id, inside))
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
        if last is not None and edge.y - last.y < 4:
            out[-1].append(edge)
        else:
            out.append([edge])
        last = edge
    return [near for near in out if len({edge.page for edge in near}) > 1]


def _heights(edges: list[Edge]) -> Heights:
    """On which pages rows stand, by side and height in steps of four points."""
    found: Heights = {}
    for edge in edges:
        found.setdefault(_place(edge.side, round(edge.y / 4)), set()).add(edge.page)
    return found


def _place(side: int, step: int) -> int:
    """A side and a height as one number."""
    return 2 * step + side


def _fixed(near: list[Edge], there: Heights, same: Heights) -> bool:
    """Whether what stands at a height mostly stands there on other pages as well: a first line of the text does so by chance.

    What stands on left pages only, or on right ones, is looked at beside these: running heads alternate.
    """
    edge = near[len(near) // 2]
    step = round(edge.y / 4)
    pages, others = set[int](), set[int]()
    for k in (step - 1, step, step + 1):
        place = _place(edge.side, k)
        pages.update(same.get(place, ()))
        others.update(there.get(place, ()))
    sides = {edge.page % 2 for edge in near}
    if len(sides) == 1:
        side = edge.page % 2
        pages, others = {page for page in pages if page % 2 == side}, {page for page in others if page % 2 == side}
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
    often = least if len(same) == 1 else max(3, 0.1 * count)
    for edge in near:
        if len(same[edge.text]) >= often and not MARK.fullmatch(edge.text):
            kept[id(edge)] = edge
    numbers = [NUMBER.findall(edge.text) for edge in near]
    first = near[0]
    words = has_letters(first.text) or RAISED in first.text
    for place in range(min(map(len, numbers))):
        shift: defaultdict[int, set[int]] = defaultdict(set)
        for n, edge in zip(numbers, near, strict=True):
            shift[int(n[place][:9]) - edge.page].add(edge.page)
        step, most = 0, set[int]()
        for by, those in shift.items():
            if len(those) > len(most):
                step, most = by, those
        few, share = 3 if words and count > 5 else 2, 0.5
        if not words and not PAGE.fullmatch(first.text.strip()):
            few, share = 3, 0.8  # amounts, unless they all grow with the pages
        if len(most) < max(few, share * len(near)):
            continue
        for n, edge in zip(numbers, near, strict=True):
            if int(n[place][:9]) - edge.page == step or len(most) >= 0.8 * len(near):
                kept[id(edge)] = edge
    return list(kept.values())


def _number(s: Segment) -> int | None:
    """The number of a page that a segment may be."""
    return _counted(s.text.strip()) if len(s.text) <= LONGEST else None


@lru_cache(maxsize=1 << 12)  # heads and feet recur, and each is asked for its number several times
def _counted(text: str) -> int | None:
    if not PAGE.fullmatch(text):
        return None
    digits = NUMBER.search(text)
    return int(digits[0]) if digits else sum([ROMAN.get(letter, 0) for letter in text.lower()])


def _shifts(rows: Sequence[list[Edge]]) -> set[int]:
    """By how much numbers at the ends of outermost rows differ from their pages' places, where they do so on two pages.

    A number that is its page's own needs no other page to say so.
    """
    found: defaultdict[int, set[int]] = defaultdict(set)
    for page, near in enumerate(rows):
        for edge in near:
            row = edge.segments
            for s in (row[0], row[-1]) if len(row) > 1 else row:
                if (number := _number(s)) is not None:
                    found[number - page].add(page)
    return {shift for shift, pages in found.items() if len(pages) > 1 or shift == 1 or len(rows) == 1}


def _numbered(row: list[Segment], page: int, shifts: set[int]) -> bool:
    """Whether the page's number stands at an end of a row, well apart from the rest; before a note it stands close."""
    for s, gap in ((row[0], row[1].x0 - row[0].x1), (row[-1], row[-1].x0 - row[-2].x1)):
        if gap > 2.5 * s.size and (n := _number(s)) is not None and n - page in shifts:
            return True
    return False


def _has_number(page: list[Edge], but: Edge, found: set[int]) -> bool:
    """Whether the page's number was found in another row."""
    return any(id(s) in found and _number(s) is not None for edge in page if edge is not but for s in edge.segments)


def _alone(page: list[Edge], found: set[int], segments: list[Segment], height: float, shifts: set[int]) -> None:
    """Page numbers that stand alone at an edge, and heads that hold one, apart from the text.

    A number before an item at the top of a page is none: it does not grow with the pages, as `shifts` tells.
    """
    left_edge, right_edge = inf, -inf
    for s in segments:
        if len(s.text) > 30:
            left_edge, right_edge = min(left_edge, s.x0), max(right_edge, s.x1)
    if left_edge == inf:
        left_edge, right_edge = 0.0, 1e9
    margin: set[int] = set()
    for edge in page:
        for s in edge.segments if edge.y < 0.14 * height else ():
            outside = s.x0 > right_edge + s.size or s.x1 < left_edge - s.size
            number = _number(s) if outside and s.text.strip().isalnum() else None
            grows = number is not None and number - edge.page in shifts
            if grows and len([other for other in segments if other.x0 < s.x1 and other.x1 > s.x0]) < 3:  # no column of numbers
                margin.add(id(s))
    found.update(margin)
    for side in (0, 1):
        for edge in [edge for edge in page if edge.side == side]:
            left = [s for s in edge.segments if id(s) not in found]
            if not left:
                continue
            if edge.y > 0.14 * height:
                break
            if len(left) == 1 and _number(left[0]) is not None and (len(edge.segments) > 1 or edge.gap > 1.3):
                found.add(id(left[0]))
                continue
            row = [s for s in edge.segments if id(s) not in margin]
            if (
                len(row) > 1
                and not _has_number(page, edge, found)
                and _numbered(row, edge.page, shifts)
                and edge.gap > 1.6
                and size_of(edge.segments) < 1.15 * median([s.size for edge in page for s in edge.segments])
                and edge.y < 0.1 * height
                and len(edge.text) < 140
            ):
                found.update(map(id, edge.segments))
                continue
            break
