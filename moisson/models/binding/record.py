"""What a binding writes: the record of the model, and the rows of the documents that it saw."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from moisson.contracts.model_file import SEEN_SCHEMA, Model, sha256_of
from moisson.contracts.token_files import TokenFiles
from moisson.contracts.version import __version__
from moisson.models.binding.documents import Seen
from moisson.models.binding.mix import Held
from moisson.models.binding.size import flops_of, parameters_of
from moisson.models.binding.steps import samples_of
from moisson.models.trainers.run import Run

FACTS = ("source", "license", "language")


@dataclass(frozen=True)
class Bound:
    """What a run saw of the folders of tokens."""

    seen: Mapping[tuple[str, str], Seen]  # by data set, where the order is known
    tokens: Mapping[tuple[str, str], float]  # by data set; an expectation where the order is not known
    others: Mapping[str, float]  # by data set of the mix that was not given
    why: str | None  # why the order is unknown


def total_of(run: Run) -> int:
    """The tokens that a run saw: as it counted them, else samples times tokens a sample."""
    if run.tokens_seen is not None:
        return run.tokens_seen
    assert run.steps is not None and run.length is not None
    return samples_of(run) * run.length


def model_of(
    folder: Path, into: Path, run: Run, tokens: Sequence[TokenFiles], held: Sequence[Held], bound: Bound, name: str | None
) -> Model:
    total = total_of(run)
    about = tokens[0].manifest.tokenizer
    parameters = parameters_of(folder, run.architecture)
    configuration: dict[str, Any] = dict(run.configuration)
    if bound.others:  # they are not ours to describe, and not to be silent about
        configuration["other_datasets"] = {each: round(count) for each, count in sorted(bound.others.items())}
    weights = {path.name: sha256_of(path) for path in sorted(folder.glob("*.safetensors"))} if into == folder else {}
    return Model.model_validate(
        {
            "name": name or folder.resolve().name,
            "trainer": {"kind": run.kind, "configuration": configuration},
            "architecture": dict(run.architecture),
            "parameters": parameters,
            "tokenizer": {"name": about.name, "sha256": about.sha256, "vocabulary": about.vocabulary},
            "tokens": [_folder(each, held, bound, total) for each in tokens],
            "sources": _sources(held, bound),
            "steps": run.steps,
            "tokens_a_step": run.batch * run.length if run.batch and run.length and run.ramp is None else None,
            "tokens_seen": total,
            "flops": flops_of(parameters, total),
            "order": "unknown" if bound.why else "known",
            "why": bound.why,
            "private": any(each.manifest.release.private for each in tokens),
            "seed": run.seed,
            "weights": weights,
            "moisson": __version__,
        }
    )


def _folder(tokens: TokenFiles, held: Sequence[Held], bound: Bound, total: int) -> dict[str, Any]:
    """A folder of tokens, as the run used its data sets."""
    datasets = []
    for each in held:
        if each.tokens is tokens:
            about, count = each.dataset.about, bound.tokens.get(each.key, 0.0)
            datasets.append(
                {
                    "name": about.name,
                    "weight": count / total if total else 0.0,
                    "documents": about.documents,
                    "tokens_seen": round(count),
                    "epochs": count / about.tokens if about.tokens else 0.0,
                }
            )
    return {
        "name": tokens.manifest.name,
        "manifest_sha256": tokens.manifest_sha256,
        "release": tokens.manifest.release.model_dump(),
        "held_out": tokens.manifest.held_out,
        "datasets": datasets,
    }


def _sources(held: Sequence[Held], bound: Bound) -> list[dict[str, Any]]:
    """Tokens seen by source, licence and language: exact where the order is known, else each document's share."""
    found: dict[tuple[str | None, ...], float] = {}
    for each, batch, count in _counts(held, bound):
        share = bound.tokens.get(each.key, 0.0) / each.dataset.about.tokens if bound.why and each.dataset.about.tokens else 1.0
        table = pa.table({name: batch[name] for name in FACTS} | {"seen": count})
        for row in table.group_by(list(FACTS)).aggregate([("seen", "sum")]).to_pylist():
            key = tuple(row[name] for name in FACTS)
            found[key] = found.get(key, 0.0) + row["seen_sum"] * share
    rows = sorted(found.items(), key=lambda each: (-each[1], tuple(part or "" for part in each[0])))
    counts = _rounded([count for _, count in rows])
    return [dict(zip(FACTS, key, strict=True)) | {"tokens_seen": n} for (key, _), n in zip(rows, counts, strict=True) if n]


def _rounded(counts: Sequence[float]) -> list[int]:
    """Whole numbers that add up to the whole: the largest remainders are rounded up."""
    whole = [int(count) for count in counts]
    up = sorted(range(len(counts)), key=lambda at: whole[at] - counts[at])[: round(sum(counts)) - sum(whole)]
    return [count + (at in up) for at, count in enumerate(whole)]


def _counts(held: Sequence[Held], bound: Bound) -> Iterator[tuple[Held, pa.RecordBatch, pa.Array]]:
    """The documents of each data set that the run used, with their tokens that were seen, or all of them if that is unknown."""
    for each in held:
        if not bound.tokens.get(each.key):
            continue
        for batch in each.dataset.ids():
            index = batch["index"].to_numpy()
            yield each, batch, pa.array(bound.seen[each.key].tokens[index]) if each.key in bound.seen else batch["tokens"]


def rows_of(held: Sequence[Held], bound: Bound) -> Iterator[pa.RecordBatch]:
    """The rows of `seen.parquet`, data set after data set in the order of its index.

    Without an order, each document of a data set that was used has the times that its weight lets one expect, and no step.
    """
    for each, batch, count in _counts(held, bound):
        size = len(batch)
        if each.key in bound.seen:
            seen, index = bound.seen[each.key], batch["index"].to_numpy()
            times = count.to_numpy() / np.maximum(batch["tokens"].to_numpy(), 1)
            first, last = seen.first[index], seen.last[index]
            steps = [pa.array(first), pa.array(last)]
            kept, tokens = pa.array(first > 0), count
        else:
            times = np.full(size, bound.tokens[each.key] / each.dataset.about.tokens)
            steps = [pa.nulls(size, pa.int32())] * 2
            kept = pa.array(np.ones(size, dtype=bool))
            tokens = pa.array(np.rint(times * batch["tokens"].to_numpy()).astype(np.int64))
        names = pa.array([each.name] * size, SEEN_SCHEMA.field("dataset").type)
        arrays = [batch["id"], batch["version"], *steps, pa.array(times), names, tokens]
        yield pa.RecordBatch.from_arrays(arrays, schema=SEEN_SCHEMA).filter(kept)
