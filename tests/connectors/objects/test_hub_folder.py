"""Data sets of the hub as they lie here, as its own client or git left them; and what cards say of rights."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from brought import bodies, of, reasons
from hub_mirror import LARGE, NAME, WANTED, Hub, connector, downloaded, filled_hub
from taken import take

from moisson.connectors import Offered
from moisson.connectors.objects.hub import Hub as Connector
from moisson.connectors.objects.hub import card_rights
from moisson.contracts.errors import SourceError


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Hub]:
    with filled_hub(tmp_path / "repository") as served:
        yield served


def local(path: Path, **fields: object) -> Connector:
    return Connector.model_validate({"dataset": NAME, "path": str(path), **fields})


def test_a_cache_a_folder_and_a_clone_give_what_the_hub_gives(filled: Hub, tmp_path: Path) -> None:
    commit = filled.sets[NAME].head()
    snapshot = downloaded(filled, cache_dir=tmp_path / "cache")
    folder = downloaded(filled, local_dir=tmp_path / "folder")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(filled.sets[NAME].folder), str(clone)], check=True)
    (clone / "data/train.jsonl").write_bytes(LARGE)
    filled.count()
    remote = take(connector(filled), None, tmp_path)[1]
    for place in (snapshot, snapshot.parent.parent, folder, clone):
        here = local(place)
        version, found = take(here, None, tmp_path)
        assert version == here.pinned(tmp_path)
        assert bodies(found) == WANTED and not reasons(found)
        for path in WANTED:
            about, far_about = of(found, path).about, of(remote, path).about
            assert about is not None and far_about is not None and about.rights is not None and about.record is not None
            assert about.record == far_about.record, place
            assert about.rights["license"] == "etalab-2.0"
        assert [each.here for each in here.offered(tmp_path) if isinstance(each, Offered)] == [True] * 3
        assert local(place, revision=commit).pinned(tmp_path) == version
        with pytest.raises(SourceError, match=r"holds the commit|no snapshot of the revision"):
            local(place, revision="0" * 40).pinned(tmp_path)


def test_what_is_damaged_changed_or_not_of_the_commit_is_refused(filled: Hub, tmp_path: Path) -> None:
    folder = downloaded(filled, local_dir=tmp_path / "folder")
    (folder / "avis/1.txt").write_bytes(b"Premier AVIS.")
    (folder / "notes.txt").write_bytes(b"Les miennes.")
    (folder / "passwd.txt").symlink_to("/etc/passwd")
    assert reasons(take(local(folder), None, tmp_path)[1]) == {
        "avis/1.txt": "hub:damaged",
        "notes.txt": "hub:other-commit",
        "passwd.txt": "hub:other-commit",
    }
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(filled.sets[NAME].folder), str(clone)], check=True)
    (clone / "avis/1.txt").write_bytes(b"Premier AVIS.")
    (clone / "avis/2.txt").unlink()
    (clone / "avis/2.txt").symlink_to("/etc/passwd")
    assert reasons(take(local(clone), None, tmp_path)[1]) == {
        "avis/1.txt": "hub:other-commit",
        "avis/2.txt": "file:link-outside",
        "data/train.jsonl": "hub:lfs-pointer",
    }
    snapshot = downloaded(filled, cache_dir=tmp_path / "cache")
    (snapshot / "avis/1.txt").unlink()
    (snapshot / "avis/1.txt").symlink_to("/etc/passwd")
    (snapshot / "avis/2.txt").resolve().write_bytes(b"Second AVIS.")
    assert reasons(take(local(snapshot), None, tmp_path)[1]) == {"avis/1.txt": "file:link-outside", "avis/2.txt": "hub:damaged"}


def test_a_clones_own_settings_run_nothing(filled: Hub, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(filled.sets[NAME].folder), str(clone)], check=True)
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    with (clone / ".git/config").open("a") as config:
        config.write(
            f'[core]\n\tfsmonitor = {trap}\n\tpager = {trap}\n[filter "lfs"]\n\tsmudge = {trap}\n[diff]\n\texternal = {trap}\n'
        )
    take(local(clone), None, tmp_path)
    assert not (tmp_path / "sprung").exists()


def test_a_folder_without_a_trace_of_its_commit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(SourceError, match=r'names no commit.*use = "folder"'):
        local(tmp_path).pinned(tmp_path)
    with pytest.raises(SourceError, match="is not a folder"):
        local(tmp_path / "none").pinned(tmp_path)


@pytest.mark.parametrize(
    ("head", "license", "stated"),
    [
        ("license: cc-by-4.0", "CC-BY-4.0", "cc-by-4.0"),
        ("license: [cc-by-4.0]", "CC-BY-4.0", "cc-by-4.0"),
        ("license:\n- cc-by-4.0\n- odc-by", None, "cc-by-4.0 | odc-by"),
        ("license: other\nlicense_name: Licence Ouverte 2.0\nlicense_link: LICENSE", "etalab-2.0", "Licence Ouverte 2.0"),
        ("license: other", "LicenseRef-", "other"),
        (
            "license: other\nlicense_link: https://www.etalab.gouv.fr/licence-ouverte-open-licence",
            "etalab-2.0",
            "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        ),
    ],
)
def test_a_cards_licence_is_taken_at_its_word(head: str, license: str | None, stated: str) -> None:
    rights = card_rights(f"---\n{head}\nlanguage: fr\n---\n# Avis\n".encode(), "avis")
    assert rights is not None
    assert rights["stated"] == stated
    assert (rights.get("license") or "").startswith(license or "") and ("license" in rights) == (license is not None)


@pytest.mark.parametrize(
    "card", [b"", b"# Avis\n", b"---\nlanguage: fr\n---\n", b"---\nlicense: unknown\n---\n", b"\xff\xfe\x00"]
)
def test_a_card_that_states_no_licence_states_none(card: bytes) -> None:
    assert card_rights(card, "avis") is None
