"""Rounds: tasks travel as JSON, receipts are written last, and a task that has one is not done again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from moisson.compute.local import Local
from moisson.compute.rounds import Place, Receipt, Round, Slice, carry_out, receipt
from moisson.contracts.errors import MoissonError
from moisson.workspace.storage import Workspace, read_json


@dataclass(frozen=True)
class Cut:
    """A task with all that one may hold."""

    key: str
    since: date = date(2026, 12, 1)
    rows: tuple[int, int] = (0, 9)
    given: Mapping[str, Any] = field(default_factory=dict)


def note(place: Place, task: Cut) -> Receipt:
    with (place.recipe / "notes").open("a") as notes:
        notes.write(f"{task.key}\n")
    return {"key": task.key, "since": task.since.isoformat(), "rows": task.rows, "given": dict(task.given)}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    workspace = Workspace(tmp_path / "build")
    return Place(workspace, tmp_path, workspace.rounds("test"))


def noted(place: Place) -> list[str]:
    return (place.recipe / "notes").read_text().split()


def test_a_task_arrives_as_it_was_sent(place: Place) -> None:
    sent = Cut("a", date(1789, 7, 14), (3, 5), {"words": ["é", 0.1, None], "deep": {"n": 2**53 - 1}})
    round = Round(place, "cut", note, [sent])
    (job,) = round.left()
    assert carry_out(place, job).receipt == {"key": "a", "since": "1789-07-14", "rows": [3, 5], "given": sent.given}
    assert (job.work, str(place.recipe).encode() in job.task) == (f"{__name__}:note", False)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_task_with_a_receipt_is_not_done_again_and_its_receipt_is_given(place: Place, workers: int) -> None:
    tasks = [Cut(key) for key in "abc"]
    with Local(workers) as runner:
        first = list(runner.run(Round(place, "cut", note, tasks)))
        receipt(place, "cut", "b").unlink()
        again = list(runner.run(Round(place, "cut", note, tasks)))
        other = list(runner.run(Round(place, "other", note, tasks[:1])))
    assert sorted(noted(place)) == ["a", "a", "b", "b", "c"]
    assert sorted(each["key"] for each in first) == sorted(each["key"] for each in again) == ["a", "b", "c"]
    assert other == [read_json(receipt(place, "other", "a"))["receipt"]]


def test_what_is_known_to_be_done_is_numbered_and_neither_done_nor_answered(place: Place) -> None:
    round = Round(place, "cut", note, [Cut(key) for key in "abcd"], frozenset("b"))
    assert [job.key for job in round.left()] == ["a", "c", "d"]
    assert [job.key for job in round.part(Slice(1, 2)).left()] == ["d"]
    with Local(1) as runner:
        assert [each["key"] for each in runner.run(round)] == ["a", "c", "d"]
    assert round.left() == []


def lambda_like(place: Place, task: Cut) -> Receipt:
    return {}


lambda_like.__qualname__ = "another"


@pytest.mark.parametrize("keys", [["../a"], ["a", "a"], [""], ["a/b"], [".a"]])
def test_keys_that_name_no_file_of_their_own_are_refused(place: Place, keys: list[str]) -> None:
    with pytest.raises(MoissonError, match="cannot be named, or two of its tasks have one key"):
        Round(place, "cut", note, [Cut(key) for key in keys])


def test_work_that_cannot_be_found_by_its_name_is_refused(place: Place) -> None:
    with pytest.raises(MoissonError, match="test_rounds:another"):
        Round(place, "cut", lambda_like, [Cut("a")])


def test_a_task_that_is_killed_leaves_no_receipt(place: Place) -> None:
    (job,) = Round(place, "cut", fail, [Cut("a")]).left()
    with pytest.raises(ZeroDivisionError):
        carry_out(place, job)
    assert list(place.run.rglob("*")) == []


def fail(place: Place, task: Cut) -> Receipt:
    return {"rows": 1 // 0}


def test_a_sealed_round_is_one_file_and_is_answered_from_it(place: Place) -> None:
    round = Round(place, "cut", note, [Cut(key) for key in "abc"])
    with Local(1) as runner:
        before = list(runner.run(round))
        round.seal()
        assert [path.name for path in place.run.iterdir()] == ["cut.json"]
        wider = Round(place, "cut", note, [*round.tasks, Cut("d")])
        assert [job.key for job in wider.left()] == ["d"]
        assert list(runner.run(round)) == before
    assert noted(place) == ["a", "b", "c"]
