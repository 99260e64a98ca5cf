"""A pool of processes: answers as they come, a killed worker is one sentence, and no worker outlives its parent."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from moisson.compute import local
from moisson.contracts.errors import DocumentError, StorageError, WorkerError
from moisson.workspace.progress import Share


def square(n: int) -> int:
    return n * n


def slow_first(n: int) -> int:
    time.sleep(0.5 if n == 0 else 0)
    return n


def process_id(n: int) -> int:
    time.sleep(0.2)
    return os.getpid()


def die_on_three(n: int) -> int:
    if n == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return n


def fail_on_one(n: int) -> int:
    if n == 1:
        raise DocumentError("pdf-encrypted", "a password is asked for")
    return n


def fill_disk(n: int) -> int:
    raise StorageError("the disk is full")


def leave_mark(path: Path) -> Path:
    path.touch()
    time.sleep(0.1)
    return path


@pytest.mark.parametrize("workers", [1, 2, 9])
def test_every_task_has_its_answer(workers: int) -> None:
    assert Counter(local.run(square, range(7), workers)) == Counter(n * n for n in range(7))


def share_out(n: int) -> int:
    """Tell of four parts of a task, and forget the rest."""
    share = Share(10)
    for _ in range(4):
        share.add(2)
        time.sleep(0.3)
    share.add(50)
    share.end()
    return n


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_done_is_told_while_a_task_goes_on(workers: int) -> None:
    told: list[int] = []
    before_an_answer: list[list[int]] = [[*told] for _ in local.run(share_out, range(2), workers, told.append)]
    assert told == sorted(told)
    assert len({done for done in before_an_answer[0] if 0 < done < 10}) >= 2, "within the first task"
    assert told[-1] == 20


def test_no_tasks_have_no_answers() -> None:
    assert list(local.run(square, [], 4)) == []


def test_answers_come_when_they_are_ready_not_in_the_order_of_tasks() -> None:
    answers = list(local.run(slow_first, range(4), 2))
    assert sorted(answers) == [0, 1, 2, 3]
    assert answers[-1] == 0


def test_one_worker_is_this_process_and_several_are_others() -> None:
    assert set(local.run(process_id, range(2), 1)) == {os.getpid()}
    others = set(local.run(process_id, range(4), 2))
    assert len(others) == 2
    assert os.getpid() not in others


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_the_work_comes_through_as_it_was_raised(workers: int) -> None:
    with pytest.raises(DocumentError) as caught:
        list(local.run(fail_on_one, range(3), workers))
    assert (caught.value.reason, caught.value.detail) == ("pdf-encrypted", "a password is asked for")
    with pytest.raises(StorageError, match="the disk is full"):
        list(local.run(fill_disk, range(3), workers))


def test_a_killed_worker_is_one_sentence_with_a_remedy_and_earlier_answers_stand() -> None:
    answers = []
    with pytest.raises(WorkerError) as caught:
        for answer in local.run(die_on_three, range(8), 2):
            answers.append(answer)
    assert 3 not in answers
    message = str(caught.value)
    assert "\n" not in message
    assert "a worker process was killed" in message
    assert "what is finished is kept" in message
    assert "--workers 1" in message


def test_who_stops_listening_stops_the_work(tmp_path: Path) -> None:
    answers = local.run(leave_mark, [tmp_path / str(n) for n in range(20)], 2)
    next(answers)
    assert isinstance(answers, Generator)
    answers.close()
    done = len(list(tmp_path.iterdir()))
    assert 1 <= done < 20
    time.sleep(0.3)
    assert len(list(tmp_path.iterdir())) == done


WORK = """
import os, time
from pathlib import Path

def wait(folder):
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(120)
"""
PARENT = """
import sys
from moisson.compute import local
from work import wait

list(local.run(wait, [sys.argv[1]] * 2, 2))
"""
UNGUARDED = """
from moisson.compute import local

print(sorted(local.run(abs, range(-4, 0), 2)))
"""


def test_a_program_without_a_guard_is_not_run_again_by_its_workers(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(UNGUARDED)
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout, done.stderr) == ("[1, 2, 3, 4]\n", "")


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
    parent = subprocess.Popen([sys.executable, str(script), str(marks)])
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
