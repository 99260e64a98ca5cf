"""What may be done against a decision: suspension by two colleges, contest, appeal, withdrawal of what was accepted."""

from pathlib import Path

import pytest
from small_commons import MEMBERS, RULES, SmallCommons, found

from moisson.contracts.commons import Event
from moisson.contracts.errors import UserError

BECAUSE = {"reason": "persons are named in it"}
WORD = {"outcome": "overturned", "reason": "the licence was read wrongly"}


@pytest.fixture
def commons(tmp_path: Path) -> SmallCommons:
    return found(tmp_path / "commons")


def decided(
    commons: SmallCommons, name: str = "fr_essai", who: tuple[str, ...] = ("public-1", "public-2", "civil-1", "civil-2")
) -> Event:
    """A source that some accept by ballot; the others take no part."""
    proposal = commons.propose("source", name, name.encode())
    commons.vote(proposal, who)
    commons.decide(proposal, days=14)
    return proposal


def status(commons: SmallCommons, proposal: Event) -> str:
    return commons.state().proposals[proposal.number].status


def test_any_two_colleges_suspend_for_thirty_days_and_once(commons: SmallCommons) -> None:
    source = decided(commons)
    commons.append("suspension", BECAUSE, source.number, by="civil-3")
    assert status(commons, source) == "accepted"
    with pytest.raises(UserError, match="civil-3 has asked for it already, for the college civil; another must join"):
        commons.append("suspension", BECAUSE, source.number, by="civil-1")
    commons.append("suspension", BECAUSE, source.number, by="company-1", days=3)
    assert status(commons, source) == "suspended"
    assert commons.state().accepted("source", str(source.about)) is None
    commons.append("reuse", {"title": "x", "url": "https://example.org", "type": "api", "organization": "x"}, days=29)
    assert status(commons, source) == "suspended"
    commons.append("reuse", {"title": "y", "url": "https://example.org", "type": "api", "organization": "x"}, days=1)
    assert status(commons, source) == "accepted"
    with pytest.raises(UserError, match=r"was suspended until .*; propose its withdrawal"):
        commons.append("suspension", BECAUSE, source.number, by="public-3")


def test_what_two_colleges_ask_a_month_apart_they_do_not_ask_together(commons: SmallCommons) -> None:
    source = decided(commons)
    commons.append("suspension", BECAUSE, source.number, by="civil-3")
    commons.append("suspension", BECAUSE, source.number, by="company-1", days=31)
    assert status(commons, source) == "accepted"


def test_only_what_something_is_built_from_is_suspended(commons: SmallCommons) -> None:
    rules = commons.accept("rules", "the same", RULES)
    with pytest.raises(UserError, match="is of the kind rules; suspended are source, recipe, policy, release"):
        commons.append("suspension", BECAUSE, rules.number)
    with pytest.raises(UserError, match="it is about 0, which is no proposal that was accepted"):
        commons.append("suspension", BECAUSE, 0)


def test_a_panel_of_others_from_each_college_overturns_a_decision(commons: SmallCommons) -> None:
    source = decided(commons)
    decision = commons.state().proposals[source.number].decision
    contest = commons.append("contest", BECAUSE, decision, by="company-3")
    panel = commons.state().contests[contest.number].panel
    assert panel == {"public": "public-3", "civil": "civil-3", "company": "company-1"}
    with pytest.raises(UserError, match="civil-1 has no word in it: the panel is civil-3, company-1, public-3"):
        commons.append("appeal", WORD, contest.number, by="civil-1")
    commons.append("appeal", WORD, contest.number, by="civil-3")
    with pytest.raises(UserError, match="civil-3 has no word in it"):
        commons.append("appeal", WORD, contest.number, by="civil-3")
    assert status(commons, source) == "accepted"
    commons.append("appeal", {**WORD, "outcome": "upheld"}, contest.number, by="company-1")
    commons.append("appeal", WORD, contest.number, by="public-3")
    assert status(commons, source) == "overturned"
    assert commons.state().accepted("source", str(source.about)) is None


def test_places_on_panels_go_round(commons: SmallCommons) -> None:
    """Who served least comes first; nobody draws, so nobody can draw until it pleases them."""
    first, second = decided(commons, "one"), decided(commons, "two")
    panels = []
    for proposal in (first, second):
        decision = commons.state().proposals[proposal.number].decision
        contest = commons.append("contest", BECAUSE, decision, by="public-1")
        panels.append(commons.state().contests[contest.number].panel["company"])
    assert panels == ["company-1", "company-2"]


def test_no_panel_is_made_of_those_who_decided(commons: SmallCommons) -> None:
    source = decided(commons, who=MEMBERS)
    decision = commons.state().proposals[source.number].decision
    with pytest.raises(UserError, match="too few members took no part in it for a panel of two colleges"):
        commons.append("contest", BECAUSE, decision)


def test_a_decision_is_contested_once_and_within_thirty_days(commons: SmallCommons) -> None:
    source, late = decided(commons), decided(commons, "late")
    numbers = [commons.state().proposals[each.number].decision for each in (source, late)]
    commons.append("contest", BECAUSE, numbers[0], by="company-3", days=1)
    with pytest.raises(UserError, match="is or was contested already"):
        commons.append("contest", BECAUSE, numbers[0], by="company-2")
    with pytest.raises(UserError, match="could be contested for 30 days, and those are over"):
        commons.append("contest", BECAUSE, numbers[1], by="company-2", days=29)


def test_overturned_rules_give_way_to_those_before(commons: SmallCommons) -> None:
    before = commons.state().rules_sha256
    rules = commons.propose("rules", "laxer", RULES.replace(b"contest_days = 30", b"contest_days = 40"))
    commons.vote(rules, [each for each in MEMBERS if not each.endswith("-3")])
    commons.decide(rules, days=30)
    assert commons.state().rules.contest_days == 40
    contest = commons.append("contest", BECAUSE, commons.state().proposals[rules.number].decision)
    for member in ("public-3", "civil-3"):
        commons.append("appeal", WORD, contest.number, by=member)
    assert (commons.state().rules_sha256, commons.state().rules.contest_days) == (before, 30)


def test_a_withdrawal_takes_back_what_was_accepted_under_the_same_digest(commons: SmallCommons) -> None:
    source = decided(commons)
    commons.accept("withdrawal", "fr_essai", b"fr_essai")
    assert status(commons, source) == "revoked"
    assert commons.state().accepted("source", str(source.about)) is None
    again = decided(commons)
    assert commons.state().accepted("source", str(again.about)) is not None


def test_whoever_proposed_may_take_it_back_while_it_is_open(commons: SmallCommons) -> None:
    proposal = commons.propose("source", "x", b"x")
    with pytest.raises(UserError, match="proposal 1 is public-1's, who alone may withdraw it"):
        commons.append("proposal-withdrawn", {}, proposal.number, by="civil-1")
    commons.append("proposal-withdrawn", {}, proposal.number)
    with pytest.raises(UserError, match="proposal 1 was withdrawn"):
        commons.vote(proposal, ["civil-1"])


def test_a_request_goes_step_by_step_and_its_outcome_can_be_contested(commons: SmallCommons) -> None:
    body = {"ticket": "2026-1", "kind": "erasure", "step": "received", "received": "2026-01-05", "due": "2026-02-05"}
    with pytest.raises(UserError, match="the request 2026-1 was not received yet"):
        commons.append("request", {**body, "step": "decided"})
    commons.append("request", body)
    with pytest.raises(UserError, match="the request 2026-1 is of another kind or day"):
        commons.append("request", {**body, "step": "decided", "kind": "access"})
    outcome = commons.append("request", {**body, "step": "decided", "outcome": "refused"}, by="civil-1")
    contest = commons.append("contest", BECAUSE, outcome.number, by="civil-2")
    assert commons.state().contests[contest.number].panel == {"public": "public-2", "civil": "civil-3", "company": "company-1"}
    with pytest.raises(UserError, match="its body is wrong: there is no `name`"):
        commons.append("request", {**body, "ticket": "2026-2", "name": "Jeanne Martin"})


def test_a_proposal_in_its_second_round_closes_at_its_end(commons: SmallCommons) -> None:
    policy = commons.propose("policy", "x", b"x")
    commons.vote(policy, ["public-1"])
    commons.append("pledge", {"what": "money", "amount": 1, "unit": "EUR", "purpose": "x"}, days=20)
    assert status(commons, policy) == "second-round"
    commons.vote(policy, ["civil-1"])
    with pytest.raises(UserError, match="the ballot on proposal 1 closed on 2026-02-18T09:00:00Z"):
        commons.vote(policy, ["company-1"], days=30)
