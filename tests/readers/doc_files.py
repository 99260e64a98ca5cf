"""Word 97 files made of their parts, for tests: an OLE file with the few structures of MS-DOC that bear words."""

from collections.abc import Sequence
from struct import pack, pack_into

Style = tuple[int, str] | tuple[int, str, bytes] | tuple[int, str, bytes, bool]
SECTOR = 512
TEXT_AT = 1024


def ole(streams: dict[str, bytes], embedded: dict[str, bytes] | None = None) -> bytes:
    """An OLE file of these streams, each of which must be large enough (4,096 bytes) to have sectors of its own.

    Those of an embedded document stand in a storage of its own, before the others in the directory.
    """
    inner = embedded or {}
    named = [*inner.items(), *streams.items()]
    directory = -(-(len(named) + 1 + bool(inner)) // 4)  # sectors
    fat: list[int] = [0xFFFFFFFD, *range(2, directory + 1), 0xFFFFFFFE]  # the FAT itself and the directory
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, below=len(inner) + 1)]
    data = b""
    for number, (name, content) in enumerate(named, 1):
        content = content.ljust(4096, b"\0")
        content += b"\0" * (-len(content) % SECTOR)
        first, count = len(fat), len(content) // SECTOR
        fat += [*range(first + 1, first + count), 0xFFFFFFFE]
        last = number == len(inner) or (number == len(named) and not inner)
        entries.append(_entry(name, 2, first, len(content), beside=0xFFFFFFFF if last else number + 1))
        data += content
    if inner:
        entries.append(_entry("ObjectPool", 1, 0, 0, below=1))
    assert len(fat) <= SECTOR // 4
    header = bytearray(SECTOR)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    pack_into("<IIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = pack(f"<{SECTOR // 4}I", *fat, *[0xFFFFFFFF] * (SECTOR // 4 - len(fat)))
    return bytes(header) + table + b"".join(entries).ljust(directory * SECTOR, b"\0") + data


def _entry(name: str, kind: int, start: int, size: int, *, beside: int = 0xFFFFFFFF, below: int = 0xFFFFFFFF) -> bytes:
    words = name.encode("utf-16-le")
    entry = bytearray(128)
    entry[: len(words)] = words
    pack_into("<HBB", entry, 64, len(words) + 2, kind, 1)
    pack_into("<III", entry, 68, 0xFFFFFFFF, beside, below)
    pack_into("<IQ", entry, 116, start, size)
    return bytes(entry)


def doc(
    paragraphs: list[tuple[str, int, bytes]],
    runs: list[tuple[int, int, bytes]] | None = None,
    notes: tuple[int, str] | None = None,
    styles: Sequence[Style] | None = None,
    flags: int = 0x0200,
    fonts: list[str] | None = None,
    times: int = 1,
    data: bytes = b"",
) -> bytes:
    """Paragraphs by words (with their mark), style and properties; runs by place and properties; a note by place and words.

    A style of characters has its properties as well, and one of paragraphs may. The file may say of its text that it is there
    several times.
    """
    text = "".join(words for words, _, _ in paragraphs)
    note = notes[1] if notes else ""
    stream = bytearray(TEXT_AT) + (text + note).encode("utf-16-le")
    stream += b"\0" * (-len(stream) % SECTOR)
    fib = {"<HHHHHH": (0, (0xA5EC, 0xC1, 0, 0x0407, 0, flags)), "<7I": (76, (len(text), len(note), 0, 0, 0, 0, 0))}
    for layout, (at, values) in fib.items():
        pack_into(layout, stream, at, *values)
    place = [TEXT_AT]
    for words, _, _ in [*paragraphs, *([(note, 0, b"")] if note else [])]:
        place.append(place[-1] + 2 * len(words))
    styled = [pack("<H", style) + properties for _, style, properties in paragraphs] + [b"\0\0"] * bool(note)
    table = bytearray(b"\0" * 16)

    def part(number: int, content: bytes) -> None:
        pack_into("<II", stream, 154 + 8 * number, len(table), len(content))
        table.extend(content)

    edges = [number * len(text + note) for number in range(times + 1)]
    part(33, b"\x02" + pack("<I", 4 + 12 * times) + pack(f"<{times + 1}I", *edges) + times * pack("<HIH", 0, TEXT_AT, 0))
    part(13, pack("<III", place[0], place[-1], len(stream) // SECTOR))
    stream += _page(place, [pack("<B", 0) + pack("<B", (len(data) + 1) // 2) + data for data in styled], 13)
    if runs:
        edges = sorted({TEXT_AT, place[-1], *(TEXT_AT + 2 * place for start, end, _ in runs for place in (start, end))})
        inside = [
            next((data for start, end, data in runs if TEXT_AT + 2 * start <= edge < TEXT_AT + 2 * end), b"") for edge in edges
        ]
        part(12, pack("<III", edges[0], edges[-1], len(stream) // SECTOR))
        stream += _page(edges, [pack("<B", len(data)) + data for data in inside[:-1]], 1)
    if notes:
        part(2, pack("<IIH", notes[0], len(text), 1))
        part(3, pack("<III", 0, len(note) - 1, len(note)))
    if styles:
        sheet = b"".join(_style(*style) for style in styles)
        part(1, pack("<HHH", 18, len(styles), 10) + b"\0" * 14 + sheet)
    if fonts:
        named = [b"\0" * 39 + name.encode("utf-16-le") + b"\0\0" for name in fonts]
        part(15, pack("<HH", len(fonts), 0) + b"".join(bytes([len(font)]) + font for font in named))
    return ole({"WordDocument": bytes(stream), "1Table": bytes(table)} | ({"Data": data} if data else {}))


def _page(edges: list[int], data: list[bytes], entry: int) -> bytes:
    page = bytearray(SECTOR)
    pack_into(f"<{len(edges)}I", page, 0, *edges)
    page[511] = len(data)
    end = 510
    places: dict[bytes, int] = {}  # what is the same stands once
    for index, content in enumerate(data):
        if content not in places:
            end -= len(content) + (len(content) & 1)
            page[end : end + len(content)] = content
            places[content] = end
        page[4 * len(edges) + entry * index] = places[content] // 2
    assert 4 * len(edges) + entry * len(data) <= end
    return bytes(page)


def _style(built_in: int, name: str, characters: bytes | None = None, *paragraphs: bool) -> bytes:
    words = name.encode("utf-16-le")
    kind, said = (0xFFF1, pack("<HH", 2, 0)) if characters is None or paragraphs else (0xFFF2, b"")
    said += b"" if characters is None else pack("<H", len(characters)) + characters
    content = pack("<HHHHH", built_in, kind, 0, 0, 0) + pack("<H", len(name)) + words + b"\0\0" + said
    content += b"\0" * (len(content) & 1)
    return pack("<H", len(content)) + content
