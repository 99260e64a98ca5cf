"""Normattiva's acts in Akoma Ntoso, named by their URN: the names of files tell the day of each version."""

import re
from collections.abc import Iterator

from moisson.contracts.identity import digest
from moisson.readers.contract import File, Raw, Refused, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import How

READER = FileReader(How(language="it"))
ALIAS = re.compile(rb"<FRBRalias\b[^<>]*>")
URN = re.compile(rb"\bvalue\s*=\s*[\"'](urn:nir:[^\"'<>\s]+)[\"']")
HEAD_BYTES = 1 << 16  # within which an act says what it is


def gather(files: Iterator[File | Refused]) -> Iterator[File | Refused]:
    """The files, one for each act: an act may lie in several collections, or in several versions."""
    first: dict[str, str] = {}
    for file in files:
        if isinstance(file, File):
            name, sha256 = _name(file), digest(file.data)
            if first.setdefault(name, sha256) != sha256:
                file = Refused(file.path, "act-twice", f"another file is of {name} and says something else; the first is kept")
        yield file


def split(file: File) -> Iterator[Raw | Refused]:
    """One document per file."""
    yield Raw(_name(file), file.data, media_type="application/akn+xml")


def read(content: bytes) -> Iterator[Text]:
    """The act as text."""
    yield from READER.read(content)


def _name(file: File) -> str:
    """The act's URN, else the file's path."""
    named = (URN.search(alias) for alias in ALIAS.findall(file.data[:HEAD_BYTES]))
    return next((found[1].decode("utf-8", "replace") for found in named if found), file.path)
