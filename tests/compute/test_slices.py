"""Slices: any scheduler maps a recipe in shares, each safe to repeat, and one machine builds what one worker would have."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree, which

import pytest
from command import answer, call, environment, sentence
from hypothesis import given
from hypothesis import strategies as st
from small_source import World, digests, mixed, touched

from moisson.compute.rounds import Slice
from moisson.contracts.errors import UserError
from moisson.workspace.storage import read_json

MOISSON = [sys.executable, "-m", "moisson"]


@pytest.fixture
def published(world: World) -> World:
    """Several files, harvested in parts of a few rows."""
    world.publish(*(mixed()[n::5] for n in range(5)))
    world.harvest("shared", part_bytes=300, accept_loss=True)
    assert len(parts(world)) >= 5
    return world


def parts(world: World) -> list[Path]:
    return list((world.root / "shared").glob("harvest/*/parts/*.parquet"))


def shards(world: World) -> set[str]:
    return set(touched(world.root / "shared" / "shards"))


def map_slice(world: World, share: str) -> dict[str, object]:
    found = answer(call(world, "map", "essai.toml", "--out", "shared", "--slice", share, "--workers", "1", "--json"))
    assert isinstance(found, dict)
    return found


@pytest.mark.long
def test_slices_done_in_any_order_and_twice_give_the_release_of_one_worker(published: World) -> None:
    alone = published.build("alone", part_bytes=300)
    all_of_them = len(parts(published))
    left = all_of_them
    for share in ("2/3", "0/3", "2/3", "1/3"):
        said = map_slice(published, share)
        assert (said["slice"], said["all"]) == (share, all_of_them)
        left = min(left, int(str(said["left"])))
    assert left == 0
    before = touched(published.root / "shared" / "shards")
    built = published.build("shared", part_bytes=300)
    assert digests(built.path) == digests(alone.path)
    costs, costs_alone = (read_json(release.path / "costs.json") for release in (built, alone))
    assert costs["used"]["map"]["tasks"] == costs_alone["used"]["map"]["tasks"] == all_of_them
    assert costs["used"]["map"]["core_seconds"] > 0
    assert costs["counts"]["text_bytes"] == costs_alone["counts"]["text_bytes"] > 0
    assert not (published.root / "shared" / "rounds" / ".slices").exists()
    assert costs["counts"]["rows_mapped"] == costs["counts"]["rows_mapped_by_slices"] == costs_alone["counts"]["rows_mapped"]
    assert touched(published.root / "shared" / "shards") == before  # nothing was left to map
    assert not list((published.root / "shared").glob(".tmp-workers/*"))


def test_a_slice_says_what_is_done_and_what_is_left(published: World) -> None:
    count = len(parts(published))
    own = len(range(0, count, 2))
    first = call(published, "map", "essai.toml", "--out", "shared", "--slice", "0/2", "--workers", "1")
    rest = f"{count - own} are left to other slices"
    assert first.stdout == f"slice 0/2: all its {own} tasks are done; of {count} in all, {rest}.\n"
    second = call(published, "map", "essai.toml", "--out", "shared", "--slice", "1/2", "--workers", "2")
    assert second.stdout.endswith(f"of {count} in all, none is left: `moisson build` goes on.\n")


def test_a_slice_makes_again_what_was_deleted(published: World) -> None:
    map_slice(published, "0/1")
    made = shards(published)
    rmtree(published.root / "shared" / "shards")
    map_slice(published, "0/1")
    assert shards(published) == made


@pytest.mark.long
@pytest.mark.parametrize("scheduler", ["xargs", "parallel"])
def test_gnu_parallel_and_xargs_run_slices_at_once(published: World, scheduler: str) -> None:
    if which(scheduler) is None:
        pytest.skip(f"{scheduler} is not installed (apt-get install parallel)")
    command = [*MOISSON, "map", "essai.toml", "--out", "shared", "--workers", "1", "--slice", "{}/3"]
    started: dict[str, Sequence[str]] = {"xargs": ["xargs", "-P", "2", "-I", "{}"], "parallel": ["parallel", "-j", "2"]}
    done = subprocess.run(
        [*started[scheduler], *command],
        input="0\n1\n2\n",
        cwd=published.root,
        capture_output=True,
        text=True,
        timeout=120,
        env=environment(HOME=str(published.root)),
    )
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"slice \d/3: all its \d+ tasks are done", done.stdout)) == 3
    before = touched(published.root / "shared" / "shards")
    assert digests(published.build("shared", part_bytes=300).path) == digests(published.build("alone", part_bytes=600).path)
    assert touched(published.root / "shared" / "shards") == before


@pytest.mark.parametrize(
    ("share", "why"),
    [
        ("4/4", "the slices of 4 are 0/4 to 3/4"),
        ("1/0", "a slice is I/N, as in 3/64"),
        ("-1/4", "a slice is I/N"),
        ("3", "a slice is I/N"),
        ("¹/4", "a slice is I/N"),
    ],
)
def test_a_slice_that_does_not_exist_is_one_sentence(world: World, share: str, why: str) -> None:
    with pytest.raises(UserError, match=re.escape(f"--slice {share}: {why}")):
        Slice.parse(share)


@given(st.integers(1, 9), st.integers(0, 30))
def test_slices_cover_every_task_once(count: int, tasks: int) -> None:
    shares = [range(tasks)[Slice.parse(f"{n}/{count}").index :: count] for n in range(count)]
    assert sorted(task for share in shares for task in share) == list(range(tasks))


def test_mistakes_are_one_sentence(published: World) -> None:
    asked = ("map", "essai.toml", "--slice", "0/2")
    absent = sentence(call(published, *asked, "--out", "elsewhere"), 2)
    assert "there is no workspace at elsewhere" in absent
    (published.root / "empty").mkdir()
    assert "has not been harvested: run `moisson harvest" in sentence(call(published, *asked, "--out", "empty"), 2)
    assert "the slices of 2 are 0/2 to 1/2" in sentence(call(published, *asked[:3], "2/2", "--out", "shared"), 2)
