"""Map: every RAW row ends as documents or as one ledger row, and every stage answers for each row it is given."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_source import BREAK, NAME, READ, SENTENCES, UNREADABLE, Entry, World, entries, make_world, publications, touched

from moisson.compute.rounds import Place
from moisson.contracts.errors import ConservationError, MoissonError
from moisson.contracts.stage import Step, stage
from moisson.corpus.document_stages import check_kept
from moisson.corpus.home import home
from moisson.corpus.map_phase import Task, plan, work
from moisson.corpus.recipe import Recipe
from moisson.corpus.shards import SHARD_LEDGER, ledger_path, receipt_path
from moisson.workspace.storage import Workspace, read_json, read_table

STAGES: list[dict[str, Any]] = [
    {"use": "normalize_text"},
    {"use": "drop_short", "min_words": 8, "checkpoint": True},
    {"use": "drop_repetitive"},
]


@dataclass(frozen=True)
class Job:
    """A task, and where its names are found."""

    place: Place
    task: Task

    def work(self) -> dict[str, Any]:
        return work(self.place, self.task)

    def shards(self) -> tuple[Path, ...]:
        return self.task.shards(self.place.workspace)

    def finished(self) -> bool:
        return self.task.finished(self.place.workspace) == len(self.task.segments)


def place_of(workspace: Workspace) -> Place:
    return Place(workspace, workspace.root.parent, workspace.rounds("map"))


def jobs(world: World, recipe: Recipe, batch_rows: int = 1000, part_bytes: int = 10**6) -> list[Job]:
    """Harvest, and what is to be done."""
    snapshot = world.harvest(part_bytes=part_bytes, accept_loss=True)
    (source,) = recipe.sources
    here = home(recipe, world.options())
    segments, place = plan(recipe, source, frozenset(), here), place_of(world.options().workspace)
    names = sorted(set(snapshot.live("drop")["part"].to_pylist()))
    return [Job(place, Task(here.source(source), part, segments, batch_rows)) for part in names]


def job(world: World, recipe: Recipe, batch_rows: int = 1000) -> Job:
    (found,) = jobs(world, recipe, batch_rows)
    return found


def ledgers(done: Job) -> list[dict[str, str | None]]:
    return [row for shard in done.shards() for row in read_table(ledger_path(shard)).to_pylist()]


def reasons(done: Job) -> dict[str, str | None]:
    return {str(row["id"]).removeprefix(f"{NAME}/"): row["reason"] for row in ledgers(done)}


@pytest.mark.long
@given(publications(), st.sampled_from([1, 2, 1000]), st.sampled_from([1, 150, 10**6]))
@settings(max_examples=25)
def test_each_raw_row_yields_documents_or_exactly_one_ledger_row(served: list[Entry], batch_rows: int, part_bytes: int) -> None:
    with TemporaryDirectory() as folder:
        world = make_world(Path(folder))
        world.publish(served)
        raw_ids: list[str] = []
        extracted: list[str] = []
        failed: list[str | None] = []
        for one in jobs(world, world.recipe(STAGES), batch_rows, part_bytes):
            one.work()
            raw_ids += read_table(one.task.path(one.place.workspace))["id"].to_pylist()
            first = one.shards()[0]
            extracted += read_table(first)["raw_id"].to_pylist()
            failed += [row["raw_id"] for row in read_table(ledger_path(first)).to_pylist()]
            assert_kept_and_ledger_add_up(one)
        assert Counter(failed) == Counter(set(raw_ids) - set(extracted))
        assert set(extracted) | set(failed) == set(raw_ids)
        expected = sum(max(len(entry.text.split(BREAK)), 1) for entry in served if entry.text not in ("", UNREADABLE))
        assert len(extracted) == expected


def assert_kept_and_ledger_add_up(done: Job) -> None:
    """documents = kept + ledger, id by id, from checkpoint to checkpoint."""
    for before, after in zip(done.shards(), done.shards()[1:], strict=False):
        went_in = read_table(before)["id"].to_pylist()
        kept, dropped = (read_table(path)["id"].to_pylist() for path in (after, ledger_path(after)))
        assert sorted(kept + dropped) == went_in
        receipt = read_json(receipt_path(after))
        assert (receipt["documents"], receipt["ledger"]) == (len(kept), len(dropped))


def test_every_fate_of_a_document_has_its_reason(world: World) -> None:
    several = BREAK.join([SENTENCES[1], "Néant."])
    world.publish([*entries(1), Entry("bad", UNREADABLE), Entry("none", ""), Entry("short", "Néant."), Entry("two", several)])
    done = job(world, world.recipe(STAGES))
    receipt = done.work()
    assert reasons(done) == {
        "bad": "extract:unreadable",
        "none": "extract:nothing",
        "short": "too-short",
        "two#2": "too-short",
    }
    assert read_table(done.shards()[-1])["id"].to_pylist() == [f"{NAME}/A00", f"{NAME}/two#1"]
    assert receipt["documents"] == 2


def test_several_documents_of_one_raw_row_remember_it(world: World) -> None:
    world.publish([Entry("two", BREAK.join(SENTENCES[:2]))])
    done = job(world, world.recipe([]))
    done.work()
    assert [(row["id"], row["raw_id"]) for row in read_table(done.shards()[-1]).to_pylist()] == [
        (f"{NAME}/two#1", f"{NAME}/two"),
        (f"{NAME}/two#2", f"{NAME}/two"),
    ]


BREAKS = {
    "KeyError": 'raise KeyError("texte")',
    "IndexError": "[][0]",
    "TypeError": "len(None)",
    "AttributeError": "None.text",
    "ValueError": 'int("x")',
    "UnicodeDecodeError": 'b"\\xff".decode()',
    "ZeroDivisionError": "1 / 0",
    "RecursionError": "raise RecursionError",
    "ParseError": 'from xml.etree import ElementTree; ElementTree.fromstring("<a>")',
    "RuntimeError": 'raise RuntimeError("generator")',
    "EOFError": "raise EOFError",
    "AssertionError": "assert not content",
    "struct.error": 'import struct; struct.unpack("I", b"")',
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_reader_that_breaks_costs_its_document_and_says_how(world: World, name: str) -> None:
    breaking = f'    if "brise" in orjson.loads(content)["text"]:\n        {BREAKS[name]}\n'
    world.describe(read=READ.replace("(content: bytes) -> Iterator[Text]:\n", "(content: bytes) -> Iterator[Text]:\n" + breaking))
    world.publish([*entries(2), Entry("bad", "Ceci brise le lecteur.")])
    done = job(world, world.recipe([]), batch_rows=2)
    done.work()
    assert reasons(done) == {"bad": "extract:unexpected-structure"}
    assert name.rpartition(".")[2] in str(ledgers(done)[0]["detail"])
    assert read_table(done.shards()[-1]).num_rows == 2


def test_a_document_that_breaks_after_its_first_text_is_one_ledger_row_and_no_document(world: World) -> None:
    world.describe(
        read=READ + '        if piece == "Néant.":\n            raise DocumentError("half", "the second half is gone")\n'
    )
    world.publish([Entry("two", BREAK.join([SENTENCES[0], "Néant."]))])
    done = job(world, world.recipe([]))
    done.work()
    assert reasons(done) == {"two": "extract:half"}
    assert read_table(done.shards()[0]).num_rows == 0


@pytest.mark.parametrize("field", ["title=12", "created=2024", "language=b'fr'"])
def test_a_reader_that_gives_a_wrong_type_costs_its_document(world: World, field: str) -> None:
    world.describe(read=READ.replace('"jsonl", part', f'"jsonl", {field}, part'))
    world.publish(entries(1))
    done = job(world, world.recipe([]))
    done.work()
    assert reasons(done) == {"A00": "extract:unexpected-structure"}


@pytest.mark.parametrize("more", [-3, -2, 2])
def test_a_stage_that_gives_too_few_or_too_many_values_is_caught(world: World, own_stages: None, more: int) -> None:
    @stage(version=1, reads=("text",), writes=("note",))
    def lose_rows() -> Step:
        """Give some other number of values."""
        return lambda batch: {"note": pa.array(["x"] * (batch.num_rows + more), pa.large_string())}

    world.publish(entries(3))
    with pytest.raises(ConservationError, match=rf"stage lose_rows gave {3 + more} values of `note` for 3 rows"):
        job(world, world.recipe([{"use": "lose_rows"}])).work()


def test_a_stage_that_drops_with_too_few_reasons_is_caught(world: World, own_stages: None) -> None:
    @stage(version=1, reads=("text",), writes=("drop_reason",))
    def lose_reasons() -> Step:
        """Give a reason for the first row only."""
        return lambda batch: {"drop_reason": pa.array(["x"] * (batch.num_rows - 2), pa.large_string())}

    world.publish(entries(3))
    with pytest.raises(ConservationError, match="lose_reasons gave 1 values of `drop_reason` for 3 rows"):
        job(world, world.recipe([{"use": "lose_reasons"}])).work()


def test_a_stage_that_writes_what_it_did_not_declare_is_named(world: World, own_stages: None) -> None:
    @stage(version=1, reads=("text",), writes=("note",))
    def write_other() -> Step:
        """Write another column."""
        return lambda batch: {"id": batch["text"]}

    world.publish(entries(1))
    with pytest.raises(MoissonError, match=r"stage write_other declares that it writes \['note'\] but wrote \['id'\]"):
        job(world, world.recipe([{"use": "write_other"}])).work()


def test_a_stage_sees_the_columns_it_declares_and_no_others(world: World, own_stages: None) -> None:
    seen = []

    @stage(version=1, reads=("title", "text"), writes=("note",))
    def look_around() -> Step:
        """Note what is there."""

        def step(batch: pa.RecordBatch) -> dict[str, pa.Array]:
            seen.append(batch.schema.names)
            return {"note": batch["text"]}

        return step

    world.publish(entries(1))
    job(world, world.recipe([{"use": "look_around"}])).work()
    assert seen == [["title", "text"]]


def test_a_stage_whose_column_changes_type_is_named(world: World, own_stages: None) -> None:
    @stage(version=1, reads=("text",), writes=("note",))
    def forget_type() -> Step:
        """Give arrays whose type Arrow has to guess."""
        return lambda batch: {"note": pa.array(["x" if "salariés" in text else None for text in batch["text"].to_pylist()])}

    world.publish(entries(2))
    with pytest.raises(MoissonError, match="forget_type"):
        job(world, world.recipe([{"use": "forget_type"}]), batch_rows=1).work()


def test_losing_a_row_between_checkpoints_is_caught() -> None:
    check_kept("part", 3, 2, 1)
    for kept, dropped in ((2, 0), (3, 1)):
        with pytest.raises(ConservationError, match=f"part: 3 documents became {kept} kept and {dropped} in the ledger"):
            check_kept("part", 3, kept, dropped)


def test_a_stage_of_no_rows_still_writes_its_columns(world: World) -> None:
    world.publish([Entry("bad", UNREADABLE)])
    done = job(world, world.recipe(STAGES))
    done.work()
    shard = read_table(done.shards()[-1])
    assert shard.num_rows == 0
    assert shard.schema.field("word_count").type == pa.int64()
    assert read_table(ledger_path(done.shards()[-1])).schema.equals(SHARD_LEDGER)


def test_a_receipt_is_written_last_and_without_one_the_shard_is_made_again(world: World) -> None:
    world.publish(entries(3))
    done = job(world, world.recipe(STAGES))
    assert not done.finished()
    done.work()
    assert done.finished()
    shard = done.shards()[-1]
    assert receipt_path(shard).stat().st_mtime_ns >= max(shard.stat().st_mtime_ns, ledger_path(shard).stat().st_mtime_ns)
    receipt_path(shard).unlink()
    shard.write_bytes(b"half a sh")
    assert not done.finished()
    done.work()
    assert read_table(shard).num_rows == 3


def test_work_goes_on_from_the_last_checkpoint_that_holds(world: World) -> None:
    world.publish(entries(3))
    done = job(world, world.recipe(STAGES))
    done.work()
    before = touched(world.root / "build" / "shards")
    last = done.shards()[-1]
    receipt_path(last).unlink()
    receipt = done.work()
    after = touched(world.root / "build" / "shards")
    assert {path.split("/")[0] for path in before if after[path] != before[path]} == {last.parent.name}
    assert set(receipt["seconds"]) == {"drop_repetitive"}  # what this call spent


@pytest.mark.parametrize("which", ["shard", "ledger"])
def test_a_shard_that_was_deleted_is_made_anew(world: World, which: str) -> None:
    """A damaged file is to be deleted, the message says, and will be made anew."""
    world.publish(entries(3))
    done = job(world, world.recipe(STAGES))
    done.work()
    shard = done.shards()[-1]
    lost = shard if which == "shard" else ledger_path(shard)
    content = lost.read_bytes()
    lost.unlink()
    assert not done.finished()
    done.work()
    assert lost.read_bytes() == content


@pytest.mark.long
@given(publications(8), st.sampled_from([1, 2, 3]))
@settings(max_examples=15)
def test_shards_have_the_same_bytes_for_any_batch_size(served: list[Entry], batch_rows: int) -> None:
    with TemporaryDirectory() as folder:
        world = make_world(Path(folder))
        world.publish([*entries(1), *(Entry(f"x{entry.id}", entry.text) for entry in served)])
        bytes_of = []
        for rows in (1000, batch_rows):
            done = job(world, world.recipe(STAGES), rows)
            done.work()
            paths = [path for shard in done.shards() for path in (shard, ledger_path(shard))]
            bytes_of.append([path.read_bytes() for path in paths])
            for shard in done.shards():
                receipt_path(shard).unlink()
        assert bytes_of[0] == bytes_of[1]


def test_a_fingerprint_depends_on_everything_up_to_its_checkpoint_and_nothing_after(world: World) -> None:
    def fingerprints(*words: int) -> list[str]:
        recipe = world.recipe([{"use": "drop_short", "min_words": n, "checkpoint": True} for n in words])
        return [segment.fingerprint for segment in plan(recipe, recipe.sources[0], frozenset(), home(recipe, world.options()))]

    assert fingerprints(1, 2)[:2] == fingerprints(1, 3)[:2]
    assert fingerprints(1, 2)[2] != fingerprints(1, 3)[2]
    assert fingerprints(1, 2)[0] == fingerprints(4, 2)[0]
    assert not set(fingerprints(1, 2)[1:]) & set(fingerprints(4, 2)[1:])


def test_a_fingerprint_depends_on_every_stage_of_its_segment_and_on_their_order(world: World) -> None:
    def last(*stages: dict[str, Any]) -> str:
        recipe = world.recipe(stages)
        return plan(recipe, recipe.sources[0], frozenset(), home(recipe, world.options()))[-1].fingerprint

    normal, masked = {"use": "normalize_text"}, {"use": "mask_identifiers"}
    found = [
        last(normal, masked),
        last(masked, normal),
        last(normal),
        last(normal, {**masked, "kinds": ["email"]}),
        last({**normal, "checkpoint": True}, masked),
        last(normal, masked, normal),
    ]
    assert len(set(found)) == len(found)


def test_another_reader_or_publisher_makes_other_shards(world: World) -> None:
    def first() -> str:
        recipe = world.recipe([])
        return plan(recipe, recipe.sources[0], frozenset(), home(recipe, world.options()))[0].fingerprint

    before = first()
    world.describe(read=READ + "\n# mended\n")
    mended = first()
    world.describe(toml=(world.folder / "source.toml").read_text().replace('"DILA"', '"Autre"'))
    assert len({before, mended, first()}) == 3
