"""A harvest stores what is new, keeps what vanished as tombstones, and stops before it does harm."""

from collections import Counter
from pathlib import Path
from random import Random
from shutil import rmtree
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_source import NAME, SENTENCES, Entry, World, digests, entries, make_world, publications

from moisson.connectors import Fetched
from moisson.connectors.files.folder import Folder
from moisson.contracts.errors import SafetyCatch, SourceError
from moisson.contracts.identity import merkle_root
from moisson.harvest.snapshot import Snapshot, snapshots
from moisson.workspace.storage import read_table


def states(snapshot: Snapshot) -> dict[str, str]:
    rows = snapshot.rows().select(["id", "state"]).to_pylist()
    return {row["id"].removeprefix(f"{NAME}/"): row["state"] for row in rows}


def parts(world: World, out: str = "build") -> list[Path]:
    return sorted(world.options(out).workspace.parts(NAME).glob("*.parquet"))


def stored(world: World, out: str = "build") -> list[tuple[str, str]]:
    """Every `(id, version)` in the parts, as often as it is there."""
    tables = [read_table(path, ["id", "version"]) for path in parts(world, out)]
    return [(row["id"], row["version"]) for table in tables for row in table.to_pylist()]


def ledger(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(row["id"].removeprefix(f"{NAME}/"), row["reason"]) for row in snapshot.ledger().to_pylist()]


def changed(entry: Entry, text: str = SENTENCES[-1], **facts: str) -> Entry:
    return Entry(entry.id, text, {**entry.facts, **facts})


def test_a_first_harvest_adds_everything(world: World) -> None:
    world.publish(entries(3), entries(5)[3:])
    assert states(world.harvest()) == dict.fromkeys(["A00", "A01", "A02", "A03", "A04"], "added")


def test_a_second_harvest_says_what_was_added_changed_left_and_taken_away(world: World) -> None:
    first = entries(30)
    world.publish(first)
    world.harvest()
    world.publish([changed(first[0]), *first[1:29], Entry("B", SENTENCES[3])])
    snapshot = world.harvest()
    assert Counter(states(snapshot).values()) == {"unchanged": 28, "changed": 1, "added": 1, "vanished": 1}
    assert snapshot.about["counts"] == {"added": 1, "changed": 1, "unchanged": 28, "vanished": 1}
    found = states(snapshot)
    assert (found["A00"], found["B"], found["A29"]) == ("changed", "added", "vanished")


def test_a_tombstone_stays_and_is_counted_as_lost_once(world: World) -> None:
    world.publish(entries(30))
    world.harvest()
    world.publish(entries(29))
    last = world.harvest().rows().to_pylist()[-1]
    world.publish(entries(29)[::-1], [Entry("B", SENTENCES[3])])
    snapshot = world.harvest()
    assert states(snapshot)["A29"] == "vanished"
    assert snapshot.about["counts"]["vanished"] == 0
    (tombstone,) = [row for row in snapshot.rows().to_pylist() if row["state"] == "vanished"]
    assert tombstone == last  # with the facts that were last seen, and when


def test_what_comes_back_is_added_again_but_not_stored_twice(world: World) -> None:
    for count in (30, 29):
        world.publish(entries(count))
        world.harvest()
    before = parts(world)
    world.publish(entries(30))
    snapshot = world.harvest()
    assert states(snapshot)["A29"] == "added"
    assert snapshot.about["vanished"] == 0
    assert parts(world) == before


def test_content_that_returns_is_not_stored_twice(world: World) -> None:
    first = entries(3)
    for text in (SENTENCES[10], SENTENCES[11], SENTENCES[10]):
        world.publish([changed(first[0], text), *first[1:]])
        world.harvest()
    assert len(stored(world)) == len(set(stored(world))) == 4


def test_one_changed_document_costs_one_part_of_one_row(world: World) -> None:
    first = entries(20)
    world.publish(first)
    world.harvest()
    before = set(parts(world))
    world.publish([*first[:7], changed(first[7]), *first[8:]])
    snapshot = world.harvest()
    (new,) = set(parts(world)) - before
    assert read_table(new)["id"].to_pylist() == [f"{NAME}/A07"]
    assert {row["part"] for row in snapshot.rows().to_pylist() if row["id"] == f"{NAME}/A07"} == {new.stem}


def test_other_facts_are_kept_without_storing_content_again(world: World) -> None:
    world.publish(entries(5))
    world.harvest()
    before = parts(world)
    world.publish([changed(entry, entry.text, legal_state="ABROGE", valid_to="2025-01-01") for entry in entries(5)])
    snapshot = world.harvest()
    assert parts(world) == before
    assert set(states(snapshot).values()) == {"unchanged"}
    assert set(snapshot.rows()["legal_state"].to_pylist()) == {"ABROGE"}


def test_a_part_is_named_by_the_merkle_root_of_what_it_holds(world: World) -> None:
    world.publish(entries(9))
    world.harvest(part_bytes=300)
    assert len(parts(world)) > 1
    for path in parts(world):
        table = read_table(path)
        pairs = list(zip(table["id"].to_pylist(), table["version"].to_pylist(), strict=True))
        assert path.stem == merkle_root(pairs)
        assert pairs == sorted(pairs)


def test_the_same_document_twice_is_one_row_with_all_that_it_is_part_of(world: World) -> None:
    codes = [["C2", "Code de commerce"], ["C1", "Code du travail"]]
    world.publish([Entry("A", SENTENCES[0], {"part_of": codes[:1]})], [Entry("A", SENTENCES[0], {"part_of": codes})])
    snapshot = world.harvest()
    (row,) = snapshot.rows().to_pylist()
    assert [container["id"] for container in row["part_of"]] == ["C1", "C2"]
    assert ledger(snapshot) == [("A", "same-id")]
    assert len(stored(world)) == 1


def test_the_same_id_with_other_words_is_an_error_of_the_reader_and_names_the_id(world: World) -> None:
    world.publish([Entry("A", SENTENCES[0])], [Entry("B", SENTENCES[0]), Entry("A", SENTENCES[1])])
    with pytest.raises(SourceError, match=rf"{NAME}/A twice with different content.*01\.jsonl.*qualify the id"):
        world.harvest()
    assert snapshots(world.options().workspace, NAME) == []


@pytest.mark.parametrize("id", ["", "a\nb", "a\x00b", "a\u2028b"])
def test_an_id_that_cannot_be_printed_is_refused_with_a_reason(world: World, id: str) -> None:
    world.publish([Entry(id, SENTENCES[0]), *entries(1)])
    snapshot = world.harvest()
    assert sorted(states(snapshot)) == ["A00"]
    assert ledger(snapshot) == [("00.jsonl", "split:id-unprintable")]


def test_facts_of_a_document_met_twice_do_not_depend_on_order(world: World) -> None:
    twice = [Entry("A", SENTENCES[0], {"legal_state": state, "created": "2024"}) for state in ("VIGUEUR", "ABROGE")]
    world.publish(twice)
    one = world.harvest("one").about["live_sha256"]
    world.publish(twice[::-1])
    assert world.harvest("other").about["live_sha256"] == one


def test_a_malformed_file_is_a_ledger_row_with_the_reason_and_the_others_are_taken(world: World) -> None:
    world.publish(entries(2), ['{"id": "B", "text": '], [Entry("C", SENTENCES[5])])
    snapshot = world.harvest()
    assert sorted(states(snapshot)) == ["A00", "A01", "C"]
    assert ledger(snapshot) == [("01.jsonl", "split:json-malformed")]
    assert "01.jsonl, line 1" in snapshot.ledger()["detail"][0].as_py()


def test_a_reader_that_did_not_expect_a_file_costs_the_file(world: World) -> None:
    world.publish(entries(2), ['["a list"]'], ['{"text": "no id"}'])
    snapshot = world.harvest()
    assert ledger(snapshot) == [("01.jsonl", "split:unexpected-structure"), ("02.jsonl", "split:unexpected-structure")]
    assert "KeyError: 'id'" in snapshot.ledger()["detail"][1].as_py()


@pytest.mark.parametrize("wrong", ['"url": 12', '"created": 2024', '"part_of": [[12, "Code"]]', '"part_of": [["C1", null]]'])
def test_a_fact_of_a_wrong_type_is_refused_with_a_reason(world: World, wrong: str) -> None:
    world.publish([Entry("B", "Néant.").line[:-1] + f", {wrong}}}", *entries(2)])
    snapshot = world.harvest()
    assert sorted(states(snapshot)) == ["A00", "A01"]
    assert ledger(snapshot) == [("00.jsonl", "split:not-a-document")]
    assert "not a string" in snapshot.ledger()["detail"][0].as_py()


def test_what_a_document_states_of_its_rights_completes_the_sources_own(world: World) -> None:
    read = (world.folder / "read.py").read_text()
    world.describe(read=read.replace("part_of=part_of,", 'part_of=part_of, rights=entry.get("rights"),'))
    world.publish([Entry("A", SENTENCES[0], {"rights": {"level": "document", "stated": "LO 2.0"}}), Entry("B", SENTENCES[1])])
    rows = world.harvest().rows()["rights"].to_pylist()
    assert [(row["license"], row["level"], row["stated"]) for row in rows] == [
        ("etalab-2.0", "document", "LO 2.0"),
        ("etalab-2.0", "asserted", None),
    ]


def test_a_harvest_that_would_lose_too_much_stops_before_the_snapshot_is_written(world: World) -> None:
    world.publish(entries(40))
    first = world.harvest()
    world.publish(entries(37))
    with pytest.raises(SafetyCatch, match=r"would lose 3 of 40 documents \(7\.5%, over 5%\).*--accept-loss"):
        world.harvest()
    assert [snapshot.path for snapshot in snapshots(world.options().workspace, NAME)] == [first.path]
    assert world.harvest(accept_loss=True).about["counts"]["vanished"] == 3


def test_a_harvest_that_loses_five_percent_passes(world: World) -> None:
    world.publish(entries(40))
    world.harvest()
    world.publish(entries(38))
    assert world.harvest().about["counts"]["vanished"] == 2


@pytest.mark.parametrize("count", [1, 6])
def test_a_harvest_outside_the_expected_counts_stops_until_told(world: World, count: int) -> None:
    world.describe("\n[expected]\ndocuments = [2, 5]\n")
    world.publish(entries(count))
    with pytest.raises(SafetyCatch, match=rf"found {count} documents, expected are 2 to 5"):
        world.harvest()
    assert snapshots(world.options().workspace, NAME) == []
    assert world.harvest(accept_loss=True).about["live"] == count


@pytest.mark.parametrize("count", [2, 5])
def test_the_bounds_of_the_expected_counts_are_expected(world: World, count: int) -> None:
    world.describe("\n[expected]\ndocuments = [2, 5]\n")
    world.publish(entries(count))
    assert world.harvest().about["live"] == count


def test_an_unchanged_source_is_not_harvested_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.publish(entries(3))
    first = world.harvest()

    def refuse(self: Folder, base: Path) -> Fetched:
        raise AssertionError("a pinned version that is there needs no fetch")

    monkeypatch.setattr(Folder, "fetch", refuse)
    assert world.harvest().path == first.path


def test_another_reader_harvests_again_what_has_not_changed(world: World) -> None:
    world.publish(entries(3))
    first = world.harvest()
    read = (world.folder / "read.py").read_text()
    world.describe(read=read.replace('{"text": entry["text"]}', '{"text": entry["text"], "title": "Article"}'))
    second = world.harvest()
    assert second.path != first.path
    assert set(states(second).values()) == {"changed"}


def test_a_part_that_was_deleted_is_harvested_again(world: World) -> None:
    """A damaged part is to be deleted, the message says, and will be made anew."""
    world.publish(entries(6))
    release = world.build(part_bytes=200).path
    was, before = digests(release), sorted(stored(world))
    assert len(parts(world)) > 1
    parts(world)[0].unlink()
    rmtree(release)
    assert digests(world.build(part_bytes=200).path) == was
    assert sorted(stored(world)) == before


def test_a_second_snapshot_within_a_moment_does_not_replace_the_first(world: World) -> None:
    for count in range(1, 4):
        world.publish(entries(30)[: 30 - count])
        world.harvest()
    assert len(snapshots(world.options().workspace, NAME)) == 3


@pytest.mark.long
@given(publications(), st.lists(publications(), max_size=2), st.randoms(use_true_random=False), st.sampled_from([1, 200, 10**6]))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_what_a_snapshot_holds_does_not_depend_on_history(
    last: list[Entry], before: list[list[Entry]], random: Random, part_bytes: int
) -> None:
    with TemporaryDirectory() as folder:
        world = make_world(Path(folder))
        world.publish(last)
        fresh = world.harvest("fresh")
        for served in before:
            world.publish(served)
            world.harvest("lived", accept_loss=True, part_bytes=part_bytes)
        shuffled = list(last)
        random.shuffle(shuffled)
        world.publish(shuffled[::2], shuffled[1::2])
        lived = world.harvest("lived", accept_loss=True, part_bytes=part_bytes)
        assert lived.about["live_sha256"] == fresh.about["live_sha256"]
        live = lived.live("drop")
        assert live.select(["id", "version"]).equals(fresh.live("drop").select(["id", "version"]))
        pairs = stored(world, "lived")
        assert len(pairs) == len(set(pairs))
        held = {pair: path.stem for path in parts(world, "lived") for pair in _pairs(path)}
        every = lived.rows().select(["id", "version", "part"]).to_pylist()
        assert all(held[row["id"], row["version"]] == row["part"] for row in every)


def _pairs(path: Path) -> list[tuple[str, str]]:
    table: pa.Table = read_table(path, ["id", "version"])
    return [(row["id"], row["version"]) for row in table.to_pylist()]
