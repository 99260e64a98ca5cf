"""How often rules and masks are right, by what readers said.

A rule is right where it dropped a document that does not belong in the corpus. Intervals are for what was drawn by chance, each
document with the weight of its sample; a document that a reader came upon is counted apart, for nobody knows what it stands for.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from moisson.contracts.intervals import Interval, ratio, share, weighted_share
from moisson.corpus.judgements.record import Judgement, Mask, standing

Document = tuple[str, str, str | None]


@dataclass(frozen=True)
class Judged:
    """How often readers found a rule, or a source's kept documents, right."""

    name: str
    stage: str | None
    right: int
    wrong: int
    split: int  # as many readers for as against; they count as neither
    picked: int  # of right and wrong, those outside any sample; they are not in the interval
    share: Interval | None  # None where nothing was drawn by chance

    def as_dict(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in ("name", "stage", "right", "wrong", "split", "picked")}
        return {**told, "share": self.share.as_dict() if self.share else None}


@dataclass(frozen=True)
class Masked:
    """How often masks of a kind are right, and how many were missed in the documents that were read."""

    kind: str
    stage: str | None
    documents: int
    right: float  # of several readers of a document, their mean
    wrong: float
    missed: float
    precision: Interval | None  # None where nothing is masked
    recall: Interval | None  # an upper bound: readers miss some, too

    def as_dict(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in ("kind", "stage", "documents", "right", "wrong", "missed")}
        return {
            **told,
            "precision": self.precision.as_dict() if self.precision else None,
            "recall_at_most": self.recall.as_dict() if self.recall else None,
        }


def of_rules(judgements: Iterable[Judgement]) -> list[Judged]:
    """Of documents dropped: how often each rule was right, those judged most first."""
    by = defaultdict(list)
    for each in standing(judgements):
        if each.about == "document" and each.fate == "dropped" and each.rule is not None:
            by[each.rule].append(each)
    found = [_judged(name, each[0].stage, each, "bad") for name, each in by.items()]
    return sorted(found, key=lambda each: (-(each.right + each.wrong + each.split), each.name))


def of_kept(judgements: Iterable[Judgement]) -> list[Judged]:
    """Of documents kept: how often they belong in the corpus, by source."""
    by = defaultdict(list)
    for each in standing(judgements):
        if each.about == "document" and each.fate == "kept":
            by[each.source].append(each)
    return [_judged(name, None, by[name], "good") for name in sorted(by)]


def _judged(name: str, stage: str | None, said: Sequence[Judgement], right: str) -> Judged:
    by: dict[Document, list[Judgement]] = defaultdict(list)
    for each in said:
        by[each.document].append(each)
    hits, weights, counts = list[bool](), list[float](), dict.fromkeys(("right", "wrong", "split", "picked"), 0)
    for readers in by.values():
        votes = sum(1 if each.verdict == right else -1 for each in readers)
        if votes == 0:
            counts["split"] += 1
            continue
        counts["right" if votes > 0 else "wrong"] += 1
        sample = next((each.sample for each in readers if each.sample), None)
        if sample is None:
            counts["picked"] += 1
        else:
            hits.append(votes > 0)
            weights.append(sample.weight)
    return Judged(name, stage, **counts, share=weighted_share(np.array(hits), np.array(weights)) if hits else None)


def of_masks(judgements: Iterable[Judgement]) -> list[Masked]:
    """Of documents whose masks were read: by kind and by the stage that masks."""
    documents: dict[Document, list[Judgement]] = defaultdict(list)
    for each in standing(judgements):
        if each.about == "masks":
            documents[each.document].append(each)
    counts: dict[tuple[str, str | None], list[tuple[float, float, float, float]]] = defaultdict(list)
    for readers in documents.values():
        weight = next((each.sample.weight for each in readers if each.sample), 1.0)
        kinds = {(mask.kind, mask.stage) for each in readers for mask in (*each.right, *each.wrong, *each.missed)}
        for kind in kinds:
            means = (
                sum(_of(kind, getattr(each, name)) for each in readers) / len(readers) for name in ("right", "wrong", "missed")
            )
            right, wrong, missed = means
            counts[kind].append((right, wrong, missed, weight))
    return [_masked(*kind, np.array(counts[kind])) for kind in sorted(counts, key=lambda kind: (kind[0], kind[1] or ""))]


def _of(kind: tuple[str, str | None], masks: Sequence[Mask]) -> int:
    return sum((mask.kind, mask.stage) == kind for mask in masks)


def _masked(kind: str, stage: str | None, rows: Any) -> Masked:
    right, wrong, missed, weight = rows.T
    precision = _over_documents(right, right + wrong, weight)
    recall = _over_documents(right, right + missed, weight)
    return Masked(kind, stage, len(rows), float(right.sum()), float(wrong.sum()), float(missed.sum()), precision, recall)


def _over_documents(hits: Any, of: Any, weight: Any) -> Interval | None:
    """A share of places. Those of one document are alike, so the interval is the wider of Wilson's over places and a bootstrap's
    over documents."""
    if not of.sum():
        return None
    drawn = ratio(weight * hits, weight * of)
    places = float((weight * of).sum()) ** 2 / float((weight**2 * of).sum())
    over_places = share(drawn.value * places, places)
    return Interval(drawn.value, min(drawn.low, over_places.low), max(drawn.high, over_places.high))
