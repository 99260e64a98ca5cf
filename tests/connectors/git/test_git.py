"""Repositories at a commit: over git's own smart http, from a path, from a bundle; only what changed comes again."""

from pathlib import Path

import pytest
from brought import bodies
from git_server import LAWS, Repository, amended, git, git_server, repository
from taken import take

from moisson.connectors.git import clone
from moisson.connectors.memory.store import Store
from moisson.contracts.errors import FetchError
from moisson.harvest.harvest import harvest
from moisson.readers.contract import File, Refused
from moisson.source.description import load_source
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace


@pytest.fixture
def far(tmp_path: Path) -> Repository:
    return amended(tmp_path / "far.git")


@pytest.mark.parametrize("way", ["http", "http without filters", "path", "bundle"])
def test_the_files_of_a_commit_come_with_the_day_on_which_each_was_last_touched(
    way: str, far: Repository, store: Store, tmp_path: Path
) -> None:
    commit = far.git("rev-parse", "main")
    far.git("config", "uploadpack.allowFilter", str("without" not in way).lower())
    far.git("bundle", "create", str(tmp_path / "far.bundle"), "--all")
    with git_server(tmp_path) as server:
        place = {"path": "far.git", "bundle": "far.bundle"}.get(way, f"{server.address}/far.git")
        fetched = git(place, include=["gesetze/**"]).fetch(tmp_path, store)
        found = [each for each in fetched.files if isinstance(each, File)]
    assert {each.path: each.data for each in found} == {**LAWS, "gesetze/007.md": b"# Gesetz 7\n\nNeu.\n"}
    assert fetched.origin == {"connector": "git", "ref": "HEAD", "commit": commit, "date": "2020-06-02T12:00:00+01:00"}
    about = {each.path: each.about for each in found}
    amended, other = about["gesetze/007.md"], about["gesetze/008.md"]
    assert amended and other
    assert (amended.created, other.created) == ("2020-06-02", "2019-05-01")
    assert amended.record == {"commit": commit, "date": "2020-06-02T12:00:00+01:00"}
    assert amended.url == (place if way.startswith("http") else None)


def test_the_next_harvest_asks_only_for_what_changed_and_never_for_what_no_glob_names(
    far: Repository, store: Store, tmp_path: Path
) -> None:
    with git_server(tmp_path) as server:
        connector = git(f"{server.address}/far.git", include=["gesetze/**"])
        take(connector, store, tmp_path)
        first = server.wanted()
        assert len(first) == 1 + len(LAWS)
        assert far.git("rev-parse", "main:scan.pdf") not in first
        version, _ = take(connector, store, tmp_path)
        assert server.wanted() == []
        commit = far.commit({"gesetze/001.md": "geändert".encode(), "gesetze/002.md": None}, "2021-01-01")
        after, found = take(connector, store, tmp_path)
        assert server.wanted() == [commit, far.git("rev-parse", "main:gesetze/001.md")]
    assert version != after
    assert len(found) == len(LAWS) - 1
    assert bodies(found)["gesetze/001.md"] == "geändert".encode()


def test_a_harvest_cut_at_any_request_goes_on_to_the_same_end(far: Repository, store: Store, tmp_path: Path) -> None:
    with git_server(tmp_path) as server:
        connector = git(f"{server.address}/far.git")
        whole = take(connector, store, tmp_path)
        requests = server.loopback.count()
        for cut in range(1, requests + 1):
            memory = Store(tmp_path / f"cut-{cut}")
            server.loopback.count()
            server.loopback.cut_at = cut
            with pytest.raises(FetchError):
                take(connector, memory, tmp_path)
            server.loopback.cut_at = None
            assert take(connector, memory, tmp_path) == whole
    assert requests >= 4


def test_a_git_that_was_killed_leaves_nothing_in_the_way(far: Repository, store: Store, tmp_path: Path) -> None:
    whole = take(git(far), store, tmp_path)
    (kept,) = (store.folder / "git").iterdir()
    far.commit({"a.md": b"neu"})
    for left in ("config.lock", "packed-refs.lock", "refs/moisson/x.lock", "objects/pack/tmp_pack_abc"):
        (kept / left).write_bytes(b"half")
    assert set(take(git(far), store, tmp_path)[1]) == {*whole[1], "a.md"}
    assert not (kept / "objects/pack/tmp_pack_abc").exists()


def test_a_damaged_clone_is_thrown_away_and_fetched_anew(far: Repository, store: Store, tmp_path: Path) -> None:
    whole = take(git(far), store, tmp_path)
    for pack in store.folder.glob("git/*/objects/pack/*.pack"):
        pack.chmod(0o600)
        pack.write_bytes(pack.read_bytes()[:200] + bytes(500))
    with pytest.raises(FetchError, match=r"damaged.*run again"):
        take(git(far), store, tmp_path)
    assert take(git(far), store, tmp_path) == whole


def test_many_packs_become_one_and_nothing_is_lost(
    far: Repository, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clone, "MOST_PACKS", 3)
    with git_server(tmp_path) as server:
        connector = git(f"{server.address}/far.git", include=["gesetze/**"])
        old = take(connector, store, tmp_path)[1]
        for number in range(5):
            far.commit({"gesetze/000.md": str(number).encode()})
            assert bodies(take(connector, store, tmp_path)[1])["gesetze/000.md"] == str(number).encode()
            assert len(list(store.folder.glob("git/*/objects/pack/*.pack"))) <= 4
        server.loopback.count()
        first = git(f"{server.address}/far.git", include=["gesetze/**"], ref=far.git("rev-parse", "main~5"))
        assert bodies(take(first, store, tmp_path)[1]) == bodies(old)
        assert server.wanted() == []


def test_a_licence_for_data_at_the_root_is_evidence_and_one_for_programs_is_not(store: Store, tmp_path: Path) -> None:
    far = repository(tmp_path / "far.git")
    far.commit({"LICENSE.md": b"# LICENCE OUVERTE 2.0/OPEN LICENCE 2.0\n\n" + b"Texte de la licence. " * 200, "a.md": b"a"})
    file = take(git(far, include=["a.md"]), store, tmp_path)[1]["a.md"]
    assert isinstance(file, File) and file.about and file.about.rights
    assert file.about.rights["license"] == "etalab-2.0"
    assert (file.about.rights["level"], file.about.rights["where"]) == ("data-set", "LICENSE.md")
    far.commit({"LICENSE.md": b"MIT License\n\nPermission is hereby granted ..."})
    file = take(git(far, include=["a.md"]), store, tmp_path)[1]["a.md"]
    assert isinstance(file, File) and file.about and file.about.rights is None


def test_what_would_come_is_listed_with_what_is_here(far: Repository, store: Store, tmp_path: Path) -> None:
    with git_server(tmp_path) as server:
        connector = git(f"{server.address}/far.git", include=["gesetze/00*.md"])
        before = [each for each in connector.offered(tmp_path, store) if not isinstance(each, Refused)]
        assert [each.path for each in before] == [f"gesetze/00{n}.md" for n in range(10)]
        assert not any(each.here for each in before)
        take(connector, store, tmp_path)
        after = [each for each in connector.offered(tmp_path, store) if not isinstance(each, Refused)]
        assert all(each.here and each.size for each in after)


def test_a_file_that_goes_becomes_a_tombstone_and_the_same_bytes_give_the_same_snapshot(far: Repository, tmp_path: Path) -> None:
    folder = tmp_path / "de_essai_gesetze"
    folder.mkdir()
    (folder / "source.toml").write_text(
        f'title = "Gesetze"\nabout = "x"\nlanguage = "de"\n[publisher]\nname = "P"\nurl = "https://example.org"\n'
        f'[connector]\nuse = "git"\nrepository = "{far.path}"\ninclude = ["gesetze/**"]\n'
    )
    options = Options(workspace=Workspace(tmp_path / "out"))
    with options.workspace.locked():
        first = harvest(load_source(str(folder), tmp_path), options)
        assert harvest(load_source(str(folder), tmp_path), options).path == first.path
        far.commit({"gesetze/003.md": None})
        second = harvest(load_source(str(folder), tmp_path), options)
    assert first.about["counts"]["added"] == 40
    assert second.about["counts"] == {"added": 0, "changed": 0, "unchanged": 39, "vanished": 1}
    gone = [row["id"] for row in second.rows().to_pylist() if row["state"] == "vanished"]
    assert gone == ["de_essai_gesetze/gesetze/003.md"]
