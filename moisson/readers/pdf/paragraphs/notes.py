"""Notes at the foot of a column: which they are, and how they are written."""

import re

from moisson.readers.hyphens import join
from moisson.readers.pdf.lines.pieces import BACK, RAISED
from moisson.readers.pdf.paragraphs.writing import Block, Style, plain

NOTE = re.compile(
    rf"{RAISED}\s*(\d{{1,3}}|[*†‡§¶]+|[a-z])\)?\s*{BACK}\s*|\((\d{{1,3}}|\*+)\)\s+|(\d{{1,3}})\)?\s+(?=\D)|(\*+)\)?\s*"
)

SMALL = 0.93  # times the size of most words: type of notes


def gathered(notes: list[Block], style: Style) -> list[Block]:
    """Notes, their further paragraphs joined to them."""
    out: list[Block] = []
    for block in notes:
        if out and not NOTE.match(block.text):
            last = out[-1]
            last.text = join(last.text, block.text, style.language, style.words)
        else:
            out.append(block)
    return out


def written(block: Block) -> Block:
    found = NOTE.match(block.text)
    mark = next(filter(None, found.groups()), "") if found else ""
    rest = plain(block.text[found.end() :]) if found else plain(block.text)
    return Block("note", f"({mark}) {rest}" if mark else rest, block.size)


def notes(found: list[Block], style: Style) -> int:
    """Where the notes at the foot of a column begin: small type, the first with a mark."""
    cut = len(found)
    for k in range(len(found) - 1, -1, -1):
        block = found[k]
        if block.kind not in ("text", "item", "note") or block.size > SMALL * style.body:
            break
        if NOTE.match(block.text):
            cut = k
    for block in found[:cut]:
        block.text = plain(block.text) if block.kind != "table" else block.text
    return cut
