"""The examples work on a fresh clone: beside the repository's own documents there is nothing, and no network."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode, read

ROOT = Path(__file__).parents[1]
RUNS = {
    "read_a_folder.py": ["markdown", "words", "read: "],
    "count_by_licence.py": ["'license': 'Apache-2.0'", "documents"],
    "trace_and_verify.py": ["holds", "The repository's LICENSE covers its documentation.", "too-short at drop_short"],
}

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the examples need of the repository, with nothing beside it."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("examples", "docs"):
        copytree(ROOT / name, folder / name)
    return folder


def test_all_examples_are_run() -> None:
    assert {path.name for path in (ROOT / "examples").glob("*.py")} == RUNS.keys()
    assert [path.name for path in (ROOT / "examples").glob("*.ipynb")] == ["build_a_corpus.ipynb"]


@pytest.mark.parametrize("name", RUNS)
def test_a_script_says_what_it_shows(name: str, clone: Path) -> None:
    command = [sys.executable, str(clone / "examples" / name)]
    done = subprocess.run(command, cwd=clone, env=_environment(), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert [words for words in RUNS[name] if words not in done.stdout + done.stderr] == []


def test_the_notebook_builds_a_release_and_shows_progress(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in _environment().items():
        monkeypatch.setenv(name, value)
    notebook = read(clone / "examples/build_a_corpus.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(clone / "examples")}}).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert "harvest eu_moisson_docs" in _said(cells[0]), "progress"
    assert "own-docs/1-" in _said(cells[0])
    assert "too-short" in _said(cells[3])
    assert _said(cells[-1]) == "(True, [])"


def _said(cell: NotebookNode) -> str:
    """All that a cell has written or given."""
    return "".join(each["text"] if "text" in each else each["data"]["text/plain"] for each in cell.outputs)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "JUPYTER_PLATFORM_DIRS": "1"}
