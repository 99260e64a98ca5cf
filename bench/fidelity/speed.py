"""How fast texts come out of files, beside the library's own call on the same files in the same run.

The own call is the least that a program with that library would do: all characters of a PDF, all cells of a workbook, all text
nodes of XML with the elements they stand in, all rows of a table with the words of HTML in its cells, all values of JSON; of
HTML, trafilatura's main text, of DOCX, python-docx's paragraphs and cells, and of ODT, odfdo's text, where these are installed.
Beside that stand calls that give less than a text: a parser's alone, what a ZIP file holds, a table's rows as they are. CPU time
of this process, the best of a few rounds for each file, in which ours and theirs take turns.
"""

import csv
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple
from xml.parsers import expat

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from lxml import etree

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw
from moisson.readers.decode import decode
from moisson.readers.files import FileReader
from moisson.readers.read_options import How
from moisson.readers.rows.records import MARKUP
from moisson.readers.sniff import sniff
from moisson.readers.xml.xmlsource import xml_source

READER = FileReader(How(ocr=False))
ROUNDS = 7
LARGEST = 4 << 20
XML = ("akn", "formex", "tei", "rechtspraak", "lexdania", "bwb", "eisb", "alto", "page")
ROWS = 400  # of the tables that are made here


@dataclass(frozen=True, slots=True)
class Speed:
    """Of one format."""

    format: str
    library: str
    alike: bool  # see `Own`
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


def bare_tree(data: bytes) -> None:
    """All text nodes by lxml's iterparse, in order, each with the element that it follows, letting go of what was read."""
    pieces: list[tuple[str, str]] = []
    before, last = "", None
    for event, element in etree.iterparse(BytesIO(xml_source(data)), ("start", "end"), resolve_entities=False, no_network=True):
        if last is not None:  # what stands between two events is known at the second
            words = last.text if before == "start" else last.tail
            if words:
                pieces.append((last.tag, words))
            if before == "end":
                last.clear()
        before, last = event, element


def _ignore(*_: object) -> None:
    """An element begins or ends."""


def bare_html(data: bytes) -> None:
    """trafilatura's main text."""
    from trafilatura import extract

    extract(data, include_comments=False)


def bare_pdf(data: bytes) -> None:
    """The text of all pages, by the call that pypdfium2's documentation has for a whole page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_bounded()
    document.close()


def bare_range(data: bytes) -> None:
    """The same by the call for a range of characters, which is quicker and loses those beyond UCS-2."""
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


def bare_table(data: bytes) -> list[list[str]]:
    """All rows, between the mark that the first line has most of."""
    text = decode(data)
    mark = max("\t;,|", key=text.partition("\n")[0].count)
    return list(csv.reader(text.splitlines(keepends=True), delimiter=mark))


def bare_cells(data: bytes) -> None:
    """All rows, and the words of the cells that hold HTML."""
    for row in bare_table(data):
        for cell in row:
            if "<" in cell and MARKUP.search(cell):
                "".join(map(str, etree.fromstring(cell, etree.HTMLParser()).itertext()))


def bare_parquet(data: bytes) -> None:
    """All rows."""
    pq.read_table(BytesIO(data)).to_pylist()


def bare_lines(data: bytes) -> None:
    """All objects."""
    for line in data.splitlines():
        orjson.loads(line)


def bare_package(data: bytes) -> None:
    """All text nodes of the members that are XML, but styles and settings."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(WORDS):
                root = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, recover=True))
                "".join(map(str, root.itertext()))


WORDS = ("content.xml", "document.xml", "notes.xml", ".xhtml", ".html", ".htm")


def bare_docx(data: bytes) -> None:
    """python-docx's paragraphs, and the cells of its tables."""
    document = import_module("docx").Document(BytesIO(data))
    "\n".join(paragraph.text for paragraph in document.paragraphs)
    "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)


def bare_odt(data: bytes) -> None:
    """odfdo's text."""
    import_module("odfdo").Document(BytesIO(data)).get_formatted_text()


def bare_hocr(data: bytes) -> None:
    """All text nodes."""
    "".join(map(str, etree.fromstring(data, etree.HTMLParser()).itertext()))


class Own(NamedTuple):
    """A library's own call on a file."""

    library: str
    call: Callable[[bytes], Any]
    alike: bool = True  # whether a program that wants the text would be content with it


def libraries() -> dict[str, tuple[Own, ...]]:
    """By format: the libraries and their own calls."""
    tree, parser = Own("lxml's iterparse", bare_tree), Own("expat", bare_xml, False)
    known: dict[str, tuple[Own, ...]] = dict.fromkeys(XML, (tree, parser))
    known |= dict.fromkeys(("json", "dip", "judilibre"), (Own("orjson", orjson.loads, False),))
    known |= dict.fromkeys(("docx", "odt", "epub"), (Own("zipfile and lxml", bare_package, False),))
    known |= {"parquet": (Own("pyarrow", bare_parquet),), "jsonl": (Own("orjson", bare_lines),)}
    known |= {"csv": (Own("csv and lxml", bare_cells), Own("csv", bare_table, False)), "hocr": (Own("lxml", bare_hocr),)}
    if find_spec("docx"):  # no part of the project, as the next two
        known["docx"] = (Own("python-docx", bare_docx), *known["docx"])
    if find_spec("odfdo"):
        known["odt"] = (Own("odfdo", bare_odt), *known["odt"])
    if find_spec("trafilatura"):
        known["html"] = (Own("trafilatura", bare_html),)
    if find_spec("pypdfium2"):
        known["pdf"] = (Own("pypdfium2", bare_pdf), Own("pypdfium2, a range", bare_range, False))
    if find_spec("python_calamine"):
        known |= dict.fromkeys(("xlsx", "xls", "ods"), (Own("python-calamine", bare_workbook),))
    return known


def made(folder: Path) -> dict[str, bytes]:
    """Rows of text in the formats of which the folder has no files: its Markdown, a file a row."""
    paths = sorted(folder.glob("*/data/**/*.md"))[:ROWS]
    rows = [{"id": str(path.relative_to(folder)), "text": path.read_bytes().decode("utf-8", "replace")} for path in paths]
    if not rows:
        return {}
    sink = BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return {"parquet": sink.getvalue(), "jsonl": b"\n".join(map(orjson.dumps, rows))}


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


def _seconds(calls: list[Callable[[bytes], Any]], files: list[bytes]) -> list[float]:
    """Of each call the seconds that all files take it, each file's the least of a few rounds.

    The calls take turns at each file: a machine that others use is slower at one time than at another.
    """
    totals = [0.0] * len(calls)
    for data in files:
        least = [1e9] * len(calls)
        for _ in range(ROUNDS):
            for k, call in enumerate(calls):
                begun = process_time()
                call(data)
                least[k] = min(least[k], process_time() - begun)
        totals = [total + seconds for total, seconds in zip(totals, least, strict=True)]
    return totals


def measure(folder: Path, most: int = 40) -> list[Speed]:
    """Every format with a library of its own, over the files of a folder."""
    by_format: dict[str, list[bytes]] = {}
    for name, data in read_files(folder, most):
        by_format.setdefault(name, []).append(data)
    for name, data in made(folder).items():
        by_format.setdefault(name, [data])
    found = []
    for name, files in sorted(by_format.items()):
        known, size = libraries()[name], sum(map(len, files))
        own, *bare = _seconds([ours, *[library.call for library in known]], files)
        pages = sum(map(_pages, files)) if name == "pdf" else None
        for (library, _, alike), seconds in zip(known, bare, strict=True):
            found.append(Speed(name, library, alike, len(files), size, pages, own, seconds))
    return found
