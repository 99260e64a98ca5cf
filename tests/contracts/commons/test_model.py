"""The derivation of decisions against a tally written again from the rules' words, on drawn rules, colleges and ballots."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from small_commons import BEGIN, key, record

from moisson.contracts.commons import Replay
from moisson.contracts.commons.decide import derived
from moisson.contracts.commons.event import make_event
from moisson.contracts.errors import Unverified
from moisson.contracts.identity import digest

COLLEGES = ("public", "civil", "company")
SHARES = ((1, 2), (1, 1), (2, 3), (0, 1), (1, 3), (1, 4))
KINDS = ("source", "recipe", "policy", "release", "rules", "member", "removal", "withdrawal")
CHOICES = ("yes", "yes", "no", "abstain", "conflict")
Votes = dict[str, tuple[float, str]]  # member: day and choice


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    shares = st.fixed_dictionaries(dict.fromkeys(COLLEGES, st.sampled_from(SHARES)))
    days = draw(st.integers(1, 8))
    return {
        "colleges": draw(st.sampled_from((2, 3))),
        "quorum": draw(shares),
        "majority": draw(shares),
        "days": days,
        "more": draw(st.integers(1, 8)),
        "silence": draw(st.none() | st.integers(1, days)),
    }


def written(rule: dict[str, Any]) -> bytes:
    """The rules as a file, the same for each kind."""
    lines = []
    for kind in KINDS:
        lines.append(f"[kinds.{kind}]\ncolleges = {rule['colleges']}")
        for name in ("quorum", "majority"):
            given = ", ".join(f'{college} = "{over}/{under}"' for college, (over, under) in rule[name].items())
            lines.append(f"{name} = {{ {given} }}")
        lines.append(f"days = {rule['days']}\nsecond_round_days = {rule['more']}")
        if rule["silence"]:
            lines.append(f"silence_days = {rule['silence']}")
    return "\n".join(lines).encode()


def naive_verdict(rule: dict[str, Any], members: list[str], votes: Votes, *, second: bool) -> str | None:
    """By the words of the rules: quorum, then majority, college by college, in whole numbers."""
    opinions = []
    for college in COLLEGES:
        cast = [votes[member][1] if member in votes else "" for member in members if member.startswith(college)]
        seats = sum(1 for choice in cast if choice != "conflict")
        yes, no, abstain = cast.count("yes"), cast.count("no"), cast.count("abstain")
        over, under = rule["quorum"][college]
        if second:
            under *= 2
        if yes + no + abstain == 0 or (yes + no + abstain) * under < over * seats:
            opinions.append("absent")
            continue
        over, under = rule["majority"][college]
        if yes > no and yes * under >= over * (yes + no):
            opinions.append("for")
        else:
            opinions.append("veto" if no > yes else "unmoved")
    if rule["colleges"] == 3:
        wanted = 3 - (opinions.count("absent") if second else 0)
        if "veto" in opinions or "unmoved" in opinions:
            return "refused"
    else:
        wanted = 2
        if "veto" in opinions:
            return "refused"
    if opinions.count("for") >= max(wanted, 2):
        return "accepted"
    if not second and opinions.count("for") + opinions.count("absent") >= max(wanted, 2):
        return None
    return "refused"


def naive(rule: dict[str, Any], members: list[str], votes: Votes, day: float) -> tuple[str, str] | None:
    """The outcome and the round as of a day; None while ballots are taken."""
    if rule["silence"] and all(choice != "no" for _, choice in votes.values()):
        if len(votes) == len(members) and naive_verdict(rule, members, votes, second=False) == "accepted":
            return "accepted", "first"
        return ("accepted", "silence") if day >= rule["silence"] else None
    early = {member: vote for member, vote in votes.items() if vote[0] < rule["days"]}
    if len(early) < len(members) and day < rule["days"]:
        return None
    if outcome := naive_verdict(rule, members, early, second=False):
        return outcome, "first"
    if len(votes) < len(members) and day < rule["days"] + rule["more"]:
        return None
    outcome = naive_verdict(rule, members, votes, second=True)
    assert outcome is not None
    return outcome, "second"


def naive_takes(rule: dict[str, Any], members: list[str], votes: Votes, member: str, day: float) -> bool:
    if member in votes or naive(rule, members, votes, day) is not None:
        return False
    quiet = rule["silence"] and all(choice != "no" for _, choice in votes.values())
    return not (quiet and len(votes) == len(members))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_decisions_are_those_of_a_naive_tally(data: st.DataObject) -> None:
    rule = data.draw(rules())
    members = [f"{college}-{number}" for college in COLLEGES for number in range(1, data.draw(st.integers(1, 4)) + 1)]
    file = written(rule)
    replay = Replay({digest(file): file, "0" * 64: b""}.__getitem__)

    def take(kind: str, body: dict[str, Any], about: str | int | None, by: str, day: float) -> bool:
        event = make_event(kind, body, about, after=replay.last, signer=key(by), by=by, at=BEGIN + timedelta(days=day))
        try:
            replay.take(event)
        except Unverified:
            return False
        return True

    people = [record(member, witness=None) for member in members]
    assert take("founded", {"name": "x", "members": people, "rules": digest(file)}, None, members[0], 0)
    assert take("proposal", {"kind": "source", "name": "x", "title": "x"}, "0" * 64, members[0], 0)
    proposal = replay.state.proposals[1]
    latest = data.draw(st.sampled_from((4, 20, 80)))  # quarters of days: most ballots in time, or not
    cast = st.tuples(st.integers(0, latest), st.sampled_from(CHOICES))
    drawn = data.draw(st.tuples(*(st.one_of(cast, cast, cast, st.none()) for _ in members)))
    again = data.draw(st.lists(st.tuples(st.integers(0, 80), st.sampled_from(members), st.sampled_from(CHOICES)), max_size=2))
    ballots = [*((one[0], member, one[1]) for member, one in zip(members, drawn, strict=True) if one is not None), *again]
    votes: Votes = {}
    for quarter, member, choice in sorted(ballots, key=lambda one: one[0]):
        day = quarter / 4
        expected = naive_takes(rule, members, votes, member, day)
        assert take("ballot", {"choice": choice}, 1, member, day) == expected, (day, member, votes)
        if expected:
            votes[member] = (day, choice)
        due, outcome = proposal.due(BEGIN + timedelta(days=day)), naive(rule, members, votes, day)
        assert (None if due is None else (due[1].outcome, due[0])) == outcome
    due, expected_end = proposal.due(BEGIN + timedelta(days=21)), naive(rule, members, votes, 21)
    assert due is not None
    assert expected_end == (due[1].outcome, due[0])
    accepted = due[1].outcome == "accepted"
    assert not take("decision", {**derived(due), "outcome": "refused" if accepted else "accepted"}, 1, members[-1], 21)
    assert take("decision", derived(due), 1, members[-1], 21)
    assert (replay.state.accepted("source", "0" * 64) is proposal) == accepted
