"""The distribution of a release over dates, lengths, duplicate groups and containers, from sums too large for memory."""

from collections.abc import Iterable, Iterator
from heapq import nsmallest
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.release.facts import RunFacts
from moisson.release.stats.tally import Margin

Row = dict[str, Any]
Counts = NDArray[np.int64]

PERCENTILES = (1, 5, 25, 50, 75, 95, 99)
SIZE_CLASSES = ((2, 2), (3, 3), (4, 4), (5, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, None))
LARGEST_CLUSTERS = 5
LARGEST_CONTAINERS = 20


class Dates:
    """Dates as published; without a leading four-digit year they count as unknown."""

    def __init__(self, as_of: str) -> None:
        self.as_of, self.unknown = as_of, 0
        self.min: str | None = None
        self.max: str | None = None
        self.newest: str | None = None
        self.years: dict[int, Row] = {}

    def add(self, row: Row) -> None:
        date = row["created"]
        if not _has_year(date):
            self.unknown += row["documents"]
            return
        self.min, self.max = min(self.min or date, date), max(self.max or date, date)
        if date <= self.as_of:
            self.newest = max(self.newest or date, date)
        year = self.years.setdefault(int(date[:4]), {"year": int(date[:4]), "documents": 0, "words": 0})
        year["documents"] += row["documents"]
        year["words"] += row["words"]

    def section(self) -> Row:
        """By year, the first, the last, and the newest not after `as_of`; none where no date is known."""
        years = [self.years[year] for year in sorted(self.years)]
        return {"min": self.min, "max": self.max, "newest": self.newest, "unknown": self.unknown, "years": years}


def dates(margin: Margin, as_of: str, sources: Iterable[str]) -> tuple[Row, dict[str, Row]]:
    """Of all documents, and of each source."""
    every, each = Dates(as_of), {source: Dates(as_of) for source in sources}
    for row in margin.each():
        every.add(row)
        each[row["source"]].add(row)
    return every.section(), {source: found.section() for source, found in each.items()}


def _has_year(created: str | None) -> bool:
    return created is not None and created[:4].isascii() and created[:4].isdigit() and len(created) >= 4


def lengths(margin: Margin, sources: Iterable[str]) -> tuple[Row, dict[str, Row]]:
    """Of all documents, and of each source. Memory grows with the different lengths that there are: 16 bytes for each."""
    parts: dict[str, list[tuple[Counts, Counts]]] = {source: [] for source in sources}
    for table in margin.tables():
        for source in table["source"].unique().to_pylist():
            own = table.filter(pa.compute.equal(table["source"], source))
            parts[source].append((own["word_count"].to_numpy(), own["documents"].to_numpy()))
    each = {source: _sorted(found) for source, found in parts.items()}
    return _lengths(*_sorted(each.values())), {source: _lengths(*counts) for source, counts in each.items()}


def _sorted(parts: Iterable[tuple[Counts, Counts]]) -> tuple[Counts, Counts]:
    """Lengths in order, and how many documents have each."""
    empty = np.zeros(0, np.int64)
    words, documents = (np.concatenate([empty, *column]) for column in zip(*parts, strict=True)) if parts else (empty, empty)
    unique, place = np.unique(words, return_inverse=True)
    counts = np.zeros(len(unique), np.int64)
    np.add.at(counts, place, documents)
    return unique, counts


def bounds() -> Iterator[tuple[int, int]]:
    """The classes of length, in words: 0, 1, 2-4, 5-9, 10-19, 20-49 … without end; both bounds belong to the class."""
    yield 0, 0
    decade = 1
    while True:
        yield from ((decade, 2 * decade - 1), (2 * decade, 5 * decade - 1), (5 * decade, 10 * decade - 1))
        decade *= 10


def _lengths(words: Counts, counts: Counts) -> Row:
    """Lengths in words: classes from the first to the last not empty; percentiles by nearest rank, so each is a length met."""
    reached = np.cumsum(counts)
    documents = int(reached[-1]) if len(words) else 0
    classes: list[Row] = []
    for low, high in bounds() if documents else ():
        if low > words[-1]:
            break
        inside = int(counts[np.searchsorted(words, low) : np.searchsorted(words, high, side="right")].sum())
        if classes or inside:
            classes.append({"from": low, "to": high, "documents": inside})
    ranks = {percent: -(-documents * percent // 100) for percent in PERCENTILES}
    return {
        "classes": classes,
        "mean": round(int((words * counts).sum()) / documents, 1) if documents else None,
        **{f"p{percent}": int(words[np.searchsorted(reached, rank)]) if documents else None for percent, rank in ranks.items()},
        "min": int(words[0]) if documents else None,
        "max": int(words[-1]) if documents else None,
    }


def clusters(margin: Margin, facts: RunFacts) -> Row:
    """Groups of near-duplicates of two or more: how many there are, how many documents they stand for, how large they are."""
    counts = {"clusters": 0, "kept": 0, "stood_for": 0}
    classes: list[Row] = [{"from": low, "to": high, "clusters": 0} for low, high in SIZE_CLASSES]
    largest: list[tuple[int, str]] = []
    for table in margin.tables():
        size = table["cluster_size"].to_numpy()
        counts["clusters"] += table.num_rows
        counts["kept"] += int(table["documents"].to_numpy().sum())
        counts["stood_for"] += int(size.sum())
        for row in classes:
            row["clusters"] += int(((size >= row["from"]) & (size <= (row["to"] or size.max(initial=0)))).sum())
        ranked = zip((-size).tolist(), table["cluster_id"].to_pylist(), strict=True)
        largest = nsmallest(LARGEST_CLUSTERS, (*largest, *ranked))
    return {
        "looked_for": any("duplicate" in stage.name for stage in facts.stages),
        **counts,
        "largest": [{"id": id, "size": -size} for size, id in largest],
        "sizes": [row for row in classes if row["clusters"]],
    }


def containers(margin: Margin) -> Row:
    """The codes, agreements and themes that documents are part of; where one has several titles, that of most documents."""
    count = 0
    largest: list[Row] = []
    for table in margin.tables():  # cut by id: all titles of a container lie in one
        held: dict[tuple[Any, Any], Row] = {}
        for row in sorted(table.to_pylist(), key=_largest_first):
            held.setdefault((row["source"], row["id"]), {**row, "documents": 0, "words": 0})
            for name in ("documents", "words"):
                held[row["source"], row["id"]][name] += row[name]
        count += len(held)
        largest = nsmallest(LARGEST_CONTAINERS, (*largest, *held.values()), key=_largest_first)
    return {"containers": count, "largest": largest}


def _largest_first(row: Row) -> tuple[int, list[tuple[bool, Any]]]:
    return -row["documents"], [(row[key] is not None, row[key]) for key in ("source", "id", "title")]
