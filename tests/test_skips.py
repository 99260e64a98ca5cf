"""What reads ../shared says so and is skipped without it, wherever it reads; in CI nothing else is skipped."""

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import copy

import pytest

TESTS = Path(__file__).parent
# The first reads as a server does that plays recorded answers: in a thread of its own.
READERS = """
import sys
from concurrent.futures import ThreadPoolExecutor
import pytest
from shared_data import shared

sys.modules["torch"] = None  # as where it is not installed

@pytest.mark.shared
def test_in_a_thread():
    with ThreadPoolExecutor() as threads:
        answer = threads.submit(lambda: shared("a.txt").read_text())
        assert answer.exception() is None

@pytest.mark.shared
def test_by_a_fixture(text):
    assert text == "a"

@pytest.fixture
def text():
    return shared("a.txt").read_text()

def test_without_the_marker():
    shared("a.txt")

def test_that_lacks_a_program():
    pytest.skip("no such program")

@pytest.mark.train
def test_that_trains():
    import torch

@pytest.mark.xfail
def test_that_is_to_fail():
    assert False
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A checkout with these tests in it, and nothing beside it."""
    tests = tmp_path / "main" / "tests"
    tests.mkdir(parents=True)
    for name in ("conftest.py", "shared_data.py", "command.py", "small_source.py"):
        copy(TESTS / name, tests)
    (tests / "test_readers.py").write_text(READERS)
    (tests.parent / "pytest.ini").write_text("[pytest]\nmarkers = shared\n train\n")
    return tests.parent


def outcomes(clone: Path, **environment: str) -> dict[str, str]:
    """What became of each test."""
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "MOISSON_NO"))}
    environment = {**kept, "PYTHONPATH": str(TESTS.parent), **environment}
    said = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, timeout=100).stdout
    return dict(re.findall(r"::test_(\w+) (\w+)", said.partition("=== FAILURES")[0]))


def test_with_nothing_beside_the_clone_what_needs_it_is_skipped_and_said(clone: Path) -> None:
    skipped = {"in_a_thread": "SKIPPED", "by_a_fixture": "SKIPPED"}
    missing = {"that_lacks_a_program": "FAILED", "that_trains": "ERROR"}
    others = {"without_the_marker": "FAILED", "that_is_to_fail": "XFAIL"}
    assert outcomes(clone) == skipped | dict.fromkeys(missing, "SKIPPED") | others
    assert outcomes(clone, MOISSON_NO_SKIPS="1") == skipped | missing | others


@pytest.mark.long
def test_beside_the_documents_they_are_read_and_in_ci_one_that_is_missing_fails(clone: Path) -> None:
    data = clone.parent / "shared" / "data"
    data.mkdir(parents=True)
    assert outcomes(clone)["by_a_fixture"] == "SKIPPED"
    assert outcomes(clone, MOISSON_NO_SKIPS="1")["by_a_fixture"] == "ERROR"
    (data / "a.txt").write_text("a")
    found = outcomes(clone, MOISSON_NO_SKIPS="1")
    assert (found["in_a_thread"], found["by_a_fixture"], found["without_the_marker"]) == ("PASSED", "PASSED", "FAILED")
