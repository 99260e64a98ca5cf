"""What a run holds back: documents whose text is like a withdrawn one, until a person has said yes (`moisson allow`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from moisson.corpus.likeness import DETAIL, REASON, Lookalikes, rows_of
from moisson.corpus.shards import take
from moisson.workspace.withdrawn_ids import Suppression, Withdrawn

HELD = "withdrawals"  # where decisions say that a document was held back


@dataclass(frozen=True)
class Held:
    """A harvested row that waits, and the withdrawn document that its text is like."""

    id: str
    version: str
    documents: tuple[str, ...]  # ids of those that were read from it
    like: Withdrawn
    similarity: float

    def as_dict(self) -> dict[str, Any]:
        """For a receipt; `of` reads it back."""
        return {**vars(self), "documents": list(self.documents), "like": self.like.id}

    @classmethod
    def of(cls, said: Mapping[str, Any], withdrawn: Suppression) -> "Held":
        like = withdrawn.by_id[said["like"]]
        return cls(said["id"], said["version"], tuple(said["documents"]), like, said["similarity"])

    @property
    def decisions(self) -> list[dict[str, Any]]:
        """For the operator alone: its documents by their ids, and how similar it is to which public name."""
        detail = orjson.dumps({"like": self.like.name, "similarity": round(self.similarity, 4)}).decode()
        about = {"version": self.version, "stage": HELD, "reason": REASON, "detail": detail, "raw_id": self.id}
        return [{"id": id, **about} for id in self.documents]

    @property
    def ledger(self) -> dict[str, Any]:
        """For everyone: by a public name, since what is like a withdrawn text nearly tells it."""
        return {"id": self.like.name_for(self.id), "version": None, "stage": "harvest", "reason": REASON, "detail": DETAIL}


def held_back(rows: pa.Table, shard: Path, withdrawn: Suppression) -> Iterator[Held]:
    """The RAW rows whose text is like a withdrawn one, of documents of one shard (`id`, `version`, `raw_id` and `_row` there)."""
    known = Lookalikes(withdrawn)
    if not known.sought:
        return
    at = rows["_row"].to_numpy().astype(np.int64)
    texts = take([shard], ["text"], np.zeros_like(at), at).column(0)
    for row in rows_of(rows.append_column("text", texts)):
        if like := known.of(row):
            yield Held(row.id, row.version, row.documents, *like)
