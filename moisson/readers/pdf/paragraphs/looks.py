"""How a piece of text looks in its document, in figures: what tells a heading from what is only set as one."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from moisson.readers.pdf.lines.signs import blank
from moisson.readers.pdf.paragraphs.writing import Block

PROSE = ("text", "item", "heading")
LONG = 150  # characters: no line holds as many
TITLE = 120  # characters of a title with a number of several parts
NEAR = 6  # blocks below, in which text or a table is looked for
STEPS = 2  # to the next number: one title between them may have been missed
FEW = 5  # numbers of several parts that follow each other show that they are headings'
BEGUN = 3  # paragraphs: a document that has as many above is past its title
MIDDLE = 0.04  # of the column's width: what is as near its middle is set there
STOPS = (".", ":", ";", ",")
WORD = re.compile(r"[^\W\d_]+")
CAPTION = re.compile(r"(?:fig(?:ure|ura|\.)|tab(?:le|la|elle|leau|ela|\.)|abb(?:ildung|\.)) *[\dIVX]", re.I)
# The number before a title, and its label if it has one: `3.2`, `IV.`, `B)`, `§ 5`, `Art. 1er`, `Annex II`, `2. Kapitel:`.
NUMBER = re.compile(
    r"(\W?[^\W\d_]*\.?\s?)(?:(\d{1,3}(?:\.\d{1,3}){0,5})(?:er|re|bis|ter|[a-z])?|([IVXLC]{1,6})|([A-Z])(?=[.)]|$))(?=[\s.):—–-]|$)"
    r"(?:\.?\s(§|[^\W\d_]+(?=\s?[.:—–-])))?"
)
ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
Number = tuple[str, tuple[int, ...]]  # its label and its kind, and its parts; none of both where there is no number


@dataclass(slots=True)
class _Type:
    """What is set in one size and weight."""

    count: int = 0
    letters: int = 0
    long: int = 0
    stopped: int = 0
    again: int = 0

    def add(self, text: str, again: bool) -> None:
        self.count += 1
        self.letters += len(text)
        self.long += len(text) > LONG
        self.stopped += text.endswith(STOPS)
        self.again += again


def looks(parts: Sequence[Block], places: Sequence[int]) -> Iterator[dict[str, float]]:
    """How the blocks at some places of a document look. Sizes are shares of other sizes, rooms of the block's; 0: not known."""
    blocks = [block for block in parts if block.kind in PROSE]
    times, forms = Counter([block.text for block in blocks]), Counter([blank(block.text) for block in blocks])
    types: dict[tuple[float, bool], _Type] = {}
    for block in blocks:
        types.setdefault(style_of(block), _Type()).add(block.text, times[block.text] > 1)
    every = max(sum([each.letters for each in types.values()]), 1)
    body = max(types, key=lambda style: types[style].letters)[0] or 1.0 if types else 1.0
    usual = median([block.above / block.size for block in blocks if block.above > 0 < block.size] or [1.0])
    outlined = sum([block.level > 0 for block in blocks]) / max(sum([block.kind == "heading" for block in blocks]), 1)
    numbers = {id(block): numbered(block.text) for block in blocks}
    chains = chained(blocks, numbers)
    long = [block.kind in ("text", "item") and len(block.text) > LONG for block in parts]
    tables = [block.kind not in PROSE for block in parts]
    end = Block("end", "")
    begun = at = 0
    for k in places:
        begun, at = begun + sum(long[at:k]), k
        block, text = parts[k], parts[k].text
        last, after = parts[k - 1] if k else end, parts[k + 1] if k + 1 < len(parts) else end
        its, size, near = types[style_of(block)], block.size or body, slice(k + 1, k + NEAR)
        chain = chains.get(id(block), 0)
        words, (label, number) = WORD.findall(text), numbers[id(block)]
        yield {
            "apart": block.kind == "heading",  # larger than the text, or bold
            "bold": block.bold,
            "size": block.size / body,
            "share": its.letters / every,  # of the letters: those in its type
            "pieces": its.count / len(blocks),  # of the pieces: those in its type
            "usual": its.letters / its.count,  # characters of a piece in its type
            "prose": its.long / its.count,  # of the pieces in its type: those longer than a line
            "stopped": its.stopped / its.count,  # those that end as a sentence or a part of one does
            "again": its.again / its.count,  # those whose words recur
            "wider": max(block.above, 0.0) / size / usual,  # the room above, of what is usual in the document
            "below": max(after.above, 0.0) / (after.size or size),  # the room to the next block
            "looser": max(after.above, 0.0) / (after.size or size) / usual,
            "left": block.left,
            "middle": block.left > MIDDLE < block.right and abs(block.left - block.right) < MIDDLE,
            "told": block.level > 0,  # by the outline
            "outlined": outlined,  # of all that is set apart: what the outline tells
            "chained": is_chained(block, number, chain),
            "chain": chain,  # numbers that follow each other, with its own
            "labelled": label[:1].strip() != "",
            "depth": len(number),  # parts of its number
            "caption": CAPTION.match(text) is not None,
            "length": len(text),
            "words": len(words),
            "capitals": sum(map(str.isupper, text)) / (sum(map(str.isalpha, text)) or 1),  # of the letters
            "initials": sum([word[0].isupper() for word in words]) / (len(words) or 1),  # of the words: those with a capital
            "signs": sum([not char.isalnum() and char != " " for char in text]) / len(text),
            "small": text[0].islower(),
            "colon": text[-1] == ":",
            "stop": text[-1] == ".",
            "forms": forms[blank(text)],  # how often the document has its words, whatever their figures
            "last size": last.size / size,
            "last apart": last.kind == "heading",
            "last stop": last.text.endswith((".", ";")),
            "next size": after.size / size,
            "next apart": after.kind == "heading",
            "next length": len(after.text),
            "text": (*long[near], True).index(True),  # blocks between it and the next paragraph
            "table": (*tables[near], True).index(True),
            "begun": min(begun, BEGUN),  # paragraphs above
        }


def style_of(block: Block) -> tuple[float, bool]:
    """The size of a block's type, in steps of half a point, and its weight."""
    return round(2 * block.size) / 2, block.bold


def numbered(text: str) -> Number:
    """The number that a text begins with."""
    found = NUMBER.match(text)
    if not found:
        return "", ()
    before, figures, roman, letter, after = found.groups()
    label = (before.strip() or after or "").casefold()
    if figures:
        return f"{label} {'1.1' if '.' in figures else '1'}", tuple(map(int, figures.split(".")))
    values = [ROMAN[char] for char in roman or ""]
    value = sum([-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=False)])
    return f"{label} {'I' if roman else 'A'}", (value or ord(letter) - ord("A") + 1,)


def chained(blocks: Sequence[Block], numbers: dict[int, Number]) -> dict[int, int]:
    """How many numbers of one label and kind follow each other, by the ids of the blocks that they begin."""
    last: dict[str, tuple[tuple[int, ...], list[int]]] = {}
    found: list[list[int]] = []
    for block in blocks:
        label, here = numbers[id(block)]
        before, chain = last.get(label, ((), []))
        if here == before:
            continue
        if not (before and _follows(before, here)):
            if before and any(part != 1 for part in here[len(here) > 1 :]):
                continue
            found.append(chain := [])
        chain.append(id(block))
        last[label] = here, chain
    return {each: len(chain) for chain in found for each in chain}


def is_chained(block: Block, number: tuple[int, ...], chain: int) -> bool:
    """Whether a block is a title with a number of several parts that follows others, as sections are."""
    return len(number) > 1 and chain >= FEW and len(block.text) < TITLE and block.text[-1].isalpha()


def _follows(last: tuple[int, ...], here: tuple[int, ...]) -> bool:
    """Whether a section's number may come next: one level deeper, or one of its own level or of one above."""
    last = (*last, 0)
    k = next((k for k, (a, b) in enumerate(zip(last, here, strict=False)) if a != b), None)
    return k is not None and 0 < here[k] - last[k] <= STEPS and all(part == 1 for part in here[k + 1 :])
