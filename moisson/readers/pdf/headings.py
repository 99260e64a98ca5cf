"""Headings as the whole document shows them: their numbers rise, and their type is not its commonest."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from moisson.readers.pdf.writing import Block

LEAST = 20  # blocks of a document; of fewer, headings may be many
KINDS = ("text", "item", "heading")
NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,5})\.?\s+[^\W\d_].*[^\W\d_][)»”’]?")  # `3.2.1. Name`: no sentence, no page number
LONG = 120  # characters of a numbered heading
FEW = 5  # of them that show that they are
RISING = 0.8  # of them that have to follow one with a lower number


def settled_headings(parts: Sequence[Block]) -> None:
    """Make headings of what is numbered as such, and text of those in the commonest type: that of prose beside larger tables."""
    blocks = [block for block in parts if block.kind in KINDS and not block.told]
    numbered = {id(block): found[1] for block in blocks if len(block.text) < LONG and (found := NUMBERED.fullmatch(block.text))}
    if not _rise([*numbered.values()]):
        numbered = {}
    common = Counter(map(_style, blocks)).most_common(1)[0][0] if len(blocks) >= LEAST else None
    for block in blocks:
        if id(block) in numbered:
            block.kind = "heading"
        elif block.kind == "heading" and _style(block) == common:
            block.kind = "text"


def _rise(numbers: list[str]) -> bool:
    """Whether numbers of sections mostly rise, as those of headings do; those of tables' rows and of amounts do not."""
    places = [tuple(map(int, number.split("."))) for number in numbers]
    return len(places) >= FEW and sum([a < b for a, b in pairwise(places)]) >= RISING * (len(places) - 1)


def _style(block: Block) -> tuple[float, bool]:
    """The size of a block's type, in steps of half a point, and its weight."""
    return round(2 * block.size) / 2, block.bold
