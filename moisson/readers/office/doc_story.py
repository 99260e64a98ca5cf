"""The story of a Word 97-2003 file: from its characters and their properties to paragraphs, tables and notes."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile
from struct import error, unpack_from

from moisson.readers.markdown import BREAK
from moisson.readers.office.doc_format import (
    CHARACTERS,
    END_MARKS,
    END_TEXTS,
    NOTE_MARKS,
    NOTE_TEXTS,
    PARAGRAPHS,
    WordFile,
    at_byte,
)
from moisson.readers.office.doc_properties import FileProperties, ParagraphFormat, RunFormat
from moisson.readers.office.numbering import format_number
from moisson.readers.office.paragraphs import Kind, Paragraphs, is_out
from moisson.readers.office.rtf_table import Row, grid
from moisson.readers.office.rtf_vocabulary import FACTORY, language
from moisson.readers.office.symbols import without_private
from moisson.readers.pipes import table

MARK = re.compile("[\r\x07\x0c]")
LONGEST = 10  # characters of a note's mark
SIGN = re.compile("([\x00-\x1f])")
SIGNS = {"\t": " ", "\x0b": BREAK, "\x0e": " ", "\x1e": "-", "\xa0": " "}


@dataclass(slots=True)
class _Field:
    around: bool  # whether words around it are shown
    code: str = ""
    result: bool = False  # past the instruction

    def is_shown(self) -> bool:
        return self.around and self.result and not is_out(self.code)


class DocStory(Paragraphs):
    """Reads one file."""

    def __init__(self, file: WordFile) -> None:
        super().__init__()
        self.file = file
        self.text_of_all = "".join(piece.text for piece in file.pieces)
        self._starts = [piece.start for piece in file.pieces]
        self._paragraphs, self._characters = file.runs(PARAGRAPHS), file.runs(CHARACTERS)
        self._formats = FileProperties(file)
        self._paragraph_starts = [run.start for run in self._paragraphs]
        self._character_starts = [run.start for run in self._characters]
        self._lists = file.lists
        self._fields: list[_Field] = []
        self._calls = self._note_ranges()
        self._own = self._own_marks()
        self._past = 0  # the end of the last of them
        self._counts = {False: 0, True: 0}
        self._tongue = 0  # of the open paragraph, where its runs name none
        self._hidden = False  # by the style of the open paragraph
        self._in_cell = False
        self._cells: list[str] = []
        self._rows: list[Row] = []

    def read_all(self) -> str:
        """The text, its notes where they are called, and the text boxes behind it."""
        text, notes, headers, comments, ends, boxes = self.file.counts
        self._range(0, text)
        self._close_table()
        start = text + notes + headers + comments + ends
        self._range(start, start + boxes)
        self._close_table()
        return self.end()

    def _note_ranges(self) -> dict[int, tuple[int, int, bool]]:
        """Where a note is called → where its words begin and end, and whether it is an end note."""
        text, notes, headers, comments, *_ = self.file.counts
        found: dict[int, tuple[int, int, bool]] = {}
        for marks, texts, base, at_end in (
            (NOTE_MARKS, NOTE_TEXTS, text, False),
            (END_MARKS, END_TEXTS, text + notes + headers + comments, True),
        ):
            edges = list(accumulate(self.file.positions(texts, 0), max))  # each note begins where the last ends
            for position, start, end in zip(self.file.positions(marks, 2)[:-1], edges, edges[1:], strict=False):
                found[position] = (base + start, base + end, at_end)
        return found

    def _own_marks(self) -> list[tuple[int, str]]:
        """Where notes are called by a mark of the writer's own, which their words begin with, and the mark."""
        found = []
        for position, (start, _, _) in sorted(self._calls.items()):
            both = zip(self.text_of_all[position : position + LONGEST], self.text_of_all[start : start + LONGEST], strict=False)
            if mark := "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1] > " ", both)):
                found.append((position, mark))
        return found

    def _range(self, start: int, end: int) -> None:
        end = min(end, len(self.text_of_all))
        for found in MARK.finditer(self.text_of_all, start, end):
            mark = found.start()
            run = at_byte(self._paragraphs, self._paragraph_starts, self._byte(mark)[0])
            if found[0] == "\x0c" and run is not None and run.end > sum(self._byte(mark)):
                continue  # the end of a page inside a paragraph
            self._paragraph(start, mark, found[0], self._formats.paragraph(run))
            start = mark + 1
        if start < end:
            self._paragraph(start, end, "", self._formats.paragraph(None))

    def _byte(self, position: int) -> tuple[int, int]:
        """The byte at which a character stands, and how many it takes."""
        piece = self.file.pieces[max(bisect_right(self._starts, position) - 1, 0)]
        return piece.at + (position - piece.start) * piece.width, piece.width

    # Paragraphs.

    def _paragraph(self, start: int, end: int, mark: str, paragraph_format: ParagraphFormat) -> None:
        if paragraph_format.row_end and mark == "\x07":
            self._end_row(paragraph_format.shape)
            return
        if paragraph_format.in_table and not self._in_cell and len(self._writers) == 0:
            self.begin_part()
            self._in_cell = True
        elif not paragraph_format.in_table and not self._writers:
            self._close_table()
        self._hidden = paragraph_format.hidden
        self._tongue = paragraph_format.language or (self.file.language if self.file.language != FACTORY else 0)
        for first, last, run_format in self._chunks(start, end):
            self._write(first, last, run_format)
        if paragraph_format.inner_cell:
            self.out.inline.append(" ")
            return
        if paragraph_format.drop_cap or (mark and self._run_format_at(end).deleted):
            return
        kind = paragraph_format.kind
        if paragraph_format.list_use and not paragraph_format.inner_row:
            kind = self._numbered(kind, paragraph_format)
        self.end_paragraph(kind)
        if mark == "\x07" and self._in_cell and len(self._writers) == 1:
            self._cells.append(self.end_part())
            self._in_cell = False

    def _run_format_at(self, position: int) -> RunFormat:
        return self._formats.run(at_byte(self._characters, self._character_starts, self._byte(position)[0]), self._hidden)

    def _chunks(self, start: int, end: int) -> Iterator[tuple[int, int, RunFormat]]:
        """Stretches of text whose characters share their properties."""
        while start < end:
            index = max(bisect_right(self._starts, start) - 1, 0)
            piece = self.file.pieces[index]
            limit = min(end, piece.start + len(piece.text))
            byte = piece.at + (start - piece.start) * piece.width
            run = at_byte(self._characters, self._character_starts, byte)
            if run is not None:
                limit = min(limit, start + max((run.end - byte) // piece.width, 1))
            limit = max(limit, start + 1)
            yield start, limit, self._formats.run(run, self._hidden)
            start = limit

    def _numbered(self, kind: Kind, paragraph_format: ParagraphFormat) -> Kind:
        if (counted := self._lists.next(paragraph_format.list_use, paragraph_format.list_level)) is None:
            return kind
        level, bullet, number = counted
        return replace(kind, item=level if bullet or number else None, number=number)

    # Characters.

    def _write(self, start: int, end: int, run_format: RunFormat) -> None:
        if run_format.deleted:
            return
        start = max(start, min(self._past, end))
        at = bisect_left(self._own, (start, "")) if self._calls else len(self._own)
        while at < len(self._own) and self._own[at][0] < end:
            position, mark = self._own[at]
            at += 1
            if position >= start:
                self._write_words(start, position, run_format)
                start = self._past = position + len(mark)
                if self._is_shown() and not run_format.hidden:
                    self._note(*self._calls[position], mark)
        self._write_words(start, end, run_format)

    def _write_words(self, start: int, end: int, run_format: RunFormat) -> None:
        if run_format.symbol is not None:
            self._put(run_format.symbol * (end - start), run_format)
            return
        position = start
        for words in SIGN.split(self.text_of_all[start:end]):
            if words and words < " ":
                self._sign(words, position, run_format)
            elif words:
                self._put(words, run_format)
            position += len(words)

    def _put(self, words: str, run_format: RunFormat) -> None:
        if self._fields and not self._fields[-1].result and len(self._fields[-1].code) < 500:
            self._fields[-1].code += words
        if run_format.hidden or not self._is_shown():
            return
        if not words.isspace():
            self.raise_words(run_format.raised)
        if code := language(run_format.language or self._tongue):
            self.count(words, code)
        paired = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self.out.inline.append(without_private(paired, run_format.font or "Symbol"))

    def _sign(self, sign: str, position: int, run_format: RunFormat) -> None:
        if sign == "\x13":
            self._fields.append(_Field(around=self._is_shown()))
        elif sign == "\x14" and self._fields:
            self._fields[-1].result = True
        elif sign == "\x15" and self._fields:
            self._fields.pop()
        elif sign == "\x02" and position in self._calls:
            self._note(*self._calls[position])
        elif sign in SIGNS and not run_format.hidden and self._is_shown():
            self.out.inline.append(SIGNS[sign])

    def _is_shown(self) -> bool:
        """Whether words stand outside all fields, or in the results of such as are the author's."""
        return not self._fields or self._fields[-1].is_shown()

    def _note(self, start: int, end: int, at_end: bool, mark: str = "") -> None:
        outside = self._fields, self._calls, self._in_cell
        self._fields, self._calls = [], {}
        self.begin_part()
        self._range(start + len(mark), end)
        text = self.end_part()
        self._fields, self._calls, self._in_cell = outside
        if not mark:
            self._counts[at_end] += 1
            mark = format_number("lowerRoman" if at_end else "decimal", self._counts[at_end])
        self.note(mark, text)

    # Tables.

    def _end_row(self, shape: bytes) -> None:
        if self._in_cell and len(self._writers) == 1:
            self.end_part()
            self._in_cell = False
        edges, down, across = _shape(shape)
        if self._cells:
            self._rows.append(Row(self._cells, edges, down, across))
        self._cells = []

    def _close_table(self) -> None:
        if self._in_cell or self._cells:
            if self._in_cell:
                self._cells.append(self.end_part())
                self._in_cell = False
            self._end_row(b"")
        rows, self._rows = self._rows, []
        if rows:
            self.close_lists()
            for block in table(grid(rows)):
                self.out.block(block)


def _shape(data: bytes) -> tuple[list[int], set[int], set[int]]:
    """A row's right edges, and which cells go on from above and from the left."""
    if not data:
        return [], set(), set()
    count = data[0]
    try:
        edges = list(unpack_from(f"<{count + 1}h", data, 1))
    except error:
        return [], set(), set()
    down: set[int] = set()
    across: set[int] = set()
    for index in range(count):
        at = 1 + 2 * (count + 1) + 20 * index
        flags = int.from_bytes(data[at : at + 2], "little") if at + 2 <= len(data) else 0
        if flags & 0x02:
            across.add(index)
        if flags & 0x20 and not flags & 0x40:
            down.add(index)
    return edges[1:], down, across
