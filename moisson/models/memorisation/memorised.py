"""How much of its documents a model says word for word, by how often it saw them, against documents that it never saw.

A model reads the first 50 tokens of a document and goes on with its likeliest 50 (Carlini et al. 2023, *Quantifying Memorization
Across Neural Language Models*). A continuation is exact where all tokens are the document's, near where their longest common
subsequence is 0.8 of them. Much of public text is formulas, which any model goes on with: so what counts is the difference to
controls, documents held out by near-duplicate cluster.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import log2
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from moisson.contracts.errors import UserError
from moisson.contracts.intervals import Interval, difference, share
from moisson.contracts.model_file import ModelFile
from moisson.models.language_model import LanguageModel, open_model
from moisson.models.memorisation.likeness import common
from moisson.models.unseen import opened_for_judging, order, rows_of, share_of, unseen
from moisson.release.private import private as is_private
from moisson.stewardship.feed import read_feed
from moisson.stewardship.marks import marks_of
from moisson.stewardship.opened import Released, row_groups
from moisson.workspace.progress import Progress, Silent

PREFIX = CONTINUED = 50  # tokens
NEAR = 0.8
TIMES = (1, 2, 4, 8)  # a document counts where it is nearest, on a scale of doublings; 8 or more together
BATCH = 32
SILENT = Silent()
WORST = 10  # ids that are named
MORE = 4  # candidates for each document wanted: many are too short


@dataclass(frozen=True)
class Said:
    """How a model went on with a document: the share of its next tokens that it gave in their order."""

    id: str
    likeness: float

    @property
    def exact(self) -> bool:
        return self.likeness == 1

    @property
    def near(self) -> bool:
        return self.likeness >= NEAR


@dataclass(frozen=True)
class Group:
    """Documents seen about so many times, or `controls`, or `withdrawn`; `more` is how much their shares exceed the controls'."""

    name: str
    said: Sequence[Said]
    exact: Interval
    near: Interval
    more_exact: Interval | None = None
    more_near: Interval | None = None

    @property
    def memorised(self) -> bool:
        """Whether the model says more of them than of controls, beyond chance."""
        return any(more is not None and more.low > 0 for more in (self.more_exact, self.more_near))

    @property
    def worst(self) -> list[Said]:
        """Those that it says nearly, the likest first."""
        return sorted((each for each in self.said if each.near), key=lambda each: (-each.likeness, each.id))[:WORST]

    def as_dict(self) -> dict[str, Any]:
        shares = {name: getattr(self, name) for name in ("exact", "near", "more_exact", "more_near")}
        return {
            "documents": self.name,
            "count": len(self.said),
            **{name: each.as_dict() if each else None for name, each in shares.items()},
            "memorised": self.memorised,
            "worst": [{"id": each.id, "likeness": each.likeness} for each in self.worst],
        }


@dataclass(frozen=True)
class Wanted:
    """What to compare, and how many documents a group has at most. `before` are releases that still hold what was withdrawn."""

    releases: Sequence[Path]
    held_out: float | None = None  # the share that training left out, if not the one the model's record names
    documents: int = 200
    withdrawn: Path | None = None
    before: Sequence[Path] = ()
    private: bool = False


@dataclass(frozen=True)
class Memorised:
    """What a model has memorised: controls first, then documents by how often they were seen, then those withdrawn."""

    model: str
    groups: Sequence[Group]
    notes: Sequence[str]
    private: bool

    def as_dict(self) -> dict[str, Any]:
        groups = [group.as_dict() for group in self.groups]
        setting = {"prefix": PREFIX, "continued": CONTINUED, "near": NEAR}
        return {"model": self.model, "private": self.private, **setting, "groups": groups, "notes": list(self.notes)}


def memorised(path: Path, wanted: Wanted, progress: Progress = SILENT) -> Memorised:
    """Measure what the model in a folder has memorised of its releases. Raises the errors of what it opens.

    Raises UserError where nothing says what the model saw, where it reads too few tokens, or where there is nothing to compare.
    """
    releases = opened_for_judging(wanted.releases, wanted.private)
    before = opened_for_judging(wanted.before, wanted.private, taken_back_too=True)
    model = open_model(path)
    file = _known(model, path)
    sampled, most = _seen(file, MORE * wanted.documents), wanted.documents
    controls = unseen(releases, share_of(file) if wanted.held_out is None else wanted.held_out, MORE * most, file)
    samples = {"controls": controls.documents, **{f"seen {name}": rows_of(releases, ids) for name, ids in sampled.items()}}
    if wanted.withdrawn is not None:
        samples["withdrawn"] = _withdrawn(wanted.withdrawn, before or releases)
    cut = {name: _cut(model, documents, most) for name, documents in samples.items()}
    if not cut["controls"]:
        raise UserError(
            f"no held-out document has the {PREFIX + CONTINUED} tokens that a comparison takes; give a larger --held-out share."
        )
    groups: list[Group] = []
    with progress.task("Continuations", unit="documents", total=sum(map(len, cut.values()))) as step:
        done = 0
        for name, documents in cut.items():
            said: list[Said] = []
            for begin in range(0, len(documents), BATCH):
                said += _said(model, documents[begin : begin + BATCH])
                step.reach(done + len(said))
            done += len(said)
            if said:
                groups.append(_group(name, said, groups[0] if groups else None))
    private = file.model.private or any(is_private(release.stats) for release in [*releases, *before])
    return Memorised(model.name, groups, list(_notes(groups, cut, samples, file)), private)


def _known(model: LanguageModel, path: Path) -> ModelFile:
    if model.context < PREFIX + CONTINUED:
        raise UserError(f"{path} reads {model.context} tokens at a time, and a comparison takes {PREFIX + CONTINUED}.")
    if model.file is None:
        raise UserError(
            f"nothing says which documents {path} saw: it has no model.json; `moisson bind` makes it of a checkpoint."
        )
    if model.file.model.seen is None:
        raise UserError(f"nothing says which documents {path} saw: {model.file.model.why}")
    return model.file


def _seen(file: ModelFile, most: int) -> dict[str, list[str]]:
    """Ids of documents by how often they were seen, at most so many each; those seen for less than most of them are left out."""
    found: dict[int, list[str]] = {times: [] for times in TIMES}
    for batch in file.seen():
        for id, times in zip(batch["id"].to_pylist(), batch["times"].to_pylist(), strict=True):
            if times > 0 and (doublings := round(log2(times))) >= 0:
                found[TIMES[min(doublings, len(TIMES) - 1)]].append(id)
        found = {times: nsmallest(most, ids, order) for times, ids in found.items()}
    last = TIMES[-1]
    return {
        f"{times} times or more" if times == last else "once" if times == 1 else f"{times} times": ids
        for times, ids in found.items()
        if ids
    }


def _withdrawn(feed: Path, releases: Sequence[Released]) -> pa.Table:
    """The documents of releases that a feed withdraws."""
    marks = marks_of(read_feed(feed, None).acts)
    columns = ("id", "version", "text")
    found = [
        rows
        for release in releases
        for group in row_groups(release.data, columns)
        if (rows := group.filter(marks.mask(group))).num_rows
    ]
    if not found:
        raise UserError(
            f"none of the documents that {feed} withdraws is in {', '.join(release.where for release in releases)}; name with"
            " --before the release that still had them."
        )
    return pa.concat_tables(found)


def _cut(model: LanguageModel, documents: pa.Table, most: int) -> list[tuple[str, list[int]]]:
    """The first tokens of documents that have enough of them, with their ids, in the order of samples."""
    rows = sorted(documents.select(["id", "text"]).to_pylist(), key=lambda row: order(row["id"]))
    found: list[tuple[str, list[int]]] = []
    for begin in range(0, len(rows), BATCH):
        if len(found) < most:
            some = rows[begin : begin + BATCH]
            ids = model.encode([row["text"] for row in some])
            found += [
                (row["id"], each[: PREFIX + CONTINUED])
                for row, each in zip(some, ids, strict=True)
                if len(each) >= PREFIX + CONTINUED
            ]
    return found[:most]


def _said(model: LanguageModel, documents: Sequence[tuple[str, list[int]]]) -> Iterable[Said]:
    tokens = np.array([ids for _, ids in documents])
    told = model.goes_on(tokens[:, :PREFIX], CONTINUED).tolist()
    for (id, ids), said in zip(documents, told, strict=True):
        yield Said(id, common(ids[PREFIX:], said) / CONTINUED)


def _group(name: str, said: Sequence[Said], controls: Group | None) -> Group:
    exact, near = (share(sum(each), len(said)) for each in ([one.exact for one in said], [one.near for one in said]))
    if controls is None:
        return Group(name, said, exact, near)
    return Group(name, said, exact, near, difference(exact, controls.exact), difference(near, controls.near))


def _notes(groups: Sequence[Group], cut: dict[str, Any], samples: dict[str, pa.Table], file: ModelFile) -> Iterable[str]:
    """What must be known with the figures, a sentence each."""
    if file.model.order == "unknown":
        yield f"How often a document was seen is what the mix lets one expect, not what was recorded: {file.model.why}"
    for name, documents in cut.items():
        if not documents:
            yield f"Of {samples[name].num_rows:,} documents ({name}) none has {PREFIX + CONTINUED} tokens, so none was compared."
    for group in groups[1:]:
        of = "Withdrawn documents" if group.name == "withdrawn" else f"Documents {group.name}"
        if group.memorised:
            yield f"{of} are memorised: the model says more of them than of controls, beyond chance."
        elif group.name == "withdrawn":
            yield f"{of} are no worse than controls: the interval of the difference reaches 0."
    if "withdrawn" in samples:
        seen = file.seen_of(samples["withdrawn"]["id"].to_pylist())
        if seen:
            yield f"The model was trained on {len(seen):,} of the withdrawn documents, such as {seen[0]['id']}: train it again."
