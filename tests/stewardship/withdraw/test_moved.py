"""A withdrawn document that comes under another id: kept out where it is the same one, taken where it is another."""

from typing import Any

import pytest
from small_source import NAME, SENTENCES, Entry, World, entries, mixed
from test_withdraw import ledger, take_back, traces

from moisson.harvest.guards import Guards
from moisson.workspace.withdrawn_ids import register_path

LISTED_NO_LONGER = "its content was withdrawn under another id, which is listed no longer"


def live(world: World) -> set[str]:
    rows = world.harvest(accept_loss=True).live("drop").to_pylist()
    return {row["id"].removeprefix(f"{NAME}/") for row in rows}


def others(but: str) -> list[Entry]:
    return [entry for entry in entries(8) if entry.id != but]


@pytest.mark.parametrize("purge", [True, False])
def test_it_is_known_by_its_content_where_its_id_is_listed_no_longer(world: World, purge: bool) -> None:
    world.publish(entries(8))
    world.build()
    take_back(world, "A03", purge=purge)
    world.publish([*others("A03"), Entry("new-id", SENTENCES[3])])
    built = world.build()
    assert live(world) == {entry.id for entry in others("A03")}
    assert "new-id" not in str(ledger(built))
    assert [row["detail"] for row in ledger(built) if row["reason"] == "withdrawn"].count(LISTED_NO_LONGER) == 1
    register = register_path(world.options().workspace).relative_to(world.root / "build").as_posix()
    assert not purge or traces(world, SENTENCES[3]) <= {register}
    # It stays out when the old id comes back beside it, as long as each harvest has said so.
    world.publish([*entries(8), Entry("new-id", SENTENCES[3])])
    assert live(world) == {entry.id for entry in others("A03")}


def test_what_it_came_to_say_after_it_was_withdrawn_is_known_as_well(world: World) -> None:
    world.publish(entries(8))
    world.build()
    take_back(world, "A03", purge=True)
    world.publish([*others("A03"), Entry("A03", SENTENCES[20])])
    assert live(world) == {entry.id for entry in others("A03")}
    world.publish([*others("A03"), Entry("new-id", SENTENCES[20])])
    assert live(world) == {entry.id for entry in others("A03")}
    assert traces(world, SENTENCES[20], "new-id") == set()


def test_a_copy_beside_it_is_another_document(world: World) -> None:
    world.publish(entries(8))
    world.build()
    take_back(world, "A03")
    world.publish([*entries(8), Entry("copy", SENTENCES[3])])
    assert "copy" in live(world)
    world.publish([*others("A03"), Entry("copy", SENTENCES[3])])
    assert "copy" in live(world), "it was there before the other went"


def test_content_that_others_hold_is_no_sign(world: World) -> None:
    world.publish([*entries(8), Entry("twin", SENTENCES[3])])
    world.build()
    take_back(world, "A03")
    world.publish([*others("A03"), Entry("twin", SENTENCES[3]), Entry("third", SENTENCES[3])])
    assert live(world) == {*(entry.id for entry in others("A03")), "twin", "third"}


def test_in_a_file_with_others_they_stay(world: World) -> None:
    world.publish(entries(4), entries(8)[4:])
    world.build()
    take_back(world, "A03", purge=True)
    world.publish(others("A03")[:3], [*entries(8)[4:], Entry("new-id", SENTENCES[3])])
    assert live(world) == {entry.id for entry in others("A03")}


def test_where_nothing_changed_nothing_is_read_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moisson.connectors.files.folder.Folder.pinned", lambda *_: None)
    read = list[int]()
    split_each = Guards.split_each

    def counted(*given: Any) -> Any:
        read.append(1)
        return split_each(*given)

    monkeypatch.setattr(Guards, "split_each", counted)
    world.publish(mixed())

    def reads() -> int:
        read.clear()
        world.harvest(accept_loss=True)
        return len(read)

    assert [reads(), reads()] == [1, 0]
    take_back(world, "A05", same_text=True)
    assert [reads(), reads(), reads()] == [1, 0, 0]
    world.publish([*mixed(), Entry("new", SENTENCES[22])])
    assert [reads(), reads()] == [1, 0]
    take_back(world, "A06")
    assert [reads(), reads()] == [1, 0]
