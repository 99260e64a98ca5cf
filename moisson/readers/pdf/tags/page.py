"""The words of a tagged page, by the block that each belongs to, and whether its tags can be trusted."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from moisson.readers.pdf.characters.chars import Characters, Way
from moisson.readers.pdf.lines.pieces import Segment, without
from moisson.readers.pdf.lines.segments import aside, segments
from moisson.readers.pdf.tags.elements import ARTIFACT, UNTAGGED
from moisson.readers.pdf.tags.tree import Node

COVERED = 0.98  # of a page's characters, but for heads and feet: so many the tags have to hold
EDGE = 0.13  # of a page's height: how far its head and its foot reach
FURNITURE = 0.1  # of a page's characters: the most that may be called furniture and stand between head and foot
UPWARDS = 1.2  # of the size: a line that begins as much higher than the one before it is in another column or place
PADDING = 5.4  # points between a cell's side and its words, as Word has it
WIDEST = 0.9  # of the size: a letter
EVEN = 1.0  # points by which words may stand over the rule at their side
MOST_RUNS = 20_000  # of one page


@dataclass(slots=True)
class Tagged:
    """The words of a page by their blocks, in the order of the tags."""

    blocks: list[tuple[Node, list[list[Segment]]]] = field(default_factory=list)
    furniture: list[Segment] = field(default_factory=list)  # what the tags call so
    rest: list[Segment] = field(default_factory=list)  # what belongs to no element

    def without(self, gone: set[int]) -> None:
        """Leave out the pieces with some ids."""
        kept = [(node, [[s for s in run if id(s) not in gone] for run in runs]) for node, runs in self.blocks]
        self.blocks = [(node, [run for run in runs if run]) for node, runs in kept]
        self.rest = without(self.rest, gone)

    def segments(self) -> list[Segment]:
        """All that stands on the page."""
        own = [s for _, runs in self.blocks for run in runs for s in run]
        return own + self.furniture + self.rest


def fill_cells(page: Tagged, upright: Any) -> None:
    """Say which words fill the width of their cell, between `upright` rules as rows of x, top, bottom, without a space behind."""
    for node, runs in page.blocks:
        for s in [s for run in runs for s in run if node.in_cell and not s.spaced and " " not in s.text]:
            x = upright[(upright[:, 1] < s.middle) & (s.middle < upright[:, 2]), 0]
            left, right = x[x <= s.x0 + EVEN], x[x >= s.x1 - EVEN]
            room = 2 * PADDING + WIDEST * s.size
            s.cut = len(left) > 0 < len(right) and bool(right.min() - left.max() - (s.x1 - s.x0) < room)


def tagged(layout: Characters, blocks: list[tuple[Node, list[int]]]) -> Tagged | None:
    """The words of a page by the blocks that the structure tree has for it; None where these hold too few of its characters."""
    if not blocks or not layout.ways:
        return None
    ranks = _ranks(blocks)
    ordered = [_ordered(way, ranks) for way in layout.ways]
    if not _covers(layout, ordered):
        return None
    found = Tagged()
    runs: list[list[list[Segment]]] = [[] for _ in blocks]
    for turned, (way, rank) in enumerate(zip(layout.ways, ordered, strict=True)):
        for begin, end in _runs(way, rank):
            some = way.some(rank[1][begin:end])
            pieces = _upright(layout, some) if turned else segments(some, np.zeros((0, 3)))
            if not pieces:
                continue
            place = int(rank[0][begin])
            if place >= 0 and blocks[place][0].kind != "Artifact":
                runs[place].append(pieces)
            else:
                (found.rest if place == UNTAGGED else found.furniture).extend(pieces)
    found.blocks = [(node, own) for (node, _), own in zip(blocks, runs, strict=True) if own]
    return found


def _ranks(blocks: list[tuple[Node, list[int]]]) -> Any:
    """For each mark the place of its block and its own among all; the first that names a mark has it."""
    most = max((mark for _, marks in blocks for mark in marks), default=0)
    ranks = np.full((most + 1, 2), UNTAGGED, np.int64)
    k = 0
    for place, (_, marks) in enumerate(blocks):
        for mark in marks:
            if ranks[mark, 0] < 0:
                ranks[mark] = place, k
                k += 1
    return ranks


def _ordered(way: Way, ranks: Any) -> tuple[Any, Any]:
    """The characters of a way in the order of the tags: the place of each one's block, and its own in the content stream."""
    known = (way.mark >= 0) & (way.mark < len(ranks))
    marks = np.where(known, way.mark, 0)
    place = np.where(known, ranks[marks, 0], np.where(way.mark == ARTIFACT, ARTIFACT, UNTAGGED))
    order = np.argsort(np.where(known, ranks[marks, 1], place), kind="stable")
    return place[order], order


def _covers(layout: Characters, ordered: list[tuple[Any, Any]]) -> bool:
    """Whether the tags hold nearly all letters and figures, and what they call furniture stands at a page's head or foot."""
    held = furnishing = away = 0
    for way, (place, order) in zip(layout.ways, ordered, strict=True):
        code = way.code[order]
        dark = ((code > 47) & (code < 58)) | ((code > 64) & (code < 0x2000) & (code != 95)) | (code > 0x2BFF)  # no leaders
        held += int(((place >= 0) & dark).sum())
        away += int(((place == UNTAGGED) & dark).sum())
        if way is layout.ways[0]:
            inside = (way.y[order] > EDGE * layout.height) & (way.y[order] < (1 - EDGE) * layout.height)
            furnishing += int(((place == ARTIFACT) & dark & inside).sum())
    return held >= COVERED * (held + away) and furnishing <= FURNITURE * (held + away + furnishing)


def _runs(way: Way, rank: tuple[Any, Any]) -> list[tuple[int, int]]:
    """Where each block's characters begin and end, parted where they go on further up."""
    place, order = rank
    if not len(place):
        return []
    y, size = way.y[order], way.size[order]
    parted = (place[1:] != place[:-1]) | (y[1:] < y[:-1] - UPWARDS * np.maximum(size[1:], size[:-1]))
    cuts = [0, *(np.flatnonzero(parted)[:MOST_RUNS] + 1).tolist(), len(place)]
    return list(pairwise(cuts))


def _upright(layout: Characters, way: Way) -> list[Segment]:
    """Segments that run another way than the page, set about where they stand on it."""
    found = []
    for piece, x, y in aside(layout, way):
        half = (piece.x1 - piece.x0) / 2
        found.append(Segment(piece.text, x - half, x + half, y, piece.size, piece.bold))
    return found
