"""The documents that a model is judged on: those held out of its releases that it has not seen all the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import UserError
from moisson.contracts.model_file import ModelFile
from moisson.contracts.schemas import STRING
from moisson.models.holdout import SHARE, held_out
from moisson.release.private import private as is_private
from moisson.stewardship.opened import Opened, Released, open_release, row_groups, taken_back

COLUMNS = ("id", "text", "source", "language")


@dataclass(frozen=True)
class Unseen:
    """A sample of held-out documents, with COLUMNS, by the hash of their id."""

    documents: pa.Table
    held_out: int  # of the releases
    seen: int  # of those: the model was trained on them nevertheless, and they are left out


def opened_for_judging(folders: Sequence[Path], private: bool, taken_back_too: bool = False) -> list[Released]:
    """Open releases that a model is judged with; those that were taken back only where this is what is asked about.

    Raises NotFound where there is none, UserError where one was taken back, or is private and `private` not said.
    """
    found = []
    for folder in folders:
        opened = open_release(folder)
        if not taken_back_too and (said := taken_back(opened.folder)):
            raise UserError(f"{opened.name} is not for use: {said}")
        if is_private(opened.stats) and not private:
            raise UserError(f"{opened.name} may hold texts without a right; add --private where what is found stays with you.")
        found.append(opened)
    return found


def share_of(file: ModelFile | None) -> float:
    """The share of documents that a model's training left out, as its record says; SHARE where nothing says so."""
    return next((tokens.held_out for tokens in file.model.tokens if tokens.held_out), SHARE) if file else SHARE


def unseen(releases: Sequence[Opened], share: float, most: int, file: ModelFile | None) -> Unseen:
    """At most `most` documents that were held out of the releases by this share and that no step of the model saw.

    Raises UserError where none are held out, or the model saw all of them.
    """
    ids = pa.concat_arrays([held_out(release, share) for release in releases]).unique()
    seen = {row["id"] for row in file.seen_of(ids.to_pylist())} if file else set()
    left = sorted(set(ids.to_pylist()) - seen, key=order)[:most]
    if not left:
        raise UserError(
            f"the model saw all {len(ids):,} documents that a share of {share} holds out; train one that leaves them out, with"
            f" `moisson train --held-out {share}`."
        )
    return Unseen(rows_of(releases, left), len(ids), len(seen))


def rows_of(releases: Sequence[Opened], ids: Sequence[str], columns: Sequence[str] = COLUMNS) -> pa.Table:
    """The rows of some documents, those of a release after another's, each document from the first that has it."""
    wanted, found = pa.array(ids, STRING), []
    for release in releases:
        for group in row_groups(release.data, columns):
            rows = group.filter(pc.is_in(group["id"], wanted))
            if rows.num_rows:
                found.append(rows)
                wanted = wanted.filter(pc.invert(pc.is_in(wanted, rows["id"].combine_chunks())))
    schema = pa.schema([(name, STRING) for name in columns])
    return pa.concat_tables([table.cast(schema) for table in found]) if found else schema.empty_table()


def order(id: str) -> bytes:
    """By which samples are drawn: the same for the same ids, whatever else there is."""
    return sha256(b"moisson-sample\x00" + id.encode()).digest()
