"""Writes a document's parts as light Markdown: divisions with headings, points, lists, tables, notes."""

import re
from collections.abc import Callable

from moisson.readers.markdown import AFTER_MARK, APART, BREAK
from moisson.readers.pipes import Cell, table
from moisson.readers.xml.divisions import Attributes, Divisions, Open, Role

__all__ = ["CLOSINGS", "MAX_SPAN", "OPENINGS", "Attributes", "Role", "Structure"]

MAX_SPAN = 100
SPANS = frozenset(  # attributes that say how many columns and rows a cell spans
    ("colspan", "cols", "number-columns-spanned", "namest", "nameend", "rowspan", "rows", "number-rows-spanned", "morerows")
)
WRITTEN = SPANS.union(map(str.upper, SPANS), ("colSpan", "rowSpan"))
CLOCK = re.compile(r"[\d\s:.,]+")


class _Table:
    __slots__ = ("notes", "rows", "spans")

    def __init__(self) -> None:
        self.rows: list[list[Cell]] = []
        self.spans: list[tuple[int, int]] = []  # of the cells that are open
        self.notes: list[str] = []  # called in its cells, placed after it


class Structure(Divisions):
    """Writes a document part by part: each role has an opening, a closing, or both."""

    def restart(self) -> None:
        """Begin another document: what was written is forgotten, the fields stay."""
        super().restart()
        self._tables: list[_Table] = []
        self._numbered_notes = 0

    def marker(self, attributes: Attributes) -> str:
        """The sign that calls a note; without any, notes are counted."""
        return attributes.get("marker") or attributes.get("n") or ""

    def span(self, attributes: Attributes) -> tuple[int, int]:
        """How many columns and rows a cell spans: as HTML, TEI, CALS and Formex say it."""
        if WRITTEN.isdisjoint(attributes):
            return 1, 1
        stated = {name.lower(): value for name, value in attributes.items()}
        get = stated.get
        columns = _integer(get("colspan") or get("cols") or get("number-columns-spanned"), 1)
        first, last = get("namest", ""), get("nameend", "")
        if first and last:
            columns = _integer(last.lstrip("colCOL"), 1) - _integer(first.lstrip("colCOL"), 1) + 1
        rows = _integer(get("rowspan") or get("rows") or get("number-rows-spanned"), 0) or _integer(get("morerows"), 0) + 1
        return min(max(columns, 1), MAX_SPAN), min(max(rows, 1), MAX_SPAN)

    def _open_block(self, attributes: Attributes) -> None:
        if self.out.inline:
            self.out.paragraph()

    def _close_block(self) -> None:
        if self.out.inline:
            self.out.paragraph()

    def _open_spaced(self, attributes: Attributes) -> None:
        self.out.inline.append(" ")

    def _close_spaced(self) -> None:
        self.out.inline.append(APART)

    def _open_break(self, attributes: Attributes) -> None:
        self.out.inline.append(BREAK)

    def _open_raised(self, attributes: Attributes) -> None:
        self.out.open_superscript()

    def _close_raised(self) -> None:
        self.out.close_superscript()

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
        self._owners.append(Open(Role.ITEM))

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
        self._push(False, bool(self._tables))
        if self._tables:
            self._tables[-1].spans.append(self.span(attributes))

    def _close_cell(self) -> None:
        self._put_cell()

    def _put_cell(self) -> None:
        """Put the words since the last opening into the innermost table, and the notes called in them below it."""
        outer = self._writers[-1]
        before = len(outer.notes)
        text = self._pop()
        if not self._tables:
            outer.block(text)
            return
        innermost = self._tables[-1]
        if len(outer.notes) > before:
            innermost.notes.extend(outer.notes[before:])
            del outer.notes[before:]
        if not innermost.rows:
            innermost.rows.append([])
        columns, rows = innermost.spans.pop()
        innermost.rows[-1].append(Cell(text, columns, rows))

    def note_mark(self, sign: str) -> str:
        """The mark that calls a note, in brackets; notes without a sign of their own are counted."""
        if not sign:
            self._numbered_notes += 1
            sign = str(self._numbered_notes)
        return sign if sign[:1] in "([*" else f"({sign})"

    def _open_note(self, attributes: Attributes) -> None:
        self._announce()
        mark = self.note_mark(self.marker(attributes) or self.out.take_call())
        self.out.write(f" {mark}{AFTER_MARK}")
        self._push()
        self.out.begin(mark)

    def _close_note(self) -> None:
        if text := self._pop():
            self.out.notes.append(text)

    def open_quotation(self, name: str, attributes: Attributes) -> None:
        """What follows is another act's: its divisions are paragraphs."""
        self._announce()
        self.out.end()
        self.quoted += 1

    def close_quotation(self, name: str) -> None:
        self.out.end()
        self.quoted -= 1

    def _open_remark(self, attributes: Attributes) -> None:
        if self._silent:
            self._announce()
        self.out.end()
        self._push(True)

    def _close_remark(self) -> None:
        if words := self.remarked(self._pop().strip()):
            self.out.block(words)

    def remarked(self, words: str) -> str:
        """A remark as it is written: in brackets; nothing of a mere time of day."""
        if not words or CLOCK.fullmatch(words):
            return ""
        return words if words[0] + words.rstrip(".")[-1:] in ("[]", "()", "||") else f"[{words}]"  # or it is a table


def _integer(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else default


# The methods of a role by its name: `_open_block`, `_close_block`.
OPENINGS: dict[Role, Callable[[Structure, Attributes], None]] = {
    role: opening for role in Role if (opening := getattr(Structure, f"_open_{role.name.lower()}", None))
}
CLOSINGS: dict[Role, Callable[[Structure], None]] = {
    role: closing for role in Role if (closing := getattr(Structure, f"_close_{role.name.lower()}", None))
}
