"""What a run holds back: documents whose text is like a withdrawn one, until a person has said yes (`moisson allow`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from moisson.corpus.likeness import DETAIL, REASON, Lookalikes, read_rows
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


def held_back(facts: pa.Table, shards: Iterable[Path], withdrawn: Suppression) -> tuple[Held, ...]:
    """The live rows (`facts`: id and version) whose text in the last `shards` is like a withdrawn one; sorted by id."""
    known = Lookalikes(withdrawn)
    if not known.sought:
        return ()
    live = set(zip(facts["id"].to_pylist(), facts["version"].to_pylist(), strict=True))
    found = []
    for shard in shards:
        for row in read_rows(shard):
            if (row.id, row.version) in live and (like := known.of(row)):
                found.append(Held(row.id, row.version, row.documents, *like))
    return tuple(sorted(found, key=lambda one: one.id))
