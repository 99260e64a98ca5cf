"""Making checkpoints, and cosigning them as a witness."""

from datetime import UTC, datetime
from pathlib import Path

from moisson.contracts.commons.check import begins_with
from moisson.contracts.commons.log import Log, write_pack
from moisson.contracts.commons.note import Checkpoint, merged, origin_of, read_checkpoint
from moisson.contracts.commons.replay import replay
from moisson.contracts.commons.state import State
from moisson.contracts.disk import beside, disk
from moisson.contracts.errors import UserError
from moisson.contracts.sign import Signer, configuration


def make_checkpoint(folder: Path, signer: Signer) -> Checkpoint:
    """Make a checkpoint over all events, and the file that readers over the web take; witnesses cosign it.

    Raises Unverified where the log does not hold.
    """
    log = Log.open(folder)
    state = replay(log, at=datetime.now(UTC))
    made = Checkpoint(origin_of(state.origin), len(log.events), log.root()).signed(signer)
    before = _published(log)
    if before is not None:
        begins_with(log, state, before)
    if before is not None and before.text == made.text:
        made = merged(before, made)
    write_pack(log)
    _publish(folder, made)
    return made


def cosign(folder: Path, signer: Signer, memory: Path | None = None) -> Checkpoint:
    """Cosign the newest checkpoint as the witness whose key this is.

    The log is replayed first, and held against the checkpoint that this witness cosigned last, which lies in `memory`. Raises
    Unverified where it does not hold or was rewritten since; UserError where the key is no witness's.
    """
    log, now = Log.open(folder), datetime.now(UTC)
    state = replay(log, at=now)
    checkpoint = _published(log)
    if checkpoint is None:
        raise UserError(f"{folder} has no checkpoint; `moisson commons checkpoint` makes one.")
    name = _witness(state, signer)
    begins_with(log, state, checkpoint)
    path = memory or configuration() / "witness" / f"{state.origin}.note"
    with disk(path):
        if path.is_file():
            begins_with(log, state, read_checkpoint(path.read_text(encoding="utf-8")))
    made = checkpoint.cosigned(name, signer, now)
    _write(path, str(made).encode())  # first: what was cosigned is never forgotten
    _publish(folder, made)
    return made


def _witness(state: State, signer: Signer) -> str:
    for member in state.active():
        if member.witness == signer.public:
            return member.id
    raise UserError(f"{signer.public.fingerprint} is no witness of {state.name}: no member's record names it as `witness`.")


def _published(log: Log) -> Checkpoint | None:
    return None if log.checkpoint is None else read_checkpoint(log.checkpoint)


def _publish(folder: Path, made: Checkpoint) -> None:
    _write(folder / "checkpoint", str(made).encode())
    _write(folder / "checkpoints" / str(made.size), str(made).encode())


def _write(path: Path, data: bytes) -> None:
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with beside(path) as temporary:
        temporary.write_bytes(data)
