"""Blocks against a model in plain Python: all live documents in order of their ids, wherever blocks are cut and shards end."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moisson.compute.local import Local
from moisson.contracts.errors import ConservationError, SourceError
from moisson.contracts.schemas import EXTRACTED, SNAPSHOT
from moisson.corpus import tasks
from moisson.corpus.cuts import Cut, Segment, cut
from moisson.corpus.home import Home
from moisson.corpus.lead import Lead
from moisson.corpus.rows import Rows, View
from moisson.corpus.run_files import Plan, Shard, State, write_plan, write_state
from moisson.corpus.shards import SHARD_LEDGER, ledger_path
from moisson.corpus.tasks import write_stage
from moisson.harvest.snapshot import Snapshot
from moisson.workspace.options import rows_of_block

NAMES = st.text('ab !"#é', min_size=1, max_size=4)  # of rows: what sorts before and after the `#` of a document read from one
PARTS: list[list[str | None]] = [[None], ["0"], ["0", "1"], ["!", "a"]]
Row = dict[str, Any]


def document(raw_id: str, version: str, part: str | None) -> Row:
    id = f"{raw_id}#{part}" if part else raw_id
    empty: Row = {field.name: [] for field in EXTRACTED if pa.types.is_large_list(field.type)}
    stated = {"stated_created": f"{1900 + len(id)}"}
    return {**empty, **stated, "id": id, "version": version, "raw_id": raw_id, "source": "s", "text": f"{id} in {version}"}


class World:
    """A workspace in which one source has been harvested and mapped, as a run finds it."""

    def __init__(self, root: Path) -> None:
        self.root, self.shards = root, list[Shard]()

    def shard(self, documents: list[Row], refused: Sequence[tuple[str, str]] = (), group: int = 2) -> None:
        part = f"{len(self.shards)}"
        path = self.root / f"shard-{part}.parquet"
        table = pa.Table.from_pylist(sorted(documents, key=lambda row: row["id"]), schema=EXTRACTED)
        pq.write_table(table, path, row_group_size=group)
        rows = [{"id": id, "version": of, "stage": "extract", "reason": "extract:empty", "raw_id": id} for id, of in refused]
        pq.write_table(pa.Table.from_pylist(rows, schema=SHARD_LEDGER), ledger_path(path))
        self.shards.append(Shard("s", part, (path.name,), 10))

    def rows(self, live: dict[str, tuple[str, str]], block_rows: int, vanished: frozenset[str] = frozenset()) -> Lead:
        """The run's rows, of a snapshot of these ids with version and part."""
        empty: dict[str, Any] = {"part_of": [], "other_rights": [], "reservation": []}
        said = [
            {**empty, "id": id, "version": version, "part": part, "state": "vanished" if id in vanished else "added"}
            for id, (version, part) in sorted(live.items())
        ]
        about = {b"moisson": orjson.dumps({"live": len(live) - len(vanished), "vanished": len(vanished)})}
        table = pa.Table.from_pylist(said, schema=SNAPSHOT).replace_schema_metadata(about)
        pq.write_table(table, self.root / "snapshot.parquet", row_group_size=3)
        cuts = cut({"s": Snapshot(self.root / "snapshot.parquet")}, "drop", block_rows)
        names = {"s": "snapshot.parquet"}
        plan = Plan("essai", "drop", names, {"s": ()}, {"s": "2026-11"}, {"s": {}}, tuple(self.shards), tuple(cuts))
        folder = self.root / f"run-{block_rows}"
        write_plan(folder, plan)
        rows = Lead(self.root, folder, View(), runner=Local(1), home=Home(self.root))
        receipts = rows.start(tasks.block, "blocks", [{"block": number} for number in range(len(cuts))])
        places = tuple(receipt["rows"] for receipt in receipts)
        write_state(folder, State(places=places, counts=places))
        return rows


def column(rows: Rows, name: str, batch_rows: int = 3) -> list[Any]:
    return [value for block in rows.blocks() for batch in block.batches([name], batch_rows) for value in batch[name].to_pylist()]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[list[Row]], dict[str, tuple[str, str]]]:
    """Shards that hold every version ever seen of some documents, and the version and part of those that are live."""
    shards: list[list[Row]] = [[] for _ in range(draw(st.integers(1, 3)))]
    live: dict[str, tuple[str, str]] = {}
    for name, versions in draw(st.dictionaries(NAMES, st.integers(1, len(shards)), max_size=12)).items():
        parts: list[str | None] = draw(st.sampled_from(PARTS))
        order = draw(st.permutations(range(len(shards))))
        for version, number in zip(range(versions), order, strict=False):
            shards[number] += (document(f"s/{name}", str(version), part) for part in parts)
            if draw(st.booleans()):
                live[f"s/{name}"] = (str(version), str(number))
    return shards, live


@given(worlds(), st.integers(1, 9), st.integers(1, 4))
@settings(max_examples=60)
def test_blocks_have_all_live_documents_in_order(
    world: tuple[list[list[Row]], dict[str, tuple[str, str]]], block_rows: int, batch_rows: int
) -> None:
    shards, live = world
    every = [row for shard in shards for row in shard]
    expected = sorted((row for row in every if live.get(row["raw_id"], ("",))[0] == row["version"]), key=lambda row: row["id"])
    if len({row["id"] for row in expected}) < len(expected):
        return  # `a#1` may be a row and a document of `a`: the test below
    with TemporaryDirectory() as folder:
        made = World(Path(folder))
        for shard in shards:
            made.shard(shard)
        rows = made.rows(live, block_rows)
        assert rows.num_rows == len(expected)
        assert column(rows, "id", batch_rows) == [row["id"] for row in expected]
        assert column(rows, "text", batch_rows) == [row["text"] for row in expected]
        assert column(rows, "created", batch_rows) == [row["stated_created"] for row in expected]
        ids = pa.array([row["id"] for row in reversed(expected)] + ["s/none"], pa.large_string())
        assert rows.find(ids).tolist() == [*reversed(range(len(expected))), -1]
        for block in rows.blocks():
            mine = [id for batch in block.batches(["id"]) for id in batch["id"].to_pylist()]
            assert all((block.low is None or block.low <= id) and (block.high is None or id < block.high) for id in mine)


@given(worlds(), st.integers(1, 5), st.data())
@settings(max_examples=40)
def test_what_stages_drop_and_write_is_read_again_whatever_is_dropped_after(
    world: tuple[list[list[Row]], dict[str, tuple[str, str]]], block_rows: int, data: st.DataObject
) -> None:
    shards, live = world
    with TemporaryDirectory() as folder:
        made = World(Path(folder))
        for shard in shards:
            made.shard(shard)
        try:
            rows = made.rows(live, block_rows)
        except SourceError:
            return
        stay = column(rows, "id")
        wrote: dict[str, str] = {}
        for stage in (1, 2, 3):
            gone = data.draw(st.sets(st.sampled_from(stay)) if stay else st.just(set[str]()))
            receipts = []
            for block in rows.blocks():
                ids = pa.array([id for batch in block.batches(["id"]) for id in batch["id"].to_pylist()], pa.large_string())
                reasons = pa.array(["gone" if id in gone else None for id in ids.to_pylist()], pa.large_string())
                texts = pa.array([f"{id}/{stage}" for id in ids.to_pylist()], pa.large_string())
                columns = {"text": texts, "drop_reason": reasons}
                if stage == 2:
                    del columns["text"]
                receipts.append(write_stage(block, stage, "cut", [columns]))
            before = rows.state
            counts = tuple(had - one["dropped"] for had, one in zip(before.counts, receipts, strict=True))
            columns_by = before.columns if stage == 2 else {"text": stage}
            write_state(rows.folder, State(stage, None, before.places, counts, (*before.drops, stage), columns_by))
            rows = rows.after(stage)
            wrote |= {id: f"{id}/{stage}" for id in stay} if stage != 2 else {}
            stay = [id for id in stay if id not in gone]
            assert column(rows, "id") == stay
            assert column(rows, "text") == [wrote[id] for id in stay]
        dropped = sorted(id for block in rows.blocks() for id in block.ledger()["id"].to_pylist())
        assert sorted([*dropped, *stay]) == sorted(wrote)
        assert np.concatenate([block.places() for block in rows.blocks()]).tolist() == [
            place for place, id in enumerate(sorted(wrote)) if id in set(stay)
        ]


def test_a_cut_never_parts_the_documents_of_a_row() -> None:
    with TemporaryDirectory() as folder:
        made = World(Path(folder))
        made.shard([document("s/a", "1", "1"), document("s/a b", "1", None), document("s/a!", "1", None)])
        live = {f"s/{name}": ("1", "0") for name in ("a", "a b", "a!")}
        rows = made.rows(live, 1)
        assert rows.plan.cuts == (Cut((Segment("s", 0, 3),), None),)
        assert column(rows, "id") == ["s/a b", "s/a!", "s/a#1"]


def test_two_documents_of_one_id_are_refused(tmp_path: Path) -> None:
    made = World(tmp_path)
    made.shard([document("s/a", "1", "1"), document("s/a#1", "1", None)])
    with pytest.raises(SourceError, match="two documents have the id s/a#1; qualify it"):
        made.rows({"s/a": ("1", "0"), "s/a#1": ("1", "0")}, 1)


def test_refused_rows_are_in_the_ledger_of_their_block_and_a_lost_one_is_caught(tmp_path: Path) -> None:
    made = World(tmp_path)
    made.shard([document("s/a", "1", None)], [("s/b", "1"), ("s/c", "1"), ("s/old", "1")])
    rows = made.rows({"s/a": ("1", "0"), "s/b": ("1", "0"), "s/c": ("1", "0")}, 2)
    assert [block.ledger()["id"].to_pylist() for block in rows.blocks()] == [["s/b"], ["s/c"]]
    with pytest.raises(ConservationError, match="1 live rows went in, 0 came out"):
        made.rows({"s/a": ("1", "0"), "s/lost": ("1", "0")}, 1)


def test_blocks_grow_with_the_parts_that_each_reads() -> None:
    """So many rows of each part go into a block that a row group is worth decoding, as long as one task can hold them."""
    found = [rows_of_block(parts) for parts in (0, 64, 65, 200, 512, 100_000)]
    assert found == [65_536, 65_536, 66_560, 204_800, 393_216, 393_216]
