"""Properties of paragraphs and runs of a Word 97 file."""

from dataclasses import dataclass, replace
from struct import unpack

from moisson.readers.office.doc_format import Run, Sheet, WordFile, properties
from moisson.readers.office.numbering import LEVELS
from moisson.readers.office.paragraphs import Kind
from moisson.readers.office.rtf_vocabulary import FACTORY
from moisson.readers.office.symbols import symbol

OUTLINE, LIST, LIST_LEVEL, IN_TABLE, ROW_END, DEPTH = 0x2640, 0x460B, 0x260A, 0x2416, 0x2417, 0x6649
INNER_CELL, INNER_ROW, ROW_SHAPE, DROP_CAP = 0x244B, 0x244C, 0xD608, 0x442C
DELETED, HIDDEN, RAISED, SYMBOL, FONT, STYLE = 0x0800, 0x083C, 0x2A48, 0x6A09, 0x4A4F, 0x4A30
NO_FONT = b"\xff\xff"
LANGUAGES = (0x4873, 0x486D)


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """The properties of a paragraph."""

    kind: Kind
    list_use: int
    list_level: int
    in_table: bool
    row_end: bool
    inner_cell: bool
    inner_row: bool
    drop_cap: bool  # the large first letter of the paragraph that follows
    shape: bytes
    language: int
    hidden: bool  # by its style, unless its runs say otherwise


@dataclass(frozen=True, slots=True)
class RunFormat:
    """The properties of a run."""

    hidden: bool = False
    deleted: bool = False
    raised: bool = False
    symbol: str | None = None  # that stands in place of each character
    font: str = ""
    language: int = 0


class FileProperties:
    """Those of one file, resolved once for each set of properties."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._fonts = file.fonts()
        self._paragraphs: dict[tuple[int, bytes], ParagraphFormat] = {}
        self._runs: dict[tuple[bytes, bool], RunFormat] = {}

    def paragraph(self, run: Run | None) -> ParagraphFormat:
        key = (0, b"") if run is None else (run.style, run.properties)
        if key not in self._paragraphs:
            self._paragraphs[key] = self._resolve(*key)
        return self._paragraphs[key]

    def _resolve(self, style: int, own: bytes) -> ParagraphFormat:
        kind, tongue = Kind(), 0
        chain = [properties(own)]
        characters: list[dict[int, bytes]] = []  # what the style says of these, and those it is made of
        for _ in range(20):
            sheet = self._sheet(style)
            if sheet is None:
                break
            chain.append(properties(sheet.properties))
            kind = sheet.kind if kind == Kind() and not (sheet.kind.title and len(chain) > 2) else kind
            characters.append(properties(sheet.characters))
            tongue = tongue or _language(characters[-1])
            style = sheet.base

        def first(code: int, default: int) -> int:
            data = next((found[code] for found in chain if code in found), b"")
            return int.from_bytes(data, "little") if data else default

        outline = first(OUTLINE, -1)
        if outline >= 0 and (OUTLINE in chain[0] or not kind.level):
            kind = replace(kind, level=outline + 1 if outline < 9 else 0, title=kind.title and outline >= 9)
        return ParagraphFormat(
            kind,
            first(LIST, 0),
            min(first(LIST_LEVEL, 0), LEVELS - 1),
            first(IN_TABLE, 0) == 1 or first(DEPTH, 0) > 0,
            first(ROW_END, 0) == 1,
            first(INNER_CELL, 0) == 1,
            first(INNER_ROW, 0) == 1,
            first(DROP_CAP, 0) & 7 > 0,
            chain[0].get(ROW_SHAPE, b""),
            0 if tongue == FACTORY else tongue,
            _is_on(HIDDEN, False, *reversed(characters)),
        )

    def run(self, run: Run | None, hidden: bool = False) -> RunFormat:
        """Of a run in a paragraph whose style hides its words or does not."""
        key = (b"" if run is None else run.properties, hidden)
        if key not in self._runs:
            own = properties(key[0])
            sheet = self._sheet(int.from_bytes(own[STYLE], "little")) if STYLE in own else None
            styled = {} if sheet is None else properties(sheet.characters)
            found = styled | own
            sign = found.get(SYMBOL, b"")
            font, code = unpack("<HH", sign) if len(sign) == 4 else (0, None)
            self._runs[key] = RunFormat(
                _is_on(HIDDEN, hidden, styled, own),
                _is_on(DELETED, False, styled, own),
                found.get(RAISED, b"\0")[:1] == b"\x01",
                None if code is None else symbol(code, self._font(font) or "Symbol"),
                self._font(int.from_bytes(found.get(FONT, NO_FONT), "little")),
                _language(found),
            )
        return self._runs[key]

    def _sheet(self, style: int) -> Sheet | None:
        return self._file.styles[style] if style < len(self._file.styles) else None

    def _font(self, number: int) -> str:
        return self._fonts[number].name if number < len(self._fonts) else ""


def _is_on(code: int, on: bool, *said: dict[int, bytes]) -> bool:
    """Whether a property is on once all have had their say, one over the other: on, off, as it is (0x80), or not so (0x81)."""
    for found in said:
        value = (found.get(code) or b"\x80")[0]
        on = on != bool(value & 1) if value & 0x80 else value == 1
    return on


def _language(found: dict[int, bytes]) -> int:
    return next((int.from_bytes(found[code], "little") for code in LANGUAGES if code in found), 0)
