"""What a workspace holds, what of it is stale, and what can be deleted without anything missing afterwards."""

import shutil

import pytest
from command import answer, call, sentence
from small_source import BREAK, NAME, SENTENCES, STAGES, Entry, World, digests, entries, touched

from moisson.compute.local import Local
from moisson.contracts.errors import NotFound, UserError
from moisson.corpus.home import home
from moisson.corpus.plan import harvested, run_map
from moisson.stewardship.holdings import clean, deletable, holdings, unneeded
from moisson.stewardship.stale import stale
from moisson.stewardship.trace.document import trace
from moisson.workspace.options import Costs
from moisson.workspace.storage import Workspace

LONGER = [{**stage, "min_words": 9} if stage["use"] == "drop_short" else stage for stage in STAGES]


@pytest.fixture
def used(world: World) -> World:
    """Two harvests, three runs: the first under other stages, so that some shards are of no newest run."""
    world.publish([*entries(6), Entry("two", BREAK.join([SENTENCES[7], "Néant."]))])
    world.build(recipe=world.recipe(LONGER))
    world.build()
    world.publish([*entries(5), Entry("new", SENTENCES[20])])
    world.build()
    return world


def workspace(world: World) -> Workspace:
    return Workspace(world.root / "build")


def test_a_workspace_says_what_it_holds(used: World) -> None:
    found = answer(call(used, "status", "--json"))
    assert found == {**found, **holdings(workspace(used)), "workspace": "build"}
    (harvest,) = found["harvests"]
    assert (harvest["source"], harvest["harvests"], harvest["documents"]) == (NAME, 2, 6)
    assert [each["latest"] for each in found["releases"]].count(True) == 1
    assert len(found["releases"]) == 3
    assert found["shards"]["needed"] < found["shards"]["shards"]
    assert found["bytes"] > found["shards"]["bytes"] > found["unneeded_bytes"] > 0
    assert found["stale"] == []
    people = call(used, "status")
    assert people.stdout.endswith("Nothing is stale.\n`moisson gc --dry-run` says what nothing needs.\n")
    assert "there is no workspace at none" in sentence(call(used, "status", "--out", "none"), 2)


def test_what_is_stale_is_said_with_its_reason(used: World) -> None:
    recipe = used.root / "essai.toml"
    assert list(stale(workspace(used), [recipe])) == []
    used.publish([*entries(5), Entry("newer", SENTENCES[21])])
    used.harvest(accept_loss=True)
    (run,) = stale(workspace(used))
    assert (run.what, "was harvested again since" in run.why) == ("run of essai", True)
    (release,) = stale(workspace(used), [recipe])
    assert release.why.startswith("harvests, recipe, stages, readers or withdrawals changed since: a build would make 1-")
    toml = (used.folder / "source.toml").read_text()
    used.describe(toml=toml.replace('language = "fr"', 'language = "de"'))
    assert {each.what.partition(" ")[0] for each in stale(workspace(used), [recipe])} == {"harvest", "release"}


def test_what_nothing_needs_is_deleted_and_nothing_is_missed(used: World) -> None:
    dry = answer(call(used, "gc", "--dry-run", "--json"))
    before = touched(used.root / "build")
    assert (dry["deleted"], {each["kind"] for each in dry["things"]}) == (False, {"shards"})
    assert answer(call(used, "gc", "--dry-run", "--json")) == dry
    assert touched(used.root / "build") == before
    latest = used.root / "build" / "releases" / "essai" / "latest"
    release, known = digests(latest), trace(workspace(used), f"{NAME}/A01")
    done = answer(call(used, "gc", "--json"))
    assert (done["deleted"], done["bytes"], done["things"]) == (True, dry["bytes"], dry["things"])
    assert call(used, "gc").stdout == "There is nothing to delete.\n"
    assert digests(latest) == release
    assert trace(workspace(used), f"{NAME}/A01") == known
    shards = touched(used.root / "build" / "shards")
    recipe = used.recipe()
    assert used.build(recipe=recipe).made is False
    with Local(1) as runner:
        run_map(recipe, harvested(recipe, workspace(used)), used.options(), Costs(), runner, home(recipe, used.options()))
    assert touched(used.root / "build" / "shards") == shards  # every checkpoint of the newest run was kept
    assert call(used, "show", f"{NAME}/A01").returncode == 0
    assert call(used, "verify", str(latest)).returncode == 0


def test_what_an_unfinished_build_left_for_its_tasks_goes(used: World) -> None:
    left = workspace(used).rounds("essai-1-abc") / "edges" / "block-3.json"
    left.parent.mkdir(parents=True)
    left.write_text("{}")
    assert [each["kind"] for each in answer(call(used, "gc", "--json"))["things"]].count("rounds") == 1
    assert not left.exists()
    assert not (used.root / "build" / "rounds").exists()


def test_texts_that_only_an_old_shard_has_stay_for_withdrawals(world: World) -> None:
    for published in (entries(4), entries(8)[4:]):  # of the first harvest's part nothing is left in the newest run
        world.publish(published)
        world.build()
    clean(deletable(workspace(world)))
    done = call(world, "withdraw", f"{NAME}/A01", "--reason", "asked", "--authority", "court")
    assert f"Withdrawn: {NAME}/A01" in done.stdout
    assert "will not be recognised" not in done.stdout  # a changed copy of it would be known again


def test_a_run_without_a_release_and_parts_of_a_killed_harvest_go(used: World) -> None:
    root = used.root / "build"
    part = next((root / "harvest" / NAME / "parts").glob("*.parquet"))
    left = part.with_name(f"{'0' * 64}.parquet")
    shutil.copy2(part, left)
    shutil.copytree(root / "runs" / "essai", root / "runs" / "other")
    kinds = [thing.kind for thing in unneeded(workspace(used))]
    assert (kinds.count("run"), kinds.count("part")) == (1, 1)
    clean(deletable(workspace(used)))
    assert not left.exists()
    assert not (root / "runs" / "other").exists()
    assert part.exists()


def test_a_release_goes_only_when_it_is_named_and_is_not_the_newest(used: World) -> None:
    folder = used.root / "build" / "releases" / "essai"
    newest = (folder / "latest").resolve().name
    old = next(path.name for path in sorted(folder.glob("1-*")) if path.name != newest)
    assert (folder / old).is_dir()
    with pytest.raises(UserError, match="is the newest release"):
        deletable(workspace(used), [f"essai/{newest}"])
    for name in ("essai", "essai/..", "essai/1-none", "../essai"):
        with pytest.raises(NotFound, match="there is no release"):
            deletable(workspace(used), [name])
    assert "1-" in call(used, "gc", "--release", f"essai/{old}").stdout
    assert not (folder / old).exists()
    assert (folder / newest).is_dir()
