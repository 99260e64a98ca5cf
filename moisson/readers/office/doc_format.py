"""The parts of a Word 97-2003 file (MS-DOC): text pieces, properties of paragraphs and runs, styles, lists."""

from bisect import bisect_right
from dataclasses import dataclass, field
from struct import Struct, error, unpack_from
from typing import NamedTuple

from moisson.contracts.errors import DocumentError
from moisson.readers.office.numbering import LEVELS, Counter, Level, Lists, Use, coded_level
from moisson.readers.office.ole import Streams
from moisson.readers.office.paragraphs import Kind, named_kind

PAIR = Struct("<II")
SIZES = (1, 1, 2, 4, 2, 2, -1, 3)  # of what stands behind a property, by its kind
PLACE = 13  # bytes that say where a paragraph's properties stand
ELSEWHERE = (b"\x45\x66", b"\x46\x66")  # the property that says where the others stand
PARAGRAPH_STYLE, CHARACTER_STYLE = 1, 2
CLX, STYLE_SHEET, CHARACTERS, PARAGRAPHS, FONTS = 33, 1, 12, 13, 15
NOTE_MARKS, NOTE_TEXTS, END_MARKS, END_TEXTS, LISTS, LIST_USES = 2, 3, 46, 47, 73, 74


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stands in one place of the file: from where in the text, at which byte, with one or two bytes a character."""

    start: int
    text: str
    at: int
    width: int


@dataclass(frozen=True, slots=True)
class Run:
    """Bytes of the file that share properties."""

    start: int
    end: int
    style: int
    properties: bytes


class Font(NamedTuple):
    """A font that the file names."""

    name: str
    charset: int


@dataclass(slots=True)
class Sheet:
    """A style: what it says by itself."""

    kind: Kind
    base: int
    properties: bytes
    characters: bytes  # properties of its runs


@dataclass(slots=True)
class WordFile:
    """One file, taken apart."""

    stream: bytes
    table: bytes
    data: bytes
    language: int
    counts: tuple[int, ...]  # characters of the text, the notes, headers, comments, end notes, boxes
    pieces: list[Piece] = field(default_factory=list)
    styles: list[Sheet | None] = field(default_factory=list)
    lists: Lists = field(default_factory=Lists)

    @classmethod
    def parse(cls, content: bytes) -> "WordFile":
        """Take a file apart; raises DocumentError."""
        streams = Streams(content)
        stream = streams.find("WordDocument") or b""
        try:
            magic, _, _, language, _, flags = unpack_from("<HHHHHH", stream, 0)
            if magic != 0xA5EC:
                raise DocumentError("format-unsupported", "older than Word 97; save it as DOCX or ODT")
            if flags & 0x0100:
                raise DocumentError("encrypted", "the document is under a password")
            table = streams.find("1Table" if flags & 0x0200 else "0Table")
            if table is None:
                raise DocumentError("ole-damaged", "the file has no table stream")
            text, notes, headers, _, comments, ends, boxes = unpack_from("<7I", stream, 76)
            data = streams.find("Data") or b""
            found = cls(stream, table, data, language, (text, notes, headers, comments, ends, boxes))
            found._read_pieces()
            found.read_styles()
            found._read_lists()
        except (error, IndexError) as problem:
            raise DocumentError("ole-damaged", f"the document cannot be read: {problem}") from None
        return found

    def part(self, number: int) -> bytes:
        """A part of the table stream, by its number in the header."""
        start, size = PAIR.unpack_from(self.stream, 154 + 8 * number)
        return self.table[start : start + size]

    def positions(self, number: int, size: int) -> list[int]:
        """The positions in the text of a part that has `size` bytes beside each."""
        part = self.part(number)
        count = (len(part) - 4) // (4 + size)
        return list(unpack_from(f"<{count + 1}I", part)) if count > 0 else []

    def places(self) -> list[tuple[int, int, int]]:
        """Where each piece begins and ends in the text, and where it stands in the file; none where the file does not say."""
        part, at = self.part(CLX), 0
        while at < len(part) and part[at] == 1:
            at += 3 + int.from_bytes(part[at + 1 : at + 3], "little")
        if at >= len(part) or part[at] != 2:
            return []
        count = max(int.from_bytes(part[at + 1 : at + 5], "little") - 4, 0) // 12
        edges = unpack_from(f"<{count + 1}I", part, at + 5)
        wheres = (unpack_from("<I", part, at + 11 + 4 * count + 8 * index)[0] for index in range(count))
        found = [(start, max(end, start), where) for start, end, where in zip(edges, edges[1:], wheres, strict=False)]
        if sum(end - start for start, end, _ in found) > len(self.stream):
            raise DocumentError("ole-damaged", "the file names more text than it holds")
        return found

    def _read_pieces(self) -> None:
        for start, end, where in self.places():
            if where & 0x40000000:
                where = (where & 0x3FFFFFFF) // 2
                text = self.stream[where : where + end - start].decode("cp1252", "replace")
                self.pieces.append(Piece(start, text, where, 1))
            else:
                data = self.stream[where : where + 2 * (end - start)]
                text = "".join(map(chr, unpack_from(f"<{len(data) // 2}H", data)))
                self.pieces.append(Piece(start, text, where, 2))
        if not self.pieces:
            raise DocumentError("ole-damaged", "the file does not say where its text is")

    def runs(self, number: int) -> list[Run]:
        """The properties of all paragraphs or characters, in the order of the file's bytes."""
        part = self.part(number)
        count = max((len(part) - 4) // 8, 0)
        pages = unpack_from(f"<{count}I", part, 4 * (count + 1)) if count else ()
        found: list[Run] = []
        for place in dict.fromkeys(page & 0x3FFFFF for page in pages):  # each once
            page = self.stream[place * 512 : place * 512 + 512]
            if len(page) == 512:
                found.extend(self.page(page, paragraphs=number == PARAGRAPHS))
        found.sort(key=lambda run: run.start)
        return found

    def fonts(self) -> list[Font]:
        """The fonts by their number."""
        part, at = self.part(FONTS), 4
        found: list[Font] = []
        while at + 5 < len(part):
            end = at + part[at] + 1
            found.append(Font(part[at + 40 : end].decode("utf-16-le", "replace").partition("\0")[0], part[at + 4]))
            at = end
        return found

    def page(self, page: bytes, *, paragraphs: bool) -> list[Run]:
        """What stands on one page of properties: edges in the file's bytes, and between two of them where the properties are."""
        count = page[511]
        if 4 * (count + 1) > 508:
            return []
        edges = unpack_from(f"<{count + 1}I", page)
        step = PLACE if paragraphs else 1
        offsets = [2 * page[min(4 * (count + 1) + index * step, 510)] for index in range(count)]
        said = [self.paragraph(page, at) if paragraphs else (0, self.characters(page, at)) for at in offsets]
        return [Run(start, end, *run) for start, end, run in zip(edges, edges[1:], said, strict=False)]

    def paragraph(self, page: bytes, at: int) -> tuple[int, bytes]:
        """The style and the properties of a paragraph; those of one that has none stand at 0."""
        size = 2 * page[at] - 1
        if at and page[at] == 0:
            at += 1
            size = 2 * page[min(at, 511)]
        data = page[at + 1 : at + 1 + size] if at else b""
        return int.from_bytes(data[:2], "little"), self._large(data[2:])

    def characters(self, page: bytes, at: int) -> bytes:
        """The properties of characters."""
        return page[at + 1 : at + 1 + page[at]] if at else b""

    def _large(self, said: bytes) -> bytes:
        """Properties that are too long for their page, as those of rows with many cells, from where they stand instead."""
        if said[:2] not in ELSEWHERE or len(said) < 6:
            return said
        at = int.from_bytes(said[2:6], "little")
        return self.data[at + 2 : at + 2 + int.from_bytes(self.data[at : at + 2], "little")]

    def sheet(self, data: bytes, base_size: int) -> Sheet:
        """One style."""
        first, second = unpack_from("<HH", data)
        length = int.from_bytes(data[base_size : base_size + 2], "little")
        name = data[base_size + 2 : base_size + 2 + 2 * length].decode("utf-16-le", "replace")
        inner, characters = style_properties(data, base_size + 2 + 2 * length + 2, second & 0xF)
        return Sheet(style_kind(first & 0xFFF, name), second >> 4, inner, characters)

    def read_styles(self) -> None:
        """The style sheet: each style by its number, with none where a number is not used."""
        part = self.part(STYLE_SHEET)
        if len(part) < 6:
            return
        header, count, base = unpack_from("<HHH", part)
        at = 2 + header
        for _ in range(min(count, 4095)):
            if at + 2 > len(part):
                return
            size = int.from_bytes(part[at : at + 2], "little")
            self.styles.append(self.sheet(part[at + 2 : at + 2 + size], base) if size >= base + 2 else None)
            at += 2 + size + (size & 1)

    def _read_lists(self) -> None:
        part = self.part(LISTS)
        if len(part) < 2:
            return
        start, _ = PAIR.unpack_from(self.stream, 154 + 8 * LISTS)
        count = int.from_bytes(part[:2], "little")
        data = self.table[start:]
        at = 2 + 28 * count
        for index in range(count):
            (id,) = unpack_from("<I", data, 2 + 28 * index)
            simple = data[2 + 28 * index + 26] & 1
            levels: list[Level] = []
            for _ in range(1 if simple else LEVELS):
                level, at = _level(data, at)
                levels.append(level)
            self.lists.counters[id] = Counter(levels)
        self._read_list_uses(self.part(LIST_USES))

    def _read_list_uses(self, part: bytes) -> None:
        count = int.from_bytes(part[:4], "little") if len(part) >= 4 else 0
        at = 4 + 16 * count
        for index in range(min(count, len(part) // 16)):
            id, changed = unpack_from("<I8xB", part, 4 + 16 * index)
            starts: dict[int, int] = {}
            levels: dict[int, Level] = {}
            at += 4
            for _ in range(changed):
                start, flags = unpack_from("<iI", part, at)
                at += 8
                if flags & 0x20:
                    levels[flags & 0xF], at = _level(part, at)
                    start = levels[flags & 0xF].start
                if flags & 0x10:
                    starts[flags & 0xF] = max(start, 0)
            self.lists.uses[index + 1] = Use(id, starts, levels)


def properties(data: bytes) -> dict[int, bytes]:
    """Property → what stands behind it."""
    found: dict[int, bytes] = {}
    at = 0
    while at + 2 <= len(data):
        code = data[at] | data[at + 1] << 8
        at += 2
        size = SIZES[code >> 13]
        if size < 0:
            if code == 0xD608:  # the definition of a row, with a longer length
                size = max((data[at] | data[at + 1] << 8) - 1, 0) if at + 1 < len(data) else 0
                at += 2
            else:
                size = data[at] if at < len(data) else 0
                at += 1
        found[code] = data[at : at + size]
        at += size
    return found


def at_byte(runs: list[Run], starts: list[int], position: int) -> Run | None:
    """The run that holds a byte."""
    index = bisect_right(starts, position) - 1
    return runs[index] if index >= 0 and position < runs[index].end else None


def style_properties(data: bytes, at: int, kind: int) -> tuple[bytes, bytes]:
    """What a style of this kind says of its paragraphs and of its characters, from a byte of it on."""
    inner = characters = b""
    if kind == PARAGRAPH_STYLE:
        size = int.from_bytes(data[at : at + 2], "little")
        inner = data[at + 4 : at + 2 + size]
        at += 2 + size + (size & 1)
    if kind in (PARAGRAPH_STYLE, CHARACTER_STYLE):
        characters = data[at + 2 : at + 2 + int.from_bytes(data[at : at + 2], "little")]
    return inner, characters


def style_kind(built_in: int, name: str) -> Kind:
    """What a style says of its paragraphs: by its number among those that Word brings along, or by its name."""
    if 1 <= built_in <= 9:
        return Kind(level=built_in)
    if built_in == 62:
        return Kind(title=True)
    return Kind(contents=True) if 19 <= built_in <= 27 else named_kind(name.partition(",")[0])


def _level(data: bytes, at: int) -> tuple[Level, int]:
    start, format_number, flags = unpack_from("<iBB", data, at)
    characters, paragraphs = data[at + 24], data[at + 25]
    restart = data[at + 26] if flags & 0x08 else None
    at += 28 + characters + paragraphs
    length = int.from_bytes(data[at : at + 2], "little")
    raw = data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    return coded_level(format_number, raw, start, restart, bool(flags & 0x04)), at + 2 + 2 * length
