"""How fast texts come out of files, beside the library's own call on the same files in the same run.

The own call is the least that a program with that library would do: all characters of a PDF, all cells of a workbook, all text
nodes of XML, all rows of a table; of HTML, trafilatura's main text, where it is installed. CPU time of this process, the best of
a few rounds.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any
from xml.parsers import expat

import orjson
import pyarrow.parquet as pq

from moisson.errors import DocumentError
from moisson.extract.files import FileReader
from moisson.extract.how import How
from moisson.extract.sniff import sniff
from moisson.extract.xml.xmlsource import xml_source
from moisson.reader import File, Raw

READER = FileReader(How(ocr=False))
ROUNDS = 3
LARGEST = 4 << 20


@dataclass(frozen=True, slots=True)
class Speed:
    """Of one format."""

    format: str
    library: str
    files: int
    size: int  # bytes
    pages: int | None
    ours: float  # seconds
    bare: float  # seconds

    @property
    def ratio(self) -> float:
        return self.ours / max(self.bare, 1e-9)


def ours(data: bytes) -> int:
    """What a build does with a file: split it, read each piece; gives the length of the text."""
    long = 0
    for piece in READER.split(File("file", data)):
        if isinstance(piece, Raw):
            with suppress(DocumentError):
                long += sum(len(text.text) for text in READER.read(piece.body))
    return long


def bare_xml(data: bytes) -> None:
    """Expat with handlers that keep all text nodes."""
    pieces: list[str] = []
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = _ignore
    parser.EndElementHandler = _ignore
    parser.CharacterDataHandler = pieces.append
    parser.Parse(xml_source(data), True)
    "".join(pieces)


def _ignore(*_: object) -> None:
    """An element begins or ends."""


def bare_html(data: bytes) -> None:
    """trafilatura's main text."""
    from trafilatura import extract

    extract(data, include_comments=False)


def bare_pdf(data: bytes) -> None:
    """pdfium's own text of all pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()


def bare_workbook(data: bytes) -> None:
    """All cells of all sheets."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def bare_parquet(data: bytes) -> None:
    """All rows."""
    pq.read_table(BytesIO(data)).to_pylist()


def bare_lines(data: bytes) -> None:
    """All objects."""
    for line in data.splitlines():
        orjson.loads(line)


def libraries() -> dict[str, tuple[str, Callable[[bytes], Any]]]:
    """By format: the library and its own call."""
    known: dict[str, tuple[str, Callable[[bytes], Any]]] = {
        "parquet": ("pyarrow", bare_parquet),
        "jsonl": ("orjson", bare_lines),
    }
    known |= dict.fromkeys(("akn", "formex", "tei", "rechtspraak", "lexdania", "bwb", "eisb", "alto"), ("expat", bare_xml))
    if find_spec("trafilatura"):  # which is no part of the project
        known["html"] = "trafilatura", bare_html
    if find_spec("pypdfium2"):
        known["pdf"] = "pypdfium2", bare_pdf
    if find_spec("python_calamine"):
        known |= dict.fromkeys(("xlsx", "ods"), ("python-calamine", bare_workbook))
    return known


def _pages(data: bytes) -> int:
    import pypdfium2

    return len(pypdfium2.PdfDocument(data))


def read_files(folder: Path, most: int) -> Iterator[tuple[str, bytes]]:
    """Files that are read, with their format; at most so many of a format."""
    met: dict[str, int] = {}
    known = libraries()
    for path in sorted(folder.glob("*/data/**/*")):
        if not path.is_file() or path.stat().st_size > LARGEST:
            continue
        data = path.read_bytes()
        name = sniff(data).name
        if name not in known or met.get(name, 0) >= most:
            continue
        try:
            if ours(data):
                met[name] = met.get(name, 0) + 1
                yield name, data
        except DocumentError:
            continue


def _seconds(call: Callable[[bytes], Any], files: list[bytes]) -> float:
    begun = process_time()
    for data in files:
        call(data)
    return process_time() - begun


def measure(folder: Path, most: int = 40) -> list[Speed]:
    """Every format with a library of its own, over the files of a folder."""
    by_format: dict[str, list[bytes]] = {}
    for name, data in read_files(folder, most):
        by_format.setdefault(name, []).append(data)
    found = []
    for name, files in sorted(by_format.items()):
        library, call = libraries()[name]
        bare = min(_seconds(call, files) for _ in range(ROUNDS))
        own = min(_seconds(ours, files) for _ in range(ROUNDS))
        pages = sum(map(_pages, files)) if name == "pdf" else None
        found.append(Speed(name, library, len(files), sum(map(len, files)), pages, own, bare))
    return found
