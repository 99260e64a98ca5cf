"""The store: what was kept is there whole, or not at all."""

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from moisson.connectors.memory.rows import MOST_WAITING
from moisson.connectors.memory.store import SMALL_BYTES, Store
from moisson.contracts.errors import StorageError
from moisson.contracts.identity import digest

LARGE = b"words " * (SMALL_BYTES // 3)
FILE = "store.sqlite"


def forked(work: Callable[[], object]) -> None:
    """Do work in a process of its own that is killed when it is done."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    name = store.keep(b"words")
    assert name == digest(b"words")
    assert store.body(name) == b"words"
    assert store.body(digest(b"other")) is None
    assert store.body(store.keep(b"")) == b""
    store.remember("https://example.org/a", {"etag": '"1"', "body": name})
    store.remember("https://example.org/a", {"etag": '"2"', "body": name})
    store.remember("b", {})
    for _ in range(2):
        assert store.known("https://example.org/a") == {"etag": '"2"', "body": name}
        assert store.known("c") is None
        assert list(store.keys()) == ["b", "https://example.org/a"]
        assert store.body(name) == b"words"
        store.close()
        store = Store(tmp_path)
    store.forget("b")
    assert store.known("b") is None
    assert Store(tmp_path).known("b") == {}, "until it is written"
    assert list(store.keys()) == ["https://example.org/a"]
    assert Store(tmp_path).known("b") is None


def test_items_come_with_their_values_and_change_under_who_reads_them_by_a_page(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(1_200):
        store.remember(f"b{number:04}", {"number": number})
    store.remember("c", {})
    seen = []
    for key, value in store.items("b"):
        seen.append((key, value["number"]))
        store.remember(key, {"number": -1})
        if key == "b0000":
            store.forget("b1199")
    assert seen == [(f"b{number:04}", number) for number in range(1_199)]
    assert [value for _, value in store.items()] == [{"number": -1}] * 1_199 + [{}]


def test_a_large_body_is_a_file_of_its_own(tmp_path: Path) -> None:
    store = Store(tmp_path)
    name = store.keep(LARGE)
    assert store.body(name) == LARGE
    store.close()
    assert (tmp_path / FILE).stat().st_size < SMALL_BYTES
    (found,) = (tmp_path / "bodies").rglob(name)
    found.write_bytes(LARGE[:-1])
    assert store.body(name) is None
    found.unlink()
    assert store.body(name) is None
    store.keep(LARGE)
    assert Store(tmp_path).body(name) == LARGE
    other = Store(tmp_path / "other")
    other.keep(LARGE)
    other.close()
    assert Store(other.folder).body(name) == LARGE


def test_a_damaged_body_is_as_if_it_had_not_been_kept_and_is_kept_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    name = store.keep(b"words")
    store.close()
    with sqlite3.connect(tmp_path / FILE) as file:
        file.execute("UPDATE bodies SET body = x'30'")
    file.close()
    assert store.body(name) is None
    store.keep(b"words")
    store.close()
    assert store.body(name) == b"words"


@pytest.mark.parametrize("damage", [b"{", b"", b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_store_that_is_damaged_when_it_is_opened_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    store = Store(tmp_path)
    name = store.keep(b"words")
    store.remember("a", {"n": 1})
    store.close()
    (tmp_path / FILE).write_bytes(damage)
    assert store.body(name) is None
    assert store.known("a") is None
    assert list(store.keys()) == []
    store.remember("a", {"n": 2})
    store.close()
    assert Store(tmp_path).known("a") == {"n": 2}


def test_damage_that_is_met_later_stops_the_harvest_and_the_next_one_begins_anew(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(100):
        store.remember(f"a{number}", {"n": "words" * 200})
    store.close()
    data = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(data.replace(b"wordswords", b"wordsWORDS"))
    with pytest.raises(StorageError, match=r"store\.sqlite was damaged .* run again"):
        store.known("a1")
    with pytest.raises(StorageError):
        store.remember("b", {})
    store.close()
    assert list(store.keys()) == []
    assert (tmp_path / "store.damaged").exists()
    store.remember("b", {})
    store.close()
    assert list(Store(tmp_path).keys()) == ["b"]


def test_a_page_that_lost_its_form_is_noticed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(1_000):
        store.remember(f"a{number}", {"n": "words" * 20})
    store.close()
    data = bytearray((tmp_path / FILE).read_bytes())
    data[4096 * 3 :] = b"\xff" * len(data[4096 * 3 :])
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(StorageError, match="run again"):
        assert [store.known(f"a{number}") for number in range(1_000)]
    store.close()
    assert list(Store(tmp_path).keys()) == []


def test_a_store_of_another_version_or_of_former_times_is_begun_anew(tmp_path: Path) -> None:
    for name in ("known/ab/abc", "bodies/ab/abc", "web.sqlite", "downloads/abc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"{}")
    store = Store(tmp_path)
    assert list(store.keys()) == []
    store.remember("a", {})
    store.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["downloads", "store.sqlite"]
    with sqlite3.connect(tmp_path / FILE) as file:
        file.execute("PRAGMA user_version = 99")
    file.close()
    assert list(store.keys()) == []


def test_a_kill_leaves_what_was_written_first_and_never_a_later_thing_alone(tmp_path: Path) -> None:
    for many in (10, 3_000, 12_000):
        folder = tmp_path / str(many)

        def write(folder: Path = folder, many: int = many) -> None:
            store = Store(folder)
            for number in range(many):
                store.remember(f"{number:05}", {"sha256": store.keep(b"%d" % number)})

        forked(write)
        store = Store(folder)
        found = list(store.keys())
        assert found == [f"{number:05}" for number in range(len(found))]
        assert len(found) >= many - MOST_WAITING
        assert all(store.body((store.known(key) or {})["sha256"]) == b"%d" % int(key) for key in found)


def test_a_process_that_was_forked_has_its_own_connection(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.remember("a", {})
    list(store.keys())
    store.remember("b", {})

    def write() -> None:
        assert list(store.keys()) == ["a"], "what waits in the parent is the parent's to write"
        store.remember("c", {})
        store.close()

    forked(write)
    assert list(store.keys()) == ["a", "b", "c"]


def test_only_the_bodies_that_are_named_stay_and_the_file_is_written_anew(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert not Store(tmp_path / "none").keep_only({digest(b"words")})
    names = [store.keep(data) for data in (b"words", b"other words", LARGE, LARGE + b"!")]
    store.remember("a", {"sha256": names[1]})
    assert store.keep_only({names[0], names[2]})
    assert [store.body(name) is not None for name in names] == [True, False, True, False]
    assert not store.keep_only({names[0], names[2]})
    store.compact()
    assert (tmp_path / f"{FILE}-wal").stat().st_size == 0
    assert store.known("a") == {"sha256": names[1]}
    store.close()
    assert b"other words" not in (tmp_path / FILE).read_bytes()
    assert [path.name for path in (tmp_path / "bodies").glob("*/*")] == [names[2]]


def test_what_could_not_be_written_stops_the_harvest(tmp_path: Path) -> None:
    (tmp_path / "store").write_bytes(b"")
    store = Store(tmp_path / "store")
    store.remember("a", {})
    with pytest.raises(StorageError, match=r"/store.*: "):
        store.close()


def test_a_key_that_is_no_longer_text_is_noticed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.remember("a", {})
    store.close()
    with closing(sqlite3.connect(tmp_path / FILE)) as file:
        file.execute("UPDATE known SET key = CAST(x'61ff' AS TEXT)")
        file.commit()
    with pytest.raises(StorageError, match="run again"):
        list(store.keys())
    store.close()
    assert list(store.keys()) == []
