"""A release in rounds of tasks: the same bytes however documents are cut into blocks, and whoever comes first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from memory_rows import MemoryBlock, MemoryRows
from numpy.typing import NDArray
from small_release import FACTS

import moisson.release.files
import moisson.release.parquet
from moisson.contracts.errors import ConservationError, StorageError
from moisson.contracts.schemas import LEDGER, RELEASE
from moisson.corpus.shards import SHARD_LEDGER
from moisson.corpus.stages.signatures import Signing, signing_of
from moisson.release.exchange import cut
from moisson.release.files import Written, write_tables
from moisson.release.ledger import refusals
from moisson.release.parquet import rows, tables
from moisson.release.stats.tally import Margin, Sample
from moisson.workspace.storage import ROW_GROUP

SOURCES = [source.name for source in FACTS.sources]
DOCUMENTS, HARVESTED = 70, 120
LONG_ROWS, LONG_WORDS = 12 * 1024, 2500


def id_of(number: int) -> str:
    return f"{SOURCES[number % 2]}/{number:05}"


def documents(random: Random) -> list[dict[str, Any]]:
    """Documents in several languages, marked as clusters: of an id, of one that was dropped, of a name that is no id, of none."""
    clusters = [None, "no id", "no id either", id_of(3), id_of(4), id_of(1000)]
    return [
        {
            "id": id_of(number),
            "version": f"{number:064x}",
            "raw_id": id_of(number),
            "source": SOURCES[number % 2],
            "text": " ".join(random.choices(["loi", "décret", "arrêté", "article"], k=random.randint(1, 40))),
            "language": random.choice(["fr", "fr", "fr", "br", "../evil", None]),
            "rights": {"license": random.choice(["etalab-2.0", "CC-BY-4.0"]), "basis": "licence"},
            "cluster_id": random.choice([id_of(number), *clusters]),
            "cluster_size": random.choice([1, 1, 1, 3]),
            "note": number,
        }
        for number in sorted(range(DOCUMENTS), key=id_of)
    ]


def dropped(random: Random) -> list[dict[str, Any]]:
    """What stages dropped: chains of duplicates, whose last document stays, was dropped, or is none of ours."""
    found = []
    for number in range(1000, 1060):
        kept = id_of(random.choice([random.randrange(DOCUMENTS), random.randrange(1000, number), 5000]) if number > 1000 else 7)
        reason = random.choice(["duplicate:exact", "duplicate:near", "under-20-words"])
        detail = orjson.dumps({"kept": kept}).decode() if reason.startswith("duplicate") else None
        found.append({"id": id_of(number), "version": None, "stage": "drop", "reason": reason, "detail": detail})
    elsewhere = orjson.dumps({"release": "1-abc", "known": "x"}).decode()
    others = {id_of(2000): elsewhere, id_of(2001): "in words", id_of(2002): None, id_of(2003): "[]"}
    more = [{"id": id, "stage": "drop", "reason": "duplicate:other", "detail": detail} for id, detail in others.items()]
    return [row | {"raw_id": row["id"]} for row in found + more]


def harvested(source: str) -> list[dict[str, Any]]:
    """What a harvest did not take in, sorted; some of it under one id."""
    found = [
        {"id": f"{source}/{n // 3:05}", "version": None, "stage": "harvest", "reason": "same-id", "detail": f"{n:03}"}
        for n in range(HARVESTED)
    ]
    return sorted(found, key=lambda row: row["id"])


class Small:
    """A small corpus, and what else its ledger has."""

    def __init__(self, folder: Path) -> None:
        random = Random(5)
        columns = [*(field for field in RELEASE if field.name in documents(Random(0))[0]), pa.field("raw_id", pa.large_string())]
        self.table = pa.Table.from_pylist(documents(random), schema=pa.schema([*columns, pa.field("note", pa.int32())]))
        self.ledger = pa.Table.from_pylist(dropped(random), schema=SHARD_LEDGER)
        self.ledgers = [folder / f"{source}.parquet" for source in SOURCES]
        for source, path in zip(SOURCES, self.ledgers, strict=True):
            pq.write_table(pa.Table.from_pylist(harvested(source), schema=LEDGER), path, row_group_size=4)
        self.withdrawn = [f"{SOURCES[0]}/00009"]
        name = {"id": f"{SOURCES[1]}/withdrawn:abc", "stage": "harvest", "reason": "withdrawn", "detail": "2026"}
        self.said = pa.Table.from_pylist([name], schema=LEDGER)

    def write(self, folder: Path, **how: Any) -> Written:
        folder.mkdir(exist_ok=True)
        made = MemoryRows(folder, self.table, self.ledger, **how)
        refused = refusals(folder, self.ledgers, self.withdrawn, self.said)
        return write_tables(made, ["note", "title"], Signing(bands=2, rows=2), refused)

    def clusters(self) -> dict[str, int]:
        """The size of each document's cluster, counted one after the other."""
        kept: dict[str, str] = {}
        for row in self.ledger.to_pylist():
            if row["reason"] in ("duplicate:exact", "duplicate:near"):
                kept[row["id"]] = orjson.loads(row["detail"])["kept"]
        stands_for: Counter[str] = Counter()
        for id in kept:
            while id in kept:
                id = kept[id]
            stands_for[id] += 1
        sizes: Counter[str | None] = Counter()
        for row in self.table.to_pylist():
            sizes[row["cluster_id"]] += 1 + stands_for[row["id"]]
        return {row["id"]: max(row["cluster_size"], sizes[row["cluster_id"]]) for row in self.table.to_pylist()}


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    for module in (moisson.release.files, moisson.release.parquet):
        monkeypatch.setattr(module, "FILE_ROWS", 12)
    monkeypatch.setattr(moisson.release.parquet, "ROW_GROUP", 4)
    return Small(tmp_path)


def contents(written: Written) -> dict[str, bytes]:
    return {path.relative_to(written.folder).as_posix(): path.read_bytes() for path in written.folder.rglob("*.parquet")}


def figures(written: Written) -> list[Any]:
    counted = list(written.tally._all())
    samples = [each for each in counted if isinstance(each, Sample)]
    kept = [[(group, sample.rows(group)) for group in sample.groups()] for sample in samples]
    return [margin.rows() for margin in counted if isinstance(margin, Margin)] + kept


@pytest.mark.parametrize("blocks", [pytest.param(n, marks=[] if n == 4 else pytest.mark.long) for n in range(1, 10)])
def test_the_same_bytes_however_blocks_are_cut_and_in_whatever_order_tasks_end(small: Small, tmp_path: Path, blocks: int) -> None:
    random = Random(blocks)
    one = small.write(tmp_path / "one")
    cuts = random.sample([*small.table["id"].to_pylist(), f"{SOURCES[0]}/99", SOURCES[1]], blocks - 1)
    other = small.write(tmp_path / "other", cuts=cuts, batch_rows=random.randint(1, 30), seed=blocks)
    assert contents(other) == contents(one)
    assert (other.root, other.tables, figures(other)) == (one.root, one.tables, figures(one))


def test_the_same_bytes_wherever_pieces_are_cut_and_whatever_waits_in_memory(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = small.write(tmp_path / "one")
    monkeypatch.setattr("moisson.release.exchange.PIECE_BYTES", 2_000)
    monkeypatch.setattr("moisson.release.exchange.MOST_WAITING", 3_000)
    monkeypatch.setattr("moisson.release.ledger.GROUPS_AT_ONCE", 2)
    other = small.write(tmp_path / "other", batch_rows=3)
    assert contents(other) == contents(one)
    with pa.memory_map(str(other.folder.parent / "data-0.arrow")) as file:
        assert pa.ipc.open_file(file).num_record_batches > DOCUMENTS / 12


def test_what_a_killed_run_left_is_written_again_with_the_same_bytes(small: Small, tmp_path: Path) -> None:
    one = small.write(tmp_path / "one")
    expected = contents(one)
    (one.folder / "ledger" / "part-00000.parquet").write_bytes(b"half")
    (one.folder.parent / "data-0.arrow").unlink()
    assert contents(small.write(tmp_path / "one")) == expected


def test_the_folder_of_a_run_may_be_reached_by_a_link(small: Small, tmp_path: Path) -> None:
    (tmp_path / "other" / "disk").mkdir(parents=True)
    (tmp_path / "rounds").symlink_to(tmp_path / "other" / "disk")
    assert contents(small.write(tmp_path / "rounds" / "one")) == contents(small.write(tmp_path / "two"))


def test_each_document_is_there_once_with_the_size_of_its_cluster(small: Small, tmp_path: Path) -> None:
    written = small.write(tmp_path / "made", cuts=[id_of(31)])
    found = [row for batch in rows(written.folder, "data") for row in batch.to_pylist()]
    assert {row["id"]: row["cluster_size"] for row in found} == small.clusters()
    assert len(found) == DOCUMENTS
    assert len(set(small.clusters().values())) > 5
    wanted = {row["id"]: (row["text"], row["note"], row["cluster_id"]) for row in small.table.to_pylist()}
    assert {row["id"]: (row["text"], row["note"], row["cluster_id"]) for row in found} == wanted
    for folder, languages in (("br", {"br"}), ("fr", {"fr"}), ("und", {None, "../evil"})):
        own = [row for batch in rows(written.folder, f"data/{folder}") for row in batch.to_pylist()]
        assert {row["language"] for row in own} == languages
        assert [row["id"] for row in own] == sorted(row["id"] for row in own)


def test_the_ledger_is_that_of_harvests_withdrawals_and_stages_in_order(small: Small, tmp_path: Path) -> None:
    written = small.write(tmp_path / "made", cuts=[id_of(3), id_of(40), id_of(1001)])
    found = [row for batch in rows(written.folder, "ledger") for row in batch.to_pylist()]
    stages = [{name: row[name] for name in LEDGER.names} for row in small.ledger.to_pylist()]
    harvests = [row for source in SOURCES for row in harvested(source) if row["id"] not in small.withdrawn]
    expected = [*stages, *harvests, *small.said.to_pylist()]
    assert found == sorted(expected, key=lambda row: [(row[name] is None, row[name]) for name in LEDGER.names])
    assert len(harvests) == 2 * HARVESTED - 3


def test_every_file_but_the_last_of_its_folder_has_as_many_rows_and_is_named_in_order(small: Small, tmp_path: Path) -> None:
    written = small.write(tmp_path / "made", cuts=[id_of(3), id_of(40)])
    counts: dict[str, list[int]] = {}
    for table in written.tables:
        folder, _, name = table.path.rpartition("/")
        assert name == f"part-{len(counts.setdefault(folder, [])):05}.parquet"
        counts[folder].append(table.rows)
    assert counts["signatures"] == [12] * 5 + [10]
    for sizes in counts.values():
        assert set(sizes[:-1]) <= {12}
        assert 0 < sizes[-1] <= 12
    assert written.tables == tables(written.folder)


def test_signatures_are_cut_like_all_else_and_say_how_they_were_made(small: Small, tmp_path: Path) -> None:
    written = small.write(tmp_path / "made", cuts=[id_of(3), id_of(40)])
    paths = sorted((written.folder / "signatures").iterdir())
    assert [signing_of(pq.read_schema(path)) for path in paths] == [Signing(bands=2, rows=2)] * len(paths)
    assert [row["id"] for batch in rows(written.folder, "signatures") for row in batch.to_pylist()] == small.table[
        "id"
    ].to_pylist()
    group = pq.ParquetFile(paths[0]).metadata.row_group(0)
    encoded = {group.column(at).path_in_schema: "RLE_DICTIONARY" in group.column(at).encodings for at in range(group.num_columns)}
    assert [name for name, dictionary in encoded.items() if dictionary] == ["id", "version", "text_sha256"]


def test_a_release_of_no_document_has_a_file_for_each_part(tmp_path: Path) -> None:
    small = Small(tmp_path)
    small.table, small.ledger, small.ledgers = small.table.slice(0, 0), small.ledger.slice(0, 0), []
    small.said = small.said.slice(0, 0)
    written = small.write(tmp_path / "made", cuts=["m"])
    assert [(table.path, table.rows) for table in written.tables] == [
        ("data/und/part-00000.parquet", 0),
        ("ledger/part-00000.parquet", 0),
        ("signatures/part-00000.parquet", 0),
    ]


class LongBlock(MemoryBlock):
    """The rows of a table again and again, with long texts, each batch made when it is asked for."""

    @property
    def num_rows(self) -> int:
        return LONG_ROWS

    def batches(self, names: Sequence[str], batch_rows: int = 4096) -> Iterator[pa.RecordBatch]:
        text = "décret " * LONG_WORDS
        for first in range(0, LONG_ROWS, batch_rows):
            batch = self.rows.table.take(pa.array([row % DOCUMENTS for row in range(first, first + batch_rows)])).combine_chunks()
            ids = pa.array([f"{SOURCES[0]}/{first + row:09}" for row in range(batch_rows)], pa.large_string())
            columns = {"id": ids, "text": pa.array([text] * batch_rows, pa.large_string())}
            for name, column in columns.items():
                batch = batch.set_column(batch.schema.get_field_index(name), name, column)
            yield from batch.select(names).to_batches()

    def places(self) -> NDArray[np.int64]:
        return np.arange(LONG_ROWS)


class LongRows(MemoryRows):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.num_rows = self.num_places = LONG_ROWS

    def block(self, number: int) -> MemoryBlock:
        return LongBlock(self, number, None, None)

    def has(self, name: str) -> bool:
        return name in self.table.column_names and not name.startswith("cluster")


def test_memory_holds_a_row_group_of_long_texts_and_no_block(tmp_path: Path) -> None:
    small, made = Small(tmp_path), tmp_path / "made"
    made.mkdir()
    refused = refusals(made, [], [], small.said)
    before, pool = pa.default_memory_pool(), pa.proxy_memory_pool(pa.default_memory_pool())
    pa.set_memory_pool(pool)
    try:
        written = write_tables(LongRows(made, small.table, small.ledger.slice(0, 0)), [], None, refused)
    finally:
        pa.set_memory_pool(before)
    assert sum(table.rows for table in written.tables if table.part == "data") == LONG_ROWS
    group = ROW_GROUP * LONG_WORDS * len("décret ".encode())
    assert pool.max_memory() < group + 2**26, f"{pool.max_memory():,} bytes, for row groups of {group:,}"


class Leaky(MemoryRows):
    """The ids from the last block's begin on have got lost."""

    def block(self, number: int) -> MemoryBlock:
        block = super().block(number)
        return replace(block, high="fr_dila_legi/00005") if block.high is None else block


def test_a_document_that_is_in_no_block_is_an_error(small: Small, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    refused = refusals(tmp_path / "made", [], [], small.said)
    with pytest.raises(ConservationError, match=r"of 70 documents, \d+ came to the release"):
        write_tables(Leaky(tmp_path / "made", small.table, small.ledger), [], None, refused)


def test_a_row_of_a_harvests_ledger_that_is_in_no_block_is_an_error(small: Small, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    refused = refusals(tmp_path / "made", small.ledgers, [], small.said)
    with pytest.raises(ConservationError, match=r"of 241 rows of harvests' ledgers, \d+ came to the release"):
        write_tables(Leaky(tmp_path / "made", small.table.slice(0, 2), small.ledger), [], None, refused)


def test_a_damaged_ledger_of_a_harvest_is_an_error_in_one_sentence(small: Small, tmp_path: Path) -> None:
    small.ledgers[0].write_bytes(b"no table")
    with pytest.raises(StorageError, match=f"{SOURCES[0]}.parquet cannot be read"):
        small.write(tmp_path / "made")


@given(st.lists(st.lists(st.integers(0, 7), max_size=5), max_size=5), st.integers(1, 9))
def test_pieces_are_cut_into_files_without_loss(blocks: list[list[int]], size: int) -> None:
    found = [(str(block), [[number, count] for number, count in enumerate(counts)]) for block, counts in enumerate(blocks)]
    files = cut(found, size)
    every = [
        (str(block), number, row) for block, counts in enumerate(blocks) for number, n in enumerate(counts) for row in range(n)
    ]
    taken = [[(p.file, p.number, row) for p in file for row in range(p.begin, p.begin + p.rows)] for file in files]
    assert taken == [every[first : first + size] for first in range(0, len(every), size)]
