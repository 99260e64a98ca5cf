"""What a stage declares, and what happens to one that is declared wrongly."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pytest

from moisson.contracts.errors import MoissonError, RecipeError
from moisson.contracts.identity import content_digest
from moisson.contracts.schemas import EXTRACTED, RELEASE, SNAPSHOT
from moisson.contracts.stage import BUILT_IN, CorpusStep, DataFile, Step, corpus_stage, find_stage, stage, stages


def test_a_name_registered_twice_is_refused_and_both_modules_are_named(own_stages: None) -> None:
    with pytest.raises(
        MoissonError, match=r"stage drop_short of test_stage is already registered by moisson\.corpus\.stages\.quality"
    ):

        @stage(version=1, reads=(), writes=())
        def drop_short() -> Step:
            """Not the one that is there."""
            return lambda batch: dict.fromkeys(batch.schema.names[:0])


def test_a_registered_stage_is_found_by_name_with_what_it_reads_and_writes(own_stages: None) -> None:
    @corpus_stage(version=3, reads=("id",), writes=("rank",))
    def number_rows() -> CorpusStep:
        """Number the rows."""
        return lambda corpus: {"rank": corpus.column("id").combine_chunks()}

    found = stages()["number_rows"]
    assert (found.version, found.reads, found.writes, found.scope) == (3, ("id",), ("rank",), "corpus")
    assert list(stages()) == sorted(stages())


def test_a_stage_of_ones_own_goes_by_the_file_that_defines_it_too(own_stages: None) -> None:
    @stage(version=1, reads=(), writes=())
    def do_nothing() -> Step:
        """Do nothing."""
        return lambda batch: dict.fromkeys(batch.schema.names[:0])

    assert stages()["do_nothing"].identity({})["code"] == content_digest(Path(__file__))
    assert "code" not in stages()["normalize_text"].identity({})


def test_a_built_in_stage_is_found_in_its_module_alone() -> None:
    said = "import sys; from moisson.contracts.stage import find_stage; assert find_stage('drop_short').version;"
    said += "print([name for name in ('numba', 'moisson.corpus.stages.privacy', 'moisson.readers.sniff') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    for names in BUILT_IN.values():
        assert {name for name in names if find_stage(name) is None} == set()
    built_in = {name for name, found in stages().items() if found.build.__module__.startswith("moisson.")}
    assert built_in == {name for names in BUILT_IN.values() for name in names}


def test_parameters_are_typed_strictly_but_a_whole_number_is_a_number(own_stages: None) -> None:
    @stage(version=1, reads=("text",), writes=("score",))
    def score_text(share: float, kinds: Sequence[Literal["a", "b"]] = ("a",), limit: int | None = None) -> Step:
        """Score."""
        return lambda batch: {"score": pa.array([share] * batch.num_rows)}

    bind = stages()["score_text"].bind
    assert bind({"share": 1, "kinds": ["b"]}) == {"share": 1, "kinds": ["b"], "limit": None}
    for wrong in ({"share": "1"}, {"share": 0.5, "limit": 1.5}, {"share": 0.5, "limit": "3"}, {"share": 0.5, "kinds": ["c"]}, {}):
        with pytest.raises(RecipeError, match=r"stage score_text: `"):
            bind(wrong)
    with pytest.raises(RecipeError, match=r"there is no `shares` \(did you mean `share`\?\); its fields are: share, kinds"):
        bind({"share": 1, "shares": 1})


def test_a_stage_without_parameters_says_so(own_stages: None) -> None:
    with pytest.raises(RecipeError, match=r"stage normalize_text: there is no `form`; its fields are: none"):
        stages()["normalize_text"].bind({"form": "NFC"})


@pytest.mark.parametrize("name", [name for name, found in stages().items() if found.scope == "document"])
def test_every_built_in_document_stage_accepts_no_rows(name: str) -> None:
    """Those whose parameters must be given are tried in their own tests."""
    found = stages()[name]
    try:
        bound = found.bind({})
        reads = found.reads_of(bound)
    except RecipeError:
        return
    types = {field.name: field.type for schema in (SNAPSHOT, RELEASE, EXTRACTED) for field in schema}
    batch = pa.record_batch({column: pa.array([], types.get(column, pa.float64())) for column in reads})
    columns = found.build(**bound)(batch)
    assert set(columns) == set(found.writes_of(bound))
    assert all(len(array) == 0 for array in columns.values())


def test_columns_may_follow_from_the_parameters(own_stages: None) -> None:
    @stage(version=1, reads=lambda p: (p["column"],), writes=lambda p: tuple(f"{p['column']}_{n}" for n in range(p["parts"])))
    def part_column(column: str, parts: int = 2) -> Step:
        """Write a column in parts."""
        return lambda batch: {f"{column}_{n}": batch[column] for n in range(parts)}

    found = stages()["part_column"]
    bound = found.bind({"column": "title"})
    assert (found.reads_of(bound), found.writes_of(bound)) == (("title",), ("title_0", "title_1"))


def test_a_data_file_is_found_from_the_recipe_and_named_by_its_content(own_stages: None, tmp_path: Path) -> None:
    @stage(version=1, reads=(), writes=())
    def look_up(table: DataFile, more: Sequence[DataFile] = (), other: DataFile | None = None) -> Step:
        """Look things up."""
        return lambda batch: dict.fromkeys(batch.schema.names[:0])

    found = stages()["look_up"]
    for place in ("here", "there"):
        (tmp_path / place / "release").mkdir(parents=True)
        (tmp_path / place / "table.txt").write_text("words")
        (tmp_path / place / "release" / "a.txt").write_text("words")
    given = {"table": "table.txt", "more": ["release"]}
    here, there = (found.bind(given, tmp_path / place) for place in ("here", "there"))
    assert here == {"table": str(tmp_path / "here/table.txt"), "more": [str(tmp_path / "here/release")], "other": None}
    assert found.identity(here) == found.identity(there)
    assert str(tmp_path) not in str(found.identity(here))
    (tmp_path / "there/release/a.txt").write_text("other words")
    assert found.identity(here) != found.identity(there)
    with pytest.raises(RecipeError, match=r"stage look_up: `other` names .*/here/none\.txt, which does not exist"):
        found.bind({**given, "other": "none.txt"}, tmp_path / "here")


def test_a_release_is_named_by_its_manifest(own_stages: None, tmp_path: Path) -> None:
    (tmp_path / "MANIFEST.json").write_text("{}")
    before = content_digest(tmp_path)
    (tmp_path / "costs.json").write_text("{}")
    assert content_digest(tmp_path) == before
    (tmp_path / "MANIFEST.json").write_text('{"files": {}}')
    assert content_digest(tmp_path) != before
