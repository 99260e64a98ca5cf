"""The words of a tagged page, by the block that each belongs to, and whether its tags can be trusted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import Any

import numpy as np

from moisson.readers.pdf.characters.chars import Characters, Way
from moisson.readers.pdf.lines.pieces import Segment, without
from moisson.readers.pdf.lines.segments import aside, segments
from moisson.readers.pdf.tags.elements import ARTIFACT, UNTAGGED
from moisson.readers.pdf.tags.tree import HEADING, Node

COVERED = 0.98  # of a page's characters, but for heads and feet: so many the tags have to hold
EDGE = 0.13  # of a page's height: how far its head and its foot reach
FURNITURE = 0.1  # of a page's characters: the most that may be called furniture and stand between head and foot
UPWARDS = 1.2  # of the size: a line that begins as much higher than the one before it is in another column or place
PADDING = 5.4  # points between a cell's side and its words, as Word has it
WIDEST = 0.9  # of the size: a letter
MOST_RUNS = 20_000  # of one page


@dataclass(slots=True)
class Tagged:
    """The words of a page by their blocks, in the order of the tags."""

    blocks: list[tuple[Node, list[Segment]]] = field(default_factory=list)  # a block's runs of lines, one by one
    furniture: list[Segment] = field(default_factory=list)  # what the tags call so
    rest: list[Segment] = field(default_factory=list)  # what belongs to no element

    def without(self, gone: set[int]) -> None:
        """Leave out the pieces with some ids."""
        self.blocks = [(node, kept) for node, run in self.blocks if (kept := without(run, gone))]
        self.rest = without(self.rest, gone)

    def segments(self) -> list[Segment]:
        """All that stands on the page."""
        return [s for _, run in self.blocks for s in run] + self.furniture + self.rest


def fill_cells(page: Tagged, upright: Any) -> None:
    """Say which words fill the width of their cell, between `upright` rules as rows of x, top, bottom, without a space behind."""
    for s in [s for node, run in page.blocks if node.in_cell for s in run if not s.spaced and " " not in s.text]:
        x = upright[(upright[:, 1] < s.middle) & (s.middle < upright[:, 2]), 0]
        left, right = x[x <= s.x0], x[x >= s.x1]
        room = 2 * PADDING + WIDEST * s.size
        s.cut = len(left) > 0 < len(right) and bool(right.min() - left.max() - (s.x1 - s.x0) < room)


def tagged(layout: Characters, blocks: dict[Node, list[int]]) -> Tagged | None:
    """The words of a page by the blocks that the structure tree has for it; None where these hold too few of its characters."""
    if not blocks or not layout.ways:
        return None
    ranks = _ranks(blocks)
    ordered = [_ordered(way, ranks) for way in layout.ways]
    if not _covers(layout, ordered):
        return None
    found, nodes = Tagged(), list(blocks)
    runs: list[tuple[int, list[Segment]]] = []
    for turned, (places, way) in enumerate(ordered):
        for begin, end in _runs(places, way):
            some = way.some(slice(begin, end))
            pieces = _upright(layout, some) if turned else segments(some, np.zeros((0, 3)))
            place = int(places[begin])
            if place >= 0 and nodes[place].kind != "Artifact":
                if HEADING.fullmatch(nodes[place].kind):
                    _part_number(pieces, some)
                runs.append((place, pieces))
            else:
                (found.rest if place == UNTAGGED else found.furniture).extend(pieces)
    found.blocks = [(nodes[place], run) for place, run in sorted(runs, key=itemgetter(0)) if run]
    return found


def _ranks(blocks: dict[Node, list[int]]) -> dict[int, tuple[int, int]]:
    """For each mark the place of its block and its own among all; the first that names a mark has it."""
    ranks = {ARTIFACT: (ARTIFACT, ARTIFACT)}
    for place, marks in enumerate(blocks.values()):
        for mark in marks:
            ranks.setdefault(mark, (place, len(ranks)))
    return ranks


def _ordered(way: Way, ranks: dict[int, tuple[int, int]]) -> tuple[Any, Way]:
    """The characters of a way in the order of the tags, and the place of each one's block."""
    marks, which = np.unique(way.mark, return_inverse=True)
    found = [ranks.get(mark, (UNTAGGED, UNTAGGED)) for mark in marks.tolist()]
    place, rank = np.array(found, np.int64).reshape(-1, 2)[which].T
    order = np.argsort(rank, kind="stable")
    return place[order], way.some(order)


def _covers(layout: Characters, ordered: list[tuple[Any, Way]]) -> bool:
    """Whether the tags hold nearly all letters and figures, and what they call furniture stands at a page's head or foot."""
    held = furnishing = away = 0
    for turned, (place, way) in enumerate(ordered):
        code = way.code
        dark = ((code > 47) & (code < 58)) | ((code > 64) & (code < 0x2000) & (code != 95)) | (code > 0x2BFF)  # no leaders
        held += int(((place >= 0) & dark).sum())
        away += int(((place == UNTAGGED) & dark).sum())
        if not turned:
            inside = (way.y > EDGE * layout.height) & (way.y < (1 - EDGE) * layout.height)
            furnishing += int(((place == ARTIFACT) & dark & inside).sum())
    return held >= COVERED * (held + away) and furnishing <= FURNITURE * (held + away + furnishing)


def _runs(place: Any, way: Way) -> Iterator[tuple[int, int]]:
    """Where each block's characters begin and end, parted where they go on further up."""
    y, size = way.y, way.size
    parted = (place[1:] != place[:-1]) | (y[1:] < y[:-1] - UPWARDS * np.maximum(size[1:], size[:-1]))
    return pairwise([0, *(np.flatnonzero(parted)[:MOST_RUNS] + 1).tolist(), len(place)] if len(place) else [])


def _part_number(pieces: list[Segment], way: Way) -> None:
    """Part a heading's number, which LibreOffice marks by itself, from the first word, which may touch it."""
    number = "".join(map(chr, way.code[way.mark == way.mark[0]].tolist()))
    for first in pieces[:1]:
        word = first.text.removeprefix(number)
        if number.strip(".")[-1:].isdecimal() and word != first.text and word[:2].isalpha():
            first.text = f"{number} {word}"


def _upright(layout: Characters, way: Way) -> list[Segment]:
    """Segments that run another way than the page, set about where they stand on it."""
    found = []
    for piece, x, y in aside(layout, way):
        half = (piece.x1 - piece.x0) / 2
        found.append(Segment(piece.text, x - half, x + half, y, piece.size, piece.bold))
    return found
