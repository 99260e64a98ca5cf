"""What members declare and nobody decides: pledges and deliveries, reuses, the steps of requests."""

from moisson.contracts.commons import bodies
from moisson.contracts.commons.event import Event
from moisson.contracts.commons.state import Delivered, Objects, Pledged, Requested, Reused, State
from moisson.contracts.errors import Unverified


def pledge(state: State, event: Event, _: Objects) -> None:
    state.pledges[event.number] = Pledged(event.number, event.by, event.at, event.about, event.said(bodies.Pledge))


def delivery(state: State, event: Event, _: Objects) -> None:
    pledge = state.pledges.get(event.about) if isinstance(event.about, int) else None
    if pledge is None:
        raise Unverified(f"it is about {event.about}, which is no pledge before it.")
    body = event.said(bodies.Delivery)
    pledge.deliveries.append(Delivered(event.number, event.by, event.at, body, event.by != pledge.by))


def reuse(state: State, event: Event, _: Objects) -> None:
    state.reuses.append(Reused(event.number, event.by, event.at, event.about, event.said(bodies.Reuse)))


def request(state: State, event: Event, _: Objects) -> None:
    body = event.said(bodies.Request)
    steps = state.requests.get(body.ticket, [])
    if (body.step == "received") == bool(steps):
        raise Unverified(f"the request {body.ticket} {'was received before' if steps else 'was not received yet'}.")
    before = steps[-1].body if steps else body
    if before.received != body.received or (before.kind != body.kind and body.step != "sorted"):
        raise Unverified(f"the request {body.ticket} is of another kind or day.")
    state.requests[body.ticket] = [*steps, Requested(event.number, event.by, event.at, body)]
