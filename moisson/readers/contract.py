"""What passes between a connector, a reader and the harvest.

A connector yields `File`s. A reader has two functions:

    split(file: File) -> Iterator[Raw | Refused]     at harvest: one Raw for each document in the file
    read(content: bytes) -> Iterator[Text]           when a recipe runs: the publisher's words, as text

`read` gets the content of one Raw and nothing else, so a text depends on the document's version alone: a new state, date or
link extracts nothing again. What may change around the words goes into Raw's other fields.

Both may raise `DocumentError`: `split` then loses the rest of the file, `read` the one document. The ledger says why.
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

# What a parser raises on a format it did not expect. Such a fault costs one document and a ledger row. MemoryError and OSError
# are not listed: they mean that the machine fails.
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
    """What a catalogue or server says of a file.

    Every document in the file inherits it, unless the document says otherwise. `rights` are fields of
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
    """One file as a connector found it; `path` is relative, with `/`, and `!` between an archive and its member.

    A file `beside` the documents, such as a licence that no glob names, only states something of them.
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
    """A file or entry that is not harvested: a ledger row."""

    id: str
    reason: str
    detail: str = ""


class Container(NamedTuple):
    """Something named that documents are part of: a code, an agreement, a theme."""

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
    """One document at harvest: a named tuple, created three times as fast as a frozen dataclass.

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
    """Raise TypeError for a value that is no string, ValueError for half a surrogate pair. `optional` names may be None."""
    for name in (*given, *optional):
        found = getattr(value, name)
        if not isinstance(found, str) and not (found is None and name in optional):
            raise TypeError(f"{name} is {found!r}, not a string")
        if found is not None:
            found.encode()


class Identifier(NamedTuple):
    """An identifier in the document: a scheme (`eli`, `ecli`, `celex`, `oj`, `urn`, `number` …), and the value as written."""

    scheme: str
    value: str


class Share(NamedTuple):
    """A language, and how many words the document marks as being in it."""

    language: str
    words: int


class LeftOut(NamedTuple):
    """How many words of the file the text leaves out: a kind of `set_aside.Kind`, or `unknown`."""

    kind: str
    words: int


class Speaker(NamedTuple):
    """Who speaks in a debate, asks or answers, moves or signs; turns and words where the record has them."""

    name: str
    id: str | None = None  # the publisher's own key
    group: str | None = None  # parliamentary group or party, as the publisher names it
    role: str | None = None  # in the publisher's words: chair, regular, guest, Bundesminister …
    turns: int | None = None
    words: int | None = None


class Vote(NamedTuple):
    """A vote or a decision, as the publisher's record states it."""

    subject: str | None = None
    outcome: str | None = None  # the publisher's words
    ayes: int | None = None
    noes: int | None = None
    abstained: int | None = None
    stated: str | None = None  # the words that say so


class Text(NamedTuple):
    """One document as light Markdown. `part` tells apart several documents read from one Raw.

    Title, date, language, state and address complete those of the snapshot, which wins.
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
    kind: str | None = None  # `law`, `debate`, `decision` … where the document itself says what it is
    publisher_version: str | None = None  # what the publisher calls this version, or its day
    speakers: tuple[Speaker, ...] | None = None  # None where the reader knows none
    votes: tuple[Vote, ...] | None = None
    # Words of the file, of these in the text, and the others by kind; `readers.conserve` counts them, None where it cannot.
    words_held: int | None = None
    words_given: int | None = None
    left_out: tuple[LeftOut, ...] | None = None
    # What it counts them by, until then: all that the file shows, where only the reader's library knows, and what was set aside.
    shown: str | None = None
    aside: tuple[tuple[str, str], ...] = ()
