"""What a log is attacked with: each is refused with a sentence, by whoever reads it."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from small_commons import MEMBERS, RULES, SmallCommons, found, key, record

from moisson.commons.witness import cosign, make_checkpoint
from moisson.contracts.commons import Event, Log, replay
from moisson.contracts.commons.check import check
from moisson.contracts.commons.event import make_event
from moisson.contracts.commons.log import write_event, write_object
from moisson.contracts.commons.note import Checkpoint, origin_of, read_checkpoint
from moisson.contracts.errors import Unverified, UserError

CHOICES = {"choice": "yes"}


@pytest.fixture
def commons(tmp_path: Path) -> SmallCommons:
    """A founding, a proposal, nine ballots, a decision."""
    made = found(tmp_path / "commons")
    made.accept("source", "fr_essai", b"a source")
    return made


def forced(
    commons: SmallCommons,
    kind: str,
    body: dict[str, Any],
    about: int | None,
    *,
    by: str,
    key_of: str = "",
    after: Event | None = None,
) -> None:
    """Write an event past all checks, as whoever edits files can."""
    after = after or commons.log().events[-1]
    write_event(commons.folder, make_event(kind, body, about, after=after, signer=key(key_of or by), by=by, at=commons.at))


def refused(commons: SmallCommons, says: str) -> None:
    with pytest.raises(Unverified, match=says):
        replay(commons.log())


def file_of(commons: SmallCommons, number: int) -> Path:
    (path,) = commons.folder.glob(f"events/*/{number:08}-*.json")
    return path


def test_a_changed_event_no_longer_has_its_signature(commons: SmallCommons) -> None:
    path = file_of(commons, 3)
    path.write_bytes(path.read_bytes().replace(b'"yes"', b'"no"'))
    refused(commons, r"00000003-ballot-\w+.json does not hold: its signature does not match it")


def test_an_event_without_its_signature_does_not_count(commons: SmallCommons) -> None:
    path = file_of(commons, 3)
    path.with_name(f"{path.name}.sig").unlink()
    refused(commons, "its signature does not match it")


def test_a_ballot_forged_with_another_member_s_key_is_none(commons: SmallCommons) -> None:
    proposal = commons.propose("source", "x", b"x")
    forced(commons, "ballot", {"choice": "no"}, proposal.number, by="civil-2", key_of="company-1")
    refused(commons, r"event 13 \(ballot, by civil-2, .*\): it is signed by SHA256:\S+, which is no key of civil-2")


def test_a_signature_made_for_a_release_does_not_sign_an_event(commons: SmallCommons) -> None:
    path = file_of(commons, 3)
    path.with_name(f"{path.name}.sig").write_text(key(json.loads(path.read_bytes())["by"]).sign(path.read_bytes()))
    refused(commons, "its signature does not match it")


def test_a_ballot_replayed_within_the_log_is_refused(commons: SmallCommons) -> None:
    """The same bytes at another place: by its content it belongs where it was."""
    proposal = commons.propose("source", "x", b"x")
    old = file_of(commons, 3)
    again = old.with_name(old.name.replace("00000003", f"{proposal.number + 1:08}"))
    for end in ("", ".sig"):
        shutil.copy(f"{old}{end}", f"{again}{end}")
    refused(commons, "by its content it is 2026/00000003-ballot")


def test_a_ballot_of_one_commons_does_not_count_in_another(commons: SmallCommons, tmp_path: Path) -> None:
    other = found(tmp_path / "other")
    other.propose("source", "fr_essai", b"another source")
    old = file_of(commons, 2)
    for end in ("", ".sig"):
        shutil.copy(f"{old}{end}", other.folder / "events" / "2026" / f"{old.name}{end}")
    refused(other, "it does not name the event before it: it was made for another log, or that event was changed")


def test_events_out_of_order_are_refused(commons: SmallCommons) -> None:
    log = commons.log()
    swapped = Log(log.folder, (*log.events[:4], log.events[5], log.events[4], *log.events[6:]))
    with pytest.raises(Unverified, match="it stands at place 4; events are missing, doubled or out of order"):
        replay(swapped)


def test_a_removed_event_leaves_a_gap(commons: SmallCommons) -> None:
    file_of(commons, 5).unlink()
    refused(commons, "event 6 .* it stands at place 5; events are missing")


def test_two_events_of_one_number_are_told_apart(commons: SmallCommons) -> None:
    forced(commons, "proposal", {"kind": "removal", "name": "civil-3", "title": "x"}, None, by="civil-1")
    forced(
        commons,
        "proposal",
        {"kind": "removal", "name": "civil-2", "title": "x"},
        None,
        by="civil-1",
        after=commons.log().events[-2],
    )
    refused(commons, "00000012-proposal-.* and 00000012-proposal-.* have one number: make the later of the two anew")


def founded_with(folder: Path, one: dict[str, Any]) -> SmallCommons:
    """A commons with another record of one of its members."""
    commons = SmallCommons(folder / "commons")
    members = [one if each == one["id"] else record(each) for each in MEMBERS]
    commons.append("founded", {"name": "x", "members": members, "rules": write_object(commons.folder, RULES)})
    return commons


def test_an_expired_key_signs_no_more(tmp_path: Path) -> None:
    commons = founded_with(tmp_path, record("civil-2", keys=[{"key": str(key("civil-2").public), "until": "2026-01-10"}]))
    proposal = commons.propose("policy", "x", b"x")
    commons.vote(proposal, ["civil-1"], days=4)
    with pytest.raises(UserError, match="a key of civil-2 that expired on 2026-01-10"):
        commons.vote(proposal, ["civil-2"], days=1)
    forced(commons, "ballot", CHOICES, proposal.number, by="civil-2")
    refused(commons, "a key of civil-2 that expired on 2026-01-10")


def test_a_mandate_that_ran_out_signs_no_more(tmp_path: Path) -> None:
    commons = founded_with(tmp_path, record("civil-2", until="2026-01-10"))
    before = commons.propose("policy", "x", b"x")
    with pytest.raises(UserError, match="civil-2 is not a member at this place in the log"):
        commons.propose("policy", "y", b"y", by="civil-2", days=5)
    after = commons.propose("policy", "z", b"z")
    electors = [set(commons.state().proposals[each.number].electors) for each in (before, after)]
    assert electors == [set(MEMBERS), set(MEMBERS) - {"civil-2"}]


def test_a_second_ballot_of_one_member_is_refused(commons: SmallCommons) -> None:
    proposal = commons.propose("source", "x", b"x")
    commons.vote(proposal, ["civil-1"])
    forced(commons, "ballot", {"choice": "no"}, proposal.number, by="civil-1")
    refused(commons, "civil-1 has voted on proposal 12 already")


def test_a_back_dated_event_is_refused(commons: SmallCommons) -> None:
    proposal = commons.propose("source", "x", b"x", days=20)
    commons.at -= timedelta(days=1)
    forced(commons, "ballot", CHOICES, proposal.number, by="civil-1")
    refused(commons, "it is dated before the event that it follows, 2026-01-25T09:00:00Z")


def test_an_event_from_the_future_is_refused_by_whoever_knows_the_time(commons: SmallCommons) -> None:
    """Dated ahead, one event would end all ballots at once."""
    commons.at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    with pytest.raises(UserError, match="lies ahead; an event is not dated in the future"):
        commons.propose("removal", "civil-3", None)
    forced(commons, "proposal", {"kind": "removal", "name": "civil-3", "title": "x"}, None, by="civil-1")
    with pytest.raises(Unverified, match="it is dated in the future"):
        replay(commons.log(), at=datetime.now(UTC))


def test_a_false_decision_is_refused(commons: SmallCommons) -> None:
    proposal = commons.propose("policy", "x", b"x")
    commons.vote(proposal, MEMBERS, "no")
    tally = {college: {"electors": 3, "yes": 3, "no": 0, "abstain": 0} for college in ("public", "civil", "company")}
    forced(commons, "decision", {"outcome": "accepted", "round": "first", "tally": tally}, proposal.number, by="civil-1")
    refused(commons, r"it says accepted, and by the rules proposal 12 is refused \(first\)")


def test_a_right_outcome_with_a_false_tally_is_refused(commons: SmallCommons) -> None:
    proposal = commons.propose("policy", "x", b"x")
    commons.vote(proposal, MEMBERS[:8])
    commons.vote(proposal, MEMBERS[8:], "no")
    tally = {college: {"electors": 3, "yes": 3, "no": 0, "abstain": 0} for college in ("public", "civil", "company")}
    forced(commons, "decision", {"outcome": "accepted", "round": "first", "tally": tally}, proposal.number, by="civil-1")
    refused(commons, "it says accepted, and by the rules")


def test_a_log_that_was_cut_is_shorter_than_its_checkpoint(commons: SmallCommons) -> None:
    make_checkpoint(commons.folder, key("witness of public-1"))
    file_of(commons, 11).unlink()
    with pytest.raises(Unverified, match="over 12 events, and the log has 11: the newest were removed"):
        check(commons.log())


def rewritten(commons: SmallCommons, folder: Path) -> SmallCommons:
    """The same commons written again by somebody who has every member's key, with one ballot turned round."""
    other = found(folder)
    proposal = other.propose("source", "fr_essai", b"a source")
    other.vote(proposal, MEMBERS[:8])
    other.vote(proposal, MEMBERS[8:], "no")
    other.decide(proposal, days=14)
    assert other.log().events[0].sha256 == commons.log().events[0].sha256
    return other


def test_a_rewritten_log_replays_and_is_refused_by_whoever_remembers_a_checkpoint(commons: SmallCommons, tmp_path: Path) -> None:
    remembered = make_checkpoint(commons.folder, key("witness of public-1"))
    other = rewritten(commons, tmp_path / "other")
    assert replay(other.log()).events == 12
    with pytest.raises(Unverified, match="the log was rewritten: its first 12 events are not those of the checkpoint"):
        check(other.log(), remembered=remembered)


def test_a_witness_does_not_cosign_a_rewritten_log(commons: SmallCommons, tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    make_checkpoint(commons.folder, key("witness of public-1"))
    cosign(commons.folder, key("witness of civil-1"), memory)
    other = rewritten(commons, tmp_path / "other")
    make_checkpoint(other.folder, key("witness of public-1"))
    with pytest.raises(Unverified, match="the log was rewritten"):
        cosign(other.folder, key("witness of civil-1"), memory)


def test_a_checkpoint_is_believed_with_the_witnesses_of_two_colleges(commons: SmallCommons, tmp_path: Path) -> None:
    make_checkpoint(commons.folder, key("witness of public-1"))
    cosign(commons.folder, key("witness of civil-1"), tmp_path / "civil")
    with pytest.raises(Unverified, match="by the witnesses of the college civil; readers want two of three"):
        check(commons.log())
    cosign(commons.folder, key("witness of company-1"), tmp_path / "company")
    assert check(commons.log()).cosigned.keys() == {"civil", "company"}
    with pytest.raises(Unverified, match="by the witnesses of the college civil"):  # the reader's own list of witnesses holds
        check(commons.log(), witnesses={key("witness of civil-1").public: "civil"})
    commons.propose("source", "later", b"x")
    assert check(commons.log()).cosigned.keys() == {"civil", "company"}  # the log may go on
    with pytest.raises(UserError, match="is no witness of Commons of the tests"):
        cosign(commons.folder, key("nobody"), tmp_path / "nobody")


def test_a_remembered_checkpoint_spares_no_event_from_being_judged(commons: SmallCommons) -> None:
    """A checkpoint over a log with a false decision is a checkpoint; the decision is still false."""
    proposal = commons.propose("policy", "x", b"x")
    commons.vote(proposal, MEMBERS, "no")
    tally = {college: {"electors": 3, "yes": 3, "no": 0, "abstain": 0} for college in ("public", "civil", "company")}
    forced(commons, "decision", {"outcome": "accepted", "round": "first", "tally": tally}, proposal.number, by="civil-1")
    log = commons.log()
    remembered = Checkpoint(origin_of(log.events[0].sha256), len(log.events), log.root())
    with pytest.raises(Unverified, match="it says accepted, and by the rules"):
        check(log, remembered=read_checkpoint(str(remembered.signed(key("public-1")))))


def test_an_object_that_was_changed_is_not_taken_for_the_one_that_was_decided(commons: SmallCommons) -> None:
    rules = commons.state().rules_sha256
    (commons.folder / "objects" / rules).write_text("other rules")
    refused(commons, f"the object {rules} in .* was changed; get it from another copy")


def test_a_long_log_is_read_by_several_processes_and_judged_alike(commons: SmallCommons, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = Log.open(commons.folder, workers=1)
    monkeypatch.setattr("moisson.contracts.commons.log.AT_ONCE", 4)
    together = Log.open(commons.folder, workers=2)
    assert together.events == alone.events
    assert replay(together).decisions == replay(alone).decisions
    path = file_of(commons, 9)
    path.with_name(f"{path.name}.sig").unlink()
    with pytest.raises(Unverified, match=r"00000009-ballot-\w+.json does not hold: its signature does not match it"):
        Log.open(commons.folder, workers=2)
