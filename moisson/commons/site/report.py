"""The yearly transparency report: counts, and days to a decision or an answer, from the log: whoever has it counts the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from moisson.contracts.commons import Log, State, replay
from moisson.contracts.commons.bodies import COLLEGES, Decision
from moisson.contracts.commons.state import Proposal, Requested

DAY_S = 86_400


@dataclass(frozen=True)
class Days:
    """How long it took: how many, and the median and longest of them in days."""

    number: int
    median: float | None
    longest: float | None


@dataclass(frozen=True)
class Year:
    """One year of a commons; what it holds is as of the year's end, or of now."""

    year: int
    until: datetime
    events: Sequence[tuple[str, int]]
    members: Sequence[tuple[str, int, int, int]]  # college, at the end, joined, left
    proposals: Sequence[tuple[str, int, int, int, int, int]]  # kind, opened, accepted, refused, withdrawn, still open
    rounds: Sequence[tuple[str, int]]
    decision: Days
    turnout: Sequence[tuple[str, int, int]]  # college, electors of the proposals decided, how many of them voted
    suspended: int
    contests: Sequence[tuple[str, int]]
    requests: Sequence[tuple[str, int, int, int, int]]  # kind, received, granted wholly or partly, refused or moot, open
    answer: Days
    late: int
    taken_back: int  # documents
    pledges: Sequence[tuple[str, str, int, int]]  # what, unit, pledged, delivered and confirmed
    reuses: int


def years(log: Log) -> list[int]:
    """The years in which there are events, newest first."""
    return sorted({event.at.year for event in log.events}, reverse=True)


def report(log: Log, now: State, year: int) -> Year:
    """The report of a year; `now` is the state as of now."""
    until = min(datetime(year + 1, 1, 1, tzinfo=UTC), now.at)
    state = now if until == now.at else _state(log, until)
    events = [event for event in log.events if event.at.year == year]
    proposals = [each for each in state.proposals.values() if each.opened.year == year]
    decided = [each for each in state.proposals.values() if each.decided is not None and each.decided.year == year]
    first = {ticket: steps[0] for ticket, steps in state.requests.items() if steps[0].body.received.year == year}
    last = {ticket: _outcome(state.requests[ticket]) for ticket in first}
    answered = [(first[ticket], done) for ticket, done in last.items() if done is not None]
    return Year(
        year=year,
        until=until,
        events=Counter(event.kind for event in events).most_common(),
        members=[_members(state, college, year, log) for college in COLLEGES],
        proposals=[_kind(proposals, kind) for kind in sorted({each.kind for each in proposals})],
        rounds=Counter(_round(log, each) for each in decided).most_common(),
        decision=_days((each.decided - each.opened).total_seconds() / DAY_S for each in decided if each.decided),
        turnout=_turnout(decided),
        suspended=sum(event.kind == "suspension" for event in events),
        contests=Counter(each.outcome or "open" for each in state.contests.values() if each.at.year == year).most_common(),
        requests=_requests(first, last),
        answer=_days(float((done.at.date() - asked.body.received).days) for asked, done in answered),
        late=sum(done.at.date() > done.body.due for _, done in answered),
        taken_back=sum(_taken_out(state.requests[ticket]) for ticket in first),
        pledges=_pledges(state, year),
        reuses=sum(each.at.year == year for each in state.reuses),
    )


def _state(log: Log, until: datetime) -> State:
    """The commons as it was then: what was written later is not in it."""
    return replay(Log(log.folder, tuple(event for event in log.events if event.at < until)), at=until)


def _outcome(steps: Sequence[Requested]) -> Requested | None:
    """The step at which a request came to its outcome; a later appeal may give another."""
    return next((step for step in reversed(steps) if step.body.outcome is not None), None)


def _taken_out(steps: Iterable[Requested]) -> int:
    """The documents that were taken out for a request: what its outcome names may be fewer, or stay where it was refused."""
    return sum(step.body.documents or 0 for step in steps if step.body.step == "carried-out")


def _members(state: State, college: str, year: int, log: Log) -> tuple[str, int, int, int]:
    of = [each for each in state.members.values() if each.college == college]
    joined = sum(log.events[each.since].at.year == year for each in of)
    left = sum(each.left is not None and log.events[each.left].at.year == year for each in of)
    return college, sum(each.active(state.at) for each in of), joined, left


def _kind(proposals: Iterable[Proposal], kind: str) -> tuple[str, int, int, int, int, int]:
    of = [each for each in proposals if each.kind == kind]
    accepted, refused = (sum(each.outcome == outcome for each in of) for outcome in ("accepted", "refused"))
    withdrawn = sum(each.withdrawn is not None for each in of)
    return kind, len(of), accepted, refused, withdrawn, len(of) - accepted - refused - withdrawn


def _round(log: Log, proposal: Proposal) -> str:
    assert proposal.decision is not None
    body = log.events[proposal.decision].body
    assert isinstance(body, Decision)
    return body.round


def _turnout(decided: Iterable[Proposal]) -> list[tuple[str, int, int]]:
    found = {college: [0, 0] for college in COLLEGES}
    for proposal in decided:
        for college, tally in proposal.tally.items():
            found[college][0] += tally.electors
            found[college][1] += tally.yes + tally.no + tally.abstain
    return [(college, electors, voted) for college, (electors, voted) in found.items()]


def _requests(first: dict[str, Requested], last: dict[str, Requested | None]) -> list[tuple[str, int, int, int, int]]:
    found = defaultdict[str, list[int]](lambda: [0, 0, 0, 0])
    for ticket, asked in first.items():
        done = last[ticket]
        outcome = done.body.outcome if done else None
        counts = found[(done or asked).body.kind]
        counts[0] += 1
        counts[1] += outcome in ("granted", "partly")
        counts[2] += outcome in ("refused", "moot")
        counts[3] += outcome is None
    return [(kind, asked, granted, refused, open_) for kind, (asked, granted, refused, open_) in sorted(found.items())]


def _pledges(state: State, year: int) -> list[tuple[str, str, int, int]]:
    found = defaultdict[tuple[str, str], list[int]](lambda: [0, 0])
    for pledge in state.pledges.values():
        if pledge.at.year == year:
            counts = found[pledge.body.what, pledge.body.unit]
            counts[0] += pledge.body.amount
            counts[1] += pledge.delivered
    return [(what, unit, pledged, delivered) for (what, unit), (pledged, delivered) in sorted(found.items())]


def _days(found: Iterable[float]) -> Days:
    days = list(found)
    return Days(len(days), round(median(days), 1) if days else None, round(max(days), 1) if days else None)
