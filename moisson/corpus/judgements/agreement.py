"""Whether two readers say the same of the same documents and masks, and where they do not."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np

from moisson.contracts.intervals import Interval, kappa
from moisson.corpus.judgements.record import Judgement, standing

Item = tuple[Any, ...]


@dataclass(frozen=True)
class Agreement:
    """Two readers: how many items both judged, how many alike, and Cohen's kappa, which takes chance away."""

    readers: tuple[str, str]
    about: Literal["document", "masks"]
    both: int
    alike: int
    kappa: Interval | None  # None where both always say one thing: then chance would, too
    apart: tuple[tuple[str, str], ...]  # release and id of documents on which they differ

    def as_dict(self) -> dict[str, Any]:
        return {
            "readers": list(self.readers),
            "about": self.about,
            "both": self.both,
            "alike": self.alike,
            "kappa": self.kappa.as_dict() if self.kappa else None,
            "apart": [{"release": release, "id": id} for release, id in self.apart],
        }


def agreements(judgements: Iterable[Judgement]) -> list[Agreement]:
    """Every two readers who judged the same documents, or the same masks."""
    said: dict[str, dict[str, dict[Item, bool]]] = {about: defaultdict(dict) for about in ("document", "masks")}
    for each in standing(judgements):
        of = said[each.about][each.who]
        if each.about == "document":
            of[each.document] = each.verdict == "good"
        for masks, right in ((each.right, True), (each.wrong, False)):
            of |= {(*each.document, mask.field, mask.start): right for mask in masks}
    found = [
        _between((one, other), "document" if about == "document" else "masks", of[one], of[other])
        for about, of in said.items()
        for one, other in combinations(sorted(of), 2)
    ]
    return [each for each in found if each.both]


def _between(
    readers: tuple[str, str], about: Literal["document", "masks"], one: dict[Item, bool], other: dict[Item, bool]
) -> Agreement:
    counts = np.zeros((2, 2))
    apart = dict[tuple[str, str], None]()
    for item in one.keys() & other.keys():
        counts[int(one[item]), int(other[item])] += 1
        if one[item] != other[item]:
            apart[item[0], item[1]] = None
    both, alike = int(counts.sum()), int(np.trace(counts))
    return Agreement(readers, about, both, alike, kappa(counts) if both else None, tuple(sorted(apart)))
