"""A pool of processes: receipts as they come, a killed worker is one sentence, and no worker outlives its parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from moisson.compute.local import Local, _undisturbed
from moisson.compute.rounds import Place, Receipt, Round
from moisson.contracts.errors import DocumentError, StorageError, WorkerError
from moisson.workspace.progress import Share
from moisson.workspace.storage import Workspace


@dataclass(frozen=True)
class Number:
    n: int

    @property
    def key(self) -> str:
        return f"n{self.n}"


def square(place: Place, task: Number) -> Receipt:
    return {"n": task.n, "square": task.n**2}


def slow_first(place: Place, task: Number) -> Receipt:
    time.sleep(0.5 if task.n == 0 else 0)
    return {"n": task.n}


def process_id(place: Place, task: Number) -> Receipt:
    time.sleep(0.2)
    return {"process": os.getpid()}


def die_on_three(place: Place, task: Number) -> Receipt:
    if task.n == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return {"n": task.n}


def fail_on_one(place: Place, task: Number) -> Receipt:
    if task.n == 1:
        raise DocumentError("pdf-encrypted", "a password is asked for")
    return {"n": task.n}


def fill_disk(place: Place, task: Number) -> Receipt:
    raise StorageError("the disk is full")


def leave_mark(place: Place, task: Number) -> Receipt:
    (place.recipe / str(task.n)).touch()
    time.sleep(0.1)
    return {"n": task.n}


def threads(place: Place, task: Number) -> Receipt:
    import numba
    import pyarrow as pa

    time.sleep(0.2)
    return {"n": task.n, "threads": [place.threads, pa.cpu_count(), numba.get_num_threads()]}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    workspace = Workspace(tmp_path / "build")
    return Place(workspace, tmp_path, workspace.rounds("test"))


def numbers(place: Place, work: Callable[[Place, Number], Mapping[str, Any]], of: Iterable[int], name: str = "") -> Round[Number]:
    return Round(place, name or work.__name__, work, [Number(n) for n in of])


def run(round: Round[Number], workers: int, reach: Callable[[int], None] | None = None) -> list[Receipt]:
    with Local(workers) as runner:
        return list(runner.run(round, reach))


@pytest.mark.parametrize("workers", [1, 2, 9])
def test_every_task_has_its_receipt(place: Place, workers: int) -> None:
    found = run(numbers(place, square, range(7)), workers)
    assert sorted((each["n"], each["square"]) for each in found) == [(n, n * n) for n in range(7)]


def share_out(place: Place, task: Number) -> Receipt:
    """Tell of four parts of a task, and forget the rest."""
    share = Share(10)
    for _ in range(4):
        share.add(2)
        time.sleep(0.3)
    share.add(50)
    share.end()
    return {"n": task.n}


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_done_is_told_while_a_task_goes_on_and_anew_in_each_round(place: Place, workers: int) -> None:
    with Local(workers) as runner:
        for name in ("first", "second"):
            told: list[int] = []
            round = numbers(place, share_out, range(2), name)
            before_an_answer: list[list[int]] = [[*told] for _ in runner.run(round, told.append)]
            assert told == sorted(told)
            assert len({done for done in before_an_answer[0] if 0 < done < 10}) >= 2, "within the first task"
            assert told[-1] == 20


def test_no_tasks_have_no_receipts(place: Place) -> None:
    assert run(numbers(place, square, []), 4) == []


def test_receipts_come_when_they_are_ready_not_in_the_order_of_tasks(place: Place) -> None:
    found = [each["n"] for each in run(numbers(place, slow_first, range(4)), 2)]
    assert sorted(found) == [0, 1, 2, 3]
    assert found[-1] == 0


def test_one_worker_is_this_process_and_several_are_others_the_same_in_each_round(place: Place) -> None:
    with Local(1) as runner:
        assert {each["process"] for each in runner.run(numbers(place, process_id, range(2)))} == {os.getpid()}
    with Local(2) as runner:
        rounds = [numbers(place, process_id, range(4), name) for name in ("second", "third")]
        first, second = ({each["process"] for each in runner.run(round)} for round in rounds)
    assert len(first) == 2
    assert os.getpid() not in first
    assert second == first


def test_workers_share_the_cores(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(6)), raising=False)
    found = run(numbers(place, threads, range(4)), 3)
    share = min(2, len(os.sched_getaffinity(0)))
    assert [each["threads"][1:] for each in found] == [[share, share]] * 4


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_the_work_comes_through_as_it_was_raised_and_has_no_receipt(place: Place, workers: int) -> None:
    round = numbers(place, fail_on_one, range(3))
    with pytest.raises(DocumentError) as caught:
        run(round, workers)
    assert (caught.value.reason, caught.value.detail) == ("pdf-encrypted", "a password is asked for")
    assert "n1" in [job.key for job in round.left()]
    with pytest.raises(StorageError, match="the disk is full"):
        run(numbers(place, fill_disk, range(3)), workers)


def test_a_killed_worker_is_one_sentence_with_a_remedy_earlier_receipts_stand_and_the_runner_goes_on(place: Place) -> None:
    answers = []
    with Local(2) as runner:
        with pytest.raises(WorkerError) as caught:
            for answer in runner.run(numbers(place, die_on_three, range(8))):
                answers.append(answer["n"])
        assert 3 not in answers
        message = str(caught.value)
        assert "\n" not in message
        assert "a worker process was killed" in message
        assert "what is finished is kept" in message
        assert "--workers 1" in message
        again = numbers(place, die_on_three, [n for n in range(8) if n != 3])
        assert {job.key for job in again.left()}.isdisjoint(f"n{n}" for n in answers)
        assert sorted(each["n"] for each in runner.run(again)) == [0, 1, 2, 4, 5, 6, 7]


def test_who_stops_listening_stops_the_work(place: Place) -> None:
    marks = place.recipe / "marks"
    marks.mkdir()
    round = numbers(Place(place.workspace, marks, place.run), leave_mark, range(20))
    with Local(2) as runner:
        answers = runner.run(round)
        next(answers)
        assert isinstance(answers, Generator)
        answers.close()
        done = len(list(marks.iterdir()))
        assert 1 <= done < 20
        time.sleep(0.3)
        assert len(list(marks.iterdir())) == done


WORK = """
import os, time
from dataclasses import dataclass
from pathlib import Path
from moisson.compute.rounds import Place, Round
from moisson.workspace.storage import Workspace

@dataclass
class Task:
    key: str

def round(folder, work, keys):
    workspace = Workspace(Path(folder) / "build")
    return Round(Place(workspace, Path(folder), workspace.rounds("test")), "test", work, [Task(key) for key in keys])

def wait(place: Place, task: Task):
    (place.recipe / "marks" / str(os.getpid())).touch()
    time.sleep(120)

def upper(place: Place, task: Task):
    return {"key": task.key.upper()}
"""
PARENT = """
import sys
import threading
from moisson.compute.local import Local, _undisturbed
from work import round, wait

with Local(2) as runner:
    list(runner.run(round(sys.argv[1], wait, "ab")))
"""
UNGUARDED = """
import sys
import threading
from moisson.compute.local import Local, _undisturbed
from work import round, upper

with Local(2) as runner:
    print(sorted(each["key"] for each in runner.run(round(sys.argv[1], upper, "abcd"))))
"""


def test_a_program_without_a_guard_is_not_run_again_by_its_workers(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(UNGUARDED)
    script.with_name("work.py").write_text(WORK)
    done = subprocess.run([sys.executable, str(script), str(tmp_path)], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout, done.stderr) == ("['A', 'B', 'C', 'D']\n", "")


def alive(process: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent's question does not."""
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not show its processes under /proc")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script, marks = tmp_path / "parent.py", tmp_path / "marks"
    script.write_text(PARENT)
    script.with_name("work.py").write_text(WORK)
    marks.mkdir()
    parent = subprocess.Popen([sys.executable, str(script), str(tmp_path)])
    workers = wait_for(lambda: [int(path.name) for path in marks.iterdir()], 2)
    assert all(alive(worker) for worker in workers)
    parent.kill()
    parent.wait(10)
    deadline = time.monotonic() + 10
    while any(alive(worker) for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(worker) for worker in workers)


def wait_for(look: Callable[[], list[int]], count: int) -> list[int]:
    deadline = time.monotonic() + 60
    while len(found := look()) < count:
        assert time.monotonic() < deadline, "the workers did not start within a minute"
        time.sleep(0.05)
    return found


def test_ctrl_c_waits_until_a_process_has_started_though_another_thread_takes_it() -> None:
    """The mask of the main thread alone does not hold it back: the system gives the signal to a thread that lets it in."""
    ended = threading.Event()
    other = threading.Thread(target=ended.wait)
    other.start()
    after = False
    try:
        with pytest.raises(KeyboardInterrupt), _undisturbed():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.2)
            after = True
        assert after and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        ended.set()
        other.join()
