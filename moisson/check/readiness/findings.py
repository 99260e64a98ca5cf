"""A finding: what is wrong in the files, where, how severe it is, and (by its key, in `findings.toml`) the remedy.

A finding holds counts and places. A place may have the heading above it and a few words around it, with the kind of any personal
data in place of the data; only the page shows them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

Severity = Literal["blocks", "serious", "minor", "good"]
Topic = Literal["personal-data", "rights", "formats", "text-quality", "languages", "duplicates", "metadata"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
TOPICS: tuple[Topic, ...] = get_args(Topic)
MOST_PLACES = 200  # that a finding lists; of the others it says how many there are


class Place(NamedTuple):
    """Where something stands. `page` counts from 1, `line` from 1 and `offset` from 0, in code points of the text as `moisson
    read` prints it; each is None where the text does not tell it. `part` is a document within the file, `field` the title where
    it stands there, `note` something to know of the place. `heading` is the one above it; `around` the words near it:
    text and kinds of personal data in turns, the kinds in place of what was found."""

    path: str
    part: str | None = None
    page: int | None = None
    line: int | None = None
    offset: int | None = None
    field: str | None = None
    note: str | None = None
    heading: str | None = None
    around: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """What is known of the place, for programs: without a document's words."""
        return {name: value for name, value in self._asdict().items() if value is not None and name not in ("heading", "around")}


@dataclass
class Places:
    """The first places of many, and how many there were."""

    most: int = MOST_PLACES
    listed: list[Place] = field(default_factory=list)
    count: int = 0

    def add(self, place: Place, listed: bool = True) -> None:
        """Count a place, and list it while there is room."""
        self.count += 1
        if listed and len(self.listed) < self.most:
            self.listed.append(place)


@dataclass(frozen=True, slots=True)
class Finding:
    """`key` names its words; `count` of `whole` documents, files or mentions are concerned; `values` fill the words' gaps."""

    key: str
    severity: Severity
    topic: Topic
    count: int = 0
    whole: int | None = None
    places: tuple[Place, ...] = ()
    unlisted: int = 0
    values: Mapping[str, str | int | float] = field(default_factory=dict)


def finding(
    key: str,
    severity: Severity,
    topic: Topic,
    places: Places,
    whole: int | None = None,
    count: int | None = None,
    **values: str | int | float,
) -> Finding:
    """A finding about places; it counts them unless `count` says otherwise."""
    counted = places.count if count is None else count
    return Finding(
        key, severity, topic, counted, whole, tuple(places.listed), max(places.count - len(places.listed), 0), dict(values)
    )


def worst_first(found: Iterable[Finding]) -> list[Finding]:
    """By severity; then by topic, what the law forbids before what is untidy; then by how much is concerned."""
    return sorted(
        found,
        key=lambda each: (SEVERITIES.index(each.severity), TOPICS.index(each.topic), -each.count, each.key, *each.places[:1]),
    )
