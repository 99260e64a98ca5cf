"""What the properties of a Word 97 file mean: for its paragraphs, a look; for its runs, a voice."""

from dataclasses import dataclass, replace

from moisson.extract.office.doc_format import Run, WordFile, properties
from moisson.extract.office.numbering import LEVELS
from moisson.extract.office.paragraphs import Kind
from moisson.extract.office.rtf_words import FACTORY
from moisson.extract.office.symbols import symbol

OUTLINE, LIST, LIST_LEVEL, IN_TABLE, ROW_END, DEPTH = 0x2640, 0x460B, 0x260A, 0x2416, 0x2417, 0x6649
INNER_CELL, INNER_ROW, ROW_SHAPE = 0x244B, 0x244C, 0xD608
DELETED, HIDDEN, SPECIAL, RAISED, SYMBOL = 0x0800, 0x083C, 0x0855, 0x2A48, 0x6A09
LANGUAGES = (0x4873, 0x486D)


@dataclass(frozen=True, slots=True)
class Look:
    """What the properties of a paragraph mean."""

    kind: Kind
    list_use: int
    list_level: int
    in_table: bool
    row_end: bool
    inner_cell: bool
    inner_row: bool
    shape: bytes
    language: int


@dataclass(frozen=True, slots=True)
class Voice:
    """What the properties of a run mean."""

    hidden: bool = False
    deleted: bool = False
    special: bool = False
    raised: bool = False
    symbol: str = ""
    language: int = 0


class Looks:
    """Of one file; found once for each set of properties, for the same few come again and again."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._looks: dict[tuple[int, bytes], Look] = {}
        self._voices: dict[bytes, Voice] = {}

    def look(self, run: Run | None) -> Look:
        key = (0, b"") if run is None else (run.style, run.properties)
        if key not in self._looks:
            self._looks[key] = self._resolve(*key)
        return self._looks[key]

    def _resolve(self, style: int, own: bytes) -> Look:
        kind, tongue = Kind(), 0
        chain = [properties(own)]
        for _ in range(20):
            sheet = self._file.styles[style] if style < len(self._file.styles) else None
            if sheet is None:
                break
            chain.append(properties(sheet.properties))
            kind = sheet.kind if kind == Kind() and not (sheet.kind.title and len(chain) > 2) else kind
            tongue = tongue or _language(properties(sheet.characters))
            style = sheet.base

        def first(code: int, default: int) -> int:
            data = next((found[code] for found in chain if code in found), b"")
            return int.from_bytes(data, "little") if data else default

        outline = first(OUTLINE, -1)
        if outline >= 0 and (OUTLINE in chain[0] or not kind.level):
            kind = replace(kind, level=outline + 1 if outline < 9 else 0, title=kind.title and outline >= 9)
        return Look(
            kind,
            first(LIST, 0),
            min(first(LIST_LEVEL, 0), LEVELS - 1),
            first(IN_TABLE, 0) == 1 or first(DEPTH, 0) > 0,
            first(ROW_END, 0) == 1,
            first(INNER_CELL, 0) == 1,
            first(INNER_ROW, 0) == 1,
            chain[0].get(ROW_SHAPE, b""),
            0 if tongue == FACTORY else tongue,
        )

    def voice(self, run: Run | None) -> Voice:
        data = b"" if run is None else run.properties
        if data not in self._voices:
            found = properties(data)
            on = {code for code in (DELETED, HIDDEN, SPECIAL) if found.get(code, b"\0")[:1] in (b"\x01", b"\x81")}
            sign = found.get(SYMBOL, b"")
            self._voices[data] = Voice(
                HIDDEN in on,
                DELETED in on,
                SPECIAL in on,
                found.get(RAISED, b"\0")[:1] == b"\x01",
                symbol(int.from_bytes(sign[2:4], "little"), "Symbol") if len(sign) == 4 else "",
                _language(found),
            )
        return self._voices[data]


def _language(found: dict[int, bytes]) -> int:
    return next((int.from_bytes(found[code], "little") for code in LANGUAGES if code in found), 0)
