"""Word 6 and 95 files: as Word 97's (`doc_format`), with shorter structures and one byte a character.

Not read: the numbers of automatic lists, which these files keep in another way.
"""

from bisect import bisect_right
from dataclasses import dataclass
from struct import error, pack, unpack_from

from moisson.contracts.errors import DocumentError
from moisson.readers.html.decode import BY_LANGUAGE
from moisson.readers.office.doc_format import (
    CHARACTERS,
    FONTS,
    PAIR,
    PARAGRAPHS,
    Font,
    Piece,
    Run,
    Sheet,
    WordFile,
    named_fonts,
    properties,
    said,
    said_by,
)
from moisson.readers.office.doc_looks import DROP_CAP, FONT, STYLE
from moisson.readers.office.ole import Streams
from moisson.readers.office.rtf_words import CHARSETS, language

MAGIC = 0xA5DC
COMPLEX, ENCRYPTED = 0x0004, 0x0100
PARTS = 88  # where the header says where its parts stand
MACINTOSH = 256  # the character set of its files
FIRST_PAGES = 394  # of the pages with properties, where the list of these pages is incomplete
ANY, LONG = -1, -2  # an operand with its length before it, in one byte or in two

# Properties: their codes, and how many bytes stand behind each.
SIZES = {
    **dict.fromkeys((*range(4, 12), 13, 14, 24, 25, 29, 37, 44, 50, 51), 1),
    **dict.fromkeys((2, *range(16, 20), 21, 22, 26, 27, 28, *range(30, 37), *range(38, 44), *range(45, 50)), 2),
    **dict.fromkeys((3, 12, 15, 23, 68, 74, 81, 103, 105, 106, 108, 120, 191), ANY),
    **dict.fromkeys((65, 66, 67, 71, 75, *range(85, 93), 94, 98, 100, 101, 102, 104, 117, 118, 119, 185, 186), 1),
    **dict.fromkeys((69, 72, 80, 93, 96, 97, 99, 107, 109, *range(121, 125), 182, 183, 184, 189), 2),
    **dict.fromkeys((20, 70, 192), 4),
    **dict.fromkeys((73, 95), 3),
    **dict.fromkeys((82, 83), 0),
    **dict.fromkeys((188, 190), LONG),
    187: 12,
}
# Those that bear on the words, as Word 97 calls them.
MODERN = {46: DROP_CAP, 80: STYLE, 93: FONT, 24: 0x2416, 25: 0x2417, 65: 0x0800, 92: 0x083C, 97: 0x486D, 104: 0x2A48}
SYMBOL, ROW_SHAPE = 74, 190
OLD_CELL, CELL = 10, 20  # bytes of a cell's definition


def word_file(content: bytes) -> WordFile:
    """Take a file of any version from Word 6 on apart; raises DocumentError."""
    streams = Streams(content)
    stream = streams.find("WordDocument") or b""
    if stream[:2] != MAGIC.to_bytes(2, "little"):
        return WordFile.parse(streams, stream)
    try:
        tongue, flags, signs, first = unpack_from("<H2xH8xH2xI", stream, 6)
        if flags & ENCRYPTED:
            raise DocumentError("encrypted", "the document is under a password")
        text, notes, headers, macros, comments, ends, boxes = unpack_from("<7I", stream, 52)
        found = OldWordFile(stream, stream, b"", tongue, (text, notes, headers, comments + macros, ends, boxes))
        found.read_styles()
        found.read_text(first, flags, "mac-roman" if signs == MACINTOSH else None)
    except (error, IndexError) as problem:
        raise DocumentError("ole-damaged", f"the document cannot be read: {problem}") from None
    return found


@dataclass(slots=True)
class OldWordFile(WordFile):
    """One file, taken apart."""

    PLACE = 7

    def part(self, number: int) -> bytes:
        start, size = PAIR.unpack_from(self.stream, PARTS + 8 * number)
        return self.stream[start : start + size]

    def read_text(self, first: int, flags: int, page: str | None) -> None:
        """The pieces: those that a file which was saved fast names, else one; their letters are those of their fonts."""
        places = (self.places() if flags & COMPLEX else []) or [(0, sum(self.counts), first)]
        fonts = [] if page else self.fonts()
        usual = page or BY_LANGUAGE.get(language(self.language) or "", "cp1252")
        runs = self.runs(CHARACTERS) if any(font.charset > 2 for font in fonts) else []
        own = [(run.start, run.end, name) for run in runs if (name := self.code_page(run, fonts, usual)) != usual]
        for start, end, where in places:
            self.pieces.append(Piece(start, self.letters(where, where + end - start, own, usual), where, 1))

    def letters(self, at: int, until: int, own: list[tuple[int, int, str]], usual: str) -> str:
        """The characters of these bytes, one for each: in the usual code page but for the stretches that have their own."""
        until, found = min(until, len(self.stream)), list[str]()
        for begin, end, name in own[max(bisect_right(own, (at,)) - 1, 0) :]:
            if begin >= until:
                break
            begin, end = max(begin, at), min(end, until)
            if begin < end:
                found.append(self.stream[at:begin].decode(usual, "replace"))
                words = self.stream[begin:end].decode(name, "replace")
                found.append(words if len(words) == end - begin else self.stream[begin:end].decode(usual, "replace"))
                at = end
        return "".join([*found, self.stream[at:until].decode(usual, "replace")])

    def fonts(self) -> list[Font]:
        return named_fonts(self.part(FONTS), 2, 6, "cp1252")

    def code_page(self, run: Run, fonts: list[Font], usual: str) -> str:
        """That of a run's font, or of the font that all text has which names none."""
        normal = self.styles[0] if self.styles else None
        said = properties(run.properties).get(FONT) or properties(normal.characters if normal else b"").get(FONT) or b"\0\0"
        font = int.from_bytes(said, "little")
        charset = fonts[font].charset if font < len(fonts) else 0
        return CHARSETS.get(charset, usual) if charset > 2 else usual

    def runs(self, number: int) -> list[Run]:
        part, paragraphs = self.part(number), number == PARAGRAPHS
        count = max((len(part) - 4) // 6, 0)
        pages = list(unpack_from(f"<{count}H", part, 4 * (count + 1))) if count else []
        first, total = unpack_from("<H2xH", self.stream, FIRST_PAGES + 2 * paragraphs)
        following = pages[-1] + 1 if pages else first
        pages += range(following, following + max(total - count, 0))
        return self.runs_of(pages, paragraphs=paragraphs)

    def paragraph(self, page: bytes, at: int) -> tuple[int, bytes]:
        data = page[at + 1 : at + 1 + 2 * page[at]] if at else b""
        return int.from_bytes(data[:2], "little"), modern(data[2:])

    def characters(self, page: bytes, at: int) -> bytes:
        return modern(WordFile.characters(self, page, at))

    def sheet(self, data: bytes, base_size: int) -> Sheet:
        first, second = unpack_from("<HH", data)
        length = data[base_size]
        name = data[base_size + 1 : base_size + 1 + length].decode("cp1252", "replace")
        at = base_size + length + 2
        inner, characters = said_by(data, at + (at & 1), second & 0xF)
        return Sheet(said(first & 0xFFF, name), second >> 4, modern(inner), modern(characters))


def modern(data: bytes) -> bytes:
    """Properties as Word 97 writes them; none behind one that is unknown."""
    found, at = b"", 0
    while at < len(data):
        code, at = data[at], at + 1
        size = SIZES.get(code)
        if size is None:
            break
        if size == ANY:
            size, at = (data[at] if at < len(data) else 0), at + 1
        elif size == LONG:
            size, at = max(int.from_bytes(data[at : at + 2], "little") - 1, 0), at + 2
        value = data[at : at + size]
        at += size
        if code in MODERN and value:
            found += pack("<H", MODERN[code]) + value
        elif code == SYMBOL and len(value) == 3:
            found += pack("<H", 0x6A09) + value[:2] + bytes([value[2], 0xF0])
        elif code == ROW_SHAPE and value:
            edges = 1 + 2 * (value[0] + 1)
            cells = [value[place : place + OLD_CELL] for place in range(edges, len(value), OLD_CELL)]
            shape = value[:edges] + b"".join(cell.ljust(CELL, b"\0") for cell in cells)
            found += pack("<HH", 0xD608, len(shape) + 1) + shape
    return found
