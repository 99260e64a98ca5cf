"""Audit: what one rule of a table of thresholds would reject, the worst first, before anything is rejected.

Documents are those of files, as `moisson.harvest.preview` reads them, or all that a recipe's last run has read, kept or dropped,
as far as each came and with every column that was written by then. A column that a rule needs and that is not there is computed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from heapq import heappush, heappushpop
from itertools import islice
from math import isnan, nan
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.errors import NotFound, RecipeError, UserError
from moisson.contracts.schemas import EXTRACTED, STRING
from moisson.contracts.stage import DROPS, Stage, Step, stages
from moisson.corpus.decisions import decided, recipe_in, run_shards
from moisson.corpus.document_stages import split_batch, written
from moisson.corpus.stages.thresholds import OCR, Rule, load_rules, numbers, signals_of
from moisson.harvest.preview import Outcome, read_files
from moisson.kernels.choosing import hash_values
from moisson.kernels.strings import strings
from moisson.readers.kinds import kind_of
from moisson.source.description import Kind
from moisson.workspace.storage import Workspace, opened_table, read_batches

BATCH = 256
EXCERPT = 320  # characters: half of them from the beginning, half from the middle
FIRST = ("normalize_text", "identify_language")  # what files go through before anything is measured
PREFIX = "quality:"
SURVEYED = pa.schema(
    [EXTRACTED.field(name) for name in ("id", "title", "language", "kind", "confidence", "format", "text")]
    + [pa.field("path", STRING)]
)


def rule_named(name: str, table: str | None = None) -> Rule:
    """The rule of that name, as in a ledger (`quality:ocr-noise`) or without the prefix; NotFound names those that there are."""
    rules = {rule.name: rule for rule in load_rules(table)}
    found = rules.get(name.removeprefix(PREFIX))
    if found is None:
        raise NotFound(f"there is no rule `{name}`; known are: {', '.join(rules)}.")
    return found


def at(rule: Rule, limits: Iterable[str]) -> Rule:
    """The rule with other limits, the same for all documents: `0.7`, or `signal=0.7` where it looks at several signals."""
    conditions = list(rule.conditions)
    for limit in limits:
        signal, given, number = limit.rpartition("=")
        names = [condition.signal for condition in conditions]
        if (given and signal not in names) or (not given and len(conditions) > 1):
            raise UserError(f"rule {rule.name} looks at {', '.join(names)}; say which: --at {names[0]}={number}.")
        try:
            value = float(number)
        except ValueError:
            raise UserError(f"--at {limit}: `{number}` is no number.") from None
        conditions = [
            condition._replace(limits={"*": value}) if condition.signal == signal or not given else condition
            for condition in conditions
        ]
    return rule._replace(conditions=tuple(conditions))


def files(path: Path, workers: int, kind: str | None = None) -> Iterator[pa.RecordBatch]:
    """Every document that can be read under a path, in batches, in one form and with its language.

    `kind` is that of the documents that do not say theirs, as a source's; UserError where there is no such kind.
    """
    if kind is not None and kind not in get_args(Kind):
        raise UserError(f"--kind {kind}: there is no such kind; known are: {', '.join(get_args(Kind))}.")
    rows = (_row(found, kind) for found in read_files(path, workers) if found.text is not None)
    while some := list(islice(rows, BATCH)):
        batch = pa.RecordBatch.from_pylist(some, SURVEYED)
        for name in FIRST:
            batch = _written(stages()[name], batch)
        yield batch


def _row(found: Outcome, kind: str | None) -> dict[str, Any]:
    assert found.text is not None
    own = {name: getattr(found.text, name) for name in ("title", "language", "confidence", "format", "text")}
    return {"id": found.id, "path": found.path, "kind": found.text.kind or kind or kind_of(found.text.format), **own}


def run(workspace: Workspace, recipe: str | None) -> Iterator[pa.RecordBatch]:
    """Every document that was read in a recipe's last run, kept or dropped, as far as it came, in batches."""
    name = recipe_in(workspace, recipe)
    shards = run_shards(workspace, name)
    keys, places = _texts(workspace, name, shards)
    for place, shard in enumerate(shards):
        here = keys[slice(*np.searchsorted(places, (place, place + 1)))]
        with opened_table(workspace.root / shard) as file:
            columns = file.schema_arrow.names
        for batch in read_batches(workspace.root / shard, columns):
            chosen = batch.filter(pa.array(np.isin(_hashes(batch["id"]), here)))
            yield from (chosen.slice(begin, BATCH) for begin in range(0, chosen.num_rows, BATCH))


def _texts(workspace: Workspace, recipe: str, shards: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """All documents that were read, by 64 bits of their ids, and the number of the shard of each, in whose order they are."""
    keys, places = [np.empty(0, np.uint64)], [np.empty(0, np.int32)]
    among = pa.array(shards, STRING)
    for rows in decided(workspace, recipe, ["id", "shard"]):
        rows = rows.filter(pc.is_valid(rows["shard"])).combine_chunks()
        keys.append(_hashes(rows["id"].combine_chunks()))
        places.append(pc.index_in(rows["shard"], among).to_numpy().astype(np.int32))
    of = np.concatenate(places)
    order = np.argsort(of, kind="stable")
    return np.concatenate(keys)[order], of[order]


def _hashes(ids: pa.Array) -> NDArray[np.uint64]:
    return hash_values(strings(ids), 0)


def with_signals(batch: pa.RecordBatch, names: Iterable[str]) -> pa.RecordBatch:
    """The batch with these columns: what is not there is computed; RecipeError where nothing can."""
    for name in names:
        if name not in batch.schema.names:
            stage = _writer(name)
            batch = _written(stage, with_signals(batch, stage.reads_of(stage.bind({}))))
    return batch


@cache
def _writer(column: str) -> Stage:
    """The document stage that writes a column with its usual parameters."""
    for stage in stages().values():
        asks = any(parameter.is_required() for parameter in stage.parameters.model_fields.values())
        if stage.scope == "document" and not asks and column in stage.writes_of(stage.bind({})):
            return stage
    raise RecipeError(f"the rule looks at `{column}`: the documents have no such column, and no stage writes it unasked.")


@cache
def _step(stage: Stage) -> Step:
    step: Step = stage.build(**stage.bind({}))
    return step


def _written(stage: Stage, batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with what a stage writes; no row is dropped."""
    columns = written(stage, stage.bind({}), stage.name, _step(stage), batch)
    return split_batch(batch, {name: column for name, column in columns.items() if name not in DROPS}, stage.name)[0]


@dataclass
class Audit:
    """Counts over all documents, and the worst of those that the rule rejects."""

    rule: Rule
    most: int
    documents: int = 0
    unmeasured: int = 0  # a signal is null: the rule does not hold
    of: dict[str, dict[str, Counter[str]]] = field(
        default_factory=lambda: {name: defaultdict(Counter) for name in ("kind", "language")}
    )
    worst: list[tuple[float, int, dict[str, Any]]] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        return sum(counts["rejected"] for counts in self.of["kind"].values())

    def add(self, batch: pa.RecordBatch) -> None:
        """Judge the documents of a batch."""
        batch = with_signals(batch, signals_of([self.rule]))
        values = {name: numbers(batch[name]) for name in signals_of([self.rule])}
        kinds = pc.if_else(batch["confidence"].is_valid(), OCR, batch["kind"]).to_pylist()
        for row, (kind, language) in enumerate(zip(kinds, batch["language"].to_pylist(), strict=True)):
            found = {name: float(value[row]) for name, value in values.items()}
            self.documents += 1
            self.unmeasured += any(map(isnan, found.values()))
            excess = _excess(self.rule, found, kind, language)
            for name, value in (("kind", kind), ("language", language)):
                self.of[name][value or "unknown"].update(documents=1, rejected=excess is not None)
            if excess is not None and (len(self.worst) < self.most or excess > self.worst[0][0]):
                keep = (excess, -self.documents, _shown(batch.slice(row, 1).to_pylist()[0], self.rule, found, kind))
                (heappushpop if len(self.worst) == self.most else heappush)(self.worst, keep)

    def as_dict(self) -> dict[str, Any]:
        """All of it, the worst first."""
        return {
            "rule": self.rule.name,
            "why": self.rule.why,
            "limits": [
                {"signal": each.signal, "side": "above" if each.above else "below", "limits": dict(each.limits)}
                for each in self.rule.conditions
            ],
            "documents": self.documents,
            "rejected": self.rejected,
            "share": self.rejected / self.documents if self.documents else 0.0,
            "unmeasured": self.unmeasured,
            **{f"by_{name}": {value: dict(counts[value]) for value in sorted(counts)} for name, counts in self.of.items()},
            "worst": [shown for *_, shown in sorted(self.worst, key=lambda each: each[:2], reverse=True)],
        }


def _excess(rule: Rule, values: Mapping[str, float], kind: str | None, language: str | None) -> float | None:
    """How far a document is beyond the nearest limit, as a share of that limit; None where the rule does not hold."""
    beyond = []
    for condition in rule.conditions:
        _, limit = condition.limit(kind, language) or ("", nan)
        value = values[condition.signal]
        if not (value > limit if condition.above else value < limit):
            return None
        beyond.append(abs(value - limit) / (abs(limit) or 1.0))
    return min(beyond)


def _shown(row: Mapping[str, Any], rule: Rule, values: Mapping[str, float], kind: str | None) -> dict[str, Any]:
    limits = {condition.signal: condition.limit(kind, row["language"]) or ("", nan) for condition in rule.conditions}
    return {
        "id": row["id"],
        "path": row.get("path"),
        "title": row["title"],
        "kind": kind,
        "language": row["language"],
        "signals": {name: {"value": value, "limit": limits[name][1], "for": limits[name][0]} for name, value in values.items()},
        "excerpt": excerpt(row["text"]),
    }


def excerpt(text: str) -> str:
    """What a person sees of a text: its beginning, and where it is long, its middle too."""
    words = " ".join(text.split())
    if len(words) <= EXCERPT:
        return words
    half = EXCERPT // 2
    return f"{words[:half]} … {words[len(words) // 2 :][:half]} …"


def audit(rule: Rule, batches: Iterable[pa.RecordBatch], most: int) -> Audit:
    """What the rule rejects of the documents, with so many of the worst."""
    found = Audit(rule, most)
    for batch in batches:
        found.add(batch)
    return found
