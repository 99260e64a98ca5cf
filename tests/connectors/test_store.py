"""The store: what was kept is there whole, or not at all."""

from pathlib import Path

from moisson.connectors.store import Store
from moisson.identity import digest


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    name = store.keep(b"words")
    assert name == digest(b"words")
    assert store.body(name) == b"words"
    assert store.body(digest(b"other")) is None
    store.remember("https://example.org/a", {"etag": '"1"', "body": name})
    store.remember("https://example.org/a", {"etag": '"2"', "body": name})
    store.remember("b", {})
    assert store.known("https://example.org/a") == {"etag": '"2"', "body": name}
    assert store.known("c") is None
    assert sorted(store.keys()) == ["b", "https://example.org/a"]
    store.forget("b")
    assert store.known("b") is None


def test_what_was_damaged_is_as_if_it_had_not_been_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    name = store.keep(b"words")
    store.remember("a", {"n": 1})
    for path in [path for path in tmp_path.rglob("*") if path.is_file()]:
        path.write_bytes(b"{")
    assert store.body(name) is None
    assert store.known("a") is None
    assert list(store.keys()) == []
    store.remember("a", {"n": 2})
    assert store.known("a") == {"n": 2}


def test_a_damaged_body_is_kept_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    name = store.keep(b"words")
    next((tmp_path / "bodies").rglob(name)).write_bytes(b"wor")
    store.keep(b"words")
    assert store.body(name) == b"words"
