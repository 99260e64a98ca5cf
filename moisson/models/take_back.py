"""What a withdrawal means for a model: which of its documents, by which step, what share, from where to train again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from moisson.contracts.errors import MoissonError, Unverified, UserError
from moisson.contracts.model_file import SEEN_SCHEMA, ModelFile, Withdrawn, write_model
from moisson.contracts.schemas import STRING
from moisson.contracts.sign import PublicKey, public_key
from moisson.models.seen import checkpoint_before
from moisson.stewardship.feed import read_feed
from moisson.stewardship.marks import marks_of
from moisson.workspace.storage import Workspace
from moisson.workspace.withdrawn_ids import rows_of, suppression

# The public name of a document and what is said of its withdrawal, by its id and version; None where it is not withdrawn.
Named = Callable[[str, str | None], tuple[str, str] | None]


@dataclass(frozen=True)
class Taken:
    """What a model saw that is now withdrawn."""

    opened: ModelFile
    withdrawn: tuple[Withdrawn, ...]

    @property
    def first_step(self) -> int | None:
        """The first step that saw any of it; None where the order is unknown or it saw nothing."""
        steps = [each.first_step for each in self.withdrawn]
        return None if None in steps or not steps else min(step for step in steps if step is not None)

    def as_dict(self) -> dict[str, Any]:
        model, tokens = self.opened.model, sum(each.tokens_seen for each in self.withdrawn)
        before = None if self.first_step is None else checkpoint_before(self.opened.folder, self.first_step)
        return {
            "model": model.name,
            "folder": str(self.opened.folder),
            "order": model.order,
            "why": model.why,
            "withdrawn": [each.model_dump() for each in self.withdrawn],
            "tokens": tokens,
            "share": tokens / model.tokens_seen if model.tokens_seen else None,
            "first_step": self.first_step,
            "retrain_from": None if before is None else {"step": before[0], "checkpoint": before[1].name},
        }


def take_back(folder: Path, named: Named) -> Taken:
    """Enter what is withdrawn into a model's record, and put its public name for its id in `seen.parquet`; counts stay.

    What was entered before is not entered again. Raises NotFound, UserError and StorageError where the model is not whole.
    """
    opened = ModelFile.open(folder, weights=False)
    found = [each for batch in opened.seen() for each in _withdrawn(batch, _gone(batch, named))]
    if not found:
        return Taken(opened, ())
    model = opened.model.model_copy(update={"withdrawn": [*opened.model.withdrawn, *found]})
    renamed = (_renamed(batch, _gone(batch, named)) for batch in opened.seen())
    return Taken(write_model(folder, model, renamed), tuple(found))


def _gone(batch: pa.RecordBatch, named: Named) -> dict[int, tuple[str, str]]:
    """The public names, and what is said, by the place of a row; a row without a version has its public name already."""
    rows = zip(batch["id"].to_pylist(), batch["version"].to_pylist(), strict=True)
    said = ((at, named(id, version)) for at, (id, version) in enumerate(rows) if version is not None)
    return {at: act for at, act in said if act is not None}


def _withdrawn(batch: pa.RecordBatch, gone: Mapping[int, tuple[str, str]]) -> Iterator[Withdrawn]:
    rows = batch.take(pa.array(list(gone), pa.int64())).to_pylist()
    for row, (name, said) in zip(rows, gone.values(), strict=True):
        yield Withdrawn(name=name, said=said, **{key: row[key] for key in ("first_step", "last_step", "times", "tokens_seen")})


def _renamed(batch: pa.RecordBatch, gone: Mapping[int, tuple[str, str]]) -> pa.RecordBatch:
    if not gone:
        return batch
    ids = [gone[at][0] if at in gone else id for at, id in enumerate(batch["id"].to_pylist())]
    versions = [None if at in gone else version for at, version in enumerate(batch["version"].to_pylist())]
    said = {"id": pa.array(ids, STRING), "version": pa.array(versions, STRING)}
    return pa.RecordBatch.from_arrays([said.get(name, batch[name]) for name in SEEN_SCHEMA.names], schema=SEEN_SCHEMA)


def take_back_from(folders: Sequence[Path], workspace: Workspace) -> tuple[list[Taken], dict[str, str]]:
    """Enter all that a workspace has withdrawn into these models' records, each once; by folder, why one could not be read."""
    said = {
        document.id: (document.name, f"{act.date}, {act.authority}: {act.reason}")
        for act in suppression(workspace).withdrawals
        for document in act.documents
    }

    def named(id: str, _: str | None) -> tuple[str, str] | None:
        return next((said[row] for row in rows_of(id) if row in said), None)

    taken, failed = list[Taken](), dict[str, str]()
    for folder in dict.fromkeys(path.resolve() for path in folders):
        try:
            taken.append(take_back(folder, named))
        except MoissonError as error:  # the withdrawal holds all the same, and the others are to learn of it
            failed[str(folder)] = str(error)
    return taken, failed


def apply_feed(feed: Path, folder: Path, key: PublicKey | None) -> Taken:
    """Enter what a feed withdraws into a model's record.

    The feed must be signed by the maker of the model's releases, or by `key`. Raises UserError where neither is known, Unverified
    where the feed is not theirs or holds nothing.
    """
    makers = {each.release.maker for each in ModelFile.open(folder, weights=False).model.tokens}
    if key is None and (len(makers) > 1 or None in makers):
        raise UserError(
            f"{folder} does not say who made its releases, or several did: name the key that signs the feed with --feed-key."
        )
    marks = marks_of(read_feed(feed, key or public_key(str(*makers))).acts)
    if not marks.last:
        raise Unverified(f"{feed} holds no withdrawal; get the feed again.")

    def named(id: str, version: str | None) -> tuple[str, str] | None:
        name = marks.of(id, version)
        return (name, str(marks.acts[name]["detail"])) if name else None

    return take_back(folder, named)
