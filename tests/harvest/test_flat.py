"""A harvest sees any number of documents in bounded memory, and what it makes depends on the documents alone."""

import json
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_source import NAME, SENTENCES, SOURCE_TOML, Entry, World, make_world, publications

from moisson.harvest.snapshot import Snapshot
from moisson.workspace import key_table, sorted_runs
from moisson.workspace.storage import read_table

FORMATS = SOURCE_TOML + '[read.rows]\nid = "id"\ntext = "text"\n'
META = {
    "url": st.none() | st.sampled_from(["https://example.org/1", "https://example.org/2"]),
    "created": st.sampled_from(["2023", "2024"]),
}


def small(patch: pytest.MonkeyPatch, size: int) -> None:
    """Spill after so many rows."""
    patch.setattr(sorted_runs, "BATCH_ROWS", size)
    patch.setattr(sorted_runs, "MOST_BYTES", 1)
    patch.setattr(sorted_runs, "FAN_IN", 2)
    patch.setattr(key_table, "RECENT", 3)


def made(snapshot: Snapshot, world: World, out: str) -> tuple[Any, ...]:
    """All that a harvest made, but for when it was made."""
    rows = snapshot.rows().drop_columns(["fetched_at"]).to_pylist()
    stored = {path.name: path.read_bytes() for path in world.options(out).workspace.parts(NAME).glob("*.parquet")}
    return rows, snapshot.ledger_path.read_bytes(), stored, {**snapshot.about, "definition": None}


@pytest.mark.long
@given(
    st.lists(publications(), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 11), st.fixed_dictionaries(META)), max_size=6),
    st.sampled_from([1, 3]),
    st.booleans(),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_what_a_harvest_makes_does_not_depend_on_what_it_spills(
    served: list[list[Entry]], again: list[tuple[int, dict[str, Any]]], size: int, own: bool
) -> None:
    """Entries are met twice with other facts, and where there is no reader of one's own with other words as well."""
    with TemporaryDirectory() as folder:
        world = make_world(Path(folder))
        if not own:
            world.describe(toml=FORMATS)
            (world.folder / "read.py").unlink()
        for publication in served:
            twice = [Entry(each.id, each.text, facts) for number, facts in again for each in publication[number : number + 1]]
            others = [] if own else [Entry(each.id, SENTENCES[-1]) for each in publication[::3]]
            world.publish(publication, twice, others)
            usual = world.harvest("usual", accept_loss=True, part_bytes=300)
            with pytest.MonkeyPatch.context() as patch:
                small(patch, size)
                spilled = world.harvest("spilled", accept_loss=True, part_bytes=300)
            assert made(spilled, world, "spilled") == made(usual, world, "usual")


@pytest.mark.long
def test_what_a_harvest_makes_does_not_depend_on_how_many_guards_split_its_files(world: World) -> None:
    """Many small files, so that several guards have some; of some the rest is lost, of others documents are met again."""
    world.describe(toml=FORMATS)
    (world.folder / "read.py").unlink()
    counts = [(number % 900, number % (900 if number % 2 else 1100)) for number in range(2000)]
    lines = [json.dumps({"id": f"{id:04}", "text": f"{SENTENCES[id % 30]} {words}"}) for id, words in counts]
    files = [lines[first : first + 8] for first in range(0, len(lines), 8)]
    for number in range(0, len(files), 17):
        files[number].insert(3, "{")
    world.publish(*files, names=[f"{number:04}.jsonl" for number in range(len(files))])
    one, *others = (
        made(world.harvest(f"of {count}", workers=count, part_bytes=3000), world, f"of {count}") for count in (1, 2, 4)
    )
    reasons = {row["reason"] for row in world.harvest("of 1").ledger().to_pylist()}
    assert reasons == {"same-id", "id-taken", "split:json-malformed"}
    assert all(other == one for other in others)


@given(st.permutations(range(4)), st.lists(st.fixed_dictionaries(META), min_size=4, max_size=4))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_facts_of_a_document_met_several_times_do_not_depend_on_the_order(
    order: Sequence[int], facts: list[dict[str, Any]]
) -> None:
    with TemporaryDirectory() as folder:
        world = make_world(Path(folder))
        met = [Entry("A", SENTENCES[0], {**said, "part_of": [[f"C{number % 3}", "code"]]}) for number, said in enumerate(facts)]
        world.publish(*([entry] for entry in met))
        one = world.harvest("one")
        world.publish(*([met[number]] for number in order))
        other = world.harvest("other")
        assert made(other, world, "other")[:3] == made(one, world, "one")[:3]
        (row,) = other.rows().to_pylist()
        assert [container["id"] for container in row["part_of"]] == ["C0", "C1", "C2"]
        assert other.ledger().num_rows == 3


def test_a_format_recognised_anew_is_written_into_the_part(world: World) -> None:
    world.describe(toml=SOURCE_TOML)
    (world.folder / "read.py").unlink()
    world.publish(["Une première phrase."], ["<p>Une seconde phrase.</p>"], names=["a.txt", "b.html"])
    first = world.harvest()
    path = next(iter(world.options().workspace.parts(NAME).glob("*.parquet")))
    table = read_table(path)
    was = table["format"].to_pylist()
    forgotten = table.set_column(table.column_names.index("format"), "format", pa.array(["other", was[1]], pa.large_string()))
    world.options().workspace.write_table(path, forgotten)
    world.publish(
        ["Une première phrase."], ["<p>Une seconde phrase.</p>"], ["Une troisième."], names=["a.txt", "b.html", "c.txt"]
    )
    second = world.harvest()
    assert read_table(path).equals(table)
    assert second.rows()["part"].to_pylist()[:2] == first.rows()["part"].to_pylist()


@pytest.mark.long
def test_a_harvest_of_many_documents_holds_few_of_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured in Python's own memory and Arrow's; half the entries are met twice, and the harvest before is as large."""
    monkeypatch.setattr(sorted_runs, "MOST_BYTES", 1 << 16)
    pool = pa.default_memory_pool()
    held = []
    for count in (5_000, 15_000):
        lines = [json.dumps({"id": f"{number:06}", "text": f"{SENTENCES[number % 30]} {number}"}) for number in range(count)]
        files = [lines[first : first + 500] for first in range(0, count, 500)]
        out = f"build{count}"
        for twice in (files, [*files, *files[::2]]):
            world.publish(*twice)
            tracemalloc.start()
            before = pool.bytes_allocated()
            snapshot = world.harvest(out, part_bytes=1 << 16)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert snapshot.live_count("drop") == count
        assert snapshot.ledger().num_rows == sum(map(len, files[::2]))
        held.append(peak)
        assert pool.bytes_allocated() - before < 1 << 22
    assert held[1] < 1.4 * held[0]
