"""From sums to sections: the parts of `stats.json`, each a function of what was counted and of the facts of the run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moisson.errors import ConservationError
from moisson.release.facts import RunFacts, SourceFacts
from moisson.release.funnel import dropped_by_source, funnel, ledger

Row = dict[str, Any]

JOINT = "\x1f"  # between stage and reason in the name of a group of ledger rows: the unit separator, which neither contains
DOCUMENT_KEYS = (
    *("source", "language", "license", "basis", "level", "seen", "legal_state", "force"),
    *("vanished", "reserved", "masked", "tokenized"),
)
SUMS = ("documents", "words", "characters", "bytes", "tokens")
PERCENTILES = (1, 5, 25, 50, 75, 95, 99)
SIZE_CLASSES = ((2, 2), (3, 3), (4, 4), (5, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, None))
LARGEST = 20


@dataclass(frozen=True)
class Counted:
    """What one pass over a release and its ledger gave; rows are in the order of their keys."""

    documents: list[Row]
    lengths: list[Row]
    dates: list[Row]
    masks: list[Row]
    clusters: list[Row]
    containers: list[Row]
    ledger: list[Row]
    examples: Mapping[str, list[Row]]
    dropped: Mapping[str, list[Row]]


def describe(counted: Counted, facts: RunFacts) -> Row:
    """All sections; raises ConservationError where documents come from a source that the facts do not name."""
    documents = counted.documents
    if strange := {row["source"] for row in documents} - {source.name for source in facts.sources}:
        raise ConservationError(f"the release holds documents of {', '.join(sorted(strange))}, which its recipe does not name.")
    return {
        "release": facts.release,
        "recipe": vars(facts.recipe),
        "tokenizer": facts.tokenizer,
        "totals": _totals(counted, facts),
        "sources": [_source(counted, source, facts) for source in facts.sources],
        "languages": margin(documents, "language"),
        "rights": _rights(documents),
        "reservations": margin([row for row in documents if row["reserved"]], "source"),
        "legal": margin(documents, "legal_state", "force"),
        "force": margin(documents, "force"),
        "dates": _dates(counted.dates, facts.recipe.as_of),
        "lengths": _lengths(counted.lengths),
        "masks": _masks(counted),
        "clusters": _clusters(counted, facts),
        "containers": _containers(counted.containers),
        "funnel": funnel(counted.ledger, total(documents, "documents"), facts),
        "ledger": ledger(counted.ledger, counted.dropped, JOINT, facts),
        "stages": [
            {
                "name": stage.name,
                "version": stage.version,
                "parameters": dict(stage.parameters),
                "phase": stage.phase,
                "doc": stage.doc,
            }
            for stage in facts.stages
        ],
        "examples": [example for source in facts.sources for example in counted.examples.get(source.name, [])],
    }


def total(rows: Iterable[Row], name: str) -> int:
    """The sum of one column."""
    return sum(row[name] for row in rows)


def margin(rows: Iterable[Row], *keys: str, sums: Sequence[str] = ("documents", "words")) -> list[Row]:
    """Sums over all other keys, most documents first; equal counts in the order of the keys, nulls first."""
    table: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        values = tuple(row[key] for key in keys)
        into = table.setdefault(values, {**dict(zip(keys, values, strict=True)), **dict.fromkeys(sums, 0)})
        for name in sums:
            into[name] += row[name]
    return sorted(table.values(), key=lambda row: (-row["documents"], [(row[key] is not None, row[key]) for key in keys]))


def share(part: int, whole: int) -> float:
    """A part of a whole, rounded to four digits; nothing of nothing is 0."""
    return round(part / whole, 4) if whole else 0.0


def of(rows: Iterable[Row], source: str) -> list[Row]:
    """The rows of one source."""
    return [row for row in rows if row["source"] == source]


def _totals(counted: Counted, facts: RunFacts) -> Row:
    documents = counted.documents

    def where(test: Callable[[Row], bool]) -> int:
        return total((row for row in documents if test(row)), "documents")

    tokenized = where(lambda row: row["tokenized"])
    sums = {name: total(documents, name) for name in SUMS}
    return {
        **sums,
        "tokens": sums["tokens"] if tokenized and tokenized == sums["documents"] else None,
        "sources": len(facts.sources),
        "found": sum(source.found for source in facts.sources),
        "ledger": total(counted.ledger, "documents"),
        "masked": where(lambda row: row["masked"]),
        "reserved": where(lambda row: row["reserved"]),
        "vanished": where(lambda row: row["vanished"]),
        "unseen_rights": where(lambda row: not row["seen"]),
    }


def _source(counted: Counted, source: SourceFacts, facts: RunFacts) -> Row:
    rows = of(counted.documents, source.name)
    sums = {name: total(rows, name) for name in SUMS if name != "tokens"}
    dates = _dates(of(counted.dates, source.name), facts.recipe.as_of)
    return {
        **vars(source),
        "origin": dict(source.origin),
        "publisher": dict(source.publisher),
        "republisher": dict(source.republisher) if source.republisher else None,
        "rights": dict(source.rights) if source.rights else None,
        **sums,
        "share_of_documents": share(sums["documents"], total(counted.documents, "documents")),
        "share_of_words": share(sums["words"], total(counted.documents, "words")),
        "dropped": dropped_by_source(of(counted.ledger, source.name), sums["documents"], source, facts),
        "languages": margin(rows, "language"),
        "licenses": margin(rows, "license"),
        "lengths": _lengths(of(counted.lengths, source.name)),
        "dates": dates,
        "last_update": source.updated or dates["newest"],
        "last_update_says": "publisher" if source.updated else "documents",
    }


def _rights(documents: list[Row]) -> Row:
    return {
        "by_level": margin(documents, "level"),
        "by_basis": margin(documents, "basis"),
        "by_license": margin(documents, "license"),
        "by_source": margin(documents, "source", "license", "basis", "level", "seen"),
    }


def _dates(rows: list[Row], as_of: str) -> Row:
    """Dates as the publishers give them: by year, the first, the last, and the newest not after `as_of`, if that is known.

    What does not begin with a year of four digits counts as unknown.
    """
    dated = [{**row, "year": int(row["created"][:4])} for row in rows if _has_year(row["created"])]
    dates = sorted(row["created"] for row in dated)
    return {
        "min": dates[0] if dates else None,
        "max": dates[-1] if dates else None,
        "newest": max((date for date in dates if date <= as_of or not as_of), default=None),
        "unknown": total((row for row in rows if not _has_year(row["created"])), "documents"),
        "years": sorted(margin(dated, "year"), key=lambda row: int(row["year"])),
    }


def _has_year(created: str | None) -> bool:
    return created is not None and created[:4].isascii() and created[:4].isdigit() and len(created) >= 4


def bounds() -> Iterable[tuple[int, int]]:
    """The classes of length, in words: 0, 1, 2-4, 5-9, 10-19, 20-49 … without end; both bounds belong to the class."""
    yield 0, 0
    decade = 1
    while True:
        yield from ((decade, 2 * decade - 1), (2 * decade, 5 * decade - 1), (5 * decade, 10 * decade - 1))
        decade *= 10


def _lengths(rows: list[Row]) -> Row:
    """Lengths in words: classes from the first to the last not empty; percentiles by nearest rank, so each is a length met."""
    counts = sorted((row["word_count"], row["documents"]) for row in margin(rows, "word_count", sums=("documents",)))
    documents = sum(count for _, count in counts)
    classes: list[Row] = []
    for low, high in bounds() if counts else ():
        if low > counts[-1][0]:
            break
        inside = sum(count for words, count in counts if low <= words <= high)
        if classes or inside:
            classes.append({"from": low, "to": high, "documents": inside})
    return {
        "classes": classes,
        "mean": round(sum(words * count for words, count in counts) / documents, 1) if documents else None,
        **{f"p{percent}": _percentile(counts, documents, percent) for percent in PERCENTILES},
        "min": counts[0][0] if counts else None,
        "max": counts[-1][0] if counts else None,
    }


def _percentile(counts: list[tuple[int, int]], documents: int, percent: int) -> int | None:
    rank = -(-documents * percent // 100)
    reached = 0
    for words, count in counts:
        reached += count
        if reached >= rank:
            return words
    return None


def _masks(counted: Counted) -> Row:
    sums = ("documents", "occurrences")
    return {
        "documents": total((row for row in counted.documents if row["masked"]), "documents"),
        "occurrences": total(counted.masks, "occurrences"),
        "kinds": margin(counted.masks, "kind", sums=sums),
        "by_source": margin(counted.masks, "source", "kind", sums=sums),
    }


def _clusters(counted: Counted, facts: RunFacts) -> Row:
    """Groups of near-duplicates of two or more: how many there are, how many documents they stand for, how large they are."""
    rows = counted.clusters
    stood_for = total(rows, "cluster_size")
    classes = [
        {
            "from": low,
            "to": high,
            "clusters": sum(low <= row["cluster_size"] and (high is None or row["cluster_size"] <= high) for row in rows),
        }
        for low, high in SIZE_CLASSES
    ]
    largest = sorted(rows, key=lambda row: (-row["cluster_size"], row["cluster_id"]))[:5]
    return {
        "looked_for": any("duplicate" in stage.name for stage in facts.stages),
        "clusters": len(rows),
        "kept": total(rows, "documents"),
        "stood_for": stood_for,
        "largest": [{"id": row["cluster_id"], "size": row["cluster_size"]} for row in largest],
        "sizes": [row for row in classes if row["clusters"]],
    }


def _containers(rows: list[Row]) -> Row:
    """The codes, agreements and themes that documents are part of."""
    return {"containers": len(rows), "largest": margin(rows, "source", "id", "title")[:LARGEST]}
