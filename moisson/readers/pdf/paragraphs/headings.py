"""Headings: the pieces of a document that name what follows, told by how they look among all of it.

Trees say so, side by side (extremely randomized ones, Geurts and others 2006, boosted as by Friedman 2001). `bench/fidelity/
learn_headings.py` grew them from documents whose headings are known, and says how right they are (decision 73). What the file's
outline names, and titles numbered one after the other, are headings in any case.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, pairwise
from math import log
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

import numpy as np

from moisson.readers.pdf.paragraphs.looks import looks, numbered, style_of
from moisson.readers.pdf.paragraphs.writing import LONG, Block

FILE = Path(__file__).with_name("headings.npz")
LIKELY = 2.7  # times as likely as none, at the least, is a heading: a wrong one cuts a text in two, a missed one is a line of it
LABEL = re.compile(r"[^\W\d_]+ (?:\d{1,3}|[IVXLC]{1,6}|[A-Z])[.:]?")  # `Annex II.`: its title is on the next line
TOGETHER = 1024  # pieces that are judged at once, for memory


class Trees(NamedTuple):
    """The nodes of all trees, one after the other. A leaf leads to itself."""

    roots: Any  # the first node of each tree
    look: Any  # which figure of a look a node asks for
    limit: Any  # up to which it goes to the left
    left: Any
    right: Any
    value: Any  # of a leaf: logarithm of the odds
    depth: Any


def settled_headings(parts: Sequence[Block]) -> None:
    """Make headings of what looks like one in its document, and text of what is only set as one."""
    parts = join_labels(parts)
    places = asked(parts)
    figures = looks(parts, places)
    sure: list[bool] = []
    odds: list[float] = []
    while some := list(islice(figures, TOGETHER)):
        sure += [bool(look["told"] or look["chained"]) for look in some]
        odds += log_odds([[*look.values()] for look in some])
    for k, known, likely in zip(places, sure, decided([parts[k] for k in places], odds), strict=True):
        parts[k].kind = "heading" if known or likely else "text"


def decided(blocks: Sequence[Block], odds: Sequence[float]) -> list[bool]:
    """Which blocks are headings; half of what decides are the odds of all that have their type and label."""
    alike = [(style_of(block), numbered(block.text)[0]) for block in blocks]
    every: dict[tuple[tuple[float, bool], str], list[float]] = {}
    for each, own in zip(alike, odds, strict=True):
        every.setdefault(each, []).append(own)
    common = {each: fmean(some) for each, some in every.items()}
    return [own + common[each] > 2 * log(LIKELY) for own, each in zip(odds, alike, strict=True)]


def asked(parts: Sequence[Block]) -> list[int]:
    """The places of the pieces that may be headings: short, with letters or figures, and nothing else for certain."""
    short = (k for k, block in enumerate(parts) if block.kind in ("text", "heading") and len(block.text) < LONG)
    return [k for k in short if not parts[k].settled and (parts[k].level or sum(map(str.isalnum, parts[k].text)) > 1)]


def log_odds(rows: Sequence[Sequence[float]]) -> list[float]:
    """How likely pieces are headings, each by the figures of its look: the logarithm of the odds."""
    trees, given = _trees(), np.array(rows, np.float32)
    begin = np.arange(0, given.size, given.shape[1])[:, None]
    node = np.repeat(trees.roots[None], len(rows), 0)
    for _ in range(trees.depth):
        below = given.take(begin + trees.look.take(node)) <= trees.limit.take(node)
        node = np.where(below, trees.left.take(node), trees.right.take(node))
    found: list[float] = trees.value.take(node).sum(1, dtype=np.float64).tolist()
    return found


@lru_cache(maxsize=1)
def _trees() -> Trees:
    with np.load(FILE) as file:
        return Trees(*(file[name] for name in Trees._fields))


def join_labels(parts: Sequence[Block]) -> list[Block]:
    """The blocks that have words left, once labels of parts stand before the titles below them."""
    for block, title in pairwise([block for block in parts if block.kind in ("text", "heading") and not block.settled]):
        same = block.kind == title.kind == "heading" and style_of(block) == style_of(title) and not block.level
        if same and LABEL.fullmatch(block.text):
            title.text, title.above, block.text, block.kind = f"{block.text} {title.text}", block.above, "", "text"
    return [block for block in parts if block.text]
