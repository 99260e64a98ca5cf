"""The frame against a model in plain Python: rows in the order of their ids, whatever the shards, the drops and what is put."""

import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_source import SENTENCES

from moisson.contracts.errors import SourceError, StorageError
from moisson.corpus.live_rows import Frame, join

STRING = pa.large_string()
SHARD = pa.schema({"id": STRING, "version": STRING, "raw_id": STRING, "text": STRING, "word_count": pa.int64()})
FACTS = pa.schema({"id": STRING, "version": STRING, "force": STRING})

Row = dict[str, Any]


def write_shards(folder: Path, shards: list[list[Row]], row_group: int = 3) -> list[Path]:
    paths = []
    for number, rows in enumerate(shards):
        paths.append(folder / f"{number}.parquet")
        table = pa.Table.from_pylist(sorted(rows, key=lambda row: row["id"]), schema=SHARD)
        pq.write_table(table, paths[-1], row_group_size=row_group)
    return paths


def document(id: str, version: str = "1", raw_id: str | None = None) -> Row:
    n = sum(id.encode()) % len(SENTENCES)
    return {"id": id, "version": version, "raw_id": raw_id or id, "text": SENTENCES[n], "word_count": n}


def facts(live: dict[str, str]) -> pa.Table:
    rows = [{"id": id, "version": version, "force": f"{id} in force"} for id, version in live.items()]
    return pa.Table.from_pylist(rows, schema=FACTS)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[list[Row]], dict[str, str]]:
    """Shards that hold every version ever seen of some documents, and the versions that are live."""
    versions = draw(st.dictionaries(st.text("abc/é", min_size=1, max_size=4), st.integers(1, 3), max_size=14))
    shards: list[list[Row]] = [[] for _ in range(draw(st.integers(0, 4)))]
    live: dict[str, str] = {}
    for id, count in versions.items() if shards else ():
        several = draw(st.integers(1, 2))
        for version in range(1, count + 1):
            # One id has one version in a part, since a part is of one harvest.
            free = [shard for shard in shards if all(row["raw_id"] != id for row in shard)]
            if not free:
                break
            names = [id] if several == 1 else [f"{id}#{part}" for part in range(several)]
            draw(st.sampled_from(free)).extend(document(name, str(version), id) for name in names)
            if draw(st.booleans()):
                live[id] = str(version)
    return shards, live


def model(shards: list[list[Row]], live: dict[str, str]) -> list[Row]:
    rows = [row for shard in shards for row in shard if live.get(row["raw_id"]) == row["version"]]
    joined = [{**row, "force": f"{row['raw_id']} in force"} for row in rows]
    return sorted(joined, key=lambda row: row["id"].encode())


def column(frame: Frame, name: str) -> list[Any]:
    values: list[Any] = frame.column(name).to_pylist()
    return values


@given(worlds())
@settings(max_examples=60)
def test_documents_come_in_the_order_of_their_ids_each_with_its_own_facts(world: tuple[list[list[Row]], dict[str, str]]) -> None:
    shards, live = world
    with TemporaryDirectory() as folder:
        frame = join(write_shards(Path(folder), shards), facts(live), Path(folder))
        expected = model(shards, live)
        assert frame.num_rows == len(expected)
        for name in ("id", "version", "raw_id", "text", "force", *(("word_count",) if shards else ())):
            assert column(frame, name) == [row[name] for row in expected]


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("drop"), st.lists(st.booleans(), min_size=1, max_size=5)),
        st.tuples(st.just("rewrite"), st.sampled_from(["text", "word_count", "force", "note"])),
        st.tuples(st.just("put"), st.sampled_from(["text", "word_count", "note"])),
        st.tuples(st.just("read"), st.sampled_from(["id", "text", "word_count", "force"])),
    ),
    max_size=8,
)


@given(worlds(), OPERATIONS, st.sampled_from([1, 2, 1000]))
@settings(max_examples=80)
def test_the_frame_does_what_a_list_of_rows_would(
    world: tuple[list[list[Row]], dict[str, str]], operations: list[tuple[str, Any]], batch_rows: int
) -> None:
    """Drops, columns put anew, columns rewritten from themselves batch by batch, in any order."""
    shards, live = world
    with TemporaryDirectory() as folder:
        frame = join(write_shards(Path(folder), [*shards, []]), facts(live), Path(folder))
        rows = model(shards, live)
        for operation, how in operations:
            if operation == "drop":
                gone = [how[n % len(how)] for n in range(len(rows))]
                frame.drop(pa.chunked_array([gone[:2], gone[2:]], pa.bool_()))
                rows = [row for row, out in zip(rows, gone, strict=True) if not out]
            elif operation == "put":
                frame.put([how], [{how: pa.array([f"{how} {n}" for n in range(len(rows))], STRING)}])
                rows = [{**row, how: f"{how} {n}"} for n, row in enumerate(rows)]
            elif operation == "rewrite" and (how in FACTS.names or how in SHARD.names or how in frame.columns):
                frame.put([how], rewritten(frame, how, batch_rows))
                rows = [{**row, how: f"{row[how]}!"} for row in rows]
            elif operation == "read":
                frame.column(how)
            assert frame.num_rows == len(rows)
        for name in ("id", "text", "word_count", "force", *frame.columns):
            assert column(frame, name) == [row[name] for row in rows]
        names = ["id", "text", "force"]
        batches = list(frame.batches(names, batch_rows))
        assert [row for batch in batches for row in batch.to_pylist()] == [{name: row[name] for name in names} for row in rows]
        assert all(batch.num_rows <= batch_rows for batch in batches)


def rewritten(frame: Frame, name: str, batch_rows: int) -> Iterator[dict[str, pa.Array]]:
    for batch in frame.batches([name], batch_rows):
        yield {name: pa.array([f"{value}!" for value in batch[name].to_pylist()], STRING)}


@pytest.fixture
def frame(tmp_path: Path) -> Frame:
    paths = write_shards(tmp_path, [[document("a"), document("c")], [document("b"), document("d")]])
    return join(paths, facts({"a": "1", "b": "1", "c": "1", "d": "1"}), tmp_path)


def test_a_column_can_be_rewritten_after_a_drop(frame: Frame) -> None:
    """As masking does, when it runs after duplicates went."""
    before = column(frame, "text")
    frame.drop(pa.chunked_array([[False, True, False, False]]))
    frame.put(["text"], rewritten(frame, "text", 2))
    assert column(frame, "text") == [f"{before[n]}!" for n in (0, 2, 3)]


def test_scratch_holds_each_column_once(frame: Frame, tmp_path: Path) -> None:
    for mask in ([False] * 4, [True, False, False, False], [False, False, True]):
        frame.put(["created"], [{"created": frame.column("text").combine_chunks()}])
        frame.put(["text"], rewritten(frame, "text", 2))
        frame.drop(pa.chunked_array([mask[: frame.num_rows]]))
        frame.column("created")
    assert len(list(tmp_path.glob("*.arrow"))) == len(frame.columns)


def test_two_documents_of_one_id_are_an_error_of_the_reader(tmp_path: Path) -> None:
    rows = [[document("a"), document("b#1", raw_id="b")], [document("b#1")]]
    with pytest.raises(SourceError, match=r"two documents have the id b#1; qualify it"):
        join(write_shards(tmp_path, rows), facts({"a": "1", "b": "1", "b#1": "1"}), tmp_path)


def test_a_frame_says_which_columns_it_has(frame: Frame, tmp_path: Path) -> None:
    assert [name for name in ("id", "force", "word_count", "note") if frame.has(name)] == ["id", "force", "word_count"]
    frame.put(["note"], [{"note": pa.array(["x"] * 4)}])
    assert frame.has("note")
    empty = join([], facts({}), tmp_path)
    assert (empty.num_rows, empty.has("force"), empty.has("word_count")) == (0, True, False)


def damage(folder: Path, how: Callable[[bytes], bytes]) -> list[Path]:
    paths = write_shards(folder, [[document("a")], [document("b")]])
    paths[1].write_bytes(how(paths[1].read_bytes()))
    return paths


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda content: content[:0],
    "cut": lambda content: content[:-20],
    "a page zeroed": lambda content: content[:4] + bytes(40) + content[44:],
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_shard_is_one_sentence(tmp_path: Path, how: str) -> None:
    paths = damage(tmp_path, DAMAGES[how])
    with pytest.raises(StorageError, match=r"1\.parquet cannot be read"):
        join(paths, facts({"a": "1", "b": "1"}), tmp_path).column("text")


def test_more_shards_than_files_may_be_open_are_read(tmp_path: Path) -> None:
    ids = [f"{n:03}" for n in range(300)]
    paths = write_shards(tmp_path, [[document(id)] for id in ids])
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, hard), hard))
    try:
        texts = column(join(paths, facts(dict.fromkeys(ids, "1")), tmp_path), "text")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert texts == [document(id)["text"] for id in ids]
