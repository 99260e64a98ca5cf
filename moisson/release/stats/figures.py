"""The sections of `stats.json`, each a function of the counts and the facts of the run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moisson.contracts.errors import ConservationError
from moisson.release.facts import RunFacts, SourceFacts
from moisson.release.stats import contents, spread
from moisson.release.stats.conservation import conservation
from moisson.release.stats.funnel import dropped_by_source, funnel, ledger
from moisson.release.stats.tally import Margin

Row = dict[str, Any]

JOINT = "\x1f"  # between stage and reason in the name of a group of ledger rows: the unit separator, which neither contains
DOCUMENT_KEYS = (
    *("source", "language", "license", "basis", "level", "seen", "legal_state", "force"),
    *("vanished", "reserved", "contradicted", "masked", "tokenized"),
)
SUMS = ("documents", "words", "characters", "bytes", "tokens")


@dataclass(frozen=True)
class Counted:
    """The counts of one pass over a release and its ledger; rows in order of their keys."""

    documents: list[Row]
    lengths: Margin
    dates: Margin
    described: list[Row]
    accounts: list[Row]
    left_out: list[Row]
    hosts: Margin
    removed: list[Row]
    contaminated: list[Row]
    bits: list[Row]
    protocols: list[Row]
    masks: list[Row]
    clusters: Margin
    containers: Margin
    ledger: list[Row]
    examples: Mapping[str, list[Row]]
    dropped: Mapping[str, list[Row]]


def describe(counted: Counted, facts: RunFacts) -> Row:
    """All sections; raises ConservationError where documents are of a source that the facts lack."""
    documents = counted.documents
    if strange := {row["source"] for row in documents} - {source.name for source in facts.sources}:
        raise ConservationError(f"the release holds documents of {', '.join(sorted(strange))}, which its recipe does not name.")
    names = [source.name for source in facts.sources]
    dates, dates_of = spread.dates(counted.dates, facts.recipe.as_of, names)
    lengths, lengths_of = spread.lengths(counted.lengths, names)
    return {
        "release": facts.release,
        "recipe": vars(facts.recipe),
        "tokenizer": facts.tokenizer,
        "totals": _totals(counted, facts),
        "sources": [_source(counted, source, facts, dates_of[source.name], lengths_of[source.name]) for source in facts.sources],
        "languages": margin(documents, "language"),
        "rights": _rights(documents),
        "reservations": margin([row for row in documents if row["reserved"]], "source"),
        "protocols": counted.protocols,
        "legal": margin(documents, "legal_state", "force"),
        "force": margin(documents, "force"),
        **{f"{name}s": margin(counted.described, name) for name in ("kind", "jurisdiction", "script", "format")},
        "conservation": conservation(counted.accounts, counted.left_out),
        "language_scores": contents.scores(counted.described),
        "dates": dates,
        "lengths": lengths,
        "masks": _masks(counted),
        "boilerplate": contents.boilerplate(counted.removed, facts),
        "contamination": contents.contamination(counted.contaminated, facts),
        "clusters": spread.clusters(counted.clusters, facts),
        "containers": spread.containers(counted.containers),
        "hosts": contents.hosts(counted.hosts, facts),
        "memory": contents.memory(counted.bits),
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
    """A share rounded to four digits; 0 of 0 is 0."""
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
        "contradicted": where(lambda row: row["contradicted"]),
        "vanished": where(lambda row: row["vanished"]),
        "unseen_rights": where(lambda row: not row["seen"]),
        "otherwise": total((row for row in counted.described if row["otherwise"]), "documents"),
        "unread": total((row for row in counted.described if row["unread"]), "documents"),
    }


def _source(counted: Counted, source: SourceFacts, facts: RunFacts, dates: Row, lengths: Row) -> Row:
    rows = of(counted.documents, source.name)
    sums = {name: total(rows, name) for name in SUMS if name != "tokens"}
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
        "lengths": lengths,
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


def _masks(counted: Counted) -> Row:
    sums = ("documents", "occurrences")
    return {
        "documents": total((row for row in counted.documents if row["masked"]), "documents"),
        "occurrences": total(counted.masks, "occurrences"),
        "kinds": margin(counted.masks, "kind", sums=sums),
        "by_source": margin(counted.masks, "source", "kind", sums=sums),
    }
