"""What a finder of personal data gets and gives: a document with the places worth a look, and the spans found there.

A finder names literals (`triggers`) that a kernel looks for in whole batches; only documents that hold one become a Python
string. What it yields are spans with a kind, a role and a normal form of the value: the policy decides by kind and role whether
to mask, and the normal form decides which placeholder (`[PERSON_2]`) stands for it. Values live in memory only; nothing but kinds
and counts is written anywhere.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, runtime_checkable


class Context(NamedTuple):
    """What is known of a document: the columns of the same names, each of them null where nobody says."""

    language: str | None = None  # ISO 639-1
    kind: str | None = None  # law, debate, decision, guidance, notice, question, literature
    jurisdiction: str | None = None  # ISO 3166-1 alpha-2 in lower case, `eu` or `int`


class Hit(NamedTuple):
    """Where a trigger stands in the text, in code points, and which: an index into the finder's own `triggers`."""

    start: int
    end: int
    trigger: int


class Span(NamedTuple):
    """Personal data found in a text: `text[start:end]`, in code points, without what surrounds it (titles, `tel.:`).

    `kind` names the placeholder (`email`: `[EMAIL_1]`). `role` is what the policy decides by: for persons what they are in the
    document (judge, litigant, member …), for telephone numbers `line` or `service`, for mail `person` or `office`, for national
    numbers the scheme (`fr.nir`). `value` is the form in which two spellings of one value are equal within a document.
    """

    start: int
    end: int
    kind: str
    role: str
    value: str


class Finder(Protocol):
    """Finds one or more kinds of personal data.

    A trigger is found whatever its case, in any script, with any kind of space, apostrophe and hyphen. Where it begins or ends in
    a letter or digit, it must begin or end a word there, unless `*` opens that end: `condamn*`, `*straße`. `find` is called for
    documents with at least one hit, with all hits of the document in order. It yields spans of the whole text in any order; of
    two that overlap, the earlier in the stage's order of kinds stays, then the longer.
    """

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it finds."""
        ...

    @property
    def triggers(self) -> tuple[str, ...]:
        """What it is called for."""
        ...

    def find(self, text: str, hits: Sequence[Hit], context: Context) -> Iterator[Span]:
        """Every span that the finder stands for."""
        ...


@runtime_checkable
class Choosy(Protocol):
    """A finder whose triggers are not all of use everywhere: the others are no hits."""

    def serves(self, context: Context) -> Sequence[bool]:
        """For each trigger, whether it is of use in documents of this language and kind; in any language where nobody says it."""
        ...


class Run(NamedTuple):
    """A stretch of the text that holds a number, in code points (`moisson.kernels.numbers.Numbers`)."""

    start: int
    end: int
    digits: int
    shape: int
    letters: int


class NumberFinder(Protocol):
    """Finds what numbers say; `find` is called for documents with a hit of its own or any run that may be of use."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it finds."""
        ...

    @property
    def triggers(self) -> tuple[str, ...]:
        """What it is called for."""
        ...

    def find(self, text: str, hits: Sequence[Hit], runs: Sequence[Run], context: Context) -> Iterator[Span]:
        """Every span that the finder stands for."""
        ...


class Reader(Protocol):
    """Finds personal data without triggers, as models do: it is called for every document that is not empty."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it finds."""
        ...

    def find(self, text: str, context: Context) -> Iterator[Span]:
        """Every span that the reader stands for."""
        ...


class Policy(Protocol):
    """Says what is masked; `moisson.privacy.policy.load_policy(path | None)` reads one from a table."""

    def masks(self, kind: str, role: str, context: Context) -> bool:
        """Whether personal data of this kind and role goes, in a document of this language, kind and jurisdiction."""
        ...
