"""A withdrawal that a commons decides reaches the token files and the models that were made of its release, by the feed."""

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from bound_run import BATCH, LENGTH, cache_of_one, described
from command import call
from small_commons import SmallCommons, found, key
from small_source import NAME, World, entries
from token_world import made

from moisson.commons.artefacts import artefacts
from moisson.commons.withdrawals import marked
from moisson.commons.witness import cosign, make_checkpoint
from moisson.contracts.model_file import ModelFile
from moisson.contracts.token_files import TokenFiles
from moisson.corpus.recipe import Recipe
from moisson.models.binding.bind import bind
from moisson.models.tokens.check import check_tokens
from moisson.models.trainers.run import Run, Share
from moisson.stewardship.feed import feed_path, read_feed

STEPS, GONE = 6, f"{NAME}/A03"


def cosigned(commons: SmallCommons) -> None:
    make_checkpoint(commons.folder, key("witness of public-1"))
    for college in ("public", "civil"):
        cosign(commons.folder, key(f"witness of {college}-1"), commons.folder.parent / f"memory-{college}")


@pytest.fixture
def recipe(world: World) -> Recipe:
    return world.recipe(({"use": "drop_short", "min_words": 8}, {"use": "require_rights"}), 'commons = "commons"')


@pytest.fixture
def commons(world: World, recipe: Recipe) -> SmallCommons:
    """A commons that has accepted a recipe with all its parts."""
    world.publish(entries(12))
    founded = found(world.root / "commons")
    for each in artefacts(recipe):
        founded.accept(each.kind, each.name, each.data)
    cosigned(founded)
    return founded


def trained(world: World, tokens: TokenFiles) -> Path:
    """A model in the workspace that saw all documents of these tokens, in the order of an index cache."""
    folder = world.options().workspace.root / "models" / "essai"
    folder.mkdir(parents=True)
    shutil.copy(tokens.folder / "tokenizer.json", folder)
    (dataset,) = tokens.datasets
    for step in (2, 4, STEPS):
        (folder / f"iter_{step:07d}").mkdir()
    name = f"{dataset.about.name}_text_document"
    said = {**described(name, STEPS * BATCH), "tokenizer": tokens.manifest.tokenizer.name}
    cache_of_one(world.root / "cache", dataset.lengths.tolist(), said)
    run = Run(kind="megatron", steps=STEPS, batch=BATCH, length=LENGTH, shares=(Share(name),))
    bind(folder, run, [tokens], cache=world.root / "cache")
    return folder


def ids(tokens: Path) -> set[str]:
    return {id for data in TokenFiles.open(tokens).datasets for id in pa.Table.from_batches(data.ids())["id"].to_pylist()}


def seen(model: Path) -> set[str]:
    return set(pa.Table.from_batches(ModelFile.open(model).seen())["id"].to_pylist())


@pytest.mark.long
def test_what_the_commons_withdraws_leaves_token_files_and_is_entered_into_models(
    world: World, commons: SmallCommons, recipe: Recipe
) -> None:
    before = world.build(recipe=recipe).path.resolve()
    tokens = made(world, before).folder
    copied = Path(shutil.copytree(tokens, world.root / "elsewhere"))
    model = trained(world, TokenFiles.open(tokens))
    passed_on = Path(shutil.copytree(model, world.root / "model-elsewhere"))
    assert GONE in ids(tokens) and GONE in seen(model)

    proposal = commons.accept("withdrawal", "1 document", marked(before, [GONE]))
    cosigned(commons)
    after = world.build(recipe=recipe).path.resolve()

    feed = feed_path(world.options().workspace)
    (act,) = read_feed(feed, None).acts
    decision = commons.state().proposals[proposal.number].decision
    assert (act["authority"], act["reason"]) == ("Commons of the tests", f"decided by the commons, event {decision}")
    # The model's record: the document's name is gone from it, its tokens and the step before which to train again are told.
    (entered,) = ModelFile.open(model).model.withdrawn
    assert f"event {decision}" in entered.said
    assert GONE not in seen(model) and GONE not in (model / "model.json").read_text()
    # Token files elsewhere: by the feed alone, as whoever holds a copy has it.
    shared = world.root / "feed.jsonl"
    shutil.copy(feed, shared)
    done = call(world, "apply-withdrawals", str(shared), str(copied), "--as", "rewrite", "--json")
    assert done.returncode == 0, done.stderr
    assert ids(copied) == ids(tokens) - {GONE}
    (count,) = TokenFiles.open(copied).manifest.withdrawn
    assert count.documents == 1
    assert check_tokens(copied, before, every=True).faults == []
    # A model that was passed on: by the same feed.
    done = call(world, "apply-withdrawals", str(shared), str(passed_on), "--json")
    assert done.returncode == 0, done.stderr
    assert GONE not in seen(passed_on)
    # Tokens of the next release are without it from the start.
    assert GONE not in ids(made(world, after, "tokens-of-the-next").folder)
    assert GONE not in json.dumps(TokenFiles.open(copied).manifest.model_dump(mode="json"))
