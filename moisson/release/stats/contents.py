"""Figures on documents: kinds, places, scripts, hosts, and what was removed from or found in them.

Sections of `stats.json` and the columns they are counted from.
"""

from collections.abc import Iterable, Iterator, Mapping
from heapq import nsmallest
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from moisson.release.facts import RunFacts
from moisson.release.stats.tally import Margin

Row = dict[str, Any]

DESCRIBED = ("kind", "jurisdiction", "script", "format", "score", "otherwise", "unread")
SCORES = (0.0, 0.5, 0.9, 0.99)  # where classes of `language_score` begin
LARGEST_HOSTS = 20
MOST_DOMAINS = 10_000
HOST = r"(?i)^[a-z][a-z0-9+.-]*://(?:[^/?#]*@)?(?:www\.)?(?P<host>[^/?#:@]+)"


def described(batch: pa.RecordBatch) -> Row:
    """The columns of `DESCRIBED`."""
    language, declared = batch.column("language"), batch.column("language_declared")
    scores = batch.column("language_score")
    known = pc.is_valid(scores).to_numpy(zero_copy_only=False)
    classes = np.digitize(pc.fill_null(scores, 0.0).to_numpy(zero_copy_only=False), SCORES[1:])
    return {
        **{name: batch.column(name) for name in ("kind", "jurisdiction", "script", "format")},
        "score": pa.array(np.array(SCORES)[classes], mask=~known),
        "otherwise": pc.fill_null(pc.not_equal(language, declared), False),
        "unread": pc.is_valid(batch.column("missing")),
    }


def host(url: pa.Array) -> pa.Array:
    """The host of a web address, in lower case and without `www.`; null where there is none."""
    return pc.utf8_lower(pc.struct_field(pc.extract_regex(url, HOST), "host"))


def scores(rows: list[Row]) -> list[Row]:
    """Documents by language score, highest first; `from` is null where no language was identified."""
    counts: dict[float | None, Row] = {}
    for row in rows:
        ends = (*SCORES[1:], 1.0)
        to = None if row["score"] is None else ends[SCORES.index(row["score"])]
        into = counts.setdefault(row["score"], {"from": row["score"], "to": to, "documents": 0, "words": 0})
        into["documents"] += row["documents"]
        into["words"] += row["words"]
    return sorted(counts.values(), key=lambda row: -1.0 if row["from"] is None else row["from"], reverse=True)


def boilerplate(rows: list[Row], facts: RunFacts) -> Row:
    """Boilerplate removed across a source: documents and lines."""
    return {
        "looked_for": any("boilerplate" in stage.name for stage in facts.stages),
        "documents": sum(row["documents"] for row in rows),
        "lines": sum(row["lines"] for row in rows),
        "by_source": rows,
    }


def contamination(rows: list[Row], facts: RunFacts) -> Row:
    """Evaluation sets with passages in released documents; a document may hold several."""
    return {"looked_for": any("contaminat" in stage.name for stage in facts.stages), "sets": rows}


def memory(rows: list[Row]) -> Row:
    """Bytes in memory: of the data by language, and of the ledger."""
    data = [{"language": row["language"], "bytes": row["bits"] // 8} for row in rows if row["part"] == "data"]
    return {"data": data, "ledger": sum(row["bits"] for row in rows if row["part"] == "ledger") // 8}


def hosts(margin: Margin, facts: RunFacts) -> Row:
    """The hosts of the documents' addresses: the largest of all, and of what web crawling brought all, up to `MOST_DOMAINS`."""
    crawled = {source.name for source in facts.sources if source.origin.get("connector") == "web"}
    found = _found(by_host(margin.tables()))
    tops = _largest(by_host(margin.tables()), LARGEST_HOSTS)
    web = _found(by_host(margin.tables(), crawled))
    listed = _largest(by_host(margin.tables(), crawled), MOST_DOMAINS)
    return {**found, "largest": tops, "crawled": {**web, "listed": listed}}


def by_host(tables: Iterable[pa.Table], sources: Iterable[str] | None = None) -> Iterator[Mapping[str, Any]]:
    """One row for each host; a null host stands for documents without an address."""
    for table in tables:
        chosen = (
            table if sources is None else table.filter(pc.is_in(table["source"], pa.array(sorted(sources), pa.large_string())))
        )
        sums = chosen.group_by("host", use_threads=False).aggregate([("documents", "sum"), ("words", "sum")])
        for batch in sums.rename_columns(["host", "documents", "words"]).to_batches(max_chunksize=4_096):
            yield from batch.to_pylist()


def _found(rows: Iterable[Mapping[str, Any]]) -> Row:
    found = {"hosts": 0, "documents": 0, "words": 0, "without": 0}
    for row in rows:
        if row["host"] is None:
            found["without"] += row["documents"]
            continue
        found["hosts"] += 1
        found["documents"] += row["documents"]
        found["words"] += row["words"]
    return found


def _largest(rows: Iterable[Mapping[str, Any]], count: int) -> list[Row]:
    """The hosts with most words."""
    named = (dict(row) for row in rows if row["host"] is not None)
    return nsmallest(count, named, key=lambda row: (-row["words"], row["host"]))
