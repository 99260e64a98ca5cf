"""From the characters of an RTF file to paragraphs and tables."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace

from moisson.readers.markdown import BREAK
from moisson.readers.office.paragraphs import Kind, Paragraphs
from moisson.readers.office.rtf_forms import FormField
from moisson.readers.office.rtf_lists import ListTable
from moisson.readers.office.rtf_table import Definition, Row, grid
from moisson.readers.office.rtf_vocabulary import CHARSETS, SUFFIXES, SYMBOL_CHARSET, language
from moisson.readers.office.symbols import symbol, without_private
from moisson.readers.pipes import table

STORY = ("", "note", "box")  # destinations whose words are the document's


@dataclass(slots=True)
class State:
    """What a group inherits and its end restores."""

    destination: str = ""  # the innermost that matters; `out`: no words of the document
    outer: str = ""  # that around a field
    font: int = -1
    skip: int = 1  # characters that stand for one \\u
    hidden: bool = False
    deleted: bool = False
    raised: bool = False
    language: int = 0
    style: int = 0
    outline: int | None = None
    list: int = 0
    level: int = 0  # in it
    cell: bool = False
    drop_cap: bool = False  # the large first letter of the paragraph that follows


@dataclass(slots=True)
class Grid:
    """The table that is open in the text, in a note or in a box."""

    definition: Definition = field(default_factory=Definition)  # of the rows that come
    rows: list[Row] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)  # of the open row
    in_cell: bool = False
    in_row: bool = False  # a row has been defined and has not ended


@dataclass(slots=True)
class Font:
    charset: int | None = None
    name: str = ""


class RtfWriter(Paragraphs, ABC):
    """Takes characters and the ends of paragraphs, cells and rows."""

    def __init__(self) -> None:
        super().__init__()
        self.info_title = ""
        self.state = State()
        self._states: list[State] = []
        self._bytes = bytearray()
        self._skipped = 0  # characters still to be left out after \\u
        self._high = 0  # half of a surrogate pair
        self._starred = False
        self._fresh = False  # whether a group has just begun: its first word may be a destination
        self._code_page = "cp1252"
        self._default_font, self._default_language = 0, 0
        self._fonts: dict[int, Font] = {}
        self._alike: bool | None = None  # see `_are_alike`; None: not known yet
        self._styles: dict[int, Kind] = {0: Kind()}
        self._tongues: dict[int, int] = {}  # languages of styles
        self._base_style = 0  # of the style that is defined
        self._gathered = ""  # words of a destination that is not the story
        self._fields: list[str] = []  # instructions of the open fields
        self._forms: list[FormField] = []  # what they are of a form
        self._marker = ""  # of the paragraph, as a list shows it
        self._lists = ListTable()
        self._numbered = True  # whether paragraphs say what number they have, as nearly all programs make them do
        self._automatic = False  # whether the note that comes has a number
        self._grid = Grid()

    # Characters.

    def _leave_out(self) -> bool:
        if self._skipped:
            self._skipped -= 1
            return True
        return False

    def _symbolic(self) -> bool:
        font = self._fonts.get(self.state.font)
        return font is not None and font.charset == SYMBOL_CHARSET and self.state.destination in (*STORY, "listtext")

    def _unicode(self, number: int) -> None:
        self._flush()
        self._skipped = self.state.skip
        code = number & 0xFFFF if number < 0x10000 else number
        if 0xD800 <= code < 0xDC00:
            self._high = code
            return
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((self._high - 0xD800) << 10) + (code - 0xDC00) if self._high else 0
        self._high = 0
        if self.state.destination == "leveltext":
            self._write(chr(code))  # 0 stands for the first level
        elif 0 < code < 0x110000:
            font = self._fonts.get(self.state.font, Font()).name or "Symbol"
            bullet = self.state.destination == "listtext" and 0xF000 <= code <= 0xF0FF  # whatever sign
            self._write("•" if bullet else without_private(chr(code), font))

    def _flush(self) -> None:
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        if self._symbolic():
            font = self._fonts[self.state.font].name
            self._write("".join(symbol(byte, font) for byte in data))
        else:
            self._write(data.decode(self._encoding(), "replace"))

    def _encoding(self) -> str:
        font = self._fonts.get(self.state.font)
        if font is None:
            return self._code_page
        if font.charset in (None, 1):
            return SUFFIXES.get(font.name.rpartition(" ")[2].casefold(), self._code_page)
        if font.charset == 0 and self._are_alike():
            return self._code_page
        return CHARSETS.get(font.charset or 0, self._code_page)

    def _are_alike(self) -> bool:
        """Whether the program does not tell its fonts apart: all are Western, whatever their letters."""
        if self._alike is None:
            self._alike = all(font.charset in (None, 0, 1, SYMBOL_CHARSET) for font in self._fonts.values())
        return self._alike

    def _write(self, words: str) -> None:
        if self._bytes:
            self._flush()
        destination = self.state.destination
        if destination in STORY:
            self._story(words)
        elif destination == "fonttbl":
            self._fonts.setdefault(self.state.font, Font()).name += words.replace(";", "")[:100]
        elif destination != "out" and len(self._gathered) < 4000:
            self._gathered += words
            if destination == "stylesheet" and ";" in words:
                self.define_style()

    def _story(self, words: str) -> None:
        state = self.state
        if state.hidden or state.deleted:
            return
        self._place()
        if state.raised != self._raised and not words.isspace():
            self.raise_words(state.raised)
        if found := language(state.language or self._default_language):
            self.count(words, found)
        self.out.inline.append(words if words is BREAK else words.replace(BREAK, ""))

    # Paragraphs and tables.

    def pending(self) -> bool:
        """Whether a paragraph is open that has words."""
        return self._has_words() or bool(self._grid.cells)

    def _has_words(self) -> bool:
        return any(not piece.isspace() for piece in self.out.inline)

    def finish(self) -> str:
        """All words."""
        self._flush()
        self._end()
        self._close_table()
        return self.end()

    def _place(self) -> None:
        """See that words go into a cell where they belong into one, and that a table which has ended is written."""
        here = self._grid
        if self.state.cell:
            if not here.in_cell:
                self.begin_part()
                here.in_cell = True
        elif (here.rows or here.cells) and not (here.in_cell or here.in_row):
            self._close_table()

    def _end(self) -> None:
        """End the paragraph."""
        state = self.state
        kind = self._styles.get(state.style, Kind())
        if state.outline is not None:
            kind = replace(kind, level=state.outline + 1 if 0 <= state.outline < 9 else 0, title=False)
        if marker := self._marker:
            bullet = len(marker) == 1 and (not marker.isalnum() or marker == "o")
            kind = replace(kind, item=state.level, number="" if bullet else marker)
        elif not self._numbered and self._has_words() and (listed := self._lists.next(state.list, state.level)):
            level, bullet, number = listed
            kind = replace(kind, item=level if bullet or number else None, number=number)
        self._marker = ""
        self.end_paragraph(kind)

    def paragraph(self, number: int | None) -> None:
        if self.state.destination in STORY and not (self.state.deleted or self.state.drop_cap):
            self._place()
            self._end()

    def line(self, number: int | None) -> None:
        self._write(BREAK)

    def cell(self, number: int | None) -> None:
        if self.state.destination in STORY:
            self._end_cell()

    def row(self, number: int | None) -> None:
        if self.state.destination in STORY:
            self._end_row()

    def _end_cell(self) -> None:
        if not self._grid.in_cell:
            self.raise_words(False)
            words, self.out.inline = self.out.inline, []  # of a paragraph that does not say that it stands in a table
            self.begin_part()
            self.out.inline = words
        self._end()
        self._grid.in_cell = False
        self._grid.cells.append(self.end_part())

    def _end_row(self) -> None:
        here = self._grid
        if here.in_cell:
            self._end_cell()
        if here.cells:
            shape = here.definition
            here.rows.append(Row(here.cells, list(shape.edges), set(shape.down), set(shape.across)))
        here.cells, here.in_row = [], False

    def _close_table(self) -> None:
        self._end_row()
        rows, self._grid.rows = self._grid.rows, []
        if rows:
            self.close_lists()
            for block in table(grid(rows)):
                self.out.block(block)

    def define_row(self, number: int | None) -> None:
        if self.state.destination in STORY:
            self._grid.definition, self._grid.in_row = Definition(), True

    def edge(self, number: int | None) -> None:
        if self.state.destination in STORY:
            self._grid.definition.edges.append(number or 0)

    def merge_down(self, number: int | None) -> None:
        if self.state.destination in STORY:
            self._grid.definition.down.add(len(self._grid.definition.edges))

    def merge_across(self, number: int | None) -> None:
        if self.state.destination in STORY:
            self._grid.definition.across.add(len(self._grid.definition.edges))

    @abstractmethod
    def define_style(self) -> None:
        """A style's definition has come to its end."""
