"""The commands against a decision, as members of three colleges type them: suspension, contest, appeal; and witnesses."""

from pathlib import Path

import pytest
from small_members import DAY, Members
from small_source import NAME, make_world

from moisson.contracts.commons import Log, replay
from moisson.contracts.errors import Unverified, UserError

FIRST_TWO = ("public", "public-2", "civil", "civil-2")  # they decide; the others may be on a panel
BECAUSE = ("--reason", "the licence was read wrongly")


@pytest.fixture
def members(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Members:
    made = Members(tmp_path, capsys)
    made.found(3)
    return made


@pytest.fixture
def decision(members: Members) -> int:
    """The number of a decision by which two colleges accepted a source, proposal 1."""
    source = make_world(members.root / "world").root / "sources" / NAME
    members.run("propose", members.folder, "source", f"{source}/", "--at", DAY.format(5), by="civil")
    for member in FIRST_TWO:
        members.run("vote", members.folder, 1, "yes", "--at", DAY.format(6), by=member)
    assert "accepted" in members.run("decide", members.folder, 1, "--at", DAY.format(20), by="civil")
    return int(members.read("log", members.folder)[-1]["number"])


def status(members: Members) -> str:
    return replay(Log.open(members.folder)).proposals[1].status


def test_a_contest_names_its_panel_and_two_of_it_overturn_the_decision(members: Members, decision: int) -> None:
    asked = ("contest", members.folder, decision, *BECAUSE, "--at", DAY.format(21))
    said = members.run(*asked, by="company-3")
    assert "Contest 7: the panel is civil-3 (civil), company-1 (company), public-3 (public)." in " ".join(said.split())
    with pytest.raises(UserError, match="is or was contested already"):
        members.run(*asked, by="company-2")
    word = ("appeal", members.folder, 7, "overturned", *BECAUSE, "--at", DAY.format(22))
    with pytest.raises(UserError, match="civil-1 has no word in it: the panel is civil-3, company-1, public-3, once each"):
        members.run(*word, by="civil")
    assert "another member of the panel has the next word" in members.run(*word, by="civil-3")
    with pytest.raises(UserError, match="civil-3 has no word in it"):
        members.run(*word, by="civil-3")
    against = ("appeal", members.folder, 7, "upheld", *BECAUSE, "--at", DAY.format(22))
    assert "another member of the panel has the next word" in members.run(*against, by="company")
    assert status(members) == "accepted"
    assert members.run(*word, by="public-3") == "Contest 7: overturned.\n"
    assert status(members) == "overturned"
    assert "✓ Commons of three holds: 11 events" in members.run("verify", members.folder)


def test_a_panel_of_two_of_one_mind_upholds_it(members: Members, decision: int) -> None:
    members.run("contest", members.folder, decision, *BECAUSE, "--at", DAY.format(21), by="company-3")
    word = ("appeal", members.folder, 7, "upheld", *BECAUSE, "--at", DAY.format(22))
    members.run(*word, by="civil-3")
    assert members.run(*word, by="company") == "Contest 7: upheld.\n"
    with pytest.raises(UserError, match="is no contest before it that is still open"):
        members.run(*word, by="public-3")
    assert status(members) == "accepted"


def test_two_colleges_suspend_and_one_does_not(members: Members, decision: int) -> None:
    asked = ("suspend", members.folder, 1, *BECAUSE, "--at", DAY.format(21))
    assert members.run(*asked, by="civil") == "Asked; a member of another college must join.\n"
    with pytest.raises(UserError, match="civil-1 has asked for it already, for the college civil; another must join"):
        members.run(*asked, by="civil-2")
    assert status(members) == "accepted"
    assert members.run(*asked, by="company") == "Proposal 1 is suspended until 2026-02-20.\n"
    with pytest.raises(UserError, match="propose its withdrawal"):
        members.run(*asked, by="public")
    with pytest.raises(UserError, match=f"it is about {decision}, which is no proposal that was accepted"):
        members.run("suspend", members.folder, decision, *BECAUSE, "--at", DAY.format(21), by="civil")


def test_only_who_proposed_retracts_and_only_while_it_is_open(members: Members, decision: int) -> None:
    del decision
    with pytest.raises(UserError, match="proposal 1 was decided"):
        members.run("retract", members.folder, 1, "--at", DAY.format(21), by="civil")
    members.run("propose", members.folder, "removal", "company-3", "--at", DAY.format(21), by="public")
    back = ("retract", members.folder, 7, "--reason", "it was agreed otherwise", "--at", DAY.format(21))
    with pytest.raises(UserError, match="proposal 7 is public-1's, who alone may withdraw it"):
        members.run(*back, by="civil")
    assert members.run(*back, by="public") == "Proposal 7 is withdrawn.\n"
    with pytest.raises(UserError, match="proposal 7 was withdrawn"):
        members.run("vote", members.folder, 7, "yes", "--at", DAY.format(21), by="civil")


def test_a_witness_cosigns_what_grows_and_not_what_was_cut(members: Members) -> None:
    memory = members.root / "memory"
    cosigned = ("witness", members.folder, "--memory", memory)
    members.run("pledge", members.folder, "money", 5, "EUR", "--for", "the build", "--at", DAY.format(6), by="civil")
    assert "Checkpoint over 2 events" in members.run("checkpoint", members.folder, by="public-witness")
    assert "Cosigned: 2 events" in members.run(*cosigned, by="civil-witness")
    with pytest.raises(UserError, match="no witness"):
        members.run("witness", members.folder, "--memory", members.root / "another", by="civil-2")
    written = sorted(members.folder.glob("events/*/*1-pledge-*"))
    assert len(written) == 2  # the event and its signature
    for path in (*written, members.folder / "checkpoint"):
        path.unlink()
    members.run("pledge", members.folder, "money", 9, "EUR", "--for", "the build", "--at", DAY.format(6), by="civil")
    members.run("checkpoint", members.folder, by="public-witness")
    with pytest.raises(Unverified, match="the log was rewritten: its first 2 events are not those of the checkpoint"):
        members.run(*cosigned, by="civil-witness")
