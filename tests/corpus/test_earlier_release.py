"""A release finds what an earlier one already has, by the signatures that the earlier one carries."""

from typing import Any

import pyarrow.parquet as pq
from small_source import NAME, SENTENCES, Entry, World

from moisson.workspace.storage import read_table

COMPARED: list[dict[str, Any]] = [
    {"use": "drop_short", "min_words": 8},
    {"use": "drop_exact_duplicates"},
    {"use": "drop_near_duplicates"},
]


def test_documents_of_an_earlier_release_are_left_out_of_the_next(world: World) -> None:
    world.publish([Entry(f"A{n}", SENTENCES[n]) for n in range(4)])
    first = world.build("first", world.recipe(COMPARED, name="first"))
    (signatures,) = first.path.glob("signatures/*.parquet")
    assert read_table(signatures)["id"].to_pylist() == [f"{NAME}/A{n}" for n in range(4)]
    assert b"signing" in pq.read_schema(signatures).metadata

    world.publish([Entry(f"B{n}", SENTENCES[n]) for n in range(2, 6)])
    later = world.build("later", world.recipe([*COMPARED, {"use": "drop_known", "release": str(first.path)}], name="later"))
    (data,), (ledger,) = later.path.glob("data/*/*.parquet"), later.path.glob("ledger/*.parquet")
    assert read_table(data)["id"].to_pylist() == [f"{NAME}/B4", f"{NAME}/B5"]
    gone = [row for row in read_table(ledger).to_pylist() if row["stage"] == "drop_known"]
    assert [(row["id"], row["reason"]) for row in gone] == [(f"{NAME}/B{n}", "duplicate:earlier-release") for n in (2, 3)]
    assert all(f"{NAME}/A{n}" in row["detail"] for n, row in zip((2, 3), gone, strict=True))
    assert str(world.root) not in (later.path / "stats.json").read_text()


def test_a_release_whose_recipe_compares_nothing_carries_no_signatures(world: World) -> None:
    world.publish([Entry("A", SENTENCES[0])])
    built = world.build(recipe=world.recipe([{"use": "drop_short", "min_words": 8}]))
    assert not list(built.path.glob("signatures/*"))
