"""Everything a reader asks of a log: it replays, its checkpoint is of it and cosigned, and it grew from what was seen before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from moisson.contracts.commons.bodies import College
from moisson.contracts.commons.log import Log
from moisson.contracts.commons.note import Checkpoint, origin_of, read_checkpoint
from moisson.contracts.commons.replay import replay
from moisson.contracts.commons.state import State
from moisson.contracts.commons.tree import extends
from moisson.contracts.errors import Unverified
from moisson.contracts.sign import PublicKey


@dataclass(frozen=True)
class Checked:
    """A log that holds: its state, and its checkpoint with the colleges that cosigned it; None where it has none yet."""

    state: State
    checkpoint: Checkpoint | None
    cosigned: Mapping[College, datetime]


def check(
    log: Log,
    *,
    at: datetime | None = None,
    remembered: Checkpoint | None = None,
    witnesses: Mapping[PublicKey, College] | None = None,
) -> Checked:
    """Check a log; raises Unverified for the first thing that does not hold.

    `remembered` is a checkpoint that the reader saw before: it is held against the events, and spares none of them. `witnesses`
    are the reader's own; without them, the keys that the log's members name count.
    """
    state = replay(log, at=at)
    if remembered is not None:
        begins_with(log, state, remembered)
    if (note := log.checkpoint) is None:
        return Checked(state, None, {})
    checkpoint = read_checkpoint(note)
    begins_with(log, state, checkpoint)
    return Checked(state, checkpoint, checkpoint.trusted(state.witnesses() if witnesses is None else witnesses))


def begins_with(log: Log, state: State, checkpoint: Checkpoint) -> None:
    """Raise Unverified where the log does not begin with the events of a checkpoint."""
    if checkpoint.origin != origin_of(state.origin):
        raise Unverified(f"the checkpoint is of {checkpoint.origin}, another commons than {origin_of(state.origin)}.")
    if checkpoint.size > len(log.events):
        raise Unverified(
            f"the checkpoint is over {checkpoint.size} events, and the log has {len(log.events)}: the newest were removed."
        )
    size = len(log.events)
    proof = log.tree.consistency(checkpoint.size, size)
    if not extends(checkpoint.size, checkpoint.root, size, log.root(), proof):
        raise Unverified(f"the log was rewritten: its first {checkpoint.size} events are not those of the checkpoint over them.")
