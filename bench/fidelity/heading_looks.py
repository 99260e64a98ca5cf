"""How a piece of a PDF's text looks in its document, in figures: what trees are to tell headings by (`learn_headings.py`)."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from moisson.readers.pdf.lines.signs import blank
from moisson.readers.pdf.paragraphs.headings import CAPTION, chained, style_of
from moisson.readers.pdf.paragraphs.writing import Block

PROSE = ("text", "item", "heading")
LONG = 150  # characters: no line holds as many
LONGEST = 300  # characters of a heading
STOPS = (".", ":", ";", ",")
# A title's number: `3.2`, `IV.`, `B)`, `§ 5`; with a label: `Art. 1er`, `Annex II`
NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,5}\.?|[IVXLC]{1,6}\.?|[A-Z][.)]|\(?[a-z]\)|§{1,2} ?\d{1,4}[a-z]?\.?)\s")
LABELLED = re.compile(r"\W?[^\W\d_]+\.? (?:\d|[IVXLC]{1,6}(?:er|re)?\b|[A-Z]\b)")
WORD = re.compile(r"[^\W\d_]+")


class Look(NamedTuple):
    """How a block looks. Sizes are shares of the commonest type's, rooms (baseline to baseline) of the block's; 0: not known."""

    apart: float  # larger than the text, or bold
    bold: float
    size: float
    larger: float  # types that are larger, of one text's
    share: float  # of the letters: those in this type
    pieces: float  # of the pieces: those in this type
    usual: float  # characters of a piece in this type
    prose: float  # of the pieces in this type: those longer than a line
    stopped: float  # those that end as a sentence or a part of one does
    again: float  # those whose words recur
    room: float  # above
    below: float  # the room to the next block
    wider: float  # above, of the room that is usual in the document
    looser: float  # below, of that
    told: float  # by the outline
    outlined: float  # of all that is set apart: what the outline tells
    chained: float  # its number follows another
    numbered: float
    depth: float  # numbers in its number
    labelled: float
    caption: float
    length: float  # characters
    words: float
    capitals: float  # of the letters
    figures: float  # of the characters
    signs: float  # of them, neither letters nor figures
    small: float  # it begins with a small letter
    colon: float  # it ends with one
    stop: float
    comma: float
    times: float  # that its words stand in the document
    forms: float  # the same, whatever their figures
    next_size: float
    last_size: float
    next_bold: float
    last_bold: float
    next_length: float  # characters


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


def looks(parts: Sequence[Block], places: Sequence[int]) -> list[Look]:
    """How the blocks at some places of a document look."""
    blocks = [block for block in parts if block.kind in PROSE]
    times, forms = Counter([block.text for block in blocks]), Counter([blank(block.text) for block in blocks])
    types: dict[tuple[float, bool], _Type] = {}
    for block in blocks:
        types.setdefault(style_of(block), _Type()).add(block.text, times[block.text] > 1)
    every = max(sum([each.letters for each in types.values()]), 1)
    body = max(types, key=lambda style: types[style].letters)[0] or 1.0 if types else 1.0
    sizes = {size for size, _ in types}
    usual = median([block.above / block.size for block in blocks if block.above > 0 < block.size] or [1.0])
    heads = max(sum([block.kind == "heading" for block in blocks]), 1)
    outlined = sum([block.level > 0 for block in blocks]) / heads
    numbers = chained(blocks)
    end = Block("end", "")
    found = []
    for k in places:
        block, text = parts[k], parts[k].text
        last, after = parts[k - 1] if k else end, parts[k + 1] if k + 1 < len(parts) else end
        style = style_of(block)
        type_, size = types[style], block.size or body
        words, number = WORD.findall(text), NUMBER.match(text)
        alphabetic = sum(map(str.isalpha, text)) or 1
        room, below = max(block.above, 0.0) / size, max(after.above, 0.0) / (after.size or size)
        found.append(
            Look(
                apart=block.kind == "heading",
                bold=block.bold,
                size=block.size / body,
                larger=sum([other > style[0] for other in sizes]),
                share=type_.letters / every,
                pieces=type_.count / len(blocks),
                usual=type_.letters / type_.count,
                prose=type_.long / type_.count,
                stopped=type_.stopped / type_.count,
                again=type_.again / type_.count,
                room=room,
                below=below,
                wider=room / usual,
                looser=below / usual,
                told=block.level > 0,
                outlined=outlined,
                chained=id(block) in numbers,
                numbered=number is not None,
                depth=len(re.findall(r"\d+", number[0])) if number else 0,
                labelled=LABELLED.match(text) is not None,
                caption=CAPTION.match(text) is not None,
                length=len(text),
                words=len(words),
                capitals=sum(map(str.isupper, text)) / alphabetic,
                figures=sum(map(str.isdigit, text)) / len(text),
                signs=sum([not char.isalnum() and char != " " for char in text]) / len(text),
                small=text[0].islower(),
                colon=text[-1] == ":",
                stop=text[-1] == ".",
                comma=text[-1] in ",;",
                times=times[text],
                forms=forms[blank(text)],
                next_size=after.size / size,
                last_size=last.size / size,
                next_bold=after.bold,
                last_bold=last.bold,
                next_length=len(after.text),
            )
        )
    return found


def asked(parts: Sequence[Block]) -> list[int]:
    """The places of the pieces that may be headings: short, with letters, and nothing else for certain."""
    short = (k for k, block in enumerate(parts) if block.kind in ("text", "heading") and len(block.text) < LONGEST)
    return [k for k in short if not parts[k].settled and (parts[k].level or sum(map(str.isalpha, parts[k].text)) > 1)]
