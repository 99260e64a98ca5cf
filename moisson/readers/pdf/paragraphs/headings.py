"""Headings as the whole document shows them: by their numbers and their type, and never what recurs in it.

Names of who speaks, captions and boxes of drawings are set as headings are. What tells them: their words recur, or they
are not set off by room above.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from moisson.readers.pdf.lines.signs import NUMBER, blank
from moisson.readers.pdf.paragraphs.writing import Block

KINDS = ("text", "item", "heading")
NUMBERED = re.compile(
    r"(\d{1,2}(?:\.\d{1,2}){1,5})(?:\.\s*|\s+)[^\W\d_].*[^\W\d_][)»”’]?"
)  # `3.2.1. Name`: no sentence, no page number
LONG = 120  # characters of a numbered heading
FEW = 5  # numbers that follow each other show that they are headings'
SKIPPED = 2  # steps to the next number: one heading between them may have been missed
ENDS = (".", "!", "?", ":")  # of sentences
SENTENCES = re.compile(r"[^\W\d_A-Z]{4}[.!?] +[^\W\d_a-zß-ÿ]")  # abbreviations are shorter, numbers no words
COUNTED = re.compile(r"\d{1,2}[.)]?\s|\W?[^\W\d_]+\.? (?:\d|[IVXLC]{1,6}(?:er|re)?\b|[A-Z]\b)")  # `1. Name`, `Art. 1er`
TOLD = 0.4  # of the headings, and `FEW`: an outline that tells so many tells them all
ROW = 3  # headings without any words between them are none
LARGER = 1.05  # times the size of the commonest type: a heading by its size
LABELS = 0.3  # of the blocks of a type: where so many recur, it is that of names and captions
LABEL = re.compile(r"[^\W\d_]+ (?:\d{1,3}|[IVXLC]{1,6}|[A-Z])[.:]?")  # `Annex II.`: its title is on the next line
REFERENCE = 40  # characters of a file's number
AGAIN, MOSTLY = 2, 0.8  # titles with a number of one form below, and of all places of such numbers: so many are below titles
WORDS = 3  # the most words of `El secretari general`
NAME = 0.4  # of the words of a name or an office: so many begin with a capital
TIGHT = 1.25  # times the size: a line as near below another is set off by nothing
ROOM = 1.05  # times the room below a heading: the least above it
ARTICLE = 12  # characters of an article's number alone: `Art. 12bis.`
CAPTION = re.compile(r"(?:fig(?:ure|ura|\.)|tab(?:le|la|elle|leau|ela|\.)|abb(?:ildung|\.)) *[\dIVX]", re.I)


def settled_headings(parts: Sequence[Block]) -> None:
    """Make headings of what is numbered as such, and text of what is set as headings are and is none."""
    blocks = [block for block in parts if block.kind in KINDS and not block.settled]
    if not blocks:
        return
    _join_labels(blocks)
    numbers = chained(blocks)
    numbered = numbers | {id(block) for block in blocks if block.level}
    letters: Counter[tuple[float, bool]] = Counter()
    for block in blocks:
        letters[style_of(block)] += len(block.text)
    body, common = letters.most_common(1)[0][0], Counter(map(style_of, blocks)).most_common(1)[0][0]
    if numbers:
        _leave_drawings(parts, body[0])
    heads = [block for block in blocks if block.kind == "heading" or id(block) in numbered]
    times = Counter([block.text for block in heads])
    referred = _referred(blocks)
    larger = any(block.size > LARGER * body[0] and times[block.text] == 1 and not block.text[:1].islower() for block in heads)
    below = {id(block): after for block, after in pairwise(parts)}
    counted = {id(block) for block in heads if COUNTED.match(block.text) and not CAPTION.match(block.text)}
    every = Counter(map(style_of, heads))
    again = Counter([style_of(block) for block in heads if times[block.text] > 1])
    articles = Counter([style_of(block) for block in heads if id(block) in counted])
    for block in heads:
        style, recurs = style_of(block), times[block.text]
        only_bold = style[0] <= LARGER * body[0]
        by_room = only_bold and larger and id(block) not in counted and articles[style] <= 0.5 * every[style]
        if id(block) in numbered:
            block.kind = "heading"
        elif id(block) not in referred and (
            (block.text.endswith(ENDS) and SENTENCES.search(block.text) and not COUNTED.match(block.text))
            or (only_bold and again[style] > LABELS * every[style] and (recurs > 1 or _named(block.text)))
            or block.text.endswith((",", ";"))
            or (style == common and block.text.endswith(".") and not (id(block) in counted and len(block.text) < ARTICLE))
            or CAPTION.match(block.text)
            or 0 < block.above < TIGHT * block.size
            or (by_room and not _set_off(block, below.get(id(block))))
        ):
            block.kind = "text"
    for line in referred.values():
        line.kind = "heading"
    sure = numbers | {*referred, *map(id, referred.values())}
    _leave_untold([block for block in blocks if block.kind == "heading"], sure)
    for block, after in pairwise(blocks):
        if block.kind != "heading" and after.kind == "heading" and not after.level and _goes_on(block.text, after, body[0]):
            after.kind = "text"


def _leave_untold(heads: Sequence[Block], sure: set[int]) -> None:
    """Make text of what only looks like a heading, in a document whose outline tells most of its headings, from the first on."""
    told = [block for block in heads if block.level]
    if len(told) >= max(FEW, TOLD * len(heads)):
        for block in heads[heads.index(told[0]) :]:
            if not block.level and id(block) not in sure:
                block.kind = "text"


def _join_labels(blocks: Sequence[Block]) -> None:
    """Put labels of parts before the titles below them."""
    for block, title in pairwise(blocks):
        same = block.kind == title.kind == "heading" and style_of(block) == style_of(title) and not block.level
        if same and LABEL.fullmatch(block.text):
            title.text, title.above, block.text, block.kind = f"{block.text} {title.text}", block.above, "", "text"


def _set_off(block: Block, after: Block | None) -> bool:
    """Whether a line is set off as a heading is: text stands below it, nearer than what is above; over a table, it is a title."""
    if block.told:
        return True  # by tags, which say nothing of room
    if after is None or after.kind == "table" or not after.above:
        return False
    return not block.above or block.above > ROOM * after.above


def chained(blocks: Sequence[Block]) -> set[int]:
    """The ids of blocks that are numbered one after the other, as sections are; rows of tables and amounts are not."""
    chains: list[list[int]] = [[]]
    last: tuple[int, ...] = ()
    for block in blocks:
        match = NUMBERED.fullmatch(block.text) if len(block.text) < LONG else None
        if match is None:
            continue
        here = tuple(map(int, match[1].split(".")))
        if not _follows(last, here):
            if here[1:] != (1,) * (len(here) - 1) or here[0] > last[0] + SKIPPED if last else False:
                continue
            chains.append([])
        chains[-1].append(id(block))
        last = here
    return {each for chain in chains if len(chain) >= FEW for each in chain}


def _follows(last: tuple[int, ...], here: tuple[int, ...]) -> bool:
    """Whether a section's number may come next: one level deeper, or one of its own level or of one above."""
    last = (*last, 0)
    k = next((k for k, (a, b) in enumerate(zip(last, here, strict=False)) if a != b), None)
    return k is not None and 0 < here[k] - last[k] <= SKIPPED and all(part == 1 for part in here[k + 1 :])


def _referred(blocks: Sequence[Block]) -> dict[int, Block]:
    """By the ids of titles, the line below each that says which file, case or decision it names: `310-00274/11`.

    Lines of its form stand several times between a title and a text, and hardly anywhere else.
    """
    between = [
        (title, line)
        for title, line, text in zip(blocks, blocks[1:], blocks[2:], strict=False)
        if title.kind == "heading" and line.kind == "text" and text.kind == "text" and _is_reference(line)
    ]
    forms = Counter([blank(line.text) for _, line in between])
    every = Counter([blank(block.text) for block in blocks if _is_reference(block)])
    usual = {form for form, times in forms.items() if times >= AGAIN and times >= MOSTLY * every[form]}
    return {id(title): line for title, line in between if blank(line.text) in usual}


def _is_reference(block: Block) -> bool:
    """Whether a line in plain type is made of several figures and no words."""
    text = block.text
    return not block.bold and len(text) <= REFERENCE and len(NUMBER.findall(text)) > 1 and not any(map(str.isalpha, text))


def _leave_drawings(parts: Sequence[Block], size: float) -> None:
    """Make text of headings without numbers that stand in a row, in a document that numbers its own: boxes, heads of columns.

    All have one size and no words of the text between them; what stands before the first paragraph is a title, and whose it is.
    """
    row: list[Block] = []
    begun = False
    for block in [*parts, Block("end", "")]:
        apart = block.kind == "heading" or (block.kind in KINDS and block.size > LARGER * size)
        apart = apart and not block.settled and not block.level and COUNTED.match(block.text) is None
        if apart and begun and (not row or style_of(row[-1])[0] == style_of(block)[0]):
            row.append(block)
            continue
        if len(row) >= ROW:
            for each in row:
                each.kind = "text"
        row = [block] if apart and begun else []
        begun = begun or (block.kind == "text" and len(block.text) > LONG)


def _named(text: str) -> bool:
    """Whether a text is a name or an office: a few words, or many of them begin with a capital."""
    words = re.findall(r"[^\W\d_]+", text)
    return len(words) <= WORDS or sum([word[0].isupper() for word in words]) >= NAME * len(words)


def _goes_on(before: str, block: Block, size: float) -> bool:
    """Whether a block goes on with what stands before it: within a sentence, or as what a short label is filled in with."""
    if block.text[:1].islower() and before[-1:].isalnum():
        return True
    if block.size > LARGER * size or COUNTED.match(block.text):
        return False
    return before.endswith(",") or (before.endswith(":") and len(before.split()) <= WORDS)


def style_of(block: Block) -> tuple[float, bool]:
    """The size of a block's type, in steps of half a point, and its weight."""
    return round(2 * block.size) / 2, block.bold
