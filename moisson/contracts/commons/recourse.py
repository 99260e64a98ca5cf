"""What may be done against a decision: suspension by two colleges, contest, and the appeal to a panel."""

from datetime import datetime, timedelta

from moisson.contracts.commons import bodies
from moisson.contracts.commons.bodies import College
from moisson.contracts.commons.event import Event, written
from moisson.contracts.commons.rules import read_rules
from moisson.contracts.commons.state import Contest, Objects, Proposal, State, Suspension
from moisson.contracts.errors import Unverified

LEAST_PANEL = 2
SUSPENDED = ("source", "recipe", "policy", "release")  # what something is built from or used by


def suspension(state: State, event: Event, _: Objects) -> None:
    proposal = state.proposals.get(event.about) if isinstance(event.about, int) else None
    if proposal is None or proposal.outcome != "accepted":
        raise Unverified(f"it is about {event.about}, which is no proposal that was accepted.")
    if proposal.kind not in SUSPENDED:
        raise Unverified(f"proposal {proposal.number} is of the kind {proposal.kind}; suspended are {', '.join(SUSPENDED)}.")
    days, college = timedelta(days=state.rules.suspension_days), state.members[event.by].college
    asked = proposal.suspension or Suspension(proposal.number, event.said(bodies.Suspension).reason)
    if asked.until is not None:
        raise Unverified(f"proposal {proposal.number} was suspended until {written(asked.until)}; propose its withdrawal.")
    fresh = {college: one for college, one in asked.asked.items() if event.at < one[1] + days}
    if college in fresh:
        raise Unverified(f"{fresh[college][0]} has asked for it already, for the college {college}; another must join.")
    asked.asked = {**fresh, college: (event.by, event.at)}
    if len(asked.asked) > 1:
        asked.until = event.at + days
    proposal.suspension = asked


def contest(state: State, event: Event, _: Objects) -> None:
    if not isinstance(event.about, int):
        raise Unverified("a contest is about the number of a decision, or of the event with a request's outcome.")
    if any(each.about == event.about for each in state.contests.values()):
        raise Unverified(f"event {event.about} is or was contested already.")
    decided, deciders = _first_deciders(state, event.about)
    if event.at >= decided + timedelta(days=state.rules.contest_days):
        raise Unverified(f"event {event.about} could be contested for {state.rules.contest_days} days, and those are over.")
    panel = _panel(state, event, deciders | {event.by})
    if len(panel) < LEAST_PANEL:
        raise Unverified("too few members took no part in it for a panel of two colleges; propose it anew.")
    for member in panel.values():
        state.members[member].served += 1
    reason = event.said(bodies.Contest).reason
    state.contests[event.number] = Contest(event.number, event.about, event.by, event.at, reason, panel)
    if (number := state.decisions.get(event.about)) is not None:
        state.proposals[number].contest = event.number


def _first_deciders(state: State, about: int) -> tuple[datetime, set[str]]:
    if (number := state.decisions.get(about)) is not None:
        proposal = state.proposals[number]
        took_part = {member for member, choice in proposal.ballots.items() if choice != "conflict"}
        return proposal.decided or proposal.opened, took_part | {proposal.by, proposal.name}
    for steps in state.requests.values():
        for step in steps:
            if step.number == about and step.body.outcome is not None:
                return step.at, {each.by for each in steps}
    raise Unverified(f"it is about {about}, which is no decision and no request's outcome before it.")


def _panel(state: State, event: Event, deciders: set[str]) -> dict[College, str]:
    """One of each college that took no part: who has served least, then who is a member for longest. Nothing is drawn."""
    free = [member for member in state.active(event.at) if member.id not in deciders]
    free.sort(key=lambda member: (member.served, member.since, member.id), reverse=True)
    return {member.college: member.id for member in free}


def appeal(state: State, event: Event, objects: Objects) -> None:
    contest = state.contests.get(event.about) if isinstance(event.about, int) else None
    if contest is None or contest.outcome is not None:
        raise Unverified(f"it is about {event.about}, which is no contest before it that is still open.")
    if event.by not in contest.panel.values() or event.by in contest.words:
        raise Unverified(f"{event.by} has no word in it: the panel is {', '.join(sorted(contest.panel.values()))}, once each.")
    contest.words[event.by] = event.said(bodies.Appeal).outcome
    if contest.outcome == "overturned" and (number := state.decisions.get(contest.about)) is not None:
        _take_back(state, state.proposals[number], event, objects)


def _take_back(state: State, proposal: Proposal, event: Event, objects: Objects) -> None:
    """Undo what an overturned decision did in the log."""
    proposal.overturned = event.number
    if proposal.outcome != "accepted":
        return
    if proposal.kind == "rules" and proposal.replaced is not None and state.rules_sha256 == proposal.sha256:
        state.rules, state.rules_sha256 = read_rules(objects(proposal.replaced)), proposal.replaced
    elif proposal.kind == "member":
        state.awaiting.pop(proposal.name, None)
        if (member := state.members.get(proposal.name)) is not None:
            member.left = event.number
    elif proposal.kind == "removal":
        state.members[proposal.name].left = None
    for each in state.proposals.values():
        if each.revoked == proposal.decision:
            each.revoked = None
