"""A release as tables, and the index of its words: counts, facets, searches, and files that change meanwhile."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, rmtree

import duckdb
import pytest
from small_source import NAME, SENTENCES, World

from moisson import open_release
from moisson.contracts.errors import NotFound, StorageError
from moisson.view.asked import Asked
from moisson.view.index import Index, query_of, sweep
from moisson.view.look import Look
from moisson.view.pages import told_apart
from moisson.view.shelf import Shelf
from moisson.view.words import words_for
from moisson.workspace.progress import Silent, Step


@pytest.fixture
def shelf(looked_at: World, tmp_path: Path) -> Shelf:
    return Shelf(looked_at.root / "build", tmp_path / "state")


@pytest.fixture
def look(shelf: Shelf) -> Look:
    return shelf.open(*shelf.names()[0]).look


def test_counts_and_facets_are_those_of_the_release(look: Look) -> None:
    rows = list(open_release(look.opened.where).documents())
    whole, by = look.counts(Asked(), None)
    assert whole == len(rows)
    assert dict(by["year"]) == Counter(row["created"] and row["created"][:4] for row in rows)
    assert dict(by["masked"]) == Counter("yes" if row["masked"] else None for row in rows)
    ledger = list(open_release(look.opened.where).ledger())
    whole, by = look.counts(Asked("dropped"), None)
    assert whole == len(ledger)
    assert dict(by["reason"]) == Counter(row["reason"] for row in ledger)


def test_what_is_left_after_a_step_is_kept_or_dropped_later(look: Look) -> None:
    for step in look.stats["funnel"]:
        if step["stage"]:
            whole, _ = look.counts(Asked.of({"fate": "left", "step": step["stage"]}), None)
            assert whole == step["documents"], step["step"]


def test_the_address_says_all_that_is_asked() -> None:
    asked = Asked.of({"q": "a & b", "source": "x y", "kind": "-", "sort": "newest", "page": "3"})
    assert asked.address() == "q=a+%26+b&source=x+y&kind=-&sort=newest&page=3"
    assert asked.address(source=None) == "q=a+%26+b&kind=-&sort=newest"
    for odd in (
        {"page": "0"},
        {"page": "-1"},
        {"page": "²"},
        {"page": "9" * 30},
        {"sort": "id; DROP"},
        {"fate": "left"},
        {"x": "y"},
    ):
        assert Asked.of(odd) == Asked()


@pytest.mark.parametrize("value", ["'; DROP TABLE files; --", "%", '"', "\\", "\0"])
def test_what_is_asked_is_never_a_part_of_the_query(look: Look, value: str) -> None:
    for query in (
        {"source": value},
        {"mask": value},
        {"part": value},
        {"q": value},
        {"fate": "dropped", "q": value, "reason": value},
    ):
        assert look.counts(Asked.of(query), None)[0] == 0 or "q" in query
    assert look.counts(Asked(), None)[0] == look.documents


def test_the_database_opens_no_other_file(look: Look, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises((StorageError, duckdb.Error)):
        look.rows(f"SELECT * FROM read_csv('{tmp_path}/other.csv')")


def test_a_folder_may_have_any_name(looked_at: World, tmp_path: Path) -> None:
    odd = tmp_path / "it's [a] *folder*?"
    copytree(looked_at.root / "build/releases/essai/latest", odd)
    shelf = Shelf(odd, tmp_path / "state")
    assert shelf.open(*shelf.names()[0]).look.counts(Asked(), None)[0] > 10


def test_words_and_passages_are_found_and_the_index_has_no_text(look: Look, tmp_path: Path) -> None:
    index = Index(tmp_path, look, look.opened.where)
    told: list[int] = []
    index.make(told.append)
    assert told[-1] == look.documents

    def found(words: str) -> set[str]:
        hits = index.find(words)
        return set() if hits is None else {row["id"].partition("/")[2] for row in look.at(hits.table["place"].to_pylist())}

    assert found("PERIODE d’essai") == {"A08"}
    assert found('"essai période"') == set()
    assert found("…") == set()
    assert index.find("…") is None
    assert SENTENCES[8].encode() not in index.path.read_bytes()
    assert index.path.stat().st_mode & 0o077 == 0


def test_nothing_that_is_asked_is_an_operator() -> None:
    assert (
        query_of('a OR b* NEAR(c) "d e" -f title:g')
        == '"d e" AND "a" AND "OR" AND "b" AND "NEAR" AND "c" AND "f" AND "title" AND "g"'
    )
    assert query_of("“un passage”") == '"un passage"'
    assert query_of('"') is None


def test_an_index_goes_with_its_release(looked_at: World, tmp_path: Path) -> None:
    copytree(looked_at.root / "build/releases/essai/latest", tmp_path / "release")
    shelf = Shelf(tmp_path / "release", tmp_path / "state")
    index = shelf.open(*shelf.names()[0]).index
    index.wait()
    assert index.path.is_file()
    Shelf(looked_at.root / "build", tmp_path / "state")
    assert index.path.is_file()
    rmtree(tmp_path / "release")
    (tmp_path / "state" / "cut.words.sqlite").write_bytes(b"cut")
    sweep(tmp_path / "state", lambda where, _: Path(where).exists())
    assert list((tmp_path / "state").iterdir()) == []


def test_a_release_that_another_process_replaces_is_opened_anew(world_copy: World, tmp_path: Path) -> None:
    shelf = Shelf(world_copy.root / "build", tmp_path)
    (before,) = shelf.names()
    first = shelf.open(*before)
    assert shelf.open(*before) is first
    world_copy.build(recipe=world_copy.recipe(({"use": "normalize_text"}, {"use": "require_rights"})), workers=1)
    assert len(shelf.names()) == 2
    (new,) = set(shelf.names()) - {before}
    assert shelf.open(*new).look.documents > first.look.documents
    assert shelf.open(*before).look.counts(Asked(), None)[0] == first.look.documents
    rmtree(first.look.opened.folder)
    with pytest.raises(NotFound, match="there is no release"):
        shelf.open(*before)


def test_files_that_go_while_they_are_read_are_told_in_a_sentence(world_copy: World, tmp_path: Path) -> None:
    shelf = Shelf(world_copy.root / "build", tmp_path)
    look = shelf.open(*shelf.names()[0]).look
    for path in look.opened.data:
        path.unlink()
    with pytest.raises(StorageError, match="has changed while it was read"):
        look.document(f"{NAME}/A01")


def test_an_index_is_made_once_and_is_told_while_it_is_made(looked_at: World, tmp_path: Path) -> None:
    told: list[str] = []

    class Told(Silent):
        @contextmanager
        def task(self, label: str, *, unit: str, total: int | None = None) -> Iterator[Step]:
            told.append(f"{label}, {total} {unit}")
            yield self
            told.append("ends")

    for _ in range(2):
        shelf = Shelf(looked_at.root / "build", tmp_path, Told())
        opened = shelf.open(*shelf.names()[0])
        opened.index.wait()
    assert told == [f"index of words, {opened.look.documents} documents", "ends"]


def test_an_index_that_cannot_be_made_is_told(looked_at: World, tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    shelf = Shelf(looked_at.root / "build", tmp_path / "state")
    opened = shelf.open(*shelf.names()[0])
    with pytest.raises(StorageError, match="state"):
        opened.index.wait()
    assert shelf.searched(opened, Asked(words="contrat")) is None


def test_reasons_that_the_same_words_stand_for_are_told_apart_by_their_codes() -> None:
    reasons = [{"reason": each, "documents": 1} for each in ("split:no-text", "split:json-unmapped", "too-short")]
    found = told_apart(reasons, words_for("en").reason)
    assert found[0]["said"] == found[1]["said"]
    assert [each["code"] for each in found] == ["split:no-text", "split:json-unmapped", None]
