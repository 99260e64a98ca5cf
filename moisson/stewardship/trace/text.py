"""Finds the documents that hold a passage, in releases and in runs, kept or dropped.

Texts are read a row group at a time, a run's from the shards that its decisions name; files that no reader could open have no
text. Where no document holds the passage, as it may be with what a model wrote, its longest passages are given with the documents
that hold each; where there are none either, those documents that share most of its runs of five words, as near matches.
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from moisson.corpus.decisions import decisions, run_shards, runs
from moisson.kernels.overlap import runs_of, words_of
from moisson.stewardship.opened import Opened, Table, releases_of, row_groups
from moisson.stewardship.trace.passage import Passage
from moisson.stewardship.trace.passages import runs_in, shared_runs, spans_of, told
from moisson.workspace.storage import Workspace

COLUMNS = ("id", "version", "title", "text")
NGRAM = 5
NEAR = 5  # near matches shown
LEAST_SHARED = 0.2  # of the passage's runs of five words

Document = dict[str, Any]
Hits = dict[tuple[str, str], dict[int, Document]]  # by id and version, and by the number of the table that has the text


class Place(NamedTuple):
    """The texts of a release, or of a recipe's newest run."""

    name: str
    tables: Sequence[Table]
    run: Workspace | None = None  # where the run's decisions are; None for a release

    def told(self, hits: Hits) -> Iterator[Document]:
        """The documents among the hits that count here, with this place and a run's decision added to each.

        A run's shard also has rows that a later shard replaces.
        """
        if self.run is None:
            for documents in hits.values():
                for document in documents.values():
                    document["releases"].append(self.name)
                    yield document
            return
        numbers = {table: number for number, table in enumerate(self.tables) if isinstance(table, Path)}
        for fate in decisions(self.run, self.name, [id for id, _ in hits]).to_pylist() if hits else ():
            there = hits.get((fate["id"], fate["version"]), {})
            number = None if fate["shard"] is None else numbers.get(self.run.root / fate["shard"])
            if number is not None and (held := there.get(number)):
                known = {name: fate[name] for name in ("stage", "reason", "detail") if fate[name] is not None}
                held["decisions"][self.name] = {"kept": fate["reason"] is None, **known}
                yield held


def places(workspace: Workspace) -> Iterator[Place]:
    """The texts of a workspace: its releases, then each recipe's newest run."""
    yield from (_place_of(release) for release in releases_of(workspace))
    for recipe in runs(workspace):
        yield Place(recipe, [workspace.root / shard for shard in run_shards(workspace, recipe)], workspace)


def _place_of(release: Opened) -> Place:
    return Place(release.name, release.data)


def trace_text(passage: Passage, workspace: Workspace, limit: int) -> dict[str, Any]:
    """The documents of a workspace that hold a passage, at most `limit`; else its near matches."""
    return _found(passage, list(places(workspace)), limit)


def trace_text_in_release(passage: Passage, release: Opened, limit: int) -> dict[str, Any]:
    """The same of a release alone."""
    return _found(passage, [_place_of(release)], limit)


def _found(passage: Passage, where: list[Place], limit: int) -> dict[str, Any]:
    found: dict[tuple[str, str], Document] = {}
    for place in where:
        hits: Hits = {}
        for number, table in enumerate(place.tables):
            for group in row_groups([table], COLUMNS):
                likely = group.filter(passage.likely(group["text"]))
                for row in passage.held(likely["text"]) if likely.num_rows else ():
                    said = likely.slice(row, 1).to_pylist()[0]
                    _hit(hits, number, said)["excerpt"] = passage.excerpt(said["text"])
        for document in place.told(hits):
            _add(found, document)
    documents = [found[key] for key in sorted(found)]
    passages = [] if documents else _passages(passage.text, where, limit)
    near = [] if documents or passages else _near(passage, where)
    return {"documents": len(documents), "found": documents[:limit], "passages": passages, "near": near}


def _passages(text: str, where: Iterable[Place], limit: int) -> list[dict[str, Any]]:
    """The passages of a text that stand in documents, in their order, with these."""
    runs = runs_in(text)
    holders: dict[tuple[str, str], Document] = {}
    for place in where if len(runs.keys) else ():
        hits: Hits = {}
        for number, table in enumerate(place.tables):
            for group in row_groups([table], COLUMNS):
                for row, spans in spans_of(group["text"].combine_chunks(), runs):
                    _hit(hits, number, group.slice(row, 1).drop_columns("text").to_pylist()[0])["spans"] = set(spans)
        for document in place.told(hits):
            first = _add(holders, document)
            first["spans"] |= document["spans"]
    return told(text, runs, [holders[key] for key in sorted(holders)], limit)


def _hit(hits: Hits, table: int, row: dict[str, Any]) -> Document:
    """The document of a row, as its table has it."""
    named = {name: row[name] for name in ("id", "version", "title")}
    new: Document = {**named, "releases": [], "decisions": {}}
    return hits.setdefault((row["id"], row["version"]), {}).setdefault(table, new)


def _add(found: dict[tuple[str, str], Document], document: Document) -> Document:
    """The document as it was found first, with the places of this one, too."""
    first = found.setdefault((document["id"], document["version"]), document)
    if first is not document:
        first["releases"] += document["releases"]
        first["decisions"] |= document["decisions"]
    return first


def _near(passage: Passage, where: Iterable[Place]) -> list[dict[str, Any]]:
    """The documents that share most of the passage's distinct runs of five words, with the share, highest first."""
    keys = np.unique(runs_of(words_of(passage.text), NGRAM))
    if not len(keys):
        return []
    best: dict[tuple[str, str], Document] = {}
    for place in where:
        hits: Hits = {}
        for number, table in enumerate(place.tables):
            for group in row_groups([table], COLUMNS):
                rows, counts = np.unique(shared_runs(group["text"].combine_chunks(), keys, NGRAM).rows, return_counts=True)
                for row, shared in zip(rows.tolist(), counts.tolist(), strict=True):
                    if shared >= LEAST_SHARED * len(keys):
                        document = _hit(hits, number, group.slice(row, 1).drop_columns("text").to_pylist()[0])
                        document["share"] = max(document.get("share", 0.0), round(shared / len(keys), 4))
        for document in place.told(hits):
            first = _add(best, document)
            first["share"] = max(first["share"], document["share"])
        best = {(each["id"], each["version"]): each for each in nlargest(NEAR, best.values(), key=_order)}
    return sorted(best.values(), key=_order, reverse=True)


def _order(document: dict[str, Any]) -> tuple[float, str]:
    return document["share"], document["id"]
