"""Members' seats: who may sign what at a place in the log, new members, changed keys."""

from pydantic import ValidationError

from moisson.contracts.commons import bodies
from moisson.contracts.commons.bodies import MemberRecord
from moisson.contracts.commons.event import Event
from moisson.contracts.commons.state import Member, Objects, State, seated
from moisson.contracts.errors import Unverified, UserError
from moisson.contracts.sign import PublicKey
from moisson.contracts.validation_text import mistakes


def may_sign(state: State, event: Event) -> None:
    """Raise Unverified where the member may not sign, or the key is not the member's."""
    if event.kind == "member":
        seat = state.awaiting.get(event.by)
        if seat is None or seat[0] != event.about:
            raise Unverified(f"no decision {event.about} accepts {event.by} as a member that has still to take its seat.")
        member: Member | None = seated(seat[1], event.number)
    else:
        member = state.members.get(event.by)
    if member is None or not member.active(event.at):
        raise Unverified(f"{event.by} is not a member at this place in the log.")
    if (until := member.keys.get(event.key)) is None:
        raise Unverified(f"it is signed by {event.key.fingerprint}, which is no key of {event.by} at this place in the log.")
    if event.at.date() >= until:
        raise Unverified(f"it is signed by {event.key.fingerprint}, a key of {event.by} that expired on {until}.")


def seat_member(state: State, record: MemberRecord, event: Event) -> None:
    member = seated(record, event.number)
    _new_keys(state, record.id, [*member.keys, *([member.witness] if member.witness else [])])
    if all(event.at.date() >= until for until in member.keys.values()):
        raise Unverified(f"all keys of {record.id} have expired.")
    if member.witness is not None and member.witness.application is not None:
        raise Unverified(f"{record.id}'s witness key is of hardware, which cannot sign checkpoints; name a plain Ed25519 key.")
    if (before := state.members.get(record.id)) is not None:
        member.served = before.served
    state.members[record.id] = member


def _new_keys(state: State, own: str, keys: list[PublicKey]) -> None:
    for member in state.members.values():
        if member.id != own and any(key in member.keys or key == member.witness for key in keys):
            raise Unverified(f"{own} would have a key of {member.id}; each member has keys of its own.")


def member(state: State, event: Event, _: Objects) -> None:
    seat_member(state, state.awaiting[event.by][1], event)
    del state.awaiting[event.by]


def key_changed(state: State, event: Event, _: Objects) -> None:
    body, member = event.said(bodies.KeyChanged), state.members[event.by]
    since, left = member.since, member.left
    record = member.record.model_copy(update={"keys": body.keys, "witness": body.witness})
    seat_member(state, record, event)
    state.members[event.by].since, state.members[event.by].left = since, left


def read_record(data: bytes) -> MemberRecord:
    try:
        return MemberRecord.model_validate_json(data)
    except ValidationError as error:
        raise UserError(f"the member's record is wrong: {mistakes(error, MemberRecord)}") from None
