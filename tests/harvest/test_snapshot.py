"""The index of a harvest: what it says of itself."""

import tracemalloc
from itertools import combinations
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_source import NAME, World, entries

from moisson.contracts.errors import StorageError
from moisson.contracts.schemas import LEDGER, SNAPSHOT
from moisson.harvest.snapshot import Snapshot, rewrite_snapshot, rows_digest, snapshots, write_snapshot
from moisson.source.description import load_source
from moisson.workspace.storage import ROW_GROUP, read_table


def rows(cases: list[dict[str, Any]]) -> pa.Table:
    empty: dict[str, Any] = dict.fromkeys(SNAPSHOT.names)
    return pa.Table.from_pylist(
        [empty | {"state": "added", "part": "p", "version": "v"} | case for case in cases], schema=SNAPSHOT
    )


def test_a_snapshot_says_what_it_was_made_of(world: World) -> None:
    world.publish(entries(3))
    about = world.harvest().about
    assert about["counts"] == {"added": 3, "changed": 0, "unchanged": 0, "vanished": 0}
    assert (about["live"], about["vanished"]) == (3, 0)
    assert about["origin"]["connector"] == "folder"
    assert about["definition"] == world.source.definition


def test_rows_are_sorted_by_id_and_tombstones_are_not_live(world: World) -> None:
    world.publish(entries(30)[::-1])
    world.harvest()
    world.publish(entries(29))
    snapshot = world.harvest()
    ids = snapshot.rows()["id"].to_pylist()
    assert ids == sorted(ids)
    assert snapshot.live("drop").num_rows == 29
    assert snapshot.live("keep").num_rows == snapshot.live("flag").num_rows == 30


def test_a_snapshot_older_than_the_newest_is_refused(world: World) -> None:
    world.publish(entries(1))
    newest = world.harvest()
    options = world.options()
    for taken in (newest.taken, "20200101T000000.000000Z"):
        with pytest.raises(StorageError, match="clock"):
            write_snapshot(options.workspace, NAME, taken, [], [], dict)
    assert [snapshot.taken for snapshot in snapshots(options.workspace, NAME)] == [newest.taken]


def test_a_snapshot_made_with_other_files_included_is_not_this_sources(world: World) -> None:
    options = world.options()
    one, other = (load_source("fr_dila_legi", world.root, {"version": "2.513.0", "include": [glob]}) for glob in ("a/*", "b/*"))
    about = {"version": "2.513.0", "definition": one.definition, "origin": {}}
    made = write_snapshot(options.workspace, one.name, "20260101T000000.000000Z", [], [], lambda: about)
    assert made.is_of(one, one.connector.pinned(one.folder))
    assert not made.is_of(other, other.connector.pinned(other.folder))


def test_a_damaged_snapshot_is_one_sentence(world: World) -> None:
    world.publish(entries(2))
    path = world.harvest().path
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(StorageError, match=r"cannot be read"):
        _ = Snapshot(path).about
    with pytest.raises(StorageError, match=r"cannot be read"):
        Snapshot(path).rows()


def test_a_digest_of_many_rows_holds_few_of_them_as_objects() -> None:
    """Measured in Python's own memory; the rows themselves are Arrow's."""
    few, many = (rows([{"id": f"{NAME}/{number}"} for number in range(count)]) for count in (5_000, 50_000))
    held = []
    for table in (few, many):
        tracemalloc.start()
        rows_digest(table)
        held.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert held[1] < 1.5 * held[0]


def test_a_digest_does_not_depend_on_how_rows_are_chunked_and_depends_on_each_and_on_their_order() -> None:
    table = rows([{"id": str(number), "url": f"https://example.org/{number}"} for number in range(9)])
    chunked = pa.concat_tables([table.slice(0, 3), table.slice(3)])
    assert rows_digest(chunked) == rows_digest(table)
    turned = table.take(list(range(table.num_rows))[::-1])
    assert len({rows_digest(each) for each in (table, turned, table.slice(1), table.slice(0, 0))}) == 4


def many(world: World, gone: set[int], groups: int = 3) -> Snapshot:
    """A snapshot of several row groups, with tombstones in some of them."""
    cases = [
        {"id": f"{NAME}/{number:06}", "version": f"v{number}", "state": "vanished" if number in gone else "added"}
        for number in range(groups * ROW_GROUP - 7)
    ]
    refusals = [{"id": f"{NAME}/r{number}", "stage": "harvest", "reason": "same-id", "detail": "x"} for number in range(5)]
    ledger = pa.RecordBatch.from_pylist(refusals, schema=LEDGER)
    about = {"version": "1", "definition": "d", "origin": {}}
    workspace = world.options().workspace
    return write_snapshot(workspace, NAME, "20260101T000000.000000Z", rows(cases).to_batches(), [ledger], lambda: about)


GONE = {0, 5, ROW_GROUP - 1, *range(2 * ROW_GROUP, 2 * ROW_GROUP + 50)}
SKIPPED = [f"{NAME}/{number:06}" for number in (3, 5, ROW_GROUP, 3 * ROW_GROUP - 8)]


@pytest.mark.parametrize("withdrawn", [[], SKIPPED, [f"{NAME}/r3", f"{NAME}/not there"]])
@pytest.mark.parametrize("vanished", ["drop", "keep"])
def test_slices_of_a_snapshot_are_slices_of_its_rows(world: World, vanished: str, withdrawn: list[str]) -> None:
    snapshot = many(world, GONE).without(withdrawn)
    every = read_table(snapshot.path)
    wanted = [
        (row["id"], row["version"])
        for row in every.select(["id", "version", "state"]).to_pylist()
        if row["id"] not in withdrawn and not (vanished == "drop" and row["state"] == "vanished")
    ]
    count = snapshot.live_count(vanished)
    assert count == len(wanted) == snapshot.live(vanished).num_rows
    cuts = [0, 1, 2, 5, ROW_GROUP - 3, ROW_GROUP, 2 * ROW_GROUP + 1, count - 1, count, count + 10]
    for begin, end in combinations(cuts, 2):
        batches = list(snapshot.batches(["version", "id"], vanished=vanished, begin=begin, end=end))
        assert all(batch.schema.names == ["version", "id"] for batch in batches)
        found = [(row["id"], row["version"]) for batch in batches for row in batch.to_pylist()]
        assert found == wanted[begin:end], (begin, end)
    for position in (0, 4, ROW_GROUP, count - 1):
        assert snapshot.id_at(position, vanished) == wanted[position][0]
    with pytest.raises(IndexError):
        snapshot.id_at(count, vanished)


def test_rows_are_found_by_their_ids_in_the_groups_that_may_have_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = many(world, GONE).without(SKIPPED)
    ids = [f"{NAME}/{number:06}" for number in (4, 2 * ROW_GROUP + 1)]
    read = set[int]()
    inner = pq.ParquetFile.read_row_group

    def counted(file: pq.ParquetFile, group: int, *rest: Any, **named: Any) -> pa.Table:
        read.add(group)
        return inner(file, group, *rest, **named)

    monkeypatch.setattr(pq.ParquetFile, "read_row_group", counted)
    found = snapshot.find([*ids[::-1], SKIPPED[0], f"{NAME}/zz", "a"], ["id", "state"])
    assert found.to_pylist() == [{"id": ids[0], "state": "added"}, {"id": ids[1], "state": "vanished"}]
    assert read == {0, 2}


def test_figures_of_a_snapshot_without_some_rows_are_those_of_one_that_never_had_them(world: World) -> None:
    snapshot = many(world, GONE)
    one = snapshot.without([*SKIPPED, f"{NAME}/r3"])
    purged = rewrite_snapshot(world.options().workspace, snapshot, one.batches(), one.ledger_batches())
    assert one.about == purged.about
    assert one.ledger().num_rows == 4
