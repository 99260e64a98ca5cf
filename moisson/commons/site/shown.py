"""What pages show: the log and its state, releases, models, publishers, and who made which event."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from moisson.commons.catalogue.listed import Place
from moisson.commons.publishers.gathered import Publisher, publishers
from moisson.contracts.commons import Event, Log, State
from moisson.contracts.commons.state import Proposal
from moisson.contracts.disk import disk
from moisson.contracts.identity import digest
from moisson.contracts.model_file import ModelFile
from moisson.release.manifest import MANIFEST
from moisson.release.report.label_language import tongue
from moisson.stewardship.opened import Released


@dataclass(frozen=True, kw_only=True)
class Corpora:
    """What was released and trained, and what of it is whose."""

    releases: Sequence[Released]
    models: Sequence[ModelFile]
    place: Place
    state: State | None = None

    @cached_property
    def publishers(self) -> list[Publisher]:
        return publishers(self.releases, self.models, self.state)

    def tongue(self, text: str) -> str:
        """The language that a title is in, as far as it can be told."""
        return tongue(text)


@dataclass(frozen=True, kw_only=True)
class Shown(Corpora):
    """A commons as its site shows it.

    `samples` are the folders of the viewer's pages in the site, by release; `asks`, whether the desk's form is there.
    """

    log: Log
    state: State
    samples: dict[str, str]
    asks: bool = False

    @cached_property
    def about(self) -> dict[int, list[Event]]:
        """The events about each event, by its number: the ballots on a proposal, the words on a contest."""
        found = defaultdict[int, list[Event]](list)
        for event in self.log.events:
            if isinstance(event.about, int):
                found[event.about].append(event)
        return found

    def decided(self, released: Released) -> Proposal | None:
        """The newest proposal about a release, whose digest is that of its manifest; None where nobody proposed it here."""
        with disk(path := released.folder / MANIFEST):
            about = self.state.subjects.get(digest(path.read_bytes()), ())
        return next((each for each in reversed(about) if each.kind == "release"), None)

    def event(self, number: int) -> Event:
        return self.log.events[number]

    def name(self, member: str) -> str:
        """An organisation's name, by its id; the id where it is none any more."""
        known = self.state.members.get(member)
        return known.name if known else member

    @cached_property
    def root(self) -> str:
        """The root of the tree over all events."""
        return self.log.root().hex()
