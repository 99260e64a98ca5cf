"""The commands of a commons, as its members type them: from founding to a decision that anyone replays."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from small_members import DAY, Members
from small_source import NAME, World, make_world

from moisson.contracts.commons import Log, replay
from moisson.contracts.errors import MoissonError, Unverified, UserError


@pytest.fixture
def members(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Members:
    made = Members(tmp_path, capsys)
    made.found()
    return made


def test_a_recipe_with_its_sources_and_policies_is_proposed_voted_on_and_decided(members: Members) -> None:
    recipe = make_world(members.root / "world").root / "essai.toml"
    said = members.run("propose", members.folder, "all", recipe, "--at", DAY.format(6), by="civil")
    kinds = re.findall(r"Proposal (\d+): (\w+)", said)
    assert [kind for _, kind in kinds][:2] == ["recipe", "source"]
    waiting = members.read("status", members.folder)["proposals"]
    assert [each["to_vote"] for each in waiting] == [["civil-1", "company-1", "public-1"]] * len(kinds)
    with pytest.raises(UserError, match="no proposal is due: `moisson commons status"):
        members.run("decide", members.folder, "--at", DAY.format(6), by="civil")
    for number, _ in kinds:
        members.vote(int(number), 7)
    decided = members.run("decide", members.folder, "--at", DAY.format(8), by="company")
    assert decided.count(": accepted (first).") == len(kinds)
    with pytest.raises(UserError, match="has of this kind is accepted already"):
        members.run("propose", members.folder, "all", recipe, "--at", DAY.format(9), by="civil")
    log = members.read("log", members.folder)
    assert (log[0]["kind"], log[-1]["kind"], len(log)) == ("founded", "decision", 1 + 5 * len(kinds))
    assert members.run("log", members.folder, "--limit", 1).count("\n") == 1


def test_verify_replays_and_says_what_it_did_not_check(members: Members) -> None:
    said = members.run("verify", members.folder)
    assert "✓ Commons of three holds: 1 events, 0 decisions derived again." in said
    assert "it has no checkpoint" in said
    members.run("checkpoint", members.folder, by="public-witness")
    with pytest.raises(Unverified, match="cosigned by the witnesses of no college; readers want two of three"):
        members.run("verify", members.folder)
    for college in ("civil", "company"):
        members.run("witness", members.folder, "--memory", members.root / f"memory-{college}", by=f"{college}-witness")
    kept = members.root / "kept"
    kept.write_text((members.folder / "checkpoint").read_text())
    members.run("pledge", members.folder, "compute", 500, "core-hours", "--for", "the build", "--at", DAY.format(6), by="civil")
    said = members.run("verify", members.folder, "--remembered", kept)
    assert "cosigned by witnesses of civil, company, by those that the log names" in said
    assert "what you saw before" not in said
    public = (members.root / "public-witness.pub").read_text().rsplit(" ", 1)[0]
    with pytest.raises(Unverified, match="by the witnesses of no college"):
        members.run("verify", members.folder, "--witness", f"public={public}")
    with pytest.raises(UserError, match="'industry' is no college; they are public, civil, company"):
        members.run("verify", members.folder, "--witness", f"industry={public}")
    assert members.read("verify", members.folder)["events"] == 2
    web = members.root / "web"
    web.mkdir()
    for name in ("events.jsonl", "checkpoint", "objects"):
        (members.folder / name).rename(web / name)
    assert members.read("verify", web)["events"] == 1  # what a reader over the web has


def test_a_fourth_member_joins_pledges_and_delivers(members: Members) -> None:
    record = members.root / "fourth.json"
    told = ("--organisation", "A library", "--college", "civil", "--mandate", "its assembly", "--key-until", "2090-01-01")
    members.run("join", members.folder, "library", "--to", record, *told, by="library")
    with pytest.raises(UserError, match=r"no decision in .* accepts library as a member"):
        members.run("join", members.folder, "library", by="library")
    assert "Proposal 1: member library" in members.run(
        "propose", members.folder, "member", record, "--at", DAY.format(6), by="public"
    )
    members.vote(1, 6)
    members.run("decide", members.folder, "--at", DAY.format(6), by="public")
    assert "library has its seat" in members.run("join", members.folder, "library", "--at", DAY.format(7), by="library")
    pledge = ("pledge", members.folder, "data", 12, "collections", "--for", "the corpus", "--at", DAY.format(8))
    assert "Pledge 7: 12 collections by library" in members.run(*pledge, by="library")
    said = members.run("deliver", members.folder, 7, 5, "--at", DAY.format(9), by="library")
    assert "0 of 12 collections are confirmed" in said
    said = members.run("deliver", members.folder, 7, 4, "--at", DAY.format(9), by="public")
    assert "4 of 12 collections are confirmed" in said
    members.run("propose", members.folder, "removal", "library", "--at", DAY.format(10), by="public")
    assert "Proposal 10 is withdrawn" in members.run("retract", members.folder, 10, "--at", DAY.format(10), by="public")


def test_what_was_accepted_is_suspended_contested_and_taken_back(members: Members) -> None:
    source = make_world(members.root / "world").root / "sources" / NAME
    members.run("propose", members.folder, "source", f"{source}/", "--at", DAY.format(5), by="civil")
    members.run("decide", members.folder, 1, "--at", DAY.format(15), by="civil")  # ten days of silence
    asked = ("suspend", members.folder, 1, "--reason", "a name in it", "--at", DAY.format(16))
    assert "a member of another college must join" in members.run(*asked, by="civil")
    assert "Proposal 1 is suspended until 2026-02-15" in members.run(*asked, by="public")
    with pytest.raises(UserError, match="too few members took no part in it for a panel of two colleges"):
        members.run("contest", members.folder, 2, "--reason", "a name in it", "--at", DAY.format(17), by="company")
    members.run("propose", members.folder, "withdrawal", "1", "--at", DAY.format(18), by="company")
    members.vote(5, 18)
    members.run("decide", members.folder, "--at", DAY.format(18), by="company")
    assert replay(Log.open(members.folder)).proposals[1].status == "revoked"


def test_a_release_is_proposed_by_its_whole_name_and_what_was_made_of_it_is_declared(members: Members, built: World) -> None:
    release = next((built.root / "build" / "releases" / "essai").glob("1-*")).resolve()
    said = members.run("propose", members.folder, "release", release, "--at", DAY.format(6), by="public")
    assert f"Proposal 1: release essai/{release.name}; the ballot ends on" in said
    (proposal,) = replay(Log.open(members.folder)).proposals.values()
    assert proposal.sha256 == sha256((release / "MANIFEST.json").read_bytes()).hexdigest()
    told = ("--title", "An assistant", "--url", "https://assistant.example/", "--organisation", "A firm", "--release", "essai")
    said = members.run("reuse", members.folder, *told, "--topic", "work_and_training", "--at", DAY.format(7), by="company")
    assert said == "Reuse 2: An assistant, by A firm.\n"
    with pytest.raises(MoissonError, match="topic"):
        members.run("reuse", members.folder, *told, "--topic", "everything", "--at", DAY.format(7), by="company")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("vote", "{}", 7, "yes"), "it is about 7, which is no proposal before it"),
        (("vote", "{}", 7, "yes", "--at", "today"), "--at 'today' is no time; write it as 2026-12-01T12:00:00Z"),
        (("pledge", "{}", "money", 5, "EUR", "--for", "x", "--until", "soon"), "--until 'soon' is no day"),
        (("propose", "{}", "withdrawal", "7"), "7 is no proposal of something that can be taken back"),
        (("join", "{}", "x", "--to", "{}/x"), "a record wants --organisation, --college, --mandate and --key-until"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(members: Members, arguments: tuple[object, ...], says: str) -> None:
    given = [each.format(members.folder) if isinstance(each, str) else each for each in arguments]
    with pytest.raises(MoissonError, match=re.escape(says)):
        members.run(*given, by="public")


def test_a_stranger_s_key_is_no_member_s(members: Members) -> None:
    with pytest.raises(UserError, match="is no member's key in"):
        members.run("vote", members.folder, 1, "yes", by="stranger")
    with pytest.raises(UserError, match="is a commons already"):
        members.run("init", members.folder, "--name", "x", "--member", members.root / "civil.json", by="civil")
    with pytest.raises(MoissonError, match="is no commons: there is no folder `events` in it"):
        members.run("log", members.root)
