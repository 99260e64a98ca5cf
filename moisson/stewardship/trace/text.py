"""Finds the documents that hold a passage, in releases and in runs, kept or dropped.

Texts are read a row group at a time, a run's from the shards that its decisions name; files that no reader could open have no
text. Where no document holds the passage, those that share most of its runs of five words are given as near matches.
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from moisson.kernels.overlap import Short, find_overlap, index, runs_of, words_of
from moisson.kernels.strings import strings
from moisson.stewardship.opened import Opened, Table, releases_of, row_groups
from moisson.stewardship.trace.passage import Passage
from moisson.workspace.storage import Workspace, read_table

COLUMNS = ("id", "version", "title", "text")
NGRAM = 5
NEAR = 5  # near matches shown
LEAST_SHARED = 0.2  # of the passage's runs of five words


class Place(NamedTuple):
    """Texts of one release or of one shard of a run."""

    name: str
    tables: Sequence[Table]
    fates: dict[tuple[str, str], dict[str, Any]] | None  # the decision on each document of a run; None for a release

    def answers_for(self, key: tuple[str, str]) -> bool:
        """Whether a document counts here: a run's shard also has rows that a later shard replaces."""
        return self.fates is None or key in self.fates

    def tell(self, document: dict[str, Any], key: tuple[str, str]) -> None:
        """Add this place, and the decision of a run, to a found document."""
        if self.fates is None:
            document["releases"].append(self.name)
        else:
            fate = self.fates[key]
            known = {name: fate[name] for name in ("stage", "reason", "detail") if fate[name] is not None}
            document["decisions"][self.name] = {"kept": fate["reason"] is None, **known}


def places(workspace: Workspace) -> Iterator[Place]:
    """The texts of a workspace: its releases, then the shards of each recipe's newest run."""
    yield from (_place_of(release) for release in releases_of(workspace))
    for path in sorted((workspace.root / "runs").glob("*/decisions.parquet")):
        table = read_table(path, ["id", "version", "stage", "reason", "detail", "shard"])
        table = table.filter(pc.is_valid(table["shard"]))
        for shard in sorted(pc.unique(table["shard"]).to_pylist()):
            rows = table.filter(pc.equal(table["shard"], shard)).drop_columns("shard").to_pylist()
            yield Place(path.parent.name, [workspace.root / shard], {(row["id"], row["version"]): row for row in rows})


def _place_of(release: Opened) -> Place:
    return Place(release.name, release.data, None)


def trace_text(passage: Passage, workspace: Workspace, limit: int) -> dict[str, Any]:
    """The documents of a workspace that hold a passage, at most `limit`; else its near matches."""
    return _found(passage, list(places(workspace)), limit)


def trace_text_in_release(passage: Passage, release: Opened, limit: int) -> dict[str, Any]:
    """The same of a release alone."""
    return _found(passage, [_place_of(release)], limit)


def _found(passage: Passage, where: list[Place], limit: int) -> dict[str, Any]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for place in where:
        for group in row_groups(place.tables, COLUMNS):
            likely = group.filter(passage.likely(group["text"]))
            for row in passage.held(likely["text"]) if likely.num_rows else ():
                _note(found, place, likely.slice(row, 1).to_pylist()[0], passage)
    documents = [found[key] for key in sorted(found)]
    near = [] if documents else _near(passage, where)
    return {"documents": len(documents), "found": documents[:limit], "near": near}


def _note(found: dict[tuple[str, str], dict[str, Any]], place: Place, row: dict[str, Any], passage: Passage) -> None:
    """Add a document that holds the passage, or another place of it."""
    key = row["id"], row["version"]
    if place.answers_for(key):
        if key not in found:
            found[key] = _document(*key, row["title"]) | {"excerpt": passage.excerpt(row["text"])}
        place.tell(found[key], key)


def _document(id: str, version: str, title: str | None) -> dict[str, Any]:
    return {"id": id, "version": version, "title": title, "releases": [], "decisions": {}}


def _near(passage: Passage, where: Iterable[Place]) -> list[dict[str, Any]]:
    """The documents that share most of the passage's distinct runs of five words, with the share, highest first."""
    keys = np.unique(runs_of(words_of(passage.text), NGRAM))
    if not len(keys):
        return []
    runs, none = index(keys, np.zeros(len(keys), np.int64)), np.empty(0, np.uint64)
    no_begins = index(none, np.empty(0, np.int64))
    no_short = Short(np.zeros(1, np.uint64), np.zeros(1, np.int64), np.zeros(2, np.int64), none, np.empty(0, np.int64))
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for place in where:
        for group in row_groups(place.tables, COLUMNS):
            texts = group["text"].combine_chunks()
            overlap = find_overlap(strings(texts), NGRAM, runs, NGRAM, no_begins, 0, no_short)
            for row, shared in zip(overlap.rows.tolist(), overlap.shared.tolist(), strict=True):
                if shared >= LEAST_SHARED * len(keys):
                    _note_near(best, place, group.slice(row, 1), shared / len(keys))
        best = {(each["id"], each["version"]): each for each in nlargest(NEAR, best.values(), key=_order)}
    return sorted(best.values(), key=_order, reverse=True)


def _order(document: dict[str, Any]) -> tuple[float, str]:
    return document["share"], document["id"]


def _note_near(best: dict[tuple[str, str], dict[str, Any]], place: Place, row: pa.Table, share: float) -> None:
    id, version, title = (row[name][0].as_py() for name in ("id", "version", "title"))
    if place.answers_for((id, version)):
        document = best.setdefault((id, version), _document(id, version, title) | {"share": 0.0})
        document["share"] = round(max(document["share"], share), 4)
        place.tell(document, (id, version))
