"""Words and their structure to plain text with light Markdown: paragraphs, headings, lists, tables as pipes."""

import re
from dataclasses import dataclass, field
from html import unescape

BREAK = "\x00"  # a line break inside a paragraph; callers take NUL out of their text
BULLET = re.compile(r"[-–—•▪‣·*]\s+")
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,31});", re.I)
ORDINAL = re.compile(r"er|ers|re|res|ère|e|es|ème|èmes|nd|nde|d|o|os", re.I)
ROMAN = re.compile(r"\b[IVXLC]+$")
NOTE = re.compile(r"\d{1,2}|\*+|\((?:\d{1,2}|\*+|[a-z])\)")
NUMBER = re.compile(r"[-–−+]?\s?\d[\d,.]*")
SHORT_WORD = re.compile(r"(?:^|[\W\d_])[^\W\d_]{1,3}$")  # a unit or a variable: m, cm, t, kWh

REPEATED = 60  # characters; a longer cell that spans several rows stands in the first only


def raised(before: str, words: str) -> str:
    """What stands before a superscript, and the superscript, as plain text.

    Ordinals and units stay attached (`1er`, `m2`), powers get a `^` (`10^6`), and a note's mark stands apart in brackets.
    """
    base, mark = before.rstrip(), words.strip()
    digit = base[-1:].isdigit()
    if ORDINAL.fullmatch(mark) and (digit or ROMAN.search(base[-9:])):
        return base + words.lstrip()
    if base != before or not mark:
        return before + words
    after = " " if words[-1].isspace() else ""
    attached = digit or SHORT_WORD.search(base[-4:]) is not None
    if NOTE.fullmatch(mark) and not (mark[0].isdigit() and attached):
        return f"{before} {mark if mark[0] in '(*' else f'({mark})'}{after}"
    if attached and mark[0] in "0123456789-–−+(" and (digit or mark not in ("2", "3")):
        return f"{before}^{mark if NUMBER.fullmatch(mark) else f'({mark})'}{after}"
    return before + words


@dataclass
class Writer:
    """Gathers inline text and cuts it into paragraphs, headings and list items. Flat: all of it on one line."""

    flat: bool = False
    heading: str = ""  # the marks of the heading that is open
    blocks: list[tuple[int, str]] = field(default_factory=list)  # the number of the list it stands in, 0 outside; its text
    inline: list[str] = field(default_factory=list)
    counters: list[int | None] = field(default_factory=list)  # of each open list: the next number, or None for bullets
    indents: list[str] = field(default_factory=list)  # of each open item
    marker: str = ""  # of an item that has no words yet
    lists: int = 0

    def write(self, text: str) -> None:
        self.inline.append(text)

    def open_superscript(self) -> None:
        self.inline = ["".join(self.inline)]

    def close_superscript(self) -> None:
        if self.inline:
            self.inline = [raised(self.inline[0], "".join(self.inline[1:]))]

    def open_list(self, start: int | None) -> None:
        self.paragraph()
        self.lists += not self.counters
        self.counters.append(start)

    def close_list(self) -> None:
        self.paragraph()
        self.counters = self.counters[:-1]

    def open_item(self) -> None:
        self.paragraph()
        number = self.counters[-1] if self.counters else None
        marker = "- "
        if number is not None:
            marker = f"{number}. "
            self.counters[-1] = number + 1
        self.marker = "".join(self.indents) + marker
        self.indents.append(" " * len(marker))

    def close_item(self) -> None:
        self.paragraph()
        self.indents = self.indents[:-1]
        self.marker = ""

    def paragraph(self) -> None:
        """End the paragraph. Two line breaks end one as well."""
        if not self.inline:
            return
        text = "".join(self.inline)
        self.inline = []
        if "&" in text:  # publishers escape twice: `l&amp;#039;aide`
            text = ENTITY.sub(lambda entity: unescape(entity[0]), text)
        lines: list[str] = []
        for part in [*text.split(BREAK), ""]:
            if line := " ".join(part.split()):
                lines.append(line)
            elif lines:
                self._place(lines)
                lines = []

    def _place(self, lines: list[str]) -> None:
        if self.flat:
            self.blocks.append((0, self.marker.lstrip() + " ".join(lines)))
        elif self.indents:
            indent = "".join(self.indents)
            if self.marker.endswith("- "):
                lines[0] = BULLET.sub("", lines[0], count=1)
            self.blocks.append((self.lists, (self.marker or indent) + ("\n" + indent).join(lines)))
        elif self.heading:
            self.blocks.append((0, f"{self.heading} {' '.join(lines)}"))
        else:
            self.blocks.append((0, "\n".join(lines)))
        self.marker = ""

    def block(self, text: str) -> None:
        """A finished block, such as a table."""
        self.paragraph()
        if text:
            self.blocks.append((0, text))

    def text(self) -> str:
        """All blocks: the items of one list on consecutive lines, everything else apart by a blank line."""
        self.paragraph()
        if self.flat:
            return " ".join(block for _, block in self.blocks)
        parts: list[str] = []
        before = 0
        for number, block in self.blocks:
            if parts:
                parts.append("\n" if number and number == before else "\n\n")
            parts.append(block)
            before = number
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words, and how many columns and rows it spans."""

    text: str
    columns: int = 1
    rows: int = 1


def table(rows: list[list[Cell]]) -> list[str]:
    """A table as blocks of text: the pipes, and around them, as paragraphs, rows of a single cell at the top or the bottom.

    Of the columns that a cell spans, the first bears its words. Of the rows, each does where the words are few, since a row
    should say what it is about. The first row is the header, since Markdown knows no table without one. Rows that bring no
    words and columns without any are left out.
    """
    grid = _grid(rows)
    used = sorted({column for row in grid for column, text in row.texts.items() if text})
    if len(used) < 2:
        return [row.at(used[0]) for row in grid if used and row.at(used[0])]
    first = next((i for i, row in enumerate(grid) if not row.single), len(grid))
    last = next((i for i in range(len(grid), first, -1) if not grid[i - 1].single), first)
    lines = [
        "| " + " | ".join(" ".join(row.at(column).split()).replace("|", "\\|") for column in used) + " |"
        for row in grid[first:last]
    ]
    pipes = "\n".join([*lines[:1], "|" + " --- |" * len(used), *lines[1:]])
    return [
        *(row.at(column) for row in grid[:first] for column in used if row.at(column)),
        *([pipes] if lines else []),
        *(row.at(column) for row in grid[last:] for column in used if row.at(column)),
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    texts: dict[int, str]  # by column
    single: bool  # one cell and nothing beside it

    def at(self, column: int) -> str:
        return self.texts.get(column, "")


def _grid(rows: list[list[Cell]]) -> list[_Row]:
    """Rows with their words in the columns where a browser would show them, without those that bring none."""
    grid: list[_Row] = []
    covered: dict[int, tuple[int, str]] = {}  # column -> how many further rows a cell from above covers, and its words there
    for row in rows:
        texts = {column: text for column, (_, text) in covered.items() if text}
        below = {column: (left - 1, text) for column, (left, text) in covered.items() if left > 1}
        column = 0
        for cell in row:
            while column in covered:
                column += 1
            texts[column] = cell.text
            if cell.rows > 1:
                again = cell.text if len(cell.text) <= REPEATED else ""
                below[column] = (cell.rows - 1, again)
                below.update(dict.fromkeys(range(column + 1, column + cell.columns), (cell.rows - 1, "")))
            column += cell.columns
        if any(cell.text for cell in row):
            grid.append(_Row(texts, len(row) == 1 and not covered))
        covered = below
    return grid
