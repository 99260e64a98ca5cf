"""The corpus phase: all live rows, what is dropped with its reason, and what became of every document."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_source import BREAK, NAME, SENTENCES, UNREADABLE, Entry, World, entries, make_world, publications

from moisson.contracts.errors import ConservationError, MoissonError
from moisson.contracts.stage import Columns, CorpusStep, Step, corpus_stage, stage
from moisson.contracts.stage import Corpus as CorpusView
from moisson.corpus.corpus import Corpus, corpus
from moisson.corpus.decisions import DECISIONS, decision_files
from moisson.corpus.recipe import Recipe
from moisson.workspace.options import Costs
from moisson.workspace.storage import read_table

ON_THE_WHOLE: list[dict[str, Any]] = [
    {"use": "drop_short", "min_words": 8},
    {"use": "require_rights"},
    {"use": "drop_exact_duplicates"},
]


def made(world: World, recipe: Recipe, **how: Any) -> tuple[list[str], list[dict[str, Any]], Corpus]:
    """The ids that stay, the ledger, and the corpus (whose frame is gone)."""
    snaps = {NAME: world.harvest(accept_loss=True, part_bytes=how.pop("part_bytes", 10**6))}
    options = world.options(**how)
    with options.workspace.locked(), corpus(recipe, snaps, options, Costs()) as found:
        return found.rows.column("id").to_pylist(), ledger_of(found), found


def ledger_of(found: Corpus) -> list[dict[str, Any]]:
    return [row for table in found.ledger() for row in table.drop_columns("_shard").to_pylist()]


def decided(world: World) -> pa.Table:
    return pa.concat_tables(map(read_table, decision_files(world.options().workspace, "essai")))


def bare(ids: list[str]) -> list[str]:
    return [id.removeprefix(f"{NAME}/") for id in ids]


@pytest.mark.long
@given(publications(), st.lists(publications(6), max_size=1), st.sampled_from([1, 3, 1000]), st.sampled_from([1, 300, 10**6]))
@settings(max_examples=20)
def test_every_live_row_is_kept_or_in_the_ledger_and_nothing_else_is_there(
    served: list[Entry], before: list[list[Entry]], batch_rows: int, part_bytes: int
) -> None:
    with TemporaryDirectory() as folder:
        world = make_world(Path(folder))
        for earlier in before:
            world.publish(earlier)
            world.harvest(accept_loss=True)
        world.publish([*served, Entry("Z", SENTENCES[0])])
        kept, ledger, found = made(world, world.recipe(ON_THE_WHOLE), batch_rows=batch_rows, part_bytes=part_bytes)
        pieces = {
            f"{NAME}/{entry.id}": len(entry.text.split(BREAK)) if entry.text not in ("", UNREADABLE) else 0
            for entry in [*served, Entry("Z", SENTENCES[0])]
        }
        documents = Counter(id.partition("#")[0] for id in kept) + Counter(row["raw_id"] for row in ledger)
        assert documents == Counter({id: max(count, 1) for id, count in pieces.items()})
        assert len(kept) == len(set(kept))
        rows = {label: (rows_in, dropped) for label, rows_in, dropped in found.funnel}
        assert rows["extract"] == (len(pieces), sum(count == 0 for count in pieces.values()))
        assert rows["drop_short"][0] == sum(pieces.values())
        assert rows["drop_exact_duplicates"][0] - rows["drop_exact_duplicates"][1] == len(kept)
        decisions = decided(world)
        assert decisions.schema.equals(DECISIONS)
        assert sorted(decisions["id"].to_pylist()) == sorted([*kept, *(row["id"] for row in ledger)])


def test_superseded_and_vanished_rows_fall_out(world: World) -> None:
    world.publish(entries(3))
    world.harvest()
    world.publish([Entry("A00", SENTENCES[20]), Entry("A01", SENTENCES[1])])
    kept, ledger, _ = made(world, world.recipe(ON_THE_WHOLE))
    assert (bare(kept), ledger) == (["A00", "A01"], [])


@pytest.mark.parametrize(("policy", "marked"), [("keep", [None, None, None]), ("flag", [False, False, True])])
def test_a_recipe_may_keep_what_vanished_and_mark_it(world: World, policy: str, marked: list[bool | None]) -> None:
    world.publish(entries(3))
    world.harvest()
    world.publish(entries(2))
    recipe = world.recipe(ON_THE_WHOLE, head=f'vanished = "{policy}"')
    snaps = {NAME: world.harvest(accept_loss=True)}
    options = world.options()
    with options.workspace.locked(), corpus(recipe, snaps, options, Costs()) as found:
        assert bare(found.rows.column("id").to_pylist()) == ["A00", "A01", "A02"]
        assert found.rows.column("vanished").to_pylist() == marked


def test_of_the_same_words_the_one_in_force_stays_on_the_recipes_date(world: World) -> None:
    world.publish(
        [
            Entry("old", SENTENCES[0], {"legal_state": "VIGUEUR", "valid_from": "2010-01-01", "valid_to": "2020-01-01"}),
            Entry("new", SENTENCES[0], {"legal_state": "VIGUEUR", "valid_from": "2020-01-01", "valid_to": "2999-01-01"}),
        ]
    )
    assert bare(made(world, world.recipe(ON_THE_WHOLE, head="as_of = 2015-06-01"))[0]) == ["old"]
    assert bare(made(world, world.recipe(ON_THE_WHOLE, head="as_of = 2025-06-01"))[0]) == ["new"]


def test_without_a_date_in_the_recipe_the_newest_in_the_content_counts(world: World) -> None:
    world.publish([Entry("a", SENTENCES[0], {"created": "2024-03-01"}), Entry("b", SENTENCES[1], {"created": "2025"})])
    assert made(world, world.recipe(ON_THE_WHOLE))[2].as_of == "2025"
    assert made(world, world.recipe(ON_THE_WHOLE, head="as_of = 2019-01-01"))[2].as_of == "2019-01-01"


def test_the_publishers_date_stands_before_the_one_in_the_content(world: World) -> None:
    read = (world.folder / "read.py").read_text()
    world.describe(read=read.replace('"jsonl", part', '"jsonl", created="1999", part'))
    world.publish([Entry("a", SENTENCES[0], {"created": "2024-03-01"}), Entry("b", SENTENCES[1])])
    snaps, options = {NAME: world.harvest()}, world.options()
    with options.workspace.locked(), corpus(world.recipe([]), snaps, options, Costs()) as found:
        assert found.rows.column("created").to_pylist() == ["2024-03-01", "1999"]


def test_a_corpus_stage_sees_the_columns_it_declares_and_no_others(world: World, own_stages: None) -> None:
    @corpus_stage(version=1, reads=("id",), writes=("rank",))
    def peek() -> CorpusStep:
        """Read what is not declared."""

        def step(corpus: CorpusView) -> Columns:
            return {"rank": corpus.column("text").combine_chunks()}

        return step

    world.publish(entries(2))
    with pytest.raises(MoissonError, match="stage peek reads column `text`, which it does not declare"):
        made(world, world.recipe([{"use": "peek"}]))


@pytest.mark.parametrize("more", [-2, -1, 1])
def test_a_corpus_stage_that_loses_or_adds_rows_is_caught(world: World, own_stages: None, more: int) -> None:
    @corpus_stage(version=1, reads=("id",), writes=("rank",))
    def lose_rows() -> CorpusStep:
        """Give some other number of values."""
        return lambda corpus: {"rank": pa.array(range(corpus.num_rows + more), pa.int64())}

    world.publish(entries(2))
    with pytest.raises(ConservationError, match=r"stage lose_rows must write \['rank'\], each of 2 rows"):
        made(world, world.recipe([{"use": "lose_rows"}]))


def test_a_document_stage_of_the_corpus_phase_that_loses_rows_is_caught(world: World, own_stages: None) -> None:
    @stage(version=1, reads=("rights",), writes=("drop_reason",))
    def lose_reasons() -> Step:
        """Give a reason too few."""
        return lambda batch: {"drop_reason": pa.nulls(batch.num_rows - 1, pa.large_string())}

    world.publish(entries(2))
    with pytest.raises(ConservationError, match="lose_reasons gave 1 values of `drop_reason` for 2 rows"):
        made(world, world.recipe([{"use": "lose_reasons"}]))


def test_a_row_that_got_lost_on_the_way_is_caught(world: World) -> None:
    world.publish(entries(3))
    made(world, world.recipe(ON_THE_WHOLE))
    for shard in (world.options().workspace.root / "shards").glob("*/*.parquet"):
        if not shard.name.endswith(".ledger.parquet"):
            pq.write_table(read_table(shard).slice(1), shard)
    with pytest.raises(ConservationError, match="3 live rows went in, 2 came out"):
        made(world, world.recipe(ON_THE_WHOLE))


def test_a_stage_that_reads_nothing_runs_in_the_corpus_phase(world: World, own_stages: None) -> None:
    @stage(version=1, reads=(), writes=("note",))
    def mark_all() -> Step:
        """Write the same into every row."""
        return lambda batch: {"note": pa.array(["x"] * batch.num_rows, pa.large_string())}

    world.publish(entries(3))
    snaps, options = {NAME: world.harvest()}, world.options()
    recipe = world.recipe([{"use": "require_rights"}, {"use": "mark_all"}])
    with options.workspace.locked(), corpus(recipe, snaps, options, Costs()) as found:
        assert found.rows.column("note").to_pylist() == ["x"] * 3


def test_a_stage_used_twice_has_two_labels_in_the_ledger(world: World) -> None:
    world.publish([Entry("a", "Trois mots ici."), Entry("b", " ".join(SENTENCES[0].split()[:6])), Entry("c", SENTENCES[0])])
    _, ledger, found = made(world, world.recipe([{"use": "drop_short", "min_words": n} for n in (5, 10)]))
    assert [(row["raw_id"], row["stage"]) for row in ledger] == [(f"{NAME}/a", "drop_short"), (f"{NAME}/b", "drop_short#2")]
    assert found.funnel == (("extract", 3, 0), ("drop_short", 3, 1), ("drop_short#2", 2, 1))


def test_decisions_name_the_last_shard_that_still_has_the_text(world: World) -> None:
    stages: list[dict[str, Any]] = [
        {"use": "drop_short", "min_words": 8, "checkpoint": True},
        {"use": "drop_exact_duplicates"},
    ]
    world.publish([Entry("bad", UNREADABLE), Entry("short", "Néant."), Entry("twin", SENTENCES[0]), Entry("kept", SENTENCES[0])])
    made(world, world.recipe(stages))
    workspace = world.options().workspace
    for row in decided(world).to_pylist():
        if row["reason"] == "extract:unreadable":
            assert row["shard"] is None
        else:
            assert row["id"] in read_table(workspace.root / row["shard"])["id"].to_pylist()
        assert row["raw_id"] in read_table(workspace.parts(NAME) / f"{row['part']}.parquet")["id"].to_pylist()


def test_a_stage_that_only_drops_leaves_no_file_of_columns(world: World) -> None:
    world.publish(entries(3))
    snaps, options = {NAME: world.harvest(accept_loss=True)}, world.options()
    recipe = world.recipe([{"use": "require_rights"}])
    with options.workspace.locked(), corpus(recipe, snaps, options, Costs()) as found:
        assert found.rows.num_rows == 3
        assert [path.name for path in found.rows.folder.glob("blocks/*/columns-*")] == []


def test_scratch_is_gone_afterwards(world: World) -> None:
    world.publish(entries(3))
    made(world, world.recipe(ON_THE_WHOLE))
    assert list(world.options().workspace.temporary.iterdir()) == []


@pytest.mark.parametrize("cuts", [[], [1], [1, 2], [0, 3]])
def test_a_corpus_stage_may_write_batch_by_batch(world: World, own_stages: None, cuts: list[int]) -> None:
    @corpus_stage(version=1, reads=("text",), writes=("text", "drop_reason"))
    def shout() -> CorpusStep:
        """Rewrite the text, some rows at a time, and drop the second."""

        def step(corpus: CorpusView) -> Iterator[Columns]:
            reasons = pa.array([None, "second", None], pa.large_string())
            text = corpus.column("text").combine_chunks()
            for begin, end in pairwise([0, *cuts, corpus.num_rows]):
                yield {"text": pc.utf8_upper(text[begin:end]), "drop_reason": reasons[begin:end]}

        return step

    world.publish(entries(3))
    snaps, options = {NAME: world.harvest()}, world.options()
    with options.workspace.locked(), corpus(world.recipe([{"use": "shout"}]), snaps, options, Costs()) as found:
        assert found.rows.column("text").to_pylist() == [SENTENCES[0].upper(), SENTENCES[2].upper()]
        assert [{"id": row["id"], "reason": row["reason"]} for row in ledger_of(found)] == [
            {"id": f"{NAME}/A01", "reason": "second"}
        ]
