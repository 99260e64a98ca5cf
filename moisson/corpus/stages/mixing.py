"""How much of what: samples, caps and mixtures, exact to the byte and the same whoever runs them.

Which documents go is decided by a hash of their ids, so that next month's choice is mostly this month's. Budgets are filled in
that order: what no longer fits is passed over for what still does, and documents are exchanged where that comes nearer. A budget
is never exceeded, and what is left of it is less than the smallest document that was left out.
"""

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import DROPS, Columns, Corpus, CorpusStep, Each, Shared, corpus_stage
from moisson.corpus.stages.budgets import fill, targets_of
from moisson.corpus.stages.measures import UNITS_READ, Unit, measure
from moisson.kernels.choosing import hash_values
from moisson.kernels.strings import strings

OUT_ROWS = 1 << 16

Mask = NDArray[np.bool_]


def _named(*names: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


@corpus_stage(version=1, reads=lambda p: _named("id", p["by"], p["order"]), writes=DROPS)
def sample(
    share: float | None = None,  # from 0 to 1; each document is decided alone, and a greater share holds a smaller one
    documents: int | None = None,  # or a number of documents, exact
    by: str | None = None,  # so many of each value of this column (with `documents`)
    seed: int = 0,  # another seed, another sample
    order: str | None = None,  # the highest values of this column instead of hashes (with `documents`)
) -> CorpusStep:
    """Keep a `share` of the documents, or a number of `documents` (of each value of column `by`); `sampled-out`.

    A share is decided for each document alone, by the hash of its id and the `seed`: what else is in the corpus changes nothing.
    `documents` are those with the smallest hashes or, with `order`, the highest values in that column.
    """
    if (share is None) == (documents is None):
        raise RecipeError("stage sample: give either share or documents.")
    if share is not None and not 0 <= share <= 1:
        raise RecipeError(f"stage sample: share = {share} must be from 0 to 1.")
    if share is not None and (by or order):
        raise RecipeError("stage sample: a share is the same for all documents; `by` and `order` go with documents.")
    if documents is not None and documents < 0:
        raise RecipeError(f"stage sample: documents = {documents} must not be negative.")

    def step(corpus: Corpus) -> Each | Iterator[Columns]:
        if share is not None:
            return Each(_keep_share, ("id",), {"share": share, "seed": seed})
        rows = measure(corpus, by, "documents", order, seed)
        kept = fill(rows.order, rows.group, rows.size, np.full(len(rows.names), documents, np.int64))
        said = f"{documents} documents are kept" + (f" of each {by}" if by else "")
        return _columns(kept, np.zeros(corpus.num_rows, np.uint8), ["sampled-out"], [said])

    return step


def _keep_share(_shared: Shared, _first: int, batch: pa.RecordBatch, share: float, seed: int) -> Columns:
    kept = (hash_values(strings(batch["id"]), seed) >> np.uint64(11)) < share * 2.0**53
    return _why(kept, np.zeros(len(batch), np.uint8), _words(["sampled-out"], [f"a share of {share} is kept"]))


@corpus_stage(version=1, reads=lambda p: _named("id", p["by"], p["order"], *_read_for(p)), writes=DROPS)
def cap(
    by: str,  # the column
    documents: int | None = None,  # the most documents that each value may have
    words: int | None = None,  # or words
    bytes: int | None = None,  # or bytes of text
    tokens: int | None = None,  # or tokens, as `count_tokens` counted them
    seed: int = 0,  # another seed, another choice
    order: str | None = None,  # keep the highest values of this column instead of hashes
) -> CorpusStep:
    """Keep at most so many documents, words, bytes or tokens of each value of column `by` (`over-cap:<value>`).

    Give one of the four. Documents are kept in the order of their ids' hashes or, with `order`, from the highest value in that
    column down; one that no longer fits is passed over for what still does.
    """
    given: dict[Unit, int | None] = {"documents": documents, "words": words, "bytes": bytes, "tokens": tokens}
    limits = [(unit, limit) for unit, limit in given.items() if limit is not None]
    if len(limits) != 1 or limits[0][1] < 0:
        raise RecipeError("stage cap: give one of documents, words, bytes and tokens, not below 0.")
    unit, limit = limits[0]

    def step(corpus: Corpus) -> Iterator[Columns]:
        rows = measure(corpus, by, unit, order, seed)
        kept = fill(rows.order, rows.group, rows.size, np.full(len(rows.names), limit, np.int64), swap=order is None)
        reasons = [f"over-cap:{name}" for name in rows.names]
        return _columns(kept, rows.group, reasons, _said(rows.total(), rows.total(kept), unit))

    return step


@corpus_stage(
    version=1,
    reads=lambda p: _named("id", p["by"], p["order"], *UNITS_READ[p["unit"]]),
    writes=("repeats", *DROPS),
)
def mix(
    by: str,  # the column
    weights: Mapping[str, float] | None = None,  # a weight for each value; one that is not named, or has 0, goes altogether
    # or T: each value's part is its size to the power of 1/T; 1 changes nothing, 2 takes roots, more evens out further
    temperature: float | None = None,
    unit: Unit = "bytes",  # `documents`, `words`, `bytes` or `tokens`
    budget: int | None = None,  # size of the whole; without one, as much as there is
    # if a value has less than its part: less of all, more of the others, or less in all
    short: Literal["shrink", "fill", "leave"] = "shrink",
    max_repeats: float = 1.0,  # how often a document of such a value may count
    seed: int = 0,  # another seed, another choice
    order: str | None = None,  # keep the highest values of this column instead of hashes
) -> CorpusStep:
    """Keep so much of each value of column `by` that their sizes stand in the given proportions (`mixed-out:<value>`).

    Proportions are `weights` (a value that is not named has none, and its documents go) or, with `temperature` T, the sizes to
    the power of 1/T: 1 leaves the corpus as it is, more evens it out. Sizes are counted in `unit`; `budget` is the size of the
    whole, as much as there is by default. Where a value has less than its part: `shrink` makes the whole smaller until the
    proportions hold, `fill` gives what is missing to the others in proportion, `leave` leaves it missing.

    No row is ever doubled: a value that is short may count up to `max_repeats` times, and column `repeats` says how often a
    trainer should see each of its documents. It is 1.0 everywhere unless `max_repeats` is more.
    """
    asked = _weights(weights, temperature)
    if budget is not None and budget < 0:
        raise RecipeError(f"stage mix: budget = {budget} must not be negative.")
    if not 1 <= max_repeats <= 1000:
        raise RecipeError(f"stage mix: max_repeats = {max_repeats} must be from 1 to 1000.")
    if budget is None and short != "shrink":
        raise RecipeError(f"stage mix: short = {short!r} needs a budget; without one, the whole is as large as the parts allow.")

    def step(corpus: Corpus) -> Iterator[Columns]:
        rows = measure(corpus, by, unit, order, seed)
        there = rows.total()
        parts = asked or {name: _power(int(size), temperature) for name, size in zip(rows.names, there, strict=True)}
        if asked and short == "shrink" and corpus.num_rows:
            _refuse_absent(asked, dict(zip(rows.names, there.tolist(), strict=True)), by)
        names = list(dict.fromkeys([*rows.names, *parts]))  # what is absent has its part too
        room = [int(size * Fraction(max_repeats)) for size in there.tolist()] + [0] * (len(names) - len(there))
        weight = [Fraction(parts.get(name, 0.0)) for name in names]
        targets = targets_of(weight, room, budget, short)[: len(there)]
        wanted = np.array([part > 0 for part in weight[: len(there)]], np.bool_)[rows.group]
        asked_for = np.where(wanted, rows.group, np.int32(-1))
        kept = fill(rows.order, asked_for, rows.size, np.minimum(targets, there), swap=order is None)
        if short == "fill" and budget is not None:  # what the parts leave, for whatever still fits
            whole = np.where(targets > there, targets, rows.total(kept))
            rest = np.where(wanted & ~kept, np.int32(0), np.int32(-1))
            kept |= fill(rows.order, rest, rows.size, np.array([budget - int(whole.sum())]))
        repeats = np.where(targets > there, np.floor(targets / np.maximum(there, 1) * 10_000) / 10_000, 1.0)
        reasons = [f"mixed-out:{name}" for name in rows.names]
        return _columns(kept, rows.group, reasons, _said(there, rows.total(kept), unit), repeats)

    return step


def _weights(weights: Mapping[str, float] | None, temperature: float | None) -> dict[str, float] | None:
    if (weights is None) == (temperature is None):
        raise RecipeError("stage mix: give either weights or temperature.")
    if weights is None:
        if not 0 < (temperature or 0) < math.inf:
            raise RecipeError(f"stage mix: temperature = {temperature} must be above 0.")
        return None
    for name, weight in weights.items():
        if not 0 <= weight < math.inf:
            raise RecipeError(f"stage mix: the weight of {name!r} is {weight}; it must be 0 or more.")
    if not any(weights.values()):
        raise RecipeError("stage mix: no weight is above 0, so nothing would stay.")
    return dict(weights)


def _power(size: int, temperature: float | None) -> float:
    """A size under a temperature, to twelve digits: the same on every machine."""
    return float(f"{float(size) ** (1 / (temperature or 1)):.12g}") if size else 0.0


def _refuse_absent(weights: Mapping[str, float], there: Mapping[str, int], by: str) -> None:
    for name, weight in weights.items():
        if weight and not there.get(name):
            found = ", ".join(name for name, size in there.items() if size) or "nothing"
            raise RecipeError(
                f"stage mix: there is nothing of {by} {name!r}, so nothing could stand beside it; there is {found}."
                " Leave it out, or give a budget and short = 'fill'."
            )


def _read_for(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for unit, names in UNITS_READ.items() if parameters[unit] is not None for name in names)


def _said(there: NDArray[np.int64], used: NDArray[np.int64], unit: Unit) -> list[str]:
    """For each value, how much of it stays."""
    return [f"{kept:,} of {size:,} {unit} are kept" for kept, size in zip(used.tolist(), there.tolist(), strict=True)]


def _columns(
    kept: Mask, group: NDArray[Any], reasons: list[str], details: list[str], repeats: NDArray[np.float64] | None = None
) -> Iterator[Columns]:
    """Why rows go, a batch at a time; with `repeats`, also what each value has there."""
    words = _words(reasons, details)
    for begin in range(0, max(len(kept), 1), OUT_ROWS):
        of, stays = (column[begin : begin + OUT_ROWS] for column in (group, kept))
        yield {**({} if repeats is None else {"repeats": pa.array(repeats[of])}), **_why(stays, of, words)}


def _words(reasons: list[str], details: list[str]) -> Columns:
    """One reason and one detail for each value."""
    return {name: pa.array(said, STRING) for name, said in zip(DROPS, (reasons, details), strict=True)}


def _why(kept: Mask, group: NDArray[Any], words: Columns) -> Columns:
    rows = pa.array(group, mask=kept)
    return {name: said.take(rows) for name, said in words.items()}
