"""What readers found bad is dropped, as the version that they read; a file that cannot be trusted is refused before any work."""

from pathlib import Path

import pyarrow as pa
import pytest
from instructions import instructions

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import stages
from moisson.corpus.judgements.record import FILE, Judgement, append
from moisson.corpus.stages.judged import drop_judged


def judged(folder: Path, *said: tuple[str, str | None, str], version: str = "1") -> str:
    """A file of what each reader said of a document kept."""
    for id, verdict, who in said:
        facts = {"about": "document", "release": "r/1", "source": "s", "fate": "kept", "at": "2026-12-01T13:00:00Z"}
        append(folder / FILE, Judgement.model_validate({**facts, "id": id, "version": version, "verdict": verdict, "who": who}))
    return str(folder / FILE)


def batch(*pairs: tuple[str, str]) -> pa.RecordBatch:
    ids, versions = zip(*pairs, strict=True) if pairs else ((), ())
    return pa.record_batch({"id": pa.array(ids, STRING), "version": pa.array(versions, STRING)})


def test_what_readers_found_bad_goes_and_no_other_version_of_it(tmp_path: Path) -> None:
    file = judged(
        tmp_path,
        *[("a", "bad", "anne"), ("b", "good", "anne"), ("c", "bad", "anne"), ("c", "good", "berthe"), ("d", "bad", "anne")],
        *[("d", None, "anne"), ("e", "bad", "anne"), ("e", "bad", "berthe"), ("e", "good", "carl")],
    )
    found = drop_judged(file)(batch(*((id, "1") for id in "abcde"), ("a", "2")))
    assert found["drop_reason"].to_pylist() == ["judged:bad", None, None, None, "judged:bad", None]
    assert found["drop_detail"].to_pylist()[4] == "found bad by 2, good by 1"
    assert drop_judged(file, readers=2)(batch(("a", "1"), ("e", "1")))["drop_reason"].to_pylist() == [None, None]
    assert drop_judged(file)(batch())["drop_reason"].to_pylist() == []


def test_what_is_said_after_a_build_counts_in_the_next(tmp_path: Path) -> None:
    file = judged(tmp_path, ("a", "bad", "anne"))
    assert drop_judged(file)(batch(("b", "1")))["drop_reason"].to_pylist() == [None]
    judged(tmp_path, ("b", "bad", "anne"))
    assert drop_judged(file)(batch(("b", "1")))["drop_reason"].to_pylist() == ["judged:bad"]


def test_its_content_bears_identity(tmp_path: Path) -> None:
    stage = stages()["drop_judged"]
    before = stage.identity(stage.bind({"file": judged(tmp_path, ("a", "bad", "anne"))}))
    assert stage.identity(stage.bind({"file": judged(tmp_path, ("b", "bad", "anne"))})) != before


@pytest.mark.parametrize(
    ("line", "readers", "message"), [("{}", 1, "line 1, is no judgement"), ("", 0, "readers = 0 must be at least 1")]
)
def test_a_mistake_is_told_before_any_work(tmp_path: Path, line: str, readers: int, message: str) -> None:
    (tmp_path / FILE).write_text(line)
    stage = stages()["drop_judged"]
    with pytest.raises(RecipeError, match=message):
        stage.reads_of(stage.bind({"file": str(tmp_path / FILE), "readers": readers}))


def test_it_runs_the_same_python_for_a_hundred_documents_as_for_ten_thousand(tmp_path: Path) -> None:
    step = drop_judged(judged(tmp_path, ("x/0", "bad", "anne")))
    few, many = (batch(*((f"x/{row + 1}", "1") for row in range(size))) for size in (100, 10_000))
    step(few)
    assert instructions(lambda: step(few)) == instructions(lambda: step(many))
