"""What the tests of national XML share: files written by hand, golden texts, and a reader over both."""

from pathlib import Path

from moisson.readers.contract import File, Raw, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT

GOLDEN = Path(__file__).parent / "golden" / "national"
GAZETTES = "raw-gazettes-a/data/klomoli+legalize-pipeline/tests/fixtures"
READER = FileReader(DEFAULT)


def read_all(data: bytes) -> list[Text]:
    return [text for raw in READER.split(File("f", data)) for text in READER.read(raw.body if isinstance(raw, Raw) else b"")]


def given(name: str) -> bytes:
    return (GOLDEN / f"{name}.xml").read_bytes()


def golden(name: str) -> str:
    return (GOLDEN / f"{name}.txt").read_text().strip("\n")
