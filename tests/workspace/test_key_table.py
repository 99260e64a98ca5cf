"""Numbers by key in a file, as a dictionary would have them."""

import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.contracts.errors import StorageError
from moisson.workspace import key_table
from moisson.workspace.key_table import KeyTable

COUNT = 300_000


@given(
    st.lists(st.tuples(st.text(max_size=2), st.integers(1, 2**63)), max_size=300),
    st.sampled_from([1, 2, 7]),
    st.sampled_from([1, 5, 1000]),
    st.sampled_from([1, 8]),
)
def test_a_table_answers_as_a_dictionary_does(pairs: list[tuple[str, int]], recent: int, merge: int, bits: int) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for name, value in {"RECENT": recent, "MERGE_KEYS": merge, "FILTER_BITS": bits}.items():
            patch.setattr(key_table, name, value)
        table = KeyTable(Path(folder), "table")
        known = dict[str, int]()
        for key, number in pairs:
            assert table.get(key) == known.get(key, 0)
            table.put(key, number)
            known[key] = number
        assert all(table.get(key) == number for key, number in known.items())
        assert table.get("a key that none has") == 0
        table.close()


def test_keys_take_no_memory_of_the_process(tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:  # what other tests left behind must not count
        assert alone.submit(growth, tmp_path, COUNT).result() < 10 * COUNT


def growth(folder: Path, count: int) -> int:
    """The anonymous memory that so many keys take of this process, in bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_table, "RECENT", 1 << 12)
        table = KeyTable(folder, "table")
        before = anonymous()
        for number in range(count):
            table.put(f"fr_essai/{number}", number + 1)
        grown = anonymous() - before
        assert all(table.get(f"fr_essai/{number}") == number + 1 for number in range(0, count, 97))
        table.close()
    return grown


def test_few_runs_are_asked_however_many_keys_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_table, "RECENT", 10)
    table = KeyTable(tmp_path, "table")
    for number in range(10_000):
        table.put(str(number % 1_000), number + 1)
    assert len(table._newest_first) <= 3 * 6
    assert sum(run.count for run in table._newest_first) < 7_000, "what was put again is there once where runs were merged"
    assert [table.get(str(number)) for number in range(1_001)] == [*range(9_001, 10_001), 0]
    table.close()


def test_keys_that_share_half_of_their_hash_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_table, "RECENT", 4)
    monkeypatch.setattr(key_table, "_hash", lambda key: b"8 bytes." + key.encode().rjust(8))
    table = KeyTable(tmp_path, "table")
    for number in range(50):
        table.put(str(number), number + 1)
    assert [table.get(str(number)) for number in range(51)] == [*range(1, 51), 0]
    table.close()


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_table, "RECENT", 1)
    with pytest.raises(StorageError, match="no such file or folder"):
        KeyTable(tmp_path / "gone", "table").put("a", 1)


def anonymous() -> int:
    """The bytes of memory that belong to this process alone."""
    path = Path("/proc/self/smaps_rollup")
    if not path.exists():
        pytest.skip("this system does not say what memory is a process's own")
    found = re.search(r"Anonymous:\s+(\d+) kB", path.read_text())
    assert found
    return 1024 * int(found[1])
