"""A document is traced into models, and withdrawn from their records: by which step, how much, from where to train again."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from bound_run import BATCH, cache_of_one, described, folder_of_tokens, read_by_steps
from command import answer, call, sentence
from small_source import NAME, World, mixed

from moisson.contracts.errors import Unverified, UserError
from moisson.contracts.model_file import ModelFile
from moisson.contracts.sign import signer
from moisson.contracts.token_files import TokenFiles
from moisson.models.binding.bind import bind
from moisson.models.seen import checkpoint_before, trace_in_models
from moisson.models.take_back import apply_feed, take_back, take_back_from
from moisson.models.trainers.run import Run, Share
from moisson.stewardship.feed import feed_path
from moisson.stewardship.opened import open_release, row_groups
from moisson.stewardship.withdraw.act import Request, withdraw

STEPS = 6
WITHDRAW = ("--reason", "a request under the law", "--authority", "the publisher", "--date", "2026-11-25")


def trained(world: World, release: Path, name: str = "essai", *, known: bool = True) -> tuple[Path, TokenFiles]:
    """A model in the workspace, bound to all documents of a release, which it saw in the order of an index cache."""
    rows = [row for table in row_groups(open_release(release).data, ["id", "version"]) for row in table.to_pylist()]
    lengths = [7 + 9 * (number % 5) for number in range(len(rows))]
    texts = {NAME: [(row["id"], row["version"]) for row in rows]}
    tokens = folder_of_tokens(world.root / f"{name}-tokens", {NAME: lengths}, texts=texts)
    folder = world.options().workspace.root / "models" / name
    folder.mkdir(parents=True)
    (folder / "tokenizer.json").write_bytes((tokens.folder / "tokenizer.json").read_bytes())
    for step in (2, 4, STEPS):
        (folder / f"iter_{step:07d}").mkdir()
    cache = world.root / f"{name}-cache"
    cache_of_one(cache, lengths, described(f"{NAME}_text_document", STEPS * BATCH))
    run = Run(kind="megatron", steps=STEPS, batch=BATCH, length=16, shares=(Share(f"{NAME}_text_document"),))
    bind(folder, run, [tokens], cache=cache if known else None)
    return folder, tokens


def rows(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pa.Table.from_batches(ModelFile.open(folder).seen()).to_pylist()
    return found


def taken_back(world: World, *ids: str) -> None:
    options = world.options()
    asked = Request([f"{NAME}/{id}" for id in ids], "a request under the law", "the publisher", "2026-11-25")
    with options.workspace.locked():
        withdraw(options.workspace, asked, signer(world.root / "key"))


@pytest.fixture
def built(world: World) -> Path:
    world.publish(mixed())
    return world.build().path


def test_a_trace_says_by_which_steps_a_model_saw_a_document(world: World, built: Path) -> None:
    folder, tokens = trained(world, built)
    id = f"{NAME}/A03"
    steps = [number for number, step in enumerate(read_by_steps(world.root / "essai-cache", [tokens], STEPS), 1) if id in step]
    found = answer(call(world, "trace", id, "--json"))
    (model,) = found["models"]
    assert found["releases"] and model["order"] == "known" and model["model"] == "essai"
    (row,) = model["seen"]
    assert (row["first_step"], row["last_step"]) == (steps[0], steps[-1])
    shown = call(world, "trace", id).stdout
    assert f"saw {id}: steps {steps[0]} to {steps[-1]}" in " ".join(shown.split())
    alone = answer(call(world, "trace", id, "--model", str(folder), "--json"))
    assert alone == {"id": id, "models": [{**model, "folder": str(folder)}]}


def test_a_model_that_did_not_see_it_says_so_and_one_of_unknown_order_what_is_likely(world: World, built: Path) -> None:
    folder, _ = trained(world, built, known=False)
    (model,) = trace_in_models([folder], [f"{NAME}/A03"])
    assert model["order"] == "unknown" and [row["first_step"] for row in model["seen"]] == [None]
    assert model["seen"][0]["times"] > 0 and model["why"].startswith("There is no index cache")
    assert trace_in_models([folder], [f"{NAME}/nothing"])[0]["seen"] == []
    assert "may have seen" in call(world, "trace", f"{NAME}/A03").stdout


def test_all_documents_that_were_read_from_an_entry_are_traced_by_its_id(world: World, built: Path) -> None:
    folder, _ = trained(world, built)
    (model,) = trace_in_models([folder], [f"{NAME}/several"])
    assert len(model["seen"]) == 2 and all(row["id"].startswith(f"{NAME}/several#") for row in model["seen"])


def test_a_withdrawal_is_entered_into_the_models_of_the_workspace(world: World, built: Path) -> None:
    folder, _ = trained(world, built)
    before = {row["id"]: row for row in rows(folder)}
    sums = sum(row["tokens_seen"] for row in before.values())
    said = answer(call(world, "withdraw", f"{NAME}/A03", f"{NAME}/several", *WITHDRAW, "--json"))
    (model,) = said["models"]
    named = {each["id"]: each["name"] for each in said["withdrawn"]}
    gone = [before[id] for id in before if id == f"{NAME}/A03" or id.startswith(f"{NAME}/several#")]
    assert len(gone) == 3
    assert model["tokens"] == sum(row["tokens_seen"] for row in gone)
    assert model["share"] == pytest.approx(model["tokens"] / (STEPS * BATCH * 16))
    first = min(row["first_step"] for row in gone)
    assert model["first_step"] == first
    earlier = [step for step in (2, 4, STEPS) if step < first]
    assert (model["retrain_from"] or {}).get("step") == (max(earlier) if earlier else None)
    opened = ModelFile.open(folder)
    assert {each.name for each in opened.model.withdrawn} == set(named.values())
    assert all("a request under the law" in each.said for each in opened.model.withdrawn)
    after = rows(folder)
    assert sum(row["tokens_seen"] for row in after) == sums and len(after) == len(before)
    data = (folder / "model.json").read_text()
    for id in named:
        assert id not in {row["id"].partition("#")[0] for row in after} and f'"{id}' not in data
    assert [row["version"] for row in after if row["id"] in named.values()] == [None] * 3


def test_a_withdrawn_document_is_still_traced_by_whoever_holds_the_register(world: World, built: Path) -> None:
    trained(world, built)
    taken_back(world, "A03")
    take_back_from([world.options().workspace.root / "models" / "essai"], world.options().workspace)
    (model,) = answer(call(world, "trace", f"{NAME}/A03", "--json"))["models"]
    assert len(model["seen"]) == 1 and model["seen"][0]["first_step"] is not None


def test_a_withdrawal_is_entered_once(world: World, built: Path) -> None:
    folder, _ = trained(world, built)
    taken_back(world, "A03")
    (first,), _ = take_back_from([folder, folder], world.options().workspace)
    data = {path.name: path.read_bytes() for path in folder.glob("*.*")}
    (again,), _ = take_back_from([folder], world.options().workspace)
    assert (len(first.withdrawn), len(again.withdrawn)) == (1, 0)
    assert {path.name: path.read_bytes() for path in folder.glob("*.*")} == data


def test_a_model_that_cannot_be_read_does_not_keep_the_others_from_learning(world: World, built: Path) -> None:
    folder, _ = trained(world, built)
    (broken := folder.parent / "broken").mkdir()
    (broken / "model.json").write_text("{")
    taken_back(world, "A03")
    taken, failed = take_back_from([broken, folder], world.options().workspace)
    assert len(taken[0].withdrawn) == 1 and "is no record of a model" in failed[str(broken)]


def test_someone_else_s_model_learns_of_it_by_the_feed(world: World, built: Path) -> None:
    folder, _ = trained(world, built)
    taken_back(world, "A03", "several")
    feed = feed_path(world.options().workspace)
    key = str(signer(world.root / "key").public)
    with pytest.raises(UserError, match="name the key that signs the feed with --feed-key"):
        apply_feed(feed, folder, None)
    said = answer(call(world, "apply-withdrawals", str(feed), str(folder), "--feed-key", key, "--json"))
    assert len(said["withdrawn"]) == 3 and said["tokens"] > 0  # `several` was read as two
    shown = call(world, "apply-withdrawals", str(feed), str(folder), "--feed-key", key).stdout
    assert "saw nothing of it" in shown  # all that the feed says is entered already
    assert {each.name for each in ModelFile.open(folder).model.withdrawn} == {each["name"] for each in said["withdrawn"]}


def test_a_feed_of_another_is_refused(world: World, built: Path) -> None:
    folder, _ = trained(world, built)
    taken_back(world, "A03")
    other = signer(world.root / "other").public
    before = (folder / "model.json").read_bytes()
    with pytest.raises(Unverified, match="is not signed by"):
        apply_feed(feed_path(world.options().workspace), folder, other)
    assert (folder / "model.json").read_bytes() == before


def test_what_it_means_is_said_in_words(world: World, built: Path) -> None:
    trained(world, built)
    shown = " ".join(call(world, "withdraw", f"{NAME}/A03", *WITHDRAW).stdout.split())
    assert "saw 1 withdrawn document," in shown and "To forget it, train again without it from a checkpoint of step" in shown
    trained(world, built, "second", known=False)
    shown = " ".join(call(world, "withdraw", f"{NAME}/several", *WITHDRAW).stdout.split())
    assert "train again from the start without it: by which step it was seen is not known" in shown


@pytest.mark.parametrize(
    ("names", "step", "found"),
    [
        (("checkpoint-0000162", "checkpoint-0000170"), 165, 162),
        (("iter_0000100", "iter_0000200"), 201, 200),
        (("essai--step=99-consumed_samples=800.0",), 101, 100),
        (("10", "20", "export"), 20, 10),
        (("export",), 9, None),
    ],
)
def test_checkpoints_are_known_by_their_folders_names(
    tmp_path: Path, names: tuple[str, ...], step: int, found: int | None
) -> None:
    for name in names:
        (tmp_path / name).mkdir()
    before = checkpoint_before(tmp_path, step)
    assert (before[0] if before else None) == found
    if found is not None:  # a model's folder may itself be one of the checkpoints
        assert checkpoint_before(tmp_path / names[-1], step) == before or names[-1] == "export"


def test_what_is_no_model_and_what_does_not_go_together_is_one_sentence(world: World, built: Path) -> None:
    said = sentence(call(world, "trace", "x", "--model", str(built)), 2)
    assert "holds no model" in said
    said = sentence(call(world, "trace", "--text", "word", "--model", str(built)), 2)
    assert "--model goes with ID alone" in said
    folder, _ = trained(world, built)
    (folder / "seen.parquet").write_bytes(b"PAR1")
    said = sentence(call(world, "trace", "x", "--model", str(folder)), 4)
    assert "has the hash" in said


def test_nothing_changes_where_nothing_is_withdrawn(world: World, built: Path) -> None:
    folder, _ = trained(world, built)
    before = (folder / "model.json").read_bytes()
    assert take_back(folder, lambda *_: None).withdrawn == ()
    assert (folder / "model.json").read_bytes() == before
