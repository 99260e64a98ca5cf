"""The documents that `pdf_pairs.py` has set to PDF, tagged and plain, and the half that each lies in."""

import hashlib
import subprocess
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import docx_truth
import html_truth
import odt_truth
from docx_truth import Truth
from lxml import etree
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDFCatalog_IsTagged

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
PAIRS = SHARED / "pdf-docx-pairs" / "data"
LEAST, DISTINCT = 80, 20  # words, and different ones: a document with fewer tests one thing
ONE_LETTER = 0.4  # of all letters: what one makes where a tool struck out the words (`xxxx xx`); in prose `e` makes 0.2
PATIENCE = 60  # seconds for a program to set one document
KINDS = ("tagged", "plain")
TRUTHS: dict[str, Callable[[Path], Truth]] = {
    ".docx": docx_truth.truth, ".odt": odt_truth.truth, ".html": html_truth.truth,
}  # fmt: skip


@cache
def truth(path: Path) -> Truth:
    """What a DOCX, an ODT or a page of HTML holds."""
    return TRUTHS[path.suffix](path)


def sealed(path: Path, by_work: bool = False) -> bool:
    """Whether a file is in the half that is judged by and not looked at: by its bytes, or by its name up to the first point."""
    return hashlib.sha256(path.stem.partition(".")[0].encode() if by_work else path.read_bytes()).digest()[0] >= 0x80


def name(path: Path) -> str:
    """What a file's PDF is called."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def documents(folder: Path, suffix: str) -> list[Path]:
    """The DOCX or ODT of a folder that hold text, each text once."""
    return _worth(path for path in sorted(folder.rglob(f"*{suffix}")) if zipfile.is_zipfile(path))


def _worth(paths: Iterator[Path]) -> list[Path]:
    """Those that can be read, with words enough, and of several with the same words the first."""
    found: dict[tuple[str, ...], Path] = {}
    for path in paths:
        try:
            words = tuple(truth(path).words)
        except (KeyError, RuntimeError, UnicodeError, zlib.error, zipfile.BadZipFile, etree.XMLSyntaxError):
            continue  # spoilt or encrypted on purpose: a test of what refuses it
        if len(words) >= LEAST and len(set(words)) >= DISTINCT and not _struck(words):
            found.setdefault(words, path)
    return list(found.values())


def _struck(words: tuple[str, ...]) -> bool:
    """Whether words are one letter over and over: no text to read."""
    letters = Counter(letter for word in words for letter in word if letter.isalpha())
    return max(letters.values(), default=0) >= ONE_LETTER * letters.total()


def made(folder: Path, sources: list[Path] | None = None) -> Iterator[tuple[Path, Path]]:
    """Documents, those of ../shared/data in DOCX if none are told, each set to PDF by LibreOffice with tags and without."""
    sources = documents(SHARED, ".docx") if sources is None else sources
    named = {source: name(source) for source in sources}
    for kind in KINDS:
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for source, stem in named.items():
            if not (folder / kind / f"{stem}.pdf").exists():
                copy = folder / f"{stem}{source.suffix}"
                copy.write_bytes(source.read_bytes())
                _libreoffice(copy, folder / kind, kind)
                (folder / kind / f"{stem}.pdf").touch()  # empty where the program could not: it is not asked again
    yield from _pairs(named, folder)


def _libreoffice(path: Path, there: Path, kind: str) -> None:
    tags = "true" if kind == "tagged" else "false"
    how = f'pdf:writer_pdf_Export:{{"UseTaggedPDF":{{"type":"boolean","value":"{tags}"}}}}'
    home = f"-env:UserInstallation=file://{there.parent.absolute()}/home"
    command = ["soffice", home, "--headless", "--convert-to", how, "--outdir", str(there), str(path)]
    subprocess.run(["timeout", str(PATIENCE), *command], check=False, capture_output=True)


def pages(folder: Path) -> list[Path]:
    """The pages of HTML of ../shared/data, copied to a folder as they can be printed; each text once."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for path in sorted(each for suffix in ("html", "htm", "xhtml") for each in SHARED.rglob(f"*.{suffix}")):
        if b"ocr_page" in (data := path.read_bytes()) or not data.strip():  # a page that OCR made is no page of a site
            continue
        try:
            data = html_truth.printable(data)
        except etree.ParserError:
            continue
        copy = folder / f"{hashlib.sha256(data).hexdigest()[:12]}.html"
        copy.write_bytes(data)
        found.append(copy)
    return _worth(iter(found))


def printed(folder: Path, sources: list[Path]) -> Iterator[tuple[Path, Path]]:
    """Pages as Chromium prints them, with its heads and feet, with tags and without."""
    for kind in KINDS:
        (folder / kind).mkdir(exist_ok=True)
        for source in sources:
            there = folder / kind / f"{name(source)}.pdf"
            if not there.exists():
                chromium(source, there, folder / "home", *["--disable-pdf-tagging"] * (kind == "plain"))
                there.touch()
    yield from _pairs({source: name(source) for source in sources}, folder)


def chromium(source: Path, pdf: Path, home: Path, *options: str) -> None:
    """Print a page of HTML."""
    options = "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={home.absolute()}", *options
    command = ["timeout", str(PATIENCE), "chromium", *options, f"--print-to-pdf={pdf.absolute()}", source.absolute().as_uri()]
    subprocess.run(command, check=False, capture_output=True)


def works(folder: Path) -> list[Path]:
    """The documents and pages of works, named `WORK.PART.html`, that have their PDF beside them."""
    return [path for path in sorted(folder.iterdir()) if path.suffix in TRUTHS and path.with_suffix(".pdf").exists()]


def _pairs(named: dict[Path, str], folder: Path) -> Iterator[tuple[Path, Path]]:
    """Each document with its PDF; which have none is said."""
    for source, stem in named.items():
        for kind in KINDS:
            there = folder / kind / f"{stem}.pdf"
            if there.exists() and there.stat().st_size:
                yield source, there
            else:
                print(f"{kind} {source}: not set to PDF", file=sys.stderr)


def tagged(pdf: Path) -> bool:
    """Whether a PDF says that it is tagged."""
    with PdfDocument(pdf) as document:
        return bool(FPDFCatalog_IsTagged(document.raw))
