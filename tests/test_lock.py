"""Readers, splitting and stages are as `versions.lock` says: a change needs a new version, or the proof of the same texts."""

from dataclasses import asdict
from inspect import getsourcefile
from pathlib import Path

import locked_texts
import pytest
from lock import Entry, Locked, entries, read_lock, readable, stale, write_lock, wrong
from shared_data import shared
from syntax_trees import Trees, data_files

from moisson.contracts.stage import stages
from moisson.readers import files, formats
from moisson.source.description import PACKAGE

READER = '''"""How."""
import re
from package.words import cut


def read(content):
    """Read."""
    return cut(content), re.escape("a")  # why
'''
WORDS = """from importlib.resources import files
TABLE = files("package.data").joinpath("names.toml")


def cut(text):
    return text[1:]
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "package"
    (folder / "data").mkdir(parents=True)
    for name, text in {"read.py": READER, "words.py": WORDS, "other.py": "A = 1\n", "data/names.toml": "a = 1\n"}.items():
        (folder / name).write_text(text)
    return folder


def tree(package: Path, name: str = "read.py") -> str:
    data_files.cache_clear()
    return Trees(package).digest([package / name])


def edited(package: Path, name: str, old: str, new: str) -> None:
    text = (package / name).read_text()
    assert old in text
    (package / name).write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("read.py", "# why", "# because"),
        ("read.py", '"""Read."""', '"""Read it,\n\n    twice."""'),
        ("words.py", "def cut", "# A comment.\ndef cut"),
        ("other.py", "1", "2"),
        ("read.py", "import re\nfrom package.words import cut", "from package.words import cut\nimport re"),
    ],
)
def test_comments_docstrings_the_order_of_imports_and_other_modules_do_not_count(
    package: Path, name: str, old: str, new: str
) -> None:
    before = tree(package)
    edited(package, name, old, new)
    assert tree(package) == before


@pytest.mark.parametrize(
    ("name", "old", "new"), [("read.py", '"a"', '"b"'), ("words.py", "[1:]", "[2:]"), ("data/names.toml", "1", "2")]
)
def test_code_that_is_imported_and_the_data_that_it_reads_count(package: Path, name: str, old: str, new: str) -> None:
    before = tree(package)
    edited(package, name, old, new)
    assert tree(package) != before


def test_a_module_that_only_moves_changes_no_tree(package: Path) -> None:
    before = tree(package)
    (package / "room").mkdir()
    (package / "words.py").rename(package / "room" / "cutting.py")
    edited(package, "read.py", "package.words", "package.room.cutting")
    assert tree(package) == before


def locked(version: int, tree: str, golden: str) -> Locked:
    return Locked(version, tree, golden, "")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (locked(1, "a", "1 x"), locked(1, "b", "1 x"), None),
        (locked(1, "a", "1 x"), locked(2, "b", "1 y"), None),
        (locked(1, "a", "1 x"), locked(1, "b", "1 y"), "gives other texts than version 1 did: raise READERS['pdf']"),
        (locked(1, "a", ""), locked(1, "b", ""), "has changed, and no file shows what it gives: raise READERS['pdf'], or vouch"),
        (locked(2, "a", "1 x"), locked(1, "a", "1 x"), "is of version 1, and was of 2: a version only rises"),
    ],
)
def test_changed_code_needs_a_new_version_or_the_same_texts(before: Locked, after: Locked, said: str | None) -> None:
    found = wrong(Entry(after.version, "READERS['pdf']", after.tree, list), before, after)
    assert (found or "").startswith(said or "") and (said is None) == (found is None)


def test_a_lock_is_read_as_it_was_written(tmp_path: Path) -> None:
    lines = {"reader pdf": locked(3, "a", "1 x"), "reader akn": locked(1, "b", "")}
    write_lock(lines, tmp_path / "lock")
    assert read_lock(tmp_path / "lock") == lines


def test_all_data_beside_the_modules_of_readers_and_stages_is_in_some_tree() -> None:
    trees = Trees(PACKAGE)
    roots = [Path(getsourcefile(stage.build) or "") for stage in stages().values()]
    roots += [Path(each.reader().__file__ or "") for table in vars(formats).values() for each in readable(table)]
    modules = trees.imported([*roots, Path(files.__file__)])
    beside = {file for path in modules for file in data_files(path.parent)}
    assert len(beside) > 10
    assert beside - {file for path in modules for file in trees.module(path).data} == set()


def test_code_and_versions_are_as_locked() -> None:
    """Where this fails, run `scripts/lock`: it proves that the texts are the same, or says which version to raise."""
    assert stale(entries(), read_lock()) == []


def differing(which: str) -> list[str]:
    now, lock = entries(), read_lock()
    return [name for name, entry in now.items() if locked_texts.digest(entry.gives(which)) != asdict(lock[name])[which]]


@pytest.mark.long
def test_golden_texts_are_as_locked() -> None:
    """Where the code is as locked, other golden files or libraries than those of `constraints.txt`: `scripts/lock --all`."""
    assert differing("golden") == []


@pytest.mark.long
@pytest.mark.shared
def test_texts_of_the_real_files_are_as_locked() -> None:
    shared("README.md")
    assert differing("shared") == []
