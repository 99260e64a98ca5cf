"""A foreign checkpoint is bound to its releases: which step saw which document, exactly where Megatron's index says it."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import yaml
from bound_run import (
    BATCH,
    DEBATES,
    LAW,
    LENGTH,
    SEED,
    TOKENIZER,
    cache_of_blend,
    cache_of_one,
    described,
    folder_of_tokens,
    made_by_megatron,
    read_by_steps,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from moisson.contracts.errors import MoissonError, NotFound, StorageError, UserError
from moisson.contracts.model_file import ModelFile
from moisson.contracts.token_files import TokenFiles
from moisson.models.binding.bind import bind
from moisson.models.trainers.checkpoint import read_checkpoint, read_datamix

STEPS = 7
SHAPE = {"num_layers": 2, "hidden_size": 8, "ffn_hidden_size": 16, "num_attention_heads": 2, "padded_vocab_size": 256}
ARGUMENTS: dict[str, Any] = {
    **SHAPE,
    "seq_length": LENGTH,
    "global_batch_size": BATCH,
    "train_iters": 10,
    "seed": SEED,
    "vocab_size": 256,
    "data_path": ["law_text_document"],
    "tokenizer_model": "/models/moisson-32k/tokenizer.json",
    "swiglu": True,
    "untie_embeddings_and_output_weights": True,
    "add_bias_linear": False,
    "normalization": "RMSNorm",
}
MIX = ["0.7", "/data/law_text_document", "0.3", "/data/debates_text_document"]


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFiles:
    return folder_of_tokens(tmp_path / "tokens", {"law": LAW, "debates": DEBATES})


def checkpoint(folder: Path, arguments: dict[str, Any] = ARGUMENTS, steps: int = STEPS) -> Path:
    """The folder that Megatron-LM leaves, with its arguments exported."""
    (folder / f"iter_{steps:07d}").mkdir(parents=True)
    (folder / "latest_checkpointed_iteration.txt").write_text(f"{steps}\n")
    (folder / "args.yaml").write_text(yaml.safe_dump(arguments))
    return folder


def blended(folder: Path, **more: Any) -> Path:
    return checkpoint(folder, {**ARGUMENTS, "train_iters": 20, "data_path": MIX, **more}, steps=15)


def rows(opened: ModelFile) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for batch in opened.seen() for row in batch.to_pylist()}


def bound(folder: Path, tokens: TokenFiles, cache: Path | None = None, **said: Any) -> ModelFile:
    return bind(folder, read_checkpoint(folder).with_said(**said), [tokens], cache=cache)


@pytest.fixture
def megatron(tmp_path: Path) -> Path:
    """The index caches that Megatron's own classes made, of one data set and of two."""
    for case in ("one", "blend"):
        made_by_megatron(case, tmp_path / "megatron" / case)
    return tmp_path / "megatron"


def test_the_cache_of_these_tests_is_megatron_s(tmp_path: Path, megatron: Path) -> None:
    cache_of_one(tmp_path / "one", LAW, described("law_text_document", 40))
    paths = [f"{name}_text_document" for name in ("law", "debates")]
    cache_of_blend(tmp_path / "blend", (LAW, DEBATES), paths, (0.7, 0.3), 80)
    for case in ("one", "blend"):
        theirs = {path.name: path for path in (megatron / case).iterdir()}
        assert theirs.keys() == {path.name for path in (tmp_path / case).iterdir()}
        for name, path in theirs.items():
            mine = tmp_path / case / name
            if path.suffix == ".npy":
                assert np.load(path).tolist() == np.load(mine).tolist(), name
            else:
                assert path.read_text() == mine.read_text()


def test_each_document_is_seen_by_the_steps_that_megatron_gave_it_to(tmp_path: Path, tokens: TokenFiles) -> None:
    samples = made_by_megatron("blend", tmp_path / "cache")
    (path,) = (tmp_path / "cache").glob("*-dataset_index.npy")
    which = np.load(path)
    opened = bound(blended(tmp_path / "run"), tokens, tmp_path / "cache")
    assert (opened.model.order, opened.model.why) == ("known", None)
    seen = rows(opened)
    for number, (name, lengths) in enumerate((("law", LAW), ("debates", DEBATES))):
        ends = np.cumsum(lengths)  # the tokens of a data set are 0, 1, 2, …: each tells its document
        given = [each if of == number else [] for each, of in zip(samples[: 15 * BATCH], which, strict=False)]
        for document, (end, length) in enumerate(zip(ends, lengths, strict=True)):
            steps = [n // BATCH + 1 for n, sample in enumerate(given) for token in sample if end - length <= token < end]
            row = seen[f"{name}/{document}"]
            assert row["times"] == pytest.approx(len(steps) / length)
            # A token that only had to be predicted, at a sample's end, makes its document seen a step earlier or later.
            assert row["first_step"] <= min(steps) and row["last_step"] >= max(steps)


def test_steps_and_tokens_are_those_of_a_replay_sample_by_sample(tmp_path: Path, tokens: TokenFiles, megatron: Path) -> None:
    opened = bound(blended(tmp_path / "run"), tokens, megatron / "blend")
    replayed = read_by_steps(megatron / "blend", [tokens], 15)
    seen = rows(opened)
    assert seen.keys() == {id for step in replayed for id in step}
    for id, row in seen.items():
        steps = [number for number, step in enumerate(replayed, 1) if id in step]
        assert (row["first_step"], row["last_step"]) == (steps[0], steps[-1])
    model = opened.model
    assert model.tokens_seen == 15 * BATCH * LENGTH == sum(each.tokens_seen for each in model.sources)
    by_source = {name: sum(each.tokens_seen for each in model.sources if each.source == name) for name in ("law", "debates")}
    assert by_source == {
        name: sum(each["tokens"] for step in replayed for id, each in step.items() if id.startswith(name))
        for name in ("law", "debates")
    }
    assert {each.license for each in model.sources} == {"CC0-1.0", "etalab-2.0"}
    (folder,) = model.tokens
    assert {each.name: each.tokens_seen for each in folder.datasets} == by_source
    assert folder.release.root == tokens.manifest.release.root and folder.manifest_sha256 == tokens.manifest_sha256


@settings(max_examples=25)
@given(
    st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=12), min_size=1, max_size=3),
    st.integers(1, 6),
    st.lists(st.integers(1, 9), min_size=3, max_size=3),
    st.integers(1, 5),
)
def test_any_mix_over_any_epochs_is_told_exactly(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[list[int]], steps: int, weights: list[int], batch: int
) -> None:
    here = tmp_path_factory.mktemp("mix")
    sizes = [[*lengths, 2 * LENGTH] for lengths in sizes]  # Megatron asks for a sample at least
    named = {f"set{number}": lengths for number, lengths in enumerate(sizes)}
    tokens = folder_of_tokens(here / "tokens", named)
    paths = [f"/elsewhere/{name}_text_document" for name in named]
    mix = [part for weight, path in zip(weights, paths, strict=False) for part in (str(weight), path)]
    if len(named) == 1:
        cache_of_one(here / "cache", sizes[0], described(paths[0], 8 * batch))
        mix = paths
    else:
        cache_of_blend(here / "cache", sizes, paths, weights[: len(sizes)], 8 * batch)
    said = {**ARGUMENTS, "global_batch_size": batch, "train_iters": 8, "data_path": mix}
    opened = bound(checkpoint(here / "run", said, steps), tokens, here / "cache")
    replayed = read_by_steps(here / "cache", [tokens], steps, batch)
    seen = rows(opened)
    assert seen.keys() == {id for step in replayed for id in step}
    assert sum(row.tokens_seen for row in opened.model.sources) == steps * batch * LENGTH
    lengths = {f"{name}/{number}": length for name, each in named.items() for number, length in enumerate(each)}
    for id, row in seen.items():
        of = [(number, step[id]["tokens"]) for number, step in enumerate(replayed, 1) if id in step]
        assert (row["first_step"], row["last_step"]) == (of[0][0], of[-1][0])
        assert row["times"] * lengths[id] == pytest.approx(sum(count for _, count in of))


def test_a_document_is_seen_when_its_first_token_only_had_to_be_predicted(tmp_path: Path) -> None:
    tokens = folder_of_tokens(tmp_path / "tokens", {"law": [LENGTH, LENGTH]})
    cache_of_one(tmp_path / "cache", [LENGTH, LENGTH], described("law_text_document", 1))
    folder = checkpoint(tmp_path / "run", {**ARGUMENTS, "global_batch_size": 1, "train_iters": 1}, 1)
    seen = rows(bound(folder, tokens, tmp_path / "cache"))
    assert sorted((row["times"], row["first_step"], row["last_step"]) for row in seen.values()) == [(0.0, 1, 1), (1.0, 1, 1)]


def test_the_same_cache_and_checkpoint_give_the_same_bytes(tmp_path: Path, tokens: TokenFiles, megatron: Path) -> None:
    one, two = (bound(blended(tmp_path / name / "run"), tokens, megatron / "blend").folder for name in ("a", "b"))
    for name in ("model.json", "seen.parquet"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_a_batch_that_ramps_up_keeps_its_steps(tmp_path: Path, tokens: TokenFiles, megatron: Path) -> None:
    folder = blended(tmp_path / "run", rampup_batch_size=[1, 1, 6], consumed_train_samples=51, train_samples=80)
    opened = bound(folder, tokens, megatron / "blend")
    # 6 samples over 3 increments: batches of 1, 1, 2, 3, then 4
    batches = [1, 1, 2, 3, *[4] * 11]
    assert sum(batches) == 51
    replayed, start = read_by_steps(megatron / "blend", [tokens], 51, 1), 0
    first: dict[str, int] = {}
    for step, batch in enumerate(batches, 1):
        for sample in replayed[start : start + batch]:
            for id in sample:
                first.setdefault(id, step)
        start += batch
    assert {id: row["first_step"] for id, row in rows(opened).items()} == first
    assert (opened.model.tokens_seen, opened.model.tokens_a_step) == (51 * LENGTH, None)


def test_data_of_others_is_counted_and_named(tmp_path: Path, megatron: Path) -> None:
    ours = folder_of_tokens(tmp_path / "tokens", {"law": LAW})
    model = bound(blended(tmp_path / "run"), ours, megatron / "blend").model
    (dataset,) = model.tokens[0].datasets
    others = model.trainer.configuration["other_datasets"]
    assert others.keys() == {"debates"}
    assert dataset.tokens_seen is not None and dataset.tokens_seen + others["debates"] == model.tokens_seen == 15 * BATCH * LENGTH


def without_index(tmp_path: Path, megatron: Path) -> Iterator[tuple[str, Path, Path | None]]:
    yield "There is no index cache", blended(tmp_path / "none"), None
    yield "the seed 1234, the run 7", blended(tmp_path / "seed", seed=7), megatron / "blend"
    yield "the sequence length 16, the run 32", blended(tmp_path / "length", seq_length=32), megatron / "blend"
    yield "shuffled the samples once more", blended(tmp_path / "cyclic", dataloader_type="cyclic"), megatron / "blend"
    yield "the batch changed on the way", blended(tmp_path / "batch", consumed_train_samples=999), megatron / "blend"
    yield "one is of law, the run's mix of debates", blended(tmp_path / "mix", data_path=MIX), megatron / "one"
    yield "one is of 80 samples, the run of 400", blended(tmp_path / "size", train_iters=100), megatron / "blend"


def test_where_the_order_is_not_known_weights_are_told_as_an_expectation(
    tmp_path: Path, tokens: TokenFiles, megatron: Path
) -> None:
    for why, folder, cache in without_index(tmp_path, megatron):
        opened = bound(folder, tokens, cache)
        model = opened.model
        assert model.order == "unknown" and model.why is not None and why in model.why, model.why
        law, debates = sorted(model.tokens[0].datasets, key=lambda each: -each.weight)
        assert (law.name, debates.name) == ("law", "debates")
        assert law.weight == pytest.approx(0.7) and debates.weight == pytest.approx(0.3)
        assert model.tokens_seen and law.epochs == pytest.approx(0.7 * model.tokens_seen / sum(LAW))
        seen = rows(opened)
        assert len(seen) == len(LAW) + len(DEBATES)
        assert {(row["first_step"], row["last_step"]) for row in seen.values()} == {(None, None)}
        assert seen["law/0"]["times"] == pytest.approx(law.epochs)


def test_two_indexes_that_fit_are_not_guessed_between(tmp_path: Path, tokens: TokenFiles) -> None:
    cache_of_one(tmp_path / "cache", LAW, described("/a/law_text_document", 40))
    cache_of_one(tmp_path / "cache", LAW, described("/b/law_text_document", 40))
    model = bound(checkpoint(tmp_path / "run"), tokens, tmp_path / "cache").model
    assert model.why == "2 indexes in the cache fit this run, and nothing says which it used."


def test_a_cache_of_other_tokens_is_refused(tmp_path: Path, megatron: Path) -> None:
    other = folder_of_tokens(tmp_path / "other", {"law": [*LAW[:-1], LAW[-1] + 1], "debates": DEBATES})
    with pytest.raises(UserError, match="the index cache for law is of other token files than"):
        bound(blended(tmp_path / "run"), other, megatron / "blend")
    assert not (tmp_path / "run" / "model.json").exists()


@pytest.mark.parametrize("harm", ["cut", "gone", "changed", "pickled"])
def test_a_cut_or_pickled_cache_is_one_sentence(tmp_path: Path, tokens: TokenFiles, harm: str, megatron: Path) -> None:
    cache = Path(copytree(megatron / "one", tmp_path / "cache"))
    (path,), (said,) = cache.glob("*-sample_index.npy"), cache.glob("*-description.txt")
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:-8])
    elif harm == "gone":
        path.unlink()
    elif harm == "changed":
        said.write_text(said.read_text().replace("40", "41"))
    else:
        np.save(path, np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(StorageError, match=r"\.$"):
        bound(checkpoint(tmp_path / "run"), tokens, cache)


@pytest.mark.parametrize(
    ("arguments", "file", "said"),
    [
        ({"vocab_size": 300}, None, "vocabulary has 300 ids, that of .* 256"),
        ({"vocab_size": None, "padded_vocab_size": 512}, None, "vocabulary has 512 ids"),
        ({"tokenizer_model": "OpenLLM-France/Lucie-7B"}, None, "tokenizer is 'OpenLLM-France/Lucie-7B'"),
        ({"tokenizer_model": None}, None, "does not say which tokenizer it has"),
        ({}, TOKENIZER.replace(b'"b"', b'"c"'), "is not the tokenizer of"),
        ({}, b"not JSON", "is no tokenizer"),
    ],
)
def test_another_tokenizer_is_refused(
    tmp_path: Path, tokens: TokenFiles, arguments: dict[str, Any], file: bytes | None, said: str, megatron: Path
) -> None:
    folder = checkpoint(tmp_path / "run", {**ARGUMENTS, **arguments})
    if file is not None:
        (folder / "tokenizer.json").write_bytes(file)
    with pytest.raises(UserError, match=said):
        bound(folder, tokens, megatron / "one")


def test_a_tokenizer_that_another_library_wrote_anew_is_the_same(tmp_path: Path, tokens: TokenFiles, megatron: Path) -> None:
    folder = checkpoint(tmp_path / "run", {**ARGUMENTS, "tokenizer_model": None})
    (folder / "tokenizer.json").write_text(json.dumps({**json.loads(TOKENIZER), "truncation": {"max_length": 9}}, indent=2))
    assert bound(folder, tokens, megatron / "one").model.order == "known"


def test_a_private_release_makes_a_private_model(tmp_path: Path, megatron: Path) -> None:
    tokens = folder_of_tokens(tmp_path / "tokens", {"law": LAW}, private=True)
    assert bound(checkpoint(tmp_path / "run"), tokens, megatron / "one").model.private


def test_parameters_and_operations_follow_from_the_shape(tmp_path: Path, tokens: TokenFiles, megatron: Path) -> None:
    model = bound(checkpoint(tmp_path / "run"), tokens, megatron / "one").model
    attention, feed, norms = 4 * 8 * 8, 3 * 8 * 16, 2 * 8
    assert model.parameters == 2 * 256 * 8 + 2 * (attention + feed + norms) + 8
    assert model.flops == 6 * model.parameters * STEPS * BATCH * LENGTH


def test_parameters_are_counted_in_safetensors_without_loading_them(tmp_path: Path, tokens: TokenFiles, megatron: Path) -> None:
    header = json.dumps({"a": {"dtype": "F32", "shape": [3, 5], "data_offsets": [0, 60]}, "__metadata__": {"format": "pt"}})
    data = len(header).to_bytes(8, "little") + header.encode() + bytes(60)
    folder = checkpoint(tmp_path / "run")
    (folder / "model.safetensors").write_bytes(data)
    model = bound(folder, tokens, megatron / "one").model
    assert model.parameters == 15 and model.weights.keys() == {"model.safetensors"}
    (cut := checkpoint(tmp_path / "cut") / "model.safetensors").write_bytes(data[:-1])
    with pytest.raises(StorageError, match="is cut"):
        bound(cut.parent, tokens, megatron / "one")


def test_nothing_pickled_is_opened(tmp_path: Path, tokens: TokenFiles) -> None:
    folder = tmp_path / "run"
    (folder / "iter_0000007").mkdir(parents=True)
    (folder / "iter_0000007" / "common.pt").write_bytes(b"\x80\x04cos\nsystem\n(S'touch /tmp/bound'\ntR.")
    with pytest.raises(UserError, match="it opens no pickled file: export the trainer's arguments"):
        read_checkpoint(folder)
    with pytest.raises(NotFound, match="is no folder"):
        read_checkpoint(tmp_path / "nowhere")


def test_python_objects_in_yaml_are_not_made(tmp_path: Path) -> None:
    folder = checkpoint(tmp_path / "run")
    with (folder / "args.yaml").open("a") as file:
        file.write("params_dtype: !!python/name:os.system\nranks: !!python/object/apply:os.system ['false']\n")
    assert read_checkpoint(folder).length == LENGTH


def test_a_bound_folder_is_not_bound_over(tmp_path: Path, tokens: TokenFiles, megatron: Path) -> None:
    bound(folder := checkpoint(tmp_path / "run"), tokens, megatron / "one")
    with pytest.raises(UserError, match=r"model\.json is there already"):
        bound(folder, tokens, megatron / "one")


def test_a_data_mix_as_luciole_has_it_replaces_the_configuration_s(tmp_path: Path, tokens: TokenFiles) -> None:
    mix = {"data_path": "/lustre/tokens", "total_tokens": 960, "train": [{"name": "law_text_document", "weight": 12.0}]}
    (tmp_path / "datamix.json").write_text(json.dumps(mix))
    run = read_checkpoint(blended(tmp_path / "run")).with_said(shares=read_datamix(tmp_path / "datamix.json"))
    (folder,) = bind(tmp_path / "run", run, [tokens]).model.tokens
    assert {each.name: each.weight for each in folder.datasets} == {"law": 1.0, "debates": 0.0}
    (tmp_path / "datamix.json").write_text('{"train": [{"name": "law"}]}')
    with pytest.raises(UserError, match="is no data mix"):
        read_datamix(tmp_path / "datamix.json")


@pytest.mark.parametrize("cut", ["seq_length", "global_batch_size"])
def test_what_is_needed_and_not_said_is_asked_for(tmp_path: Path, tokens: TokenFiles, cut: str) -> None:
    arguments = {name: value for name, value in ARGUMENTS.items() if name != cut}
    with pytest.raises(MoissonError, match=r"give --(sequence-length|batch-size)\."):
        bound(checkpoint(tmp_path / "run", arguments), tokens, None)


def test_seen_parquet_has_the_columns_of_its_contract(tmp_path: Path, tokens: TokenFiles, megatron: Path) -> None:
    table = pa.Table.from_batches(bound(blended(tmp_path / "run"), tokens, megatron / "blend").seen())
    assert table["dataset"].unique().to_pylist() == ["law", "debates"]
    assert table["times"].null_count == 0
