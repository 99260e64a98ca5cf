"""What readers, splitting and stages give of the golden files, and of the real ones beside the checkout, as digests."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from samples import SAMPLES
from test_every_stage import NEEDS_A_FILE, PIECES, Built, table

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import READER_FAULTS, File, Raw, Refused, Text
from moisson.readers.files import FileReader
from moisson.readers.kinds import kind_of
from moisson.readers.read_options import How
from moisson.readers.sniff import sniff
from moisson.rights.marks import stated_by
from moisson.rights.settle import settle
from moisson.source.description import load_source

TESTS = Path(__file__).parents[1] / "tests"
SHARED = TESTS.parents[1] / "shared" / "data"
WRITTEN = (".txt", ".md", ".tsv", ".py")  # what tests expect, and not what is read
HOW = How(ocr=False)  # which Tesseract is installed must not matter
MOST_PIECES = 200  # documents of one file
READER = FileReader(HOW)
LANGUAGES = ("fr", "de", None)
FEW_HAVE = ("speakers", "votes")


@cache
def files(which: str) -> tuple[File, ...]:
    """The `golden` files of the tests, or the `shared` ones; none where the checkout stands alone."""
    if which == "shared":
        return tuple(_file(path, SHARED) for path in sorted(SHARED.rglob("*")) if path.is_file())
    made = (File(name, data) for name, data in sorted(SAMPLES.items()))
    return (*made, *_golden(TESTS / "readers" / "golden"), *_golden(TESTS / "sources"))


def _golden(folder: Path) -> Iterator[File]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    yield from (_file(path, folder) for path in found if path.suffix not in WRITTEN)


def _file(path: Path, folder: Path) -> File:
    return File(path.relative_to(folder).as_posix(), path.read_bytes())


@cache
def _split(which: str) -> tuple[tuple[str, tuple[Raw | Refused | str, ...]], ...]:
    """Each file, by its path, with the documents in it."""
    gathered = READER.gather(iter(files(which)))
    return tuple((file.path if isinstance(file, File) else file.id, tuple(_pieces(READER.split, file))) for file in gathered)


def _pieces(split: Callable[[File], Iterable[Raw | Refused]], file: File | Refused) -> Iterator[Raw | Refused | str]:
    if isinstance(file, Refused):
        yield file
        return
    try:
        yield from islice(split(file), MOST_PIECES)
    except (DocumentError, *READER_FAULTS) as error:
        yield repr(error)


@cache
def _contents(which: str) -> dict[str, list[bytes]]:
    """What is read by each format; whole files where a format is always split into documents of another."""
    found: dict[str, list[bytes]] = {}
    for _, pieces in _split(which):
        for piece in pieces:
            if isinstance(piece, Raw):
                found.setdefault(sniff(piece.body).name, []).append(piece.body)
    whole: dict[str, list[bytes]] = {}
    for file in files(which):
        whole.setdefault(sniff(file.data).name, []).append(file.data)
    return {**whole, **found}


def of_format(name: str, which: str) -> list[Any]:
    """What the reader of a format gives."""
    return [_read(READER.read, content) for content in _contents(which).get(name, ())]


def _read(read: Callable[[bytes], Iterable[Text]], content: bytes) -> Any:
    try:
        return [(*_facts(text), kind_of(text.format)) for text in islice(read(content), MOST_PIECES)]
    except (DocumentError, *READER_FAULTS) as error:
        return repr(error)


def _facts(text: Text) -> tuple[Any, ...]:
    """What a document says; what few formats ever have counts where it is there, so that others need not be locked anew."""
    return tuple(value for name, value in zip(text._fields, text, strict=True) if value is not None or name not in FEW_HAVE)


def of_source(name: str, which: str) -> list[Any]:
    """What the reader of a built-in source gives of the documents that it finds."""
    read = load_source(name, Path()).reader.read
    return [_read(read, piece.body) for piece in _of_source(name, which) if isinstance(piece, Raw)]


def _of_source(name: str, which: str) -> Iterator[Raw | Refused | str]:
    """The documents of the source's golden files; where it has none, of all in Akoma Ntoso."""
    folders = [path for path in (TESTS / "sources").iterdir() if path.is_dir() and f"_{name}".endswith(f"_{path.name}")]
    own = [file for folder in folders for file in _golden(folder)] if which == "golden" else []
    if not folders:
        own = [File(str(number), content) for number, content in enumerate(_contents(which).get("akn", ()))]
    for file in own:
        yield from _pieces(load_source(name, Path()).reader.split, file)


def split_files(which: str) -> list[Any]:
    """How files are told apart and split."""
    return [(path, list(map(_told, pieces))) for path, pieces in _split(which)]


def split_source(name: str, which: str) -> list[Any]:
    """How a built-in source splits its files."""
    return list(map(_told, _of_source(name, which)))


def _told(piece: Raw | Refused | str) -> Any:
    if not isinstance(piece, Raw):
        return repr(piece)
    return piece.version, sniff(piece.body).name, [*piece._replace(content=b"")]


def split_rights(which: str) -> list[Any]:
    """Which rights hold, by the marks of each file and by the statements of the tests."""
    marks = [stated_by(file.data) for file in files(which)]
    lines = [line.split("\t")[0] for path in sorted((TESTS / "rights").glob("*.tsv")) for line in path.read_text().splitlines()]
    stated = [{"stated": line} for line in lines] if which == "golden" else []
    return [settle(None, [said]) for said in (*marks, *stated) if said]


def of_stage(name: str, which: str) -> list[Any]:
    """What a stage writes over texts of the tests, with the parameters that they give it."""
    if name in NEEDS_A_FILE or which == "shared":
        return []
    stage = Built(name)
    columns = stage.run(table(_rows(), stage.reads))
    return [(name, [_rounded(value) for value in columns[name].to_pylist()]) for name in sorted(columns)]


@cache
def _rows() -> list[dict[str, Any]]:
    texts = [path.read_text("utf-8") for path in sorted((TESTS / "privacy" / "persons_texts").glob("*.txt"))]
    given = {"title": "Titre", "jurisdiction": "fr", "rights": None, "reservation": None, "force": "in-force", "word_count": 3}
    dated = {"kind": "law", "created": "2020-02-03", "valid_from": None}
    return [
        {**given, **dated, "text": text, "language": LANGUAGES[number % len(LANGUAGES)]}
        for number, text in enumerate([*texts, *PIECES, *texts[:2], "".join(PIECES), None])
    ]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list) else value


def digest(found: list[Any]) -> str:
    """How many, and the digest of what they are; empty where there is nothing."""
    return f"{len(found)} {sha256(repr(found).encode()).hexdigest()[:16]}" if found else ""
