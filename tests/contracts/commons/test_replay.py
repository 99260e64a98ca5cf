"""Replay: proposals are decided by the rules and members of their opening, round by round."""

from pathlib import Path

import pytest
from small_commons import MEMBERS, RULES, SmallCommons, found, key, member_object, record

from moisson.contracts.errors import UserError

SOURCE = b'title = "A source"\n'
NOTHING = {"outcome": "accepted", "round": "first", "tally": {}}


@pytest.fixture
def commons(tmp_path: Path) -> SmallCommons:
    return found(tmp_path / "commons")


def status(commons: SmallCommons, number: int) -> str:
    return commons.state().proposals[number].status


def test_a_source_that_all_accept_is_accepted_under_its_digest_alone(commons: SmallCommons) -> None:
    proposal = commons.accept("source", "fr_essai", SOURCE)
    state = commons.state()
    accepted = state.accepted("source", str(proposal.about))
    assert accepted is not None
    assert (accepted.name, accepted.status, accepted.decision) == ("fr_essai", "accepted", proposal.number + 10)
    tally = {college: (one.electors, one.yes, one.no, one.abstain) for college, one in accepted.tally.items()}
    assert tally == {"public": (3, 3, 0, 0), "civil": (3, 3, 0, 0), "company": (3, 3, 0, 0)}
    assert state.accepted("recipe", str(proposal.about)) is None
    assert state.accepted("source", "0" * 64) is None


def test_silence_accepts_routine_after_ten_days_and_one_no_makes_it_a_ballot(commons: SmallCommons) -> None:
    quiet, loud, late = (commons.propose("source", name, name.encode()) for name in ("quiet", "loud", "late"))
    commons.vote(loud, ["company-2"], "no", days=9)
    with pytest.raises(UserError, match="cannot be decided before 2026-01-15T09:00:00Z"):
        commons.append("decision", NOTHING, quiet.number)
    commons.decide(quiet, days=1)
    assert commons.state().proposals[quiet.number].status == "accepted"
    with pytest.raises(UserError, match="closed on 2026-01-15"):
        commons.vote(late, ["company-1"], "no")
    with pytest.raises(UserError, match="cannot be decided before 2026-01-19T09:00:00Z"):
        commons.append("decision", NOTHING, loud.number)


def test_concordance_needs_all_three_colleges_however_many_of_one_agree(commons: SmallCommons) -> None:
    """A threshold of many is not two of one and one of another (python-tuf, TAP 3)."""
    policy = commons.propose("policy", "licences", b"a")
    commons.vote(policy, [each for each in MEMBERS if not each.startswith("company")])
    commons.vote(policy, ["company-1", "company-2"], "no")
    commons.decide(policy, days=14)
    assert status(commons, policy.number) == "refused"  # six against two


def test_with_two_of_three_the_third_may_veto_and_may_stay_away(commons: SmallCommons) -> None:
    vetoed, passed = commons.propose("withdrawal", "one", b"a"), commons.propose("withdrawal", "two", b"b")
    for proposal in (vetoed, passed):
        commons.vote(proposal, ["public-1", "civil-2"])
    commons.vote(vetoed, ["company-3"], "no")
    commons.decide(vetoed, days=7)
    commons.decide(passed)
    assert (status(commons, vetoed.number), status(commons, passed.number)) == ("refused", "accepted")


def test_an_abstention_counts_for_the_quorum_only(commons: SmallCommons) -> None:
    policy = commons.propose("policy", "licences", b"a")
    commons.vote(policy, ["public-1", "civil-1", "company-1"])
    commons.vote(policy, ["public-2", "civil-2", "company-2"], "abstain")
    commons.decide(policy, days=14)
    assert status(commons, policy.number) == "accepted"


def test_whoever_declares_a_conflict_of_interest_is_not_counted(commons: SmallCommons) -> None:
    policy = commons.propose("policy", "licences", b"a")
    commons.vote(policy, ["public-1", "civil-1", "company-1"])
    commons.vote(policy, ["public-2", "public-3", "civil-2", "civil-3", "company-2", "company-3"], "conflict")
    commons.decide(policy)
    tally = commons.state().proposals[policy.number].tally["public"]
    assert (status(commons, policy.number), tally.electors, tally.yes) == ("accepted", 1, 1)


def test_absent_members_cannot_block_for_ever(commons: SmallCommons) -> None:
    """Too few of two colleges take part; in the second round one is enough of three, and a college of nobody no longer counts."""
    policy = commons.propose("policy", "licences", b"a")
    commons.vote(policy, ["public-1", "public-2", "civil-1"])
    commons.at = commons.at.replace(month=2, day=1)
    with pytest.raises(UserError, match="cannot be decided before 2026-02-18T09:00:00Z"):
        commons.append("decision", NOTHING, policy.number)
    assert status(commons, policy.number) == "second-round"
    commons.vote(policy, ["civil-2"], "abstain")  # ballots are still taken
    commons.at = commons.at.replace(month=2, day=19)
    commons.decide(policy)
    assert status(commons, policy.number) == "accepted"


def test_no_college_decides_alone_in_the_second_round_either(commons: SmallCommons) -> None:
    policy = commons.propose("policy", "licences", b"a")
    commons.vote(policy, ["public-1", "public-2", "public-3"])
    commons.decide(policy, days=60)
    assert status(commons, policy.number) == "refused"


def test_a_new_member_votes_on_what_is_opened_after_it_took_its_seat_with_its_own_key(commons: SmallCommons) -> None:
    before = commons.propose("policy", "before", b"a")
    accepted = commons.accept("member", "civil-4", member_object("civil-4"))
    decision = commons.state().proposals[accepted.number].decision
    with pytest.raises(UserError, match="civil-4 is not a member at this place"):
        commons.vote(before, ["civil-4"])
    commons.signers["civil-4"] = key("somebody else")
    with pytest.raises(UserError, match="which is no key of civil-4"):
        commons.append("member", {}, decision, by="civil-4")
    del commons.signers["civil-4"]
    commons.append("member", {}, decision, by="civil-4")
    with pytest.raises(UserError, match="civil-4 has no vote on proposal 1: it joined later"):
        commons.vote(before, ["civil-4"])
    after = commons.propose("policy", "after", b"b")
    commons.vote(after, ["civil-4"])
    assert commons.state().proposals[after.number].electors["civil-4"] == "civil"


def test_a_removed_member_no_longer_signs_and_did_not_vote_on_itself(commons: SmallCommons) -> None:
    removal = commons.propose("removal", "company-3", None)
    with pytest.raises(UserError, match="company-3 has no vote"):
        commons.vote(removal, ["company-3"], "no")
    commons.vote(removal, MEMBERS[:-1])
    commons.decide(removal)
    with pytest.raises(UserError, match="company-3 is not a member at this place"):
        commons.propose("source", "x", b"x", by="company-3")


def test_new_rules_judge_what_is_opened_under_them_and_nothing_before(commons: SmallCommons) -> None:
    """The wrong version of a policy decided in gittuf (CVE-2026-128035); here each proposal keeps the rule of its opening."""
    strict = commons.propose("policy", "under the old rules", b"a")
    lax = RULES.replace(b"colleges = 3", b"colleges = 2")
    commons.accept("rules", "laxer", lax)
    later = commons.propose("policy", "under the new rules", b"b")
    for proposal in (strict, later):
        commons.vote(proposal, [each for each in MEMBERS if not each.startswith("company")])
    commons.at = commons.at.replace(day=20)
    assert commons.state().proposals[strict.number].due(commons.at) is None  # the old rule waits for the third college
    commons.decide(later)
    with pytest.raises(UserError, match="proposal 1 cannot be decided before"):
        commons.append("decision", {**NOTHING, "tally": {}}, strict.number)
    assert (status(commons, strict.number), status(commons, later.number)) == ("second-round", "accepted")


def test_no_share_of_one_college_is_overridden_by_another_or_by_one_for_all(tmp_path: Path) -> None:
    """In gittuf a global rule took the place of the one for given people (CVE-2026-128037); here shares are given whole."""
    head, policy_rule = RULES.split(b"[kinds.policy]")
    own = b'quorum = { public = "1/3", civil = "1", company = "1/3" }'
    general = head + b"[kinds.policy]" + policy_rule.replace(b'quorum = "1/2"', own, 1)
    commons = found(tmp_path / "commons", rules=general)
    policy = commons.propose("policy", "licences", b"a")
    commons.vote(policy, [each for each in MEMBERS if each != "civil-3"])
    assert commons.state().proposals[policy.number].due(commons.at.replace(day=20)) is None  # the civil college's own quorum
    commons.vote(policy, ["civil-3"])
    commons.decide(policy)
    with pytest.raises(UserError, match="quorum and majority are given for all of public, civil, company"):
        commons.propose("rules", "partial", general.replace(b', company = "1/3"', b""))
    with pytest.raises(UserError, match="there is no rule for policy"):
        commons.propose("rules", "fewer", RULES[: RULES.index(b"[kinds.policy]")] + RULES[RULES.index(b"[kinds.rules]") :])


def test_changed_keys_count_from_their_place_on(commons: SmallCommons) -> None:
    fresh = [{"key": str(key("fresh").public), "until": "2099-01-01"}]
    commons.append("key-changed", {"keys": fresh}, by="civil-1")
    with pytest.raises(UserError, match="which is no key of civil-1"):
        commons.propose("source", "x", b"x", by="civil-1")
    commons.signers["civil-1"] = key("fresh")
    commons.propose("source", "x", b"x", by="civil-1")
    with pytest.raises(UserError, match="civil-2 would have a key of civil-1"):
        commons.append("key-changed", {"keys": fresh}, by="civil-2")


def test_pledges_stand_against_what_others_confirm_of_them(commons: SmallCommons) -> None:
    body = {"what": "compute", "amount": 5000, "unit": "core-hours", "purpose": "the yearly build"}
    pledge = commons.append("pledge", body, by="public-2")
    commons.append("delivery", {"amount": 3000}, pledge.number, by="public-2")
    commons.append("delivery", {"amount": 2000, "evidence": "receipts of the build"}, pledge.number, by="civil-1")
    (pledged,) = commons.state().pledges.values()
    assert (pledged.body.amount, pledged.delivered, len(pledged.deliveries)) == (5000, 2000, 2)
    with pytest.raises(UserError, match="it is about 0, which is no pledge"):
        commons.append("delivery", {"amount": 1}, 0)


def test_a_record_without_its_college_founds_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="it names no member of the college company"):
        found(tmp_path / "commons", members=MEMBERS[:6])
    assert not (tmp_path / "commons" / "events").exists()
    assert record("civil-1")["college"] == "civil"
