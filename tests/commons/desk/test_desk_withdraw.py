"""A request carried out: found by id, address and passage, seen dry, withdrawn, and answered in the asker's language."""

from pathlib import Path

import orjson
import pytest
from small_desk import TODAY, SmallDesk, form, mail, make_desk
from small_source import NAME, SENTENCES, Entry, World, entries, make_world, touched

from moisson.commons.desk.carry_out import How, carry_out, would_go
from moisson.commons.desk.letters import answered, as_mail, write
from moisson.commons.desk.search import search, search_for
from moisson.contracts.errors import UserError
from moisson.contracts.sign import signer
from moisson.workspace.withdrawn_ids import suppression

URL = "https://www.example.org/articles/A05"
PASSAGE = " ".join(SENTENCES[5].split()[:8])


@pytest.fixture(scope="module")
def desk_and_world(tmp_path_factory: pytest.TempPathFactory) -> tuple[SmallDesk, World]:
    root = tmp_path_factory.mktemp("desk")
    world = make_world(root / "world")
    world.publish([*entries(5), Entry("A05", SENTENCES[5], {"url": URL, "created": "2024-02-01"}), Entry("B", SENTENCES[6])])
    world.build()
    return make_desk(root), world


def test_what_is_named_is_found_by_id_address_and_passage(desk_and_world: tuple[SmallDesk, World]) -> None:
    workspace = desk_and_world[1].options().workspace
    id = f"{NAME}/A05"
    for named in (("id", id), ("address", "http://example.org/articles/A05/#top"), ("passage", f"« {PASSAGE} »")):
        (document,) = search(workspace, [named])["documents"]
        assert (document["id"], document["by"], len(document["releases"])) == (id, [named[0]], 1)
    nothing = [("id", f"{NAME}/none"), ("address", URL[:-1]), ("passage", "nobody wrote this here"), ("passage", "two words")]
    found = search(workspace, nothing)
    assert found["documents"] == []
    assert [each["said"] for each in found["unfound"]] == [said for _, said in nothing]


def test_a_request_is_carried_out_dry_first_and_its_answer_says_what_was_done(desk_and_world: tuple[SmallDesk, World]) -> None:
    small, world = desk_and_world
    workspace = world.options().workspace
    number = small.take(mail(form("fr", kind="erasure", passage=PASSAGE, why="C’est moi."))).number
    with small.as_member() as work:
        found = search_for(work.connection, workspace, number, TODAY)
        (id,) = (each["id"] for each in found["documents"])
        with pytest.raises(UserError, match="nothing to carry out"):
            would_go(work, workspace, number, How(), TODAY)
    small.decide(number, "granted", "17(1)(c)", ids=(id,))
    before = touched(world.root / "build")
    with small.as_member() as work:
        with pytest.raises(UserError, match="comes before the answer"):
            write(work.connection, number, "answer", TODAY)
        dry = would_go(work, workspace, number, How(), TODAY)
    assert touched(world.root / "build") == before
    assert dry["would_withdraw"] == [id]
    assert [len(each["documents"]) for each in dry["releases"]] == [1]
    with small.as_member() as work:
        done = carry_out(work, workspace, number, How(), TODAY, signer())
        text = write(work.connection, number, "answer", TODAY)
        draft = as_mail(work.connection, number, text)
        answered(work.connection, number, TODAY, "public-1")
    known = suppression(workspace).by_id[id]
    assert [release["release"] for release in dry["releases"]] == [release["release"] for release in done["releases"]]
    for said in (number, id, known.name, known.salt, done["releases"][0]["release"], "1er décembre 2026", "la CNIL"):
        assert said in text
    assert all(line in draft for line in (b"To: marie@example.org", b"X-Unsent: 1", b"Content-Language: fr"))
    act = suppression(workspace).withdrawals[-1]
    assert (act.reason, act.authority) == (
        "Request for erasure (Article 17(1)(c) GDPR)",
        f"The desk of Commons of the tests, request {number}",
    )
    told = next(each for each in small.events() if each["step"] == "carried-out" and each["ticket"] == number)
    assert (told["withdrawal"], told["documents"], told["releases"]) == (act.number, 1, 1)
    feed = (world.root / "build" / "releases" / "withdrawals.jsonl").read_text()
    assert "Dupont" not in feed and orjson.loads(feed.splitlines()[0])["entry"]["number"] == act.number


def test_access_is_answered_from_what_was_found(desk_and_world: tuple[SmallDesk, World]) -> None:
    small, world = desk_and_world
    number = small.take(mail(form("de", kind="access", id=f"{NAME}/A01"), sender="Jörg Weiß <joerg@example.org>")).number
    small.decide(number, "granted", "15(1)")
    with small.as_member() as work:
        with pytest.raises(UserError, match="comes before the answer"):
            write(work.connection, number, "answer", TODAY)
        search_for(work.connection, world.options().workspace, number, TODAY)
        text = write(work.connection, number, "answer", TODAY)
    assert f"{NAME}/A01" in text and "veröffentlicht von DILA" in text and "Guten Tag Jörg Weiß," in text
    assert "https://corpus.example/notice" in text


def test_not_held_is_no_ground_where_the_search_found_something(desk_and_world: tuple[SmallDesk, World]) -> None:
    small, world = desk_and_world
    number = small.take(mail(form("en", kind="erasure", id=f"{NAME}/A02"))).number
    small.decide(number, "refused", "not-held")
    with small.as_member() as work:
        search_for(work.connection, world.options().workspace, number, TODAY)
        with pytest.raises(UserError, match="is no ground"):
            write(work.connection, number, "answer", TODAY)


def test_a_desk_that_does_not_know_who_it_writes_for_writes_nothing(tmp_path: Path) -> None:
    small = make_desk(tmp_path)
    number = small.take(mail(form("en", kind="error", why="A typo."))).number
    with small.as_member() as work:
        work.connection.execute("DELETE FROM setting WHERE name = 'authority'")
        with pytest.raises(UserError, match="--authority"):
            write(work.connection, number, "receipt", TODAY)
        assert work.connection.execute("SELECT count(*) FROM letter").fetchone()[0] == 0
