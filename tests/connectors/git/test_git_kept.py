"""A clone made anew of contents alone: they need not come again, and nothing else of it is left."""

from pathlib import Path

from brought import bodies
from git_server import LAWS, Repository, amended, git, git_server
from taken import take

from moisson.connectors.git.clone import keep_contents_only
from moisson.connectors.memory.store import Store


def test_only_what_is_gone_comes_again(store: Store, tmp_path: Path) -> None:
    far = amended(tmp_path / "far.git")
    old, gone = far.git("rev-parse", "main~1:gesetze/007.md"), far.git("rev-parse", "main:gesetze/003.md")
    with git_server(tmp_path) as server:
        connector = git(f"{server.address}/far.git", include=["gesetze/**"])
        version, found = take(connector, store, tmp_path)
        (clone,) = (store.folder / "git").iterdir()
        keep_contents_only(clone, version.partition(" ")[0], gone.__eq__)
        listed = git_objects(clone)
        assert gone not in listed and old not in listed
        assert len(listed) == len(LAWS) - 1, "neither commits nor folders, which name files, are left"
        server.wanted()
        assert take(connector, store, tmp_path) == (version, found)
        assert [object for object in server.wanted() if object != far.git("rev-parse", "main")] == [gone]
        far.commit({"gesetze/001.md": b"neu"}, "2021-01-01")
        assert bodies(take(connector, store, tmp_path)[1])["gesetze/001.md"] == b"neu"


def git_objects(clone: Path) -> list[str]:
    return Repository(clone).git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split()


def test_nothing_is_left_of_a_clone_that_git_cannot_read(store: Store, tmp_path: Path) -> None:
    far = amended(tmp_path / "far.git")
    version, found = take(git(far), store, tmp_path)
    (clone,) = (store.folder / "git").iterdir()
    keep_contents_only(clone, "0" * 40, lambda _: False)
    assert not list((store.folder / "git").iterdir())
    assert take(git(far), store, tmp_path) == (version, found)
