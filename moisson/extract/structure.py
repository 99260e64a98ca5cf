"""What a document is made of, as it is met: divisions with headings, points, lists, tables, notes; written as light Markdown."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import ClassVar

from moisson.extract.markdown import AFTER_MARK, APART, BREAK, MAX_LEAD, Cell, Writer, table

MAX_SPAN = 100
ENDED = re.compile(r".*[.:–—-]|\S+\)", re.S)  # numbers after which a heading needs no dash: `§ 1.`, `a)`
CLOCK = re.compile(r"[\d\s:.,]+")
ZERO_WIDTH = re.compile("[\u00ad\u200b\u2060\ufeff]")  # where a line may break, and other signs that show nothing

Attributes = dict[str, str]


class Role(Enum):
    """The part that an element plays."""

    SKIP = auto()  # not the document's words: metadata, navigation
    INLINE = auto()  # part of a paragraph
    SPACED = auto()  # part of a paragraph, apart from the words around it
    BLOCK = auto()  # a paragraph, or what holds paragraphs
    TITLE = auto()  # the document's own title: a heading of the first level
    SECTION = auto()  # a division: its NUMBER and HEADING become one heading, as deep as the divisions around it
    POINT = auto()  # a numbered paragraph: its NUMBER begins the words
    LEVEL = auto()  # a SECTION where it has a HEADING, else a POINT
    NUMBER = auto()
    HEADING = auto()
    LIST = auto()
    ITEM = auto()  # of a list; a NUMBER in it takes the bullet's place
    TABLE = auto()
    ROW = auto()
    CELL = auto()
    NOTE = auto()  # called in the paragraph, placed after it
    REMARK = auto()  # a paragraph that is not the document's voice: [Applause.]
    BREAK = auto()  # a new line
    RAISED = auto()  # superscript


@dataclass(slots=True)
class _Open:
    """An open element that owns numbers and headings."""

    role: Role
    number: str = ""
    heading: list[str] = field(default_factory=list)
    level: int = 0  # of the heading, once it is written
    waits: bool = True  # until its number and heading are written
    depth: int = 0  # of the headings down to it


@dataclass(slots=True)
class _Table:
    rows: list[list[Cell]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)  # of the cells that are open
    notes: list[str] = field(default_factory=list)  # called in its cells, placed after it


class Structure:
    """Writes a document part by part: each role has an opening, a closing, or both.

    A division's heading waits until the division comes to its words, so that number and heading make one line.
    """

    separator: ClassVar[str] = " – "  # between a division's number and its heading

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin another document: what was written is forgotten, the fields stay."""
        self.out = Writer()
        self._writers: list[Writer] = []
        self._owners: list[_Open] = []
        self._tables: list[_Table] = []
        self._silent = 0  # divisions whose heading has not been written
        self._said = 0  # open elements, from the outermost, whose numbers and headings are written
        self._titled = False
        self._numbered_notes = 0
        self.quoted = 0  # open quotations: a division in one is written as paragraphs, for it is not the document's own

    def text(self) -> str:
        """The words so far, as light Markdown."""
        self._announce()
        return ZERO_WIDTH.sub("", self.out.text())

    def say(self, lead: str) -> None:
        """Begin the next paragraph with these words: a speaker's name, a label."""
        if self._silent:
            self._announce()
        self.out.begin(lead)

    def write(self, words: str) -> None:
        """Add words to the paragraph, as if they stood in the file."""
        if self._silent and not words.isspace():
            self._announce()
        self.out.write(words)

    @property
    def depth(self) -> int:
        """The level of the heading that is open: 0 before any."""
        return max((owner.level for owner in self._owners), default=int(self._titled))

    def marker(self, attributes: Attributes) -> str:
        """The sign that calls a note; without any, notes are counted."""
        return attributes.get("marker") or attributes.get("n") or ""

    def span(self, attributes: Attributes) -> tuple[int, int]:
        """How many columns and rows a cell spans: as HTML, TEI, CALS and Formex say it."""
        get = {name.lower(): value for name, value in attributes.items()}.get
        columns = _integer(get("colspan") or get("cols") or get("number-columns-spanned"), 1)
        first, last = get("namest", ""), get("nameend", "")
        if first and last:
            columns = _integer(last.lstrip("colCOL"), 1) - _integer(first.lstrip("colCOL"), 1) + 1
        rows = _integer(get("rowspan") or get("rows") or get("number-rows-spanned"), 0) or _integer(get("morerows"), 0) + 1
        return min(max(columns, 1), MAX_SPAN), min(max(rows, 1), MAX_SPAN)

    def _push(self, *, flat: bool = False, keeps_notes: bool = False) -> None:
        self._writers.append(self.out)
        self.out = Writer(flat, keeps_notes=keeps_notes)

    def _pop(self) -> str:
        inner, self.out = self.out, self._writers.pop()
        text = inner.text()
        self.out.notes.extend(inner.notes)  # those that the words inside had no place for
        return text

    def _announce(self) -> None:
        """Write the headings and numbers of the divisions that have come to their words."""
        if not self._silent or self._writers:
            return
        depth = int(self._titled)
        self._silent = 0
        said = self._said
        if said:
            depth = self._owners[said - 1].depth
        for owner in self._owners[said:]:
            if owner.waits and (owner.number or owner.heading) and owner.role in DIVISIONS:
                owner.waits = False
                words = self._heading_line(owner.number, " ".join(owner.heading))
                if not owner.heading and owner.role is Role.LEVEL:
                    self.out.begin(owner.number)
                elif self.quoted:
                    self.out.paragraph()
                    self.out.write(words)
                    self.out.paragraph()
                else:
                    owner.level = depth + 1
                    self._heading(words, owner.level)
            depth = owner.depth = owner.level or depth
        self._said = len(self._owners)

    def _heading(self, words: str, level: int) -> None:
        self.out.end()
        self.out.heading = "#" * min(level, 6)
        self.out.write(words)
        self.out.paragraph()
        self.out.heading = ""

    def _owner(self) -> _Open | None:
        return self._owners[-1] if self._owners else None

    def _close_owner(self) -> None:
        owners = self._owners
        owners.pop()
        if self._said > len(owners):
            self._said = len(owners)

    def _open_block(self, attributes: Attributes) -> None:
        if self.out.inline:
            self.out.paragraph()

    def _close_block(self) -> None:
        if self.out.inline:
            self.out.paragraph()

    def _space(self, attributes: Attributes) -> None:
        self.out.inline.append(" ")

    def _close_space(self) -> None:
        self.out.inline.append(APART)

    def _open_break(self, attributes: Attributes) -> None:
        self.out.inline.append(BREAK)

    def _open_raised(self, attributes: Attributes) -> None:
        self.out.open_superscript()

    def _close_raised(self) -> None:
        self.out.close_superscript()

    def _open_title(self, attributes: Attributes) -> None:
        self.out.paragraph()
        self._push(keeps_notes=True)

    def _close_title(self) -> None:
        words = " ".join(self._pop().split())
        if words and not self._writers:
            self._heading(words, 1)
            self._titled = True
        elif words:
            self.out.block(words)

    def _open_section(self, attributes: Attributes) -> None:
        if self._silent:
            self._announce()
        self.out.paragraph() if self.quoted else self.out.end()  # the sign that opens a quotation waits for its words
        self._owners.append(_Open(Role.SECTION))

    def _open_level(self, attributes: Attributes) -> None:
        if self._silent:
            self._announce()
        if self.out.inline:
            self.out.paragraph()
        self._owners.append(_Open(Role.LEVEL))

    def _close_section(self) -> None:
        if self._silent:
            self._announce()
        self.out.end()
        self._close_owner()

    def _open_point(self, attributes: Attributes) -> None:
        if self._silent:
            self._announce()
        self.out.paragraph()
        self._owners.append(_Open(Role.POINT))

    def _close_point(self) -> None:
        self.out.end()
        self._close_owner()

    def _open_number(self, attributes: Attributes) -> None:
        self._push(flat=True)

    def _close_number(self) -> None:
        words = self._pop()
        owner = self._owner()
        if owner is None:
            self.out.begin(words) if words else None
        elif owner.role in DIVISIONS and owner.waits and not self._writers and len(owner.number) < MAX_LEAD:
            if owner.number and " " in words and not any(sign.isdigit() for sign in words):
                owner.heading.append(words)  # a second number that is none
            else:
                owner.number = f"{owner.number} {words}".strip()
            self._wait()
        elif owner.role is Role.ITEM:
            self.out.name_item(words)
        elif words:
            self.out.begin(words)

    def _heading_line(self, number: str, heading: str) -> str:
        """A number and a heading on one line: `Article 1 – Scope`, `§ 1. Zweck`, `Article unique.`"""
        if not heading:
            return number.rstrip(" –—-") or number
        goes_on = ENDED.fullmatch(number) is not None or (heading[:1].islower() and number.isalpha())
        return (" " if goes_on else self.separator).join(filter(None, (number, heading)))

    def _wait(self) -> None:
        """The innermost division has a number or heading to be written."""
        self._silent += 1
        self._said = min(self._said, len(self._owners) - 1)

    def _open_heading(self, attributes: Attributes) -> None:
        self.out.paragraph()
        self._push(keeps_notes=True)

    def _close_heading(self) -> None:
        words = " ".join(self._pop().split())
        owner = self._owner()
        if owner is not None and owner.role in DIVISIONS and owner.waits and not self._writers:
            if words:
                owner.heading.append(words)
                self._wait()
        elif words and not self._writers and not self.quoted and (owner is None or owner.role in DIVISIONS):
            self._heading(words, self.depth + 1)
        elif words:
            self.out.write(words)
            self.out.paragraph()

    def _open_list(self, attributes: Attributes) -> None:
        if self._silent:
            self._announce()
        self.out.open_list(None)

    def _close_list(self) -> None:
        self.out.close_list()

    def _open_item(self, attributes: Attributes) -> None:
        self._announce()
        if self.out.lead:  # a number whose words are the list
            self.out.end()
        self.out.open_item()
        self._owners.append(_Open(Role.ITEM))

    def _close_item(self) -> None:
        self.out.end()
        self.out.close_item()
        self._close_owner()

    def _open_table(self, attributes: Attributes) -> None:
        if self._silent:
            self._announce()
        self.out.end()
        self._tables.append(_Table())

    def _close_table(self) -> None:
        done = self._tables.pop()
        if self._tables:  # a table inside a cell loses its shape
            for row in done.rows:
                self.out.block(" ".join(cell.text for cell in row if cell.text))
        else:
            for text in table(done.rows):
                self.out.block(text)
        self.out.notes.extend(done.notes)
        self.out.place_notes()

    def _open_row(self, attributes: Attributes) -> None:
        self.out.paragraph()
        if self._tables:
            self._tables[-1].rows.append([])

    def _open_cell(self, attributes: Attributes) -> None:
        self._push(keeps_notes=bool(self._tables))
        if self._tables:
            self._tables[-1].spans.append(self.span(attributes))

    def _close_cell(self) -> None:
        before = len(self._writers[-1].notes)
        text = self._pop()
        if not self._tables:
            self.out.block(text)
            return
        innermost = self._tables[-1]
        innermost.notes.extend(self.out.notes[before:])
        del self.out.notes[before:]
        if not innermost.rows:
            innermost.rows.append([])
        innermost.rows[-1].append(Cell(text, *innermost.spans.pop()))

    def note_mark(self, sign: str) -> str:
        """The mark that calls a note, in brackets; notes without a sign of their own are counted."""
        if not sign:
            self._numbered_notes += 1
            sign = str(self._numbered_notes)
        return sign if sign[:1] in "([*" else f"({sign})"

    def _open_note(self, attributes: Attributes) -> None:
        self._announce()
        mark = self.note_mark(self.marker(attributes))
        self.out.write(f" {mark}{AFTER_MARK}")
        self._push()
        self.out.begin(mark)

    def _close_note(self) -> None:
        if text := self._pop():
            self.out.notes.append(text)

    def _open_remark(self, attributes: Attributes) -> None:
        if self._silent:
            self._announce()
        self.out.end()
        self._push(flat=True)

    def _close_remark(self) -> None:
        if words := self.remarked(self._pop().strip()):
            self.out.block(words)

    def remarked(self, words: str) -> str:
        """A remark as it is written: in brackets; nothing of a mere time of day."""
        if not words or CLOCK.fullmatch(words):
            return ""
        return words if words[0] + words.rstrip(".")[-1:] in ("[]", "()") else f"[{words}]"


def _integer(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else default


DIVISIONS = (Role.SECTION, Role.LEVEL)

OPENINGS: dict[Role, Callable[[Structure, Attributes], None]] = {
    Role.SPACED: Structure._space,
    Role.BLOCK: Structure._open_block,
    Role.TITLE: Structure._open_title,
    Role.SECTION: Structure._open_section,
    Role.POINT: Structure._open_point,
    Role.LEVEL: Structure._open_level,
    Role.NUMBER: Structure._open_number,
    Role.HEADING: Structure._open_heading,
    Role.LIST: Structure._open_list,
    Role.ITEM: Structure._open_item,
    Role.TABLE: Structure._open_table,
    Role.ROW: Structure._open_row,
    Role.CELL: Structure._open_cell,
    Role.NOTE: Structure._open_note,
    Role.REMARK: Structure._open_remark,
    Role.BREAK: Structure._open_break,
    Role.RAISED: Structure._open_raised,
}
CLOSINGS: dict[Role, Callable[[Structure], None]] = {
    Role.SPACED: Structure._close_space,
    Role.BLOCK: Structure._close_block,
    Role.TITLE: Structure._close_title,
    Role.SECTION: Structure._close_section,
    Role.POINT: Structure._close_point,
    Role.LEVEL: Structure._close_section,
    Role.NUMBER: Structure._close_number,
    Role.HEADING: Structure._close_heading,
    Role.LIST: Structure._close_list,
    Role.ITEM: Structure._close_item,
    Role.TABLE: Structure._close_table,
    Role.CELL: Structure._close_cell,
    Role.NOTE: Structure._close_note,
    Role.REMARK: Structure._close_remark,
    Role.RAISED: Structure._close_raised,
}
