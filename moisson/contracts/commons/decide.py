"""Proposals, ballots, and the decisions that the rules derive from them."""

from typing import Any

from moisson.contracts.commons import bodies
from moisson.contracts.commons.event import Event, written
from moisson.contracts.commons.rules import Count, read_rules
from moisson.contracts.commons.seats import read_record
from moisson.contracts.commons.state import Objects, Proposal, State
from moisson.contracts.errors import Unverified


def proposal(state: State, event: Event, objects: Objects) -> None:
    body = event.said(bodies.Proposal)
    if (body.kind == "removal") != (event.about is None) or isinstance(event.about, int):
        raise Unverified("a proposal is about the digest of an object, and a removal about none.")
    electors = {member.id: member.college for member in state.active(event.at)}
    if body.kind == "rules":
        read_rules(objects(str(event.about)))
    elif body.kind == "removal" and body.name not in electors:
        raise Unverified(f"{body.name} is not a member at this place in the log.")
    elif body.kind == "member" and read_record(objects(str(event.about))).id != body.name:
        raise Unverified(f"its record is not of {body.name}.")
    if body.kind in ("removal", "member"):
        electors.pop(body.name, None)  # nobody decides on itself
    others = state.subjects.setdefault(event.about, [])
    for other in others:
        if (other.kind, other.name, other.outcome, other.withdrawn) == (body.kind, body.name, None, None):
            raise Unverified(f"the same is open for decision as proposal {other.number}.")
    proposal = Proposal(
        *(event.number, body.kind, body.name, event.about, body.title, body.reason, event.at, event.by),
        *(state.rules.kinds[body.kind], electors, state.clock),
    )
    state.proposals[event.number] = proposal
    others.append(proposal)


def _open(state: State, event: Event) -> Proposal:
    """The open proposal that an event is about; raises Unverified where it is not open."""
    proposal = state.proposals.get(event.about) if isinstance(event.about, int) else None
    if proposal is None:
        raise Unverified(f"it is about {event.about}, which is no proposal before it.")
    if proposal.withdrawn is not None or proposal.outcome is not None:
        end = "was withdrawn" if proposal.withdrawn is not None else f"was decided by event {proposal.decision}"
        raise Unverified(f"proposal {proposal.number} {end}.")
    return proposal


def ballot(state: State, event: Event, _: Objects) -> None:
    body, proposal = event.said(bodies.Ballot), _open(state, event)
    if event.by not in proposal.electors:
        raise Unverified(f"{event.by} has no vote on proposal {proposal.number}: it joined later, or it is about itself.")
    if event.by in proposal.ballots:
        raise Unverified(f"{event.by} has voted on proposal {proposal.number} already.")
    if proposal.closed(event.at):
        raise Unverified(f"the ballot on proposal {proposal.number} closed on {written(proposal.ends(event.at))}.")
    proposal.second = proposal.in_second(event.at)
    proposal.ballots[event.by] = body.choice


def proposal_withdrawn(state: State, event: Event, _: Objects) -> None:
    proposal = _open(state, event)
    if event.by != proposal.by:
        raise Unverified(f"proposal {proposal.number} is {proposal.by}'s, who alone may withdraw it.")
    proposal.withdrawn = event.number


def derived(due: tuple[str, Count]) -> dict[str, Any]:
    """The body of the decision that the rules derive."""
    said, counted = due
    tally = {college: each.model_dump() for college, each in counted.tally.items()}
    return {"outcome": counted.outcome, "round": said, "tally": tally}


def decision(state: State, event: Event, objects: Objects) -> None:
    body, proposal = event.said(bodies.Decision), _open(state, event)
    if (due := proposal.due(event.at)) is None:
        raise Unverified(
            f"proposal {proposal.number} cannot be decided before {written(proposal.ends(event.at))}, or all have voted."
        )
    if body.model_dump() != derived(due):
        raise Unverified(f"it says {body.outcome}, and by the rules proposal {proposal.number} is {due[1].outcome} ({due[0]}).")
    if body.outcome == "accepted":
        _carry_out(state, proposal, event, objects)
    proposal.outcome, proposal.counted = body.outcome, due[1]
    proposal.decision, proposal.decided = event.number, event.at
    state.decisions[event.number] = proposal.number


def _carry_out(state: State, proposal: Proposal, event: Event, objects: Objects) -> None:
    """What follows from an accepted proposal in the log itself."""
    if proposal.kind == "rules":
        rules, proposal.replaced = read_rules(objects(str(proposal.sha256))), state.rules_sha256
        state.rules, state.rules_sha256 = rules, str(proposal.sha256)
    elif proposal.kind == "member":
        state.awaiting[proposal.name] = (event.number, read_record(objects(str(proposal.sha256))))
    elif proposal.kind == "removal":
        state.members[proposal.name].left = event.number
    elif proposal.kind == "withdrawal":
        for each in state.subjects[proposal.sha256]:
            if each.outcome == "accepted" and each.kind != "withdrawal":
                each.revoked = event.number
