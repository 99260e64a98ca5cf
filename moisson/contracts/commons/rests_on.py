"""What a release rests on: the decisions of a commons that accepted its parts, with proofs that anyone checks offline.

Each accepted part comes with the event that proposed it and the one that decided, both with their paths to the root of a
checkpoint. Whoever cosigned that has replayed the log: the witnesses of two colleges vouch that the rules gave that outcome.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from moisson.contracts.commons.bodies import COLLEGES, College, Decision
from moisson.contracts.commons.bodies import Proposal as ProposalBody
from moisson.contracts.commons.event import Event, read_event
from moisson.contracts.commons.log import Log
from moisson.contracts.commons.note import Checkpoint, origin_of, read_checkpoint
from moisson.contracts.commons.state import Proposal, State
from moisson.contracts.commons.tree import includes
from moisson.contracts.errors import Unverified, UserError
from moisson.contracts.identity import pretty_json
from moisson.contracts.sign import PublicKey, public_key

FORMAT = "moisson-commons-proof-1"
FILE = "commons.json"  # in a release


@dataclass(frozen=True)
class Accepted:
    """Something that a commons accepted: its kind and name, its digest, and the events."""

    kind: str
    name: str
    sha256: str
    proposal: int
    decision: int


@dataclass(frozen=True)
class Rests:
    """What a release rests on, once its proofs hold."""

    commons: str
    checkpoint: Checkpoint
    accepted: tuple[Accepted, ...]
    cosigned: Mapping[College, datetime]
    named: Mapping[PublicKey, College]  # the witnesses that the file itself names


def write_rests(log: Log, state: State, checkpoint: Checkpoint, proposals: Sequence[Proposal]) -> bytes:
    """The file of a release that rests on these decisions; raises UserError where the checkpoint is older than one of them."""
    numbers = sorted({number for each in proposals for number in (each.number, each.decision or 0)} | {0})
    if numbers[-1] >= checkpoint.size:
        raise UserError(
            f"event {numbers[-1]}, on which this release would rest, is newer than the checkpoint over {checkpoint.size} events;"
            " `moisson commons checkpoint` makes a new one, and two witnesses cosign it."
        )
    parts = sorted(proposals, key=lambda each: (each.kind, each.name))
    said = [
        {"kind": each.kind, "name": each.name, "sha256": each.sha256, "proposal": each.number, "decision": each.decision}
        for each in parts
    ]
    events = {
        str(number): {
            "event": log.events[number].data.decode(),
            "signature": log.events[number].signature,
            "path": [node.hex() for node in log.proof(number, checkpoint.size)],
        }
        for number in numbers
    }
    witnesses = {str(key): college for key, college in state.witnesses().items()}
    named = {"format": FORMAT, "commons": state.name, "checkpoint": str(checkpoint), "witnesses": witnesses}
    return pretty_json({**named, "rests_on": said, "events": events})


def read_rests(data: bytes, witnesses: Mapping[PublicKey, College] | None = None) -> Rests:
    """Check the file of a release, offline; raises Unverified for the first thing that does not hold.

    `witnesses` are those that the reader trusts. Without them those that the file names are asked, which shows no more than that
    they agree: who they are is then for the reader to find out.
    """
    try:
        said = orjson.loads(data)
        if said["format"] != FORMAT:
            raise ValueError("another format")
        checkpoint = read_checkpoint(said["checkpoint"])
        named = {public_key(key): _college(college) for key, college in said["witnesses"].items()}
        parts = [
            Accepted(*(part[name] for name in ("kind", "name", "sha256", "proposal", "decision"))) for part in said["rests_on"]
        ]
        events = {int(number): _event(int(number), one, checkpoint) for number, one in said["events"].items()}
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError, UserError) as error:
        raise Unverified(f"{FILE} is not the proof of what a release rests on: {error!r}.") from None
    if 0 not in events or origin_of(events[0].sha256) != checkpoint.origin:
        raise Unverified(f"{FILE} is of another commons than its checkpoint, {checkpoint.origin}.")
    for part in parts:
        _accepted(part, events)
    cosigned = checkpoint.trusted(named if witnesses is None else witnesses)
    return Rests(str(said["commons"]), checkpoint, tuple(parts), cosigned, named)


def _event(number: int, said: Mapping[str, str], checkpoint: Checkpoint) -> Event:
    try:
        event = read_event(said["event"].encode(), said["signature"])
    except Unverified as error:
        raise Unverified(f"{FILE}: event {number} does not hold: {error}.") from None
    path = [bytes.fromhex(node) for node in said["path"]]
    if event.number != number or not includes(event.data, number, checkpoint.size, path, checkpoint.root):
        raise Unverified(f"{FILE}: event {number} is not in the log of the checkpoint.")
    return event


def _accepted(part: Accepted, events: Mapping[int, Event]) -> None:
    """Raise Unverified where the events do not say that this part was accepted."""
    opening, decision = events.get(part.proposal), events.get(part.decision)
    if opening is None or decision is None:
        raise Unverified(f"{FILE} lacks the events on {part.kind} {part.name}.")
    proposed, decided = opening.body, decision.body
    fits = isinstance(proposed, ProposalBody) and (proposed.kind, proposed.name, opening.about) == (
        part.kind,
        part.name,
        part.sha256,
    )
    if not fits or not isinstance(decided, Decision) or decision.about != part.proposal or decided.outcome != "accepted":
        raise Unverified(f"{FILE}: events {part.proposal} and {part.decision} do not accept {part.kind} {part.name}.")


def witnesses_of(said: Iterable[str]) -> dict[PublicKey, College]:
    """Trusted witnesses as the command line and recipes name them, `civil=ssh-ed25519 AAAA…`; raises UserError."""
    found: dict[PublicKey, College] = {}
    for each in said:
        college, _, key = each.partition("=")
        found[public_key(key)] = _college(college)
    return found


def _college(said: str) -> College:
    for college in COLLEGES:
        if college == said:
            return college
    raise UserError(f"{said!r} is no college; they are {', '.join(COLLEGES)}.")
