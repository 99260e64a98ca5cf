"""What a stage declares, and what happens to one that is declared wrongly."""

from collections.abc import Sequence
from typing import Literal

import pyarrow as pa
import pytest

from moisson.errors import MoissonError, RecipeError
from moisson.stage import CorpusStep, Step, corpus_stage, stage, stages


def test_a_name_registered_twice_is_refused_and_both_modules_are_named(own_stages: None) -> None:
    with pytest.raises(MoissonError, match=r"stage drop_short of test_stage is already registered by moisson\.stages\.quality"):

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
    with pytest.raises(RecipeError, match="stage score_text: there is no `shares`; its fields are: share, kinds, limit"):
        bind({"share": 1, "shares": 1})


def test_a_stage_without_parameters_says_so(own_stages: None) -> None:
    with pytest.raises(RecipeError, match=r"stage normalize_text: there is no `form`; its fields are: none"):
        stages()["normalize_text"].bind({"form": "NFC"})


@pytest.mark.parametrize("name", [name for name, found in stages().items() if found.scope == "document"])
def test_every_built_in_document_stage_accepts_no_rows(name: str) -> None:
    from moisson.schemas import EXTRACTED, SNAPSHOT

    found = stages()[name]
    types = {field.name: field.type for schema in (SNAPSHOT, EXTRACTED) for field in schema}
    batch = pa.record_batch({column: pa.array([], types[column]) for column in found.reads})
    columns = found.build()(batch)
    assert set(columns) == set(found.writes)
    assert all(len(array) == 0 for array in columns.values())
