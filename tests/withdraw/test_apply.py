"""A feed applied to someone else's copy: the withdrawn documents go, and the copy is whole again under its holder's key."""

from pathlib import Path
from shutil import copytree

import pyarrow.parquet as pq
import pytest
from command import call
from small_source import NAME, STAGES, World, digests, mixed
from test_withdraw import decoded, take_back

from moisson.errors import Unverified
from moisson.release.sign import signer
from moisson.storage import read_json
from moisson.verify.verdict import verify
from moisson.withdraw.apply import apply_withdrawals
from moisson.withdraw.register import feed_path


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
