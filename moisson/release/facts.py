"""The facts about a release that its rows lack: its recipe, sources and stages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class RecipeFacts:
    """The recipe; `vanished` is keep, flag or drop."""

    name: str
    version: str
    title: str
    description: str
    as_of: str
    vanished: str
    contact: str | None = None
    url: str | None = None  # where releases are published
    publisher: Mapping[str, str | None] | None = None  # of the release, not of its sources
    unlicensed: str | None = None  # `private`: it may hold texts without a right and must not be published


@dataclass(frozen=True)
class SourceFacts:
    """A source as described and harvested.

    `found` counts the RAW rows that are live in the snapshot. `updated` is the publisher's date of the last update, where one is
    known; else the newest date in the documents is taken. `rights` is a row of `schemas.RIGHTS`; bodies have `name` and `url`.
    """

    name: str
    title: str
    about: str
    publisher: Mapping[str, str | None]
    found: int
    republisher: Mapping[str, str | None] | None = None
    contact: str | None = None
    rights: Mapping[str, str | None] | None = None
    origin: Mapping[str, str] = field(default_factory=dict)
    same_id: int = 0
    updated: str | None = None
    language: str = "und"  # as declared
    kind: str | None = None
    jurisdiction: str | None = None  # ISO 3166-1 in lower case, or `eu`, `int`
    acquired: str | None = None  # the month of the harvest, YYYY-MM
    record: str | None = None  # the data set's own page in a catalogue
    themes: Sequence[str] = ()  # codes of the EU's table of data themes
    hvd: Mapping[str, Any] | None = None  # for a high-value data set: categories, api, documentation


@dataclass(frozen=True)
class StageFacts:
    """A stage as it ran; `name` is what the ledger calls it. Counts that are None are taken from the ledger."""

    name: str
    version: int
    parameters: Mapping[str, Any]
    phase: str  # map, corpus
    doc: str
    rows_in: int | None = None
    dropped: int | None = None


@dataclass(frozen=True)
class RunFacts:
    """The facts of a run. Sources and stages are in the recipe's order."""

    release: str
    recipe: RecipeFacts
    sources: Sequence[SourceFacts]
    stages: Sequence[StageFacts]
    tokenizer: str | None = None


def facts_of(stats: Mapping[str, Any]) -> RunFacts:
    """Read the facts back from a release's figures; with its rows, they give the same figures again.

    Raises KeyError or TypeError where `stats` is not what `Tally.stats` gives. How many documents a stage took in and dropped is
    left to the ledger to say.
    """
    names = [one.name for one in fields(SourceFacts)]
    return RunFacts(
        release=stats["release"],
        recipe=RecipeFacts(**stats["recipe"]),
        sources=[SourceFacts(**{name: source[name] for name in names}) for source in stats["sources"]],
        stages=[StageFacts(**stage) for stage in stats["stages"]],
        tokenizer=stats["tokenizer"],
    )
