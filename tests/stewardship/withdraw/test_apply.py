"""A feed applied to someone else's copy: the withdrawn documents go, and the copy is whole again under its holder's key."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree, rmtree

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from command import call, environment
from decoded import decoded
from small_source import NAME, STAGES, World, digests, mixed
from test_withdraw import failing_after, take_back

import moisson.stewardship.withdraw.apply
from moisson.contracts.errors import Unverified, UserError
from moisson.contracts.sign import signer
from moisson.stewardship.feed import feed_path
from moisson.stewardship.verify.verdict import verify
from moisson.stewardship.withdraw.apply import apply_withdrawals
from moisson.workspace.storage import read_json


@pytest.fixture
def copied(world: World) -> Path:
    """Someone's copy of a release, from before two documents of it were withdrawn, and one that it dropped."""
    world.publish(mixed())
    copy = Path(copytree(world.build(recipe=world.recipe([*STAGES, {"use": "drop_near_duplicates"}])).path, world.root / "copy"))
    take_back(world, "A03")
    take_back(world, "several", "short", purge=True)
    return copy


def test_the_withdrawn_go_and_the_copy_holds_again(world: World, copied: Path) -> None:
    feed = feed_path(world.options().workspace)
    before = read_json(copied / "MANIFEST.json")
    mine = signer(world.root / "mine")
    gone = apply_withdrawals(feed, copied, mine)
    assert set(gone) == {f"{NAME}/{id}" for id in ("A03", "several", "short")}
    verdict = verify(copied, mine.public)
    assert verdict.faults == []
    assert verdict.manifest["derived_from"]["release"] == before["release"]
    assert verdict.manifest["release"] == f"{before['release']}-w2"
    assert verdict.manifest["documents"] == before["documents"] - 3  # `several` was read as two that stayed
    for path, text in decoded(copied):
        for id in gone:
            assert f'{id}"' not in text and f"{id}#" not in text, path


def test_what_is_left_is_cut_into_files_as_in_a_release(
    world: World, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    for module in ("files", "parquet"):
        monkeypatch.setattr(f"moisson.release.{module}.FILE_ROWS", 2)
    monkeypatch.setattr("moisson.release.parquet.ROW_GROUP", 1)
    copy = request.getfixturevalue("copied")
    before = len(list((copy / "signatures").iterdir()))
    apply_withdrawals(feed_path(world.options().workspace), copy, signer())
    counts = {}
    for part in ("data/fr", "signatures"):
        files = [pq.ParquetFile(path) for path in sorted((copy / part).iterdir())]
        counts[part] = [file.metadata.num_rows for file in files]
        assert set(counts[part][:-1]) == {2}
        assert [file.metadata.num_row_groups for file in files] == counts[part]
    assert counts["data/fr"] == counts["signatures"]
    assert 1 < len(counts["signatures"]) < before
    ledger = pa.concat_tables(pq.read_table(path) for path in sorted((copy / "ledger").iterdir()))
    assert pc.sum(pc.match_substring(ledger["id"], "/withdrawn:")).as_py() == 3  # put in among the others, piece by piece
    assert ledger.equals(ledger.sort_by([(name, "ascending") for name in ledger.column_names]))


def test_applying_it_again_changes_nothing(world: World, copied: Path) -> None:
    feed = feed_path(world.options().workspace)
    mine = signer(world.root / "mine")
    apply_withdrawals(feed, copied, mine)
    before = digests(copied)
    assert apply_withdrawals(feed, copied, mine) == {}
    assert digests(copied) == before
    take_back(world, "A06")
    assert set(apply_withdrawals(feed, copied, mine)) == {f"{NAME}/A06"}
    assert verify(copied).manifest["release"].endswith("-w3")
    assert verify(copied).holds


def test_a_feed_of_someone_else_is_refused(world: World, copied: Path, tmp_path: Path) -> None:
    feed = feed_path(world.options().workspace)
    before = digests(copied)
    with pytest.raises(Unverified):
        apply_withdrawals(feed, copied, signer(), signer(tmp_path / "other").public)
    with pytest.raises(Unverified, match="is not as it was released"):
        (copied / "README.md").write_text("hello")
        apply_withdrawals(feed, copied, signer())
    assert {name: value for name, value in digests(copied).items() if name != "README.md"} == {
        name: value for name, value in before.items() if name != "README.md"
    }


def test_a_link_to_the_copy_leads_to_it_and_stays(world: World, copied: Path) -> None:
    link = copied.with_name("latest")
    link.symlink_to(copied.name)
    assert len(apply_withdrawals(feed_path(world.options().workspace), link, signer())) == 3
    assert link.is_symlink()
    assert verify(copied).holds
    done = subprocess.run(
        [sys.executable, "-m", "moisson", "verify", "."], cwd=copied, capture_output=True, text=True, env=environment()
    )
    assert done.returncode == 0


def test_a_copy_made_of_links_is_refused_since_what_they_lead_to_would_stay(world: World, copied: Path) -> None:
    (copied / "README.md").rename(world.root / "blob")
    (copied / "README.md").symlink_to(world.root / "blob")
    with pytest.raises(UserError, match="is a link, and what it leads to would stay"):
        apply_withdrawals(feed_path(world.options().workspace), copied, signer())


def test_the_files_of_tools_stay(world: World, copied: Path) -> None:
    (copied / ".git").mkdir()
    (copied / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    done = call(world, "apply-withdrawals", str(feed_path(world.options().workspace)), str(copied))
    assert done.returncode == 0, done.stderr
    assert "its history still holds them" in done.stdout
    assert (copied / ".git" / "HEAD").is_file()
    assert verify(copied).holds


def test_a_feed_that_lacks_what_was_applied_is_refused(world: World, copied: Path) -> None:
    feed = feed_path(world.options().workspace)
    with pytest.raises(Unverified, match="holds no withdrawal"):
        apply_withdrawals(_of(world.root, b""), copied, signer())
    apply_withdrawals(feed, copied, signer())
    first = feed.read_bytes().splitlines(keepends=True)[0]
    with pytest.raises(Unverified, match="get the whole feed again"):
        apply_withdrawals(_of(world.root, first), copied, signer())


def _of(folder: Path, data: bytes) -> Path:
    (folder / "feed").write_bytes(data)
    return folder / "feed"


def test_what_a_kill_leaves_is_put_right_by_the_next_call(world: World, copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = feed_path(world.options().workspace)
    beside = {path.name for path in copied.parent.iterdir()}
    (copied / ".gitattributes").write_text("*.parquet filter=lfs\n")
    for name in ("replace", "rmtree"):
        for most in range(3):
            copy = Path(copytree(copied, world.root / "again" / copied.name, dirs_exist_ok=False))
            with monkeypatch.context() as patched:
                if name == "replace":
                    patched.setattr(Path, "replace", failing_after(most, Path.replace))
                else:
                    patched.setattr(moisson.stewardship.withdraw.apply, "rmtree", failing_after(0, rmtree))
                with pytest.raises(ZeroDivisionError):
                    apply_withdrawals(feed, copy, signer())
            apply_withdrawals(feed, copy, signer())
            assert [path.name for path in copy.parent.iterdir()] == [copied.name]
            assert (copy / ".gitattributes").is_file()
            assert verify(copy).manifest["release"].endswith("-w2")
            assert verify(copy).holds
            rmtree(copy.parent)
    assert {path.name for path in copied.parent.iterdir()} == beside


def test_a_copy_without_them_stays_as_it_is(world: World, copied: Path) -> None:
    other = world.root / "build" / "releases" / "essai"
    built = world.build()
    before = digests(built.path)
    assert apply_withdrawals(feed_path(world.options().workspace), built.path, signer()) == {}
    assert digests(built.path) == before
    assert other.is_dir()


def test_the_command_cleans_a_copy(world: World, copied: Path) -> None:
    done = call(world, "apply-withdrawals", str(feed_path(world.options().workspace)), str(copied))
    assert done.returncode == 0, done.stderr
    assert "3 documents taken out" in done.stdout
    assert "must be trained again" in done.stdout
    kept = pq.read_table(next(copied.glob("data/fr/*.parquet")))["id"].to_pylist()
    assert f"{NAME}/A03" not in kept
