"""What goes on in the next column or on the next page: paragraphs, and the rows of tables."""

import re
from collections.abc import Sequence

from moisson.readers.hyphens import join
from moisson.readers.pdf.lines.signs import low
from moisson.readers.pdf.paragraphs.writing import Block, Style, marked

BAR = re.compile(r"(?<!\\)\|")  # between the cells of a row
SAME = 0.1  # of the size: type that differs by less is of one paragraph; files round sizes, and scans measure them


def continues(last: Block, first: Block) -> bool:
    """Whether a paragraph goes on in the next column or on the next page."""
    if last.told and first.told:
        return False
    if last.kind not in ("text", "item") or first.kind != "text" or abs(last.size - first.size) > SAME * last.size:
        return False
    start = first.text.lstrip('«“"(')[:1]
    ended = last.text.rstrip('»”")').endswith((".", "!", "?", ":", ";"))
    if start.islower() and not marked(first.text):
        return not ended or (last.open and not first.fresh)
    return last.open and not ended and not first.fresh and not marked(first.text)


def run_on(before: Sequence[Block], blocks: list[Block], style: Style) -> list[Block]:
    """Blocks but the first, where the paragraph before them goes on with it."""
    if not before or not blocks or not continues(before[-1], blocks[0]):
        return blocks
    last, first = before[-1], blocks[0]
    last.text, last.open = join(last.text, first.text, style.language, style.words), first.open
    return blocks[1:]


def more(last: Block, first: Block, style: Style) -> Block | None:
    """The rows of a table that goes on from the last page, without a head that stands there again; None where it does not.

    A row that the page cuts is one.
    """
    if last.kind not in ("table", "rows") or first.kind != "table" or (last.told and first.told):
        return None
    head, _, rows = (first.text + "\n").split("\n", 2)  # below the head a rule
    if last.head.count(" | ") != head.count(" | "):
        return None
    again = head.replace("|", " ").split() == last.head.replace("|", " ").split()
    if first.bold and not again:
        return None  # another table, with a head of its own
    below = (rows if again else f"{head}\n{rows}").rstrip("\n")
    before, _, end = last.text.rpartition("\n")
    begin, _, rest = below.partition("\n")
    if before and begin and rest and (whole := _whole(_cells(end), _cells(begin), style)):
        last.text, below = f"{before}\n| {' | '.join(whole)} |", rest
    return Block("rows", below, first.size, head=last.head)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in BAR.split(row)[1:-1]]


def _whole(row: list[str], rest: list[str], style: Style) -> list[str] | None:
    """A row with the rest of it: some cells of that are empty, the others go on within a sentence."""
    if len(row) != len(rest) or all(rest) or any(b and (not a or not low(b)) for a, b in zip(row, rest, strict=True)):
        return None
    return [join(a, b, style.language, style.words) if b else a for a, b in zip(row, rest, strict=True)]


def joined(parts: Sequence[list[Block]], style: Style) -> list[Block]:
    """The blocks of all pages; a paragraph that runs over to the next page is one, and notes stand behind it."""
    out: list[Block] = []
    held: list[Block] = []
    for part in parts:
        text = [b for b in part if b.kind != "note"]
        notes = [b for b in part if b.kind == "note"]
        text = run_on(out, text, style)
        if not text:  # the next page may go on with the same paragraph
            held += notes
            continue
        if out and not held and (rows := more(out[-1], text[0], style)):
            text[0] = rows
        out += held + text
        held = notes
    return out + held
