"""The history of a repository as versions: each wording a document of its own, under a name that stays."""

from pathlib import Path
from typing import Any

import pytest
from git_server import Repository, repository
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import MANNERS
from taken import take

from moisson.connectors.git.client import SETTINGS
from moisson.connectors.git.client import GitClient as Client
from moisson.connectors.git.git import Git
from moisson.connectors.git.history import history
from moisson.connectors.memory.store import Store
from moisson.contracts.errors import FetchError
from moisson.readers.contract import About, File

PATHS = ("a.md", "b/c.md", "b/d.md")
STATES = st.lists(st.dictionaries(st.sampled_from(PATHS), st.sampled_from([b"1", b"2", b"3"])), min_size=1, max_size=6)


@pytest.fixture
def far(tmp_path: Path) -> Repository:
    return repository(tmp_path / "far.git")


def git(far: Repository | str, **fields: Any) -> Git:
    return Git(**{"repository": far if isinstance(far, str) else str(far.path), "history": "all", "manners": MANNERS, **fields})


def taken(connector: Git, store: Store, base: Path) -> dict[str, bytes]:
    return {path: each.data for path, each in take(connector, store, base)[1].items() if isinstance(each, File)}


def about(connector: Git, store: Store, base: Path, path: str) -> About:
    file = take(connector, store, base)[1][path]
    assert isinstance(file, File) and file.about
    return file.about


def test_each_wording_is_a_document_named_by_path_and_commit_with_the_spans_in_which_it_held(
    far: Repository, store: Store, tmp_path: Path
) -> None:
    one = far.commit({"bgb.md": b"eins", "alt.md": b"weg"}, "2000-01-01")
    two = far.commit({"bgb.md": b"zwei"}, "2002-02-02")
    three = far.commit({"bgb.md": b"eins", "alt.md": None}, "2003-03-03")
    assert taken(git(far), store, tmp_path) == {
        f"{one[:12]}:alt.md": b"weg",
        f"{one[:12]}:bgb.md": b"eins",
        f"{two[:12]}:bgb.md": b"zwei",
    }
    came_back = about(git(far), store, tmp_path, f"{one[:12]}:bgb.md")
    assert came_back.created == "2000-01-01"
    assert came_back.record == {
        "commit": one,
        "date": "2000-01-01T12:00:00+01:00",
        "spans": [
            {"from": "2000-01-01T12:00:00+01:00", "commit": one, "until": "2002-02-02T12:00:00+01:00", "until_commit": two},
            {"from": "2003-03-03T12:00:00+01:00", "commit": three, "until": None, "until_commit": None},
        ],
    }


def test_since_a_day_or_a_commit_what_held_then_counts_too(far: Repository, store: Store, tmp_path: Path) -> None:
    far.commit({"a.md": b"1", "b.md": b"old"}, "2000-01-01")
    two = far.commit({"a.md": b"2", "b.md": None}, "2002-01-01")
    far.commit({"a.md": b"3"}, "2004-01-01")
    for since in ("2003-06-01", two, two[:10], "2002-01-01"):
        assert sorted(taken(git(far, history=since), store, tmp_path).values()) == [b"2", b"3"]
    assert sorted(taken(git(far, history="2001-12-31"), store, tmp_path).values()) == [b"1", b"2", b"3", b"old"]
    with pytest.raises(FetchError, match="no commit 1234567 among the first parents"):
        taken(git(far, history="1234567"), store, tmp_path)
    with pytest.raises(ValueError, match='neither "all"'):
        git(far, history="yesterday")


@pytest.mark.long
@settings(max_examples=25)
@given(STATES)
def test_the_wordings_of_any_history_are_what_its_states_held(
    tmp_path_factory: pytest.TempPathFactory, states: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    far = repository(folder / "far.git")
    for number, state in enumerate(states):
        far.commit({**dict.fromkeys(PATHS), **state}, f"20{number:02}-01-01")
    client = Client(far.path, folder, "", "", "none", SETTINGS, 60, 1 << 30)
    found = history(client, "main")
    objects = {far.blob(data): data for data in (b"1", b"2", b"3")}
    held = [
        {
            each.path.decode(): objects[each.object]
            for each in found.wordings
            for a, b in each.spans
            if a <= n < (99 if b is None else b)
        }
        for n in range(len(states))
    ]
    assert held == states
    assert len({(each.path, each.object) for each in found.wordings}) == len(found.wordings)
