"""Anyone's scores join by id and version, and decide; a file that cannot be trusted is refused before any work."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from instructions import instructions

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import stages
from moisson.corpus.stages.scores import drop_where, join_scores


def documents(*pairs: tuple[str, str]) -> pa.RecordBatch:
    ids, versions = zip(*pairs, strict=True) if pairs else ((), ())
    return pa.record_batch({"id": pa.array(ids, STRING), "version": pa.array(versions, STRING)})


def scores(folder: Path, **columns: Any) -> str:
    path = folder / "scores.parquet"
    pq.write_table(pa.table(columns), path)
    return str(path)


def writes(file: str, *columns: str) -> tuple[str, ...]:
    stage = stages()["join_scores"]
    return stage.writes_of(stage.bind({"file": file, "columns": list(columns)}))


def test_a_score_is_its_documents_own_and_of_no_other_version(tmp_path: Path) -> None:
    file = scores(
        tmp_path,
        id=["a", "b", "a"],
        version=["1", "1", "2"],
        edu=[0.25, 0.5, 0.75],
        label=["x", "y", "z"],
        good=[True, False, None],
    )
    assert writes(file, "label", "edu", "good") == ("label", "edu", "good")
    found = join_scores(file, ["edu", "label", "good"])(documents(("a", "2"), ("b", "2"), ("a", "1"), ("c", "1")))
    assert found["edu"].to_pylist() == [0.75, None, 0.25, None]
    assert found["label"].to_pylist() == ["z", None, "x", None]
    assert found["good"].to_pylist() == [None, None, True, None]


@given(
    st.sets(st.tuples(st.text(max_size=3), st.sampled_from("12")), max_size=12),
    st.lists(st.tuples(st.text(max_size=3), st.sampled_from("12"))),
)
def test_the_join_is_a_look_up_by_both(
    tmp_path_factory: pytest.TempPathFactory, known: set[tuple[str, str]], asked: list[tuple[str, str]]
) -> None:
    rows = sorted(known)
    file = scores(
        tmp_path_factory.mktemp("scores"),
        id=pa.array([id for id, _ in rows], pa.string()),
        version=pa.array([version for _, version in rows], pa.string()),
        score=pa.array(range(len(rows)), pa.int32()),
    )
    found = join_scores(file, ["score"])(documents(*asked))["score"]
    assert found.type == pa.int32()
    assert found.to_pylist() == [rows.index(pair) if pair in known else None for pair in asked]


@pytest.mark.parametrize(
    ("columns", "asked", "message"),
    [
        (
            {"id": ["a", "b", "a"], "version": ["1", "1", "1"], "s": [1, 2, 3]},
            ["s"],
            "1 of its rows repeat an id and version, such as 'a'",
        ),
        ({"id": ["a"], "version": ["1"], "s": [1]}, ["t"], "it has no column `t`, only id, version, s"),
        ({"id": ["a"], "s": [1]}, ["s"], "it has no column `version`"),
        ({"id": [1], "version": ["1"], "s": [1]}, ["s"], "its id must be text, not int64"),
        ({"id": ["a"], "version": ["1"], "s": [[1]]}, ["s"], "column `s` must be of numbers, truth values or text, not list"),
        ({"id": ["a", None], "version": ["1", "1"], "s": [1, 2]}, ["s"], "1 of its rows lack an id or a version"),
        ({"id": ["a"], "version": ["1"], "s": [1]}, [], "`columns` must name some of its columns"),
        ({"id": ["a"], "version": ["1"], "s": [1]}, ["id"], "`columns` must name some of its columns"),
    ],
)
def test_a_file_that_cannot_be_joined_is_refused_before_any_work(
    tmp_path: Path, columns: dict[str, Any], asked: list[str], message: str
) -> None:
    with pytest.raises(RecipeError, match=message):
        writes(scores(tmp_path, **columns), *asked)


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_text("id,version,score\n")
    with pytest.raises(RecipeError, match="it is no Parquet file"):
        writes(str(tmp_path / "scores.csv"), "score")


def dropped(values: list[Any], **parameters: Any) -> list[tuple[str, str] | None]:
    found = drop_where("edu", **parameters)(pa.record_batch({"edu": pa.array(values, pa.float32())}))
    pairs = zip(found["drop_reason"].to_pylist(), found["drop_detail"].to_pylist(), strict=True)
    return [None if reason is None else (reason, detail) for reason, detail in pairs]


def test_a_column_of_numbers_drops_below_above_and_where_it_is_missing() -> None:
    values = [0.25, 0.5, 0.75, None, float("nan")]
    assert dropped(values, below=0.5) == [("score", "edu 0.25, at least 0.5"), None, None, None, None]
    assert dropped(values, above=0.5, reason="edu:too-good")[2] == ("edu:too-good", "edu 0.75, at most 0.5")
    assert dropped(values, below=0.5, missing="drop")[3:] == [("score", "no edu")] * 2


def test_a_filter_reads_the_column_it_names_and_must_be_able_to_drop() -> None:
    stage = stages()["drop_where"]
    assert stage.reads_of(stage.bind({"column": "edu", "below": 1})) == ("edu",)
    with pytest.raises(RecipeError, match="drop_where drops nothing"):
        stage.reads_of(stage.bind({"column": "edu"}))


def test_a_column_of_words_is_refused() -> None:
    with pytest.raises(RecipeError, match="a rule compares numbers"):
        drop_where("edu", below=1)(pa.record_batch({"edu": pa.array(["x"])}))


def test_a_join_runs_the_same_python_for_a_hundred_documents_as_for_ten_thousand(tmp_path: Path) -> None:
    rows = range(10_000)
    columns = {"id": [f"x/{row}" for row in rows], "version": ["0"] * len(rows), "edu": [row / 10 for row in rows]}
    step = join_scores(scores(tmp_path, **columns), ["edu"])
    few, many = (documents(*((f"x/{2 * row}", "0") for row in range(size))) for size in (100, 10_000))
    step(few)
    assert instructions(lambda: step(few)) == instructions(lambda: step(many))
