"""Withdrawals of documents that a commons decides: they enter the workspace's register, and go where that feed goes.

The log is for ever, so it never names a document: a list has marks, by which only those who hold a document recognise it.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import orjson

from moisson.commons.govern import Governed
from moisson.contracts.errors import NotFound, UserError
from moisson.contracts.identity import pretty_json
from moisson.contracts.sign import signer
from moisson.harvest.snapshot import Snapshot
from moisson.models.seen import models_of
from moisson.models.take_back import take_back_from
from moisson.release.parquet import rows
from moisson.stewardship.withdraw.act import Request, withdraw
from moisson.workspace.options import Options
from moisson.workspace.printing import remark
from moisson.workspace.withdrawn_ids import mark, rows_of, suppression

FORMAT = "moisson-withdrawal-1"
MOST = 5  # named to whoever builds


def marked(release: Path, ids: Iterable[str]) -> bytes:
    """The list of these documents of a release, as an object; raises NotFound where it holds one of them not."""
    wanted, found = set(ids), dict[str, set[str]]()
    for batch in rows(release, "data", ["id", "version"]):
        for id, version in zip(batch["id"].to_pylist(), batch["version"].to_pylist(), strict=True):
            if id in wanted or any(row in wanted for row in rows_of(id)):
                named = next(row for row in rows_of(id) if row in wanted)
                # A document is read from a row of its own id, or of what stands before a `#`; one of these is in the harvest.
                found.setdefault(named, set()).update(mark(row, version) for row in rows_of(id))
    if missing := sorted(wanted - found.keys()):
        raise NotFound(f"{release} holds no document {missing[0]}; `moisson show` finds ids.")
    return pretty_json({"format": FORMAT, "marks": sorted(set().union(*found.values()))})


def marks_of(data: bytes) -> frozenset[str] | None:
    """The marks of a list; None where the object is none, but something else that is taken back."""
    try:
        said = orjson.loads(data)
        return frozenset(map(str, said["marks"])) if said["format"] == FORMAT else None
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None


def carry_out(found: Governed, snaps: Mapping[str, Snapshot], options: Options) -> list[str]:
    """Withdraw what the commons decided to, as far as it is harvested here and not withdrawn yet; the ids.

    The workspace's releases are marked, its feed has it for copies and tokens elsewhere, its models' records say so.
    It must be locked. Raises UserError where a list that was decided is not in the copy of the commons.
    """
    gone: list[str] = []
    for proposal in found.state.proposals.values():
        if proposal.kind != "withdrawal" or proposal.status != "accepted" or proposal.sha256 is None:
            continue
        try:
            marks = marks_of(found.log.object(proposal.sha256))
        except NotFound as error:
            raise UserError(f"withdrawal {proposal.number} was decided, and cannot be carried out: {error}") from None
        known = suppression(options.workspace).by_id
        ids = [id for id in _held(marks, snaps) if id not in known] if marks else []
        if ids:
            day = f"{proposal.decided:%Y-%m-%d}"
            reason = f"decided by the commons, event {proposal.decision}"
            withdraw(options.workspace, Request(ids, reason, found.state.name, day, same_text=True), signer(options.key))
            gone += ids
            some = ", ".join(ids[:MOST]) + (" …" if len(ids) > MOST else "")
            remark(f"{found.state.name} withdrew {some} (event {proposal.decision}).")
    if gone:
        _, failed = take_back_from(models_of(options.workspace), options.workspace)
        for why in failed.values():
            remark(f"A model could not be read, and what it saw is not known: {why}")
    return gone


def _held(marks: frozenset[str], snaps: Mapping[str, Snapshot]) -> list[str]:
    """The harvested rows that a list marks."""
    return sorted(
        {
            id
            for snap in snaps.values()
            for batch in snap.batches(["id", "version"])
            for id, version in zip(batch["id"].to_pylist(), batch["version"].to_pylist(), strict=True)
            if version and mark(id, version) in marks
        }
    )
