"""Replay: every event is judged again, in its place, by what the events before it say.

Who may sign is judged at the event's own place and time; by which rule and by whose votes a proposal is decided, at the place
where it was opened. Outcomes are derived: an event that states another is refused.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from moisson.contracts.commons import bodies, decide, records, recourse, seats
from moisson.contracts.commons.bodies import COLLEGES
from moisson.contracts.commons.event import Event, written
from moisson.contracts.commons.log import Log
from moisson.contracts.commons.rules import read_rules
from moisson.contracts.commons.state import Clock, Objects, State
from moisson.contracts.errors import Unverified, UserError

CLOCKS_DIFFER = timedelta(minutes=5)
ACTS: dict[str, Callable[[State, Event, Objects], None]] = {
    "member": seats.member,
    "key-changed": seats.key_changed,
    "proposal": decide.proposal,
    "proposal-withdrawn": decide.proposal_withdrawn,
    "ballot": decide.ballot,
    "decision": decide.decision,
    "pledge": records.pledge,
    "delivery": records.delivery,
    "suspension": recourse.suspension,
    "contest": recourse.contest,
    "appeal": recourse.appeal,
    "reuse": records.reuse,
    "request": records.request,
}


class Replay:
    """Takes events one after the other. `objects` gives an object's bytes by its digest."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._state: State | None = None
        self.last: Event | None = None

    @property
    def state(self) -> State:
        """The state after the events so far; raises UserError before the first."""
        if self._state is None:
            raise UserError("the log is empty: no event founds the commons.")
        return self._state

    def take(self, event: Event) -> None:
        """Take the next event; raises Unverified, with one sentence, where it does not hold, and nothing changes then."""
        try:
            self._place(event)
            if event.kind == "founded":
                self._found(event)
            else:
                state = self.state
                seats.may_sign(state, event)
                ACTS[event.kind](state, event, self._objects)
                state.clock.at, state.events = event.at, event.number + 1
        except (Unverified, UserError) as error:
            raise Unverified(f"{event}: {error}") from None
        self.last = event

    def _place(self, event: Event) -> None:
        last = self.last
        if event.number != (last.number + 1 if last else 0):
            raise Unverified(f"it stands at place {last.number + 1 if last else 0}; events are missing, doubled or out of order.")
        if event.before != (last.sha256 if last else None):
            raise Unverified("it does not name the event before it: it was made for another log, or that event was changed.")
        if last and event.at < last.at:
            raise Unverified(f"it is dated before the event that it follows, {written(last.at)}.")
        if (event.kind == "founded") != (last is None):
            raise Unverified("a commons is founded by its first event, once.")

    def _found(self, event: Event) -> None:
        body = event.said(bodies.Founded)
        rules = read_rules(self._objects(body.rules))
        state = State(body.name, event.sha256, Clock(event.at), rules, body.rules)
        for record in body.members:
            if record.id in state.members:
                raise Unverified(f"it names the member {record.id} twice.")
            seats.seat_member(state, record, event)
        if missing := [college for college in COLLEGES if not any(each.college == college for each in state.members.values())]:
            raise Unverified(f"it names no member of the college {missing[0]}.")
        seats.may_sign(state, event)
        self._state = state


def replay(log: Log, *, at: datetime | None = None) -> State:
    """The state after all events, as of the last one's time or of a later one.

    Raises Unverified for the first event that does not hold, and for one dated after `at`.
    """
    played = Replay(log.object)
    for event in log.events:
        played.take(event)
    state = played.state
    if at is not None:
        if state.clock.at > at + CLOCKS_DIFFER:
            raise Unverified(f"{played.last}: it is dated in the future; its writer's clock or this one is wrong.")
        state.clock.at = max(at, state.clock.at)
    return state
