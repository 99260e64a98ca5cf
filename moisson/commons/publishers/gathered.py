"""What releases, models and the log say of each publisher; nothing is counted anew, all is as their own records have it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from moisson.commons.publishers.advice import finding_of
from moisson.contracts.commons.state import Reused, State
from moisson.contracts.errors import NotFound
from moisson.contracts.model_file import ModelFile
from moisson.rights.licences import licence
from moisson.stewardship.opened import Opened


@dataclass(frozen=True)
class LeftOut:
    """Documents of a source that a release left out for one reason, and the finding of `moisson check` that it comes to."""

    reason: str
    stage: str
    documents: int
    finding: str | None


@dataclass(frozen=True)
class OfSource:
    """A source of a publisher in a release: its figures, as the release has them, and by what right its documents are there.

    `counts` is false where a later release of the same recipe is shown too: what it has would be counted twice.
    """

    release: str
    counts: bool
    said: dict[str, Any]
    rights: tuple[dict[str, Any], ...]
    left_out: tuple[LeftOut, ...]
    masked: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class InModel:
    """A model that saw tokens of a publisher's documents."""

    name: str
    parameters: int | None
    release: str
    tokens_seen: int


@dataclass
class Publisher:
    """A publisher, by the name that descriptions of sources have for it."""

    name: str
    url: str | None
    sources: list[OfSource] = field(default_factory=list)
    models: list[InModel] = field(default_factory=list)
    reuses: list[Reused] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """A name for files: two publishers whose names are written alike without accents and signs have two."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().casefold()
        return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:40] or 'publisher'}-{sha256(self.name.encode()).hexdigest()[:6]}"

    @property
    def counted(self) -> list[OfSource]:
        """Its sources, each in one release of a recipe alone."""
        return [each for each in self.sources if each.counts]

    @property
    def found(self) -> int:
        return sum(each.said["found"] for each in self.counted)

    @property
    def documents(self) -> int:
        return sum(each.said["documents"] for each in self.counted)

    @property
    def words(self) -> int:
        return sum(each.said["words"] for each in self.counted)

    @property
    def terms(self) -> list[tuple[str | None, str | None, str | None]]:
        """By what rights its documents are there: licence, basis and level, each once."""
        return list(dict.fromkeys((row["license"], row["basis"], row["level"]) for each in self.counted for row in each.rights))

    @property
    def remedies(self) -> list[tuple[str, int]]:
        """Findings, with how many documents each concerns, most first."""
        counts = dict[str, int]()
        for each in self.counted:
            for left in each.left_out:
                if left.finding:
                    counts[left.finding] = counts.get(left.finding, 0) + left.documents
            for right in each.rights:
                if right["basis"] != "licence":
                    counts["rights-none"] = counts.get("rights-none", 0) + right["documents"]
                elif right["level"] == "asserted":
                    counts["rights-record-none"] = counts.get("rights-record-none", 0) + right["documents"]
        return sorted(counts.items(), key=lambda each: (-each[1], each[0]))

    @property
    def masks(self) -> list[tuple[str, int]]:
        """Kinds of personal data that were masked in its documents, with how many documents have them."""
        counts = dict[str, int]()
        for each in self.counted:
            for mask in each.masked:
                counts[mask["kind"]] = counts.get(mask["kind"], 0) + mask["documents"]
        return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def publishers(releases: Sequence[Opened], models: Iterable[ModelFile] = (), state: State | None = None) -> list[Publisher]:
    """The publishers of releases, by name, with the models that saw their documents and the reuses that the log declares.

    Of several releases of one recipe the last counts.
    """
    found = dict[str, Publisher]()
    last = newest(releases)
    for release in releases:
        for source in release.stats["sources"]:
            body = source["publisher"]
            publisher = found.setdefault(body["name"], Publisher(body["name"], body.get("url")))
            publisher.sources.append(_source(release, source, release in last))
    for model in models:
        for publisher in found.values():
            publisher.models += _in_model(model, publisher)
    for reused in state.reuses if state else ():
        for publisher in found.values():
            if _concerns(reused, publisher):
                publisher.reuses.append(reused)
    return sorted(found.values(), key=lambda each: each.name.casefold())


def chosen(found: Sequence[Publisher], name: str) -> list[Publisher]:
    """The publisher with a name, or with a part of it that only one has; all of them for `all`. Raises NotFound."""
    if name == "all":
        return list(found)
    same = [each for each in found if name in (each.name, each.slug)]
    alike = same or [each for each in found if name.casefold() in each.name.casefold()]
    if len(alike) != 1:
        many = f"{len(alike)} publishers are called like" if alike else "there is no publisher"
        names = ", ".join(each.name for each in alike or found)
        raise NotFound(f"{many} `{name}`; name one of {names}.")
    return alike


def licensed(license_id: str | None) -> str | None:
    """A licence by the name that its publisher gives it, with its id; the id alone where nobody knows it."""
    known = licence(license_id)
    return license_id if known is None or known.name == license_id else f"{known.name} ({license_id})"


def newest(releases: Sequence[Opened]) -> list[Opened]:
    """The last release of each recipe, in the order in which they are given."""
    return list({each.name.partition("/")[0]: each for each in releases}.values())


def _source(release: Opened, source: dict[str, Any], counts: bool) -> OfSource:
    stats, name = release.stats, source["name"]
    left = [
        LeftOut(row["reason"], row["stage"], row["sources"][name], finding_of(row["reason"]))
        for row in stats["ledger"]
        if name in row["sources"]
    ]
    return OfSource(
        release=release.name,
        counts=counts,
        said=source,
        rights=tuple(row for row in stats["rights"]["by_source"] if row["source"] == name),
        left_out=tuple(sorted(left, key=lambda each: (-each.documents, each.reason))),
        masked=tuple(row for row in stats["masks"]["by_source"] if row["source"] == name),
    )


def _in_model(model: ModelFile, publisher: Publisher) -> Iterable[InModel]:
    """The model for each release of the publisher that it was trained on, where it saw anything of its sources."""
    names = {(each.release, each.said["name"]) for each in publisher.sources}
    for release in dict.fromkeys(tokens.release.name for tokens in model.model.tokens):
        seen = sum(row.tokens_seen for row in model.model.sources if (release, row.source) in names)
        if seen:
            yield InModel(model.model.name, model.model.parameters, release, seen)


def _concerns(reused: Reused, publisher: Publisher) -> bool:
    """Whether a reuse names a release with documents of the publisher, a model that saw some, or one of its data sets."""
    body = reused.body
    releases = {name for each in publisher.sources for name in (each.release, each.release.partition("/")[0])}
    records = {each.said["record"] for each in publisher.sources if each.said["record"]}
    models = {each.name for each in publisher.models}
    return body.release in releases or bool(records & {*body.datasets}) or bool(models & {*body.models})
