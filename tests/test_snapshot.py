"""The index of a harvest: what it says of itself, and in force, repealed or future by state, dates and the recipe's date."""

from typing import Any

import pyarrow as pa
import pytest
from small_source import NAME, World, entries

from moisson.errors import StorageError
from moisson.schemas import LEDGER, SNAPSHOT
from moisson.snapshot import Snapshot, in_force, snapshots, write_snapshot
from moisson.source import load_source

STATES = {"VIGUEUR": "in-force", "VIGUEUR_DIFF": "future", "ABROGE": "repealed", "ABROGE_DIFF": "in-force"}
BEFORE, DAY, AFTER, FAR = "2025-01-01", "2026-03-27", "2027-01-01", "2999-01-01"

# state, valid_from, valid_to, and what it is on DAY
IN_FORCE: tuple[tuple[str | None, str | None, str | None, str | None], ...] = (
    ("VIGUEUR", BEFORE, FAR, "in-force"),
    ("VIGUEUR", BEFORE, None, "in-force"),
    ("VIGUEUR", None, None, "in-force"),
    ("VIGUEUR", DAY, FAR, "in-force"),  # its first day
    ("VIGUEUR", AFTER, FAR, "future"),
    ("VIGUEUR", BEFORE, DAY, "repealed"),  # the day on which it ceases is no day of it
    ("VIGUEUR", BEFORE, AFTER, "in-force"),
    ("VIGUEUR", "2024", "2025", "repealed"),  # years compare as dates do
    ("VIGUEUR_DIFF", AFTER, FAR, "future"),
    ("VIGUEUR_DIFF", BEFORE, FAR, "in-force"),  # announced, and now begun
    ("VIGUEUR_DIFF", DAY, FAR, "in-force"),
    ("VIGUEUR_DIFF", None, None, "future"),
    ("VIGUEUR_DIFF", "2024-01-01", BEFORE, "repealed"),  # begun and over since
    ("ABROGE", BEFORE, "2025-06-01", "repealed"),
    ("ABROGE", BEFORE, None, "repealed"),
    ("ABROGE", None, None, "repealed"),
    ("ABROGE", BEFORE, AFTER, "in-force"),  # repealed when it was fetched, not yet on the recipe's date
    ("ABROGE", AFTER, FAR, "future"),
    ("ABROGE_DIFF", BEFORE, AFTER, "in-force"),
    ("ABROGE_DIFF", BEFORE, DAY, "repealed"),
    ("PERIME", BEFORE, FAR, None),  # the source does not say what the word means
    ("PERIME", BEFORE, BEFORE, None),
    (None, BEFORE, FAR, None),
)


def rows(cases: list[dict[str, Any]]) -> pa.Table:
    empty: dict[str, Any] = dict.fromkeys(SNAPSHOT.names)
    return pa.Table.from_pylist(
        [empty | {"state": "added", "part": "p", "version": "v"} | case for case in cases], schema=SNAPSHOT
    )


def cases() -> pa.Table:
    return rows([{"id": str(n), "legal_state": s, "valid_from": b, "valid_to": e} for n, (s, b, e, _) in enumerate(IN_FORCE)])


def test_state_and_dates_and_the_recipes_date_say_what_is_in_force() -> None:
    found = in_force(cases(), STATES, DAY).to_pylist()
    assert list(zip(IN_FORCE, found, strict=True)) == [(case, case[3]) for case in IN_FORCE]


def test_in_force_does_not_depend_on_how_the_rows_are_chunked() -> None:
    pieces = pa.concat_tables([cases().slice(n, 1) for n in range(len(IN_FORCE))] + [cases().slice(0, 0)])
    assert in_force(pieces, STATES, DAY).to_pylist() == [case[3] for case in IN_FORCE]


def test_without_a_date_the_publishers_word_stands() -> None:
    said = [STATES.get(case[0] or "") for case in IN_FORCE]
    assert in_force(cases(), STATES, None).to_pylist() == said


@pytest.mark.parametrize("as_of", [None, DAY])
def test_nothing_is_in_force_where_nothing_is(as_of: str | None) -> None:
    assert in_force(rows([]), STATES, as_of).to_pylist() == []
    assert in_force(cases(), {}, as_of).to_pylist() == [None] * len(IN_FORCE)


def test_a_snapshot_says_what_it_was_made_of(world: World) -> None:
    world.publish(entries(3))
    about = world.harvest().about
    assert about["counts"] == {"added": 3, "changed": 0, "unchanged": 0, "vanished": 0}
    assert (about["live"], about["vanished"], about["newest"]) == (3, 0, "2024-01-03")
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
