"""What passes between a connector, a reader and the harvest.

A connector yields `File`s. A reader has two functions:

    split(file: File) -> Iterator[Raw | Refused]     at harvest: one Raw for each document in the file
    read(content: bytes) -> Iterator[Text]           when a recipe runs: the publisher's words, as text

`read` is given the content of one Raw and nothing else, so the text depends on the document's version alone: a change of
state, date or link never extracts anything again. What may change around the words goes into Raw's other fields.

Both may raise `DocumentError`: from `split` it costs the rest of the file, from `read` the one document; the ledger says why.
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import orjson

from moisson.contracts.errors import DocumentError
from moisson.contracts.identity import canonical_json, digest

# What code that takes a format apart raises when the format is not what it expected. A fault costs its document, and is named in
# the ledger; what means that the machine fails (MemoryError, OSError) is not among them.
READER_FAULTS = (
    LookupError,
    TypeError,
    AttributeError,
    ValueError,
    ArithmeticError,
    RuntimeError,
    SyntaxError,  # xml.etree's ParseError is one
    AssertionError,
    EOFError,
    BufferError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class About:
    """What a connector knows of a file from the catalogue or the server that offers it.

    It goes to every document read from the file, where the document itself says nothing else. `rights` are fields of
    `schemas.RIGHTS`, as near to the document as they were stated; `reservation` rows of `schemas.RESERVATION`.
    """

    url: str | None = None
    title: str | None = None
    created: str | None = None  # ISO 8601
    record: Mapping[str, Any] | None = None  # the catalogue's own entry; never reaches a release
    rights: Mapping[str, str] | None = None
    reservation: tuple[Mapping[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """One file as a connector found it; `path` is relative and uses `/`, with `!` between an archive and its member.

    One that is only `beside` the documents, such as a licence file that no glob names, is looked at for what it states of them.
    """

    path: str
    data: bytes
    about: About | None = None
    beside: bool = False

    def json(self) -> Any:
        """The file as JSON; raises DocumentError where it is none."""
        try:
            return orjson.loads(self.data)
        except orjson.JSONDecodeError as error:
            raise DocumentError("json-malformed", f"{self.path}: {error}") from None


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or an entry that could not be taken in: a ledger row of the harvest."""

    id: str
    reason: str
    detail: str = ""


class Container(NamedTuple):
    """A code, an agreement, a theme: something named that documents are part of."""

    id: str
    title: str


class _RawFields(NamedTuple):
    id: str
    content: Mapping[str, Any] | bytes
    title: str | None = None
    media_type: str = "application/json"
    record: Mapping[str, Any] | None = None  # the publisher's own entry, as first seen; never reaches a release
    url: str | None = None
    legal_state: str | None = None  # the publisher's word, unchanged
    valid_from: str | None = None
    valid_to: str | None = None
    created: str | None = None
    publisher_version: str | None = None
    part_of: tuple[Container, ...] = ()
    rights: Mapping[str, str] | None = None  # what its entry or row states; completes the source's own rights
    format: str | None = None  # by whose reader it is read: `extract.files` says it; a `read.py` leaves it out
    marked_rights: Mapping[str, str] | None = None  # what the content states in its marks; found for every reader alike


class Raw(_RawFields):
    """One document at harvest; a named tuple, which is made in a third of the time that a frozen dataclass takes.

    `id` is the publisher's own identifier, without the source's name. `content` holds the publisher's content fields and the
    heading path, and only those: a mapping becomes canonical JSON, bytes stay as they are. `title` must follow from the
    content. The rest may change from harvest to harvest while the version stays. Dates are ISO 8601 strings.
    """

    @property
    def body(self) -> bytes:
        """The content as stored."""
        return self.content if isinstance(self.content, bytes) else self._canonical

    @cached_property
    def _canonical(self) -> bytes:
        return canonical_json(self.content)

    @cached_property
    def version(self) -> str:
        """SHA-256 of the canonical content."""
        return digest(self.body)


def check_strings(value: object, given: tuple[str, ...], optional: tuple[str, ...]) -> None:
    """Raise TypeError where a reader gave something else than a string, ValueError where half a surrogate pair stands in it.

    `optional` names may be None.
    """
    for name in (*given, *optional):
        found = getattr(value, name)
        if not isinstance(found, str) and not (found is None and name in optional):
            raise TypeError(f"{name} is {found!r}, not a string")
        if found is not None:
            found.encode()


class Identifier(NamedTuple):
    """What the document calls itself: a scheme (`eli`, `ecli`, `celex`, `oj`, `urn`, `number` …), and the value as written."""

    scheme: str
    value: str


class Share(NamedTuple):
    """A language and how many words of the document are marked as being in it."""

    language: str
    words: int


class LeftOut(NamedTuple):
    """How many words of the file are not in the text, by kind: head, foot, menu, notice, numbers, hidden, unknown."""

    kind: str
    words: int


class Text(NamedTuple):
    """One document as text with light Markdown. `part` tells apart several documents read from one Raw.

    What the content itself says of title, date, language, state and address completes what the snapshot says: the snapshot wins.
    Languages are ISO 639-1 where there is a code, else 639-3. Dates are ISO 8601 strings, as short as the publisher's.
    """

    text: str
    format: str  # the publisher's format in a word: legi-json, html, akn …
    title: str | None = None
    language: str | None = None
    created: str | None = None
    part: str = ""
    url: str | None = None
    legal_state: str | None = None  # the publisher's word, unchanged
    valid_from: str | None = None
    valid_to: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    languages: tuple[Share, ...] = ()  # where the publisher marks the language of its parts, such as utterances
    missing: str | None = None  # what of the document could not be read, in words: pages without text, …
    confidence: float | None = None  # of recognised characters or words, mean, 0 to 1, where OCR says so
    left_out: tuple[LeftOut, ...] | None = None  # None where the reader does not count them
    kind: str | None = None  # `law`, `debate`, `decision` … where the document itself says what it is
    publisher_version: str | None = None  # what the publisher calls this version, or its day
