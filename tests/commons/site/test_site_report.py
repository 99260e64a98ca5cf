"""The yearly report against counts made from the log's files alone."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from site_here import ASKED, make_commons
from small_commons import MEMBERS, RULES, SmallCommons, record

from moisson.commons.site.report import report, years
from moisson.contracts.commons.log import write_object


def test_events_proposals_and_ballots_are_those_of_the_files(tmp_path: Path) -> None:
    commons = make_commons(tmp_path)
    said = [json.loads(path.read_bytes()) for path in sorted(tmp_path.glob("events/*/*.json"))]
    found = report(commons.log(), commons.state(), 2026)
    assert dict(found.events) == Counter(each["kind"] for each in said)
    opened = Counter(each["body"]["kind"] for each in said if each["kind"] == "proposal")
    assert {kind: number for kind, number, *_ in found.proposals} == opened
    outcomes = Counter(each["body"]["outcome"] for each in said if each["kind"] == "decision")
    assert sum(each[2] for each in found.proposals) == outcomes["accepted"]
    assert sum(each[3] for each in found.proposals) == outcomes["refused"]
    decided = {each["about"] for each in said if each["kind"] == "decision"}
    ballots = sum(each["kind"] == "ballot" and each["about"] in decided for each in said)
    assert sum(voted for _, _, voted in found.turnout) == ballots
    assert found.pledges == [("compute", "core-hours", 10_000, 3_000)]
    assert (found.suspended, found.reuses, dict(found.contests)) == (2, 2, {"open": 1})
    assert found.decision.number == 3
    assert found.decision.longest == 15.0


def test_a_request_counts_in_the_year_it_came_and_a_late_answer_is_late(tmp_path: Path) -> None:
    commons = SmallCommons(tmp_path, at=datetime(2025, 6, 1, tzinfo=UTC))
    members = [record(member) for member in MEMBERS]
    commons.append("founded", {"name": "Two years", "members": members, "rules": write_object(tmp_path, RULES)})
    asked = {**ASKED, "ticket": "2025-1", "kind": "erasure", "received": "2025-06-02", "due": "2025-07-02"}
    commons.append("request", {**asked, "step": "received"}, days=1)
    commons.append("request", {**asked, "step": "decided", "outcome": "granted", "documents": 4}, days=41)
    commons.append("request", {**asked, "step": "carried-out", "documents": 3})
    commons.append("request", {**asked, "step": "answered", "outcome": "granted"})
    commons.append("request", {**ASKED, "kind": "access", "step": "received"}, days=250)
    log, state = commons.log(), commons.state()
    assert years(log) == [2026, 2025]
    first, second = report(log, state, 2025), report(log, state, 2026)
    assert first.requests == [("erasure", 1, 1, 0, 0)]
    assert (first.late, first.taken_back, first.answer.median) == (1, 3, 41.0)
    assert second.requests == [("access", 1, 0, 0, 1)]
    assert (second.late, second.answer.number) == (0, 0)
    assert first.until == datetime(2026, 1, 1, tzinfo=UTC)
    assert first.members == [(college, 3, 3, 0) for college in ("public", "civil", "company")]
    assert second.members == [(college, 3, 0, 0) for college in ("public", "civil", "company")]
