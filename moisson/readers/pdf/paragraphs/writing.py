"""What a page's text is made of: blocks, and how superscripts and lines to write on are written out."""

import re
from collections.abc import Container
from dataclasses import dataclass

from moisson.readers import markdown
from moisson.readers.pdf.lines.pieces import BACK, RAISED
from moisson.readers.pdf.lines.signs import special
from moisson.readers.spaces import count_letters

LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|_{3,}")
LAST = re.compile(r"\w+$")
RAISINGS = re.compile(f"[{RAISED}{BACK}]")
MARK = re.compile(r"\d{1,2}|\*+|\((?:\d{1,2}|\*+|[a-z])\)")
MARKER = re.compile(
    r"(?:\(?(?:\d{1,3}|[a-z]{1,2}|[ivx]{1,5}|[A-Z])[).°]|\(\d{1,3}[a-z]?\)|\d{1,3}(?:\.\d{1,3})+\.?|§+|[•▪➢✓→●○■□◦‣❑❖►☐☒☑–—-])(?=\s|$)"
)
LARGE, SMALL = 1.12, 0.9  # times the size of most words: type of headings by itself, and the least for one in bold
LONG = 300  # characters; a heading as long is a paragraph
BULLETS = re.compile(r"[•▪➢✓→·●○■□◦‣∙❑❖►]\s*(?=\S)|[–—-]\s+(?=\S)")
CIRCLE = "o"  # the bullet of many a word processor
UNITS = frozenset(["mm", "cm", "dm", "km", "hm", "kg", "ha", "dB", "MJ", "kW", "Nm", "log", "Mio", "sek"])


@dataclass(slots=True, eq=False)
class Block:
    """A piece of the text: `kind` is text, heading, item, note, table, or more rows of the table before."""

    kind: str
    text: str
    size: float = 0.0
    bold: bool = False
    open: bool = False  # its last line is full: it may go on in the next column
    fresh: bool = True  # its first line begins a paragraph for certain
    head: str = ""  # a table's first row
    level: int = 0  # of a heading, where the file says it
    above: float = 0.0  # points from the baseline above in its column; 0 at its top
    left: float = 0.0  # of its column's width: what it leaves free
    right: float = 0.0
    told: bool = False  # the file says where it begins and ends
    settled: bool = False  # and whether it is a heading


@dataclass(slots=True)
class Style:
    """What holds for a whole document."""

    body: float  # size of the type that most words are set in
    language: str | None = None
    words: Container[str] = ()
    within: frozenset[str] = frozenset()  # words behind others on a line: no pieces that a narrow cell cut


def plain(text: str) -> str:
    """The text of lines, with superscripts written out; one at the very beginning is a number."""
    if not special(text):
        return text.strip()
    text, *others = RAISINGS.split(text)
    for mark, rest in zip(map(str.strip, others[::2]), others[1::2], strict=False):
        if not text.strip():
            text = mark + ("" if rest[:1].isspace() else " ")
        elif mark:
            text = _raised(text, mark)
            text += " " * (rest[:1].isalnum() and text.endswith(")"))
        text += rest
    return " ".join([part.strip() for part in LEADERS.split(text)]).strip()


def bulleted(text: str) -> str:
    """The text as an item, where it begins with a bullet; else nothing."""
    found = BULLETS.match(text)
    return "- " + text[found.end() :] if found else ""


def headed(text: str, size: float, bold: bool, style: Style) -> bool:
    """Whether a paragraph is set as a heading: in large type, or in bold of the text's own."""
    large = size > LARGE * style.body or (bold and size > SMALL * style.body)
    return large and len(text) < LONG and count_letters(text) > 1


def marked(text: str) -> bool:
    """Whether a text begins with an item's number or mark."""
    return MARKER.match(text) is not None


def _raised(before: str, mark: str) -> str:
    """A superscript after what it stands behind: a note's mark in brackets, else as `markdown.raised` has it."""
    word = LAST.search(before[before.rfind(" ") + 1 :])
    if MARK.fullmatch(mark) and (word is None or (len(word[0]) > 1 and word[0] not in UNITS and not word[0][-1].isdigit())):
        return before.rstrip() + (mark if mark[0] == "(" else f"({mark})")
    return markdown.raised(before, mark)


def as_text(parts: list[Block], style: Style) -> str:
    """Blocks as text; the larger a heading, the fewer marks it has, and in the text's own size bold comes before plain."""
    ranks = sorted({_rank(block, style) for block in parts if block.kind == "heading" and not block.level}, reverse=True)
    lines: list[str] = []
    before = ""
    for block in [block for block in parts if block.text]:
        text = block.text
        if block.kind == "heading":
            text = "#" * min(block.level or ranks.index(_rank(block, style)) + 1, 6) + " " + text
        lines += ["\n" if block.kind == "rows" or block.kind == "item" == before else "\n\n", text]
        before = block.kind
    return "".join(lines).strip()


def _rank(block: Block, style: Style) -> tuple[float, bool]:
    return (round(block.size * 2) / 2, True) if block.size > LARGE * style.body else (0.0, block.bold)
