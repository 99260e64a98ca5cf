"""The index of a harvest: what it says of itself."""

import tracemalloc
from typing import Any

import pyarrow as pa
import pytest
from small_source import NAME, World, entries

from moisson.contracts.errors import StorageError
from moisson.contracts.schemas import LEDGER, SNAPSHOT
from moisson.harvest.snapshot import Snapshot, rows_digest, snapshots, write_snapshot
from moisson.source.description import load_source


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
            write_snapshot(options.workspace, NAME, taken, rows([]), LEDGER.empty_table(), {})
    assert [snapshot.taken for snapshot in snapshots(options.workspace, NAME)] == [newest.taken]


def test_a_snapshot_made_with_other_files_included_is_not_this_sources(world: World) -> None:
    options = world.options()
    one, other = (load_source("fr_dila_legi", world.root, {"version": "2.513.0", "include": [glob]}) for glob in ("a/*", "b/*"))
    about = {"version": "2.513.0", "definition": one.definition, "origin": {}}
    made = write_snapshot(options.workspace, one.name, "20260101T000000.000000Z", rows([]), LEDGER.empty_table(), about)
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
