"""Bits per byte of held-out documents, by language and source.

Bits per byte compare models of any tokenizer: what a model gives a text, in bits, over the bytes of the text itself in UTF-8.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.intervals import Interval, ratio
from moisson.models.language_model import LanguageModel
from moisson.workspace.progress import Progress

AT_ONCE = 64  # documents
BY = ("language", "source")


@dataclass(frozen=True)
class Group:
    """The documents of one language or source, or all, and their bits per byte with a 95% interval over documents."""

    by: str  # all, language, source
    value: str
    documents: int
    bytes: int
    tokens: int
    bits_per_byte: Interval

    def as_dict(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in ("by", "value", "documents", "bytes", "tokens")}
        bits = self.bits_per_byte.as_dict()
        return {**counts, "bits_per_byte": bits.pop("value"), **bits}


@dataclass(frozen=True)
class Bits:
    """Bits per byte by group, and how many documents their tokens give back unchanged."""

    groups: Sequence[Group]
    documents: int
    given_back: int


def bits_per_byte(model: LanguageModel, documents: pa.Table, stride: int, progress: Progress) -> Bits:
    """Score documents (`text`, `language`, `source`), a few at a time."""
    bits, sizes, counts = (np.zeros(documents.num_rows) for _ in range(3))
    given_back = 0
    with progress.task("Bits per byte", unit="documents", total=documents.num_rows) as step:
        for begin in range(0, documents.num_rows, AT_ONCE):
            texts = documents["text"].slice(begin, AT_ONCE).to_pylist()
            ids = model.encode(texts)
            rows = slice(begin, begin + len(texts))
            bits[rows] = model.nats(ids, stride) / np.log(2)
            sizes[rows] = [len(text.encode()) for text in texts]
            counts[rows] = [len(each) for each in ids]
            given_back += model.gives_back(texts, ids)
            step.reach(begin + len(texts))

    def group(by: str, value: str, rows: Any) -> Group:
        return Group(by, value, int(rows.sum()), int(sizes[rows].sum()), int(counts[rows].sum()), ratio(bits[rows], sizes[rows]))

    groups = [group("all", "", np.ones(documents.num_rows, np.bool_))]
    for by in BY:
        of = pc.fill_null(documents[by], "und" if by == "language" else "")
        groups += [group(by, value, pc.equal(of, value).to_numpy()) for value in sorted(of.unique().to_pylist())]
    return Bits(groups, documents.num_rows, given_back)
