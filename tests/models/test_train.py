"""A model is trained on real text, goes on from a kill to the same bits, and its export opens elsewhere with the same logits."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pytest
from tokens_here import tokens_here

from moisson.contracts.errors import MoissonError, NotFound, StorageError, UserError
from moisson.contracts.model_file import ModelFile
from moisson.contracts.token_files import TokenFiles
from moisson.workspace.storage import Workspace

pytestmark = pytest.mark.train

COMMAND = (sys.executable, "-m", "moisson", "train")
SIXTY: dict[str, Any] = {  # thousand tokens
    "see": 60_000,
    "sequences": 2,
    "device": "cpu",
    "held_out": frozenset(f"{of}/{number:04}" for of in ("decisions", "how_to") for number in range(0, 500, 20)),
}
ALONE = {**os.environ, "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> TokenFiles:
    return tokens_here(tmp_path_factory.mktemp("tokens") / "docs")


@pytest.fixture(scope="module")
def trained(tokens: TokenFiles, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A model of 60,000 tokens, and its figures."""
    from moisson.models.train import Asked, train

    to = tmp_path_factory.mktemp("models") / "docs"
    return to, train(Asked(tokens.folder, to, "1m", **SIXTY))


def weights(folder: Path) -> bytes:
    return (folder / "export" / "model.safetensors").read_bytes()


def asked(tokens: TokenFiles, to: Path, *more: str) -> list[str]:
    few = ("--tokens", "10240", "--batch", "4", "--device", "cpu")
    return [*COMMAND, str(tokens.folder), "--to", str(to), *few, *more]


def test_the_model_beats_the_frequencies_of_tokens_on_text_it_has_not_seen(trained: tuple[Path, dict[str, Any]]) -> None:
    folder, figures = trained
    log = [orjson.loads(line) for line in (folder / "log.jsonl").read_bytes().splitlines()]
    held = figures["held_out"]
    assert held["bits_per_byte"] < held["unigram_bits_per_byte"] - 0.05
    assert log[-1]["loss"] < log[0]["loss"] - 1
    assert log[0]["held_out_bits_per_byte"] > held["bits_per_byte"]
    assert {"step", "tokens", "loss", "rate", "gradient_norm", "tokens_a_second", "memory_mib"} <= log[-1].keys()
    assert all(sample["given"] and sample["written"] for sample in figures["samples"])


def test_the_record_says_what_was_seen_of_which_document(trained: tuple[Path, dict[str, Any]], tokens: TokenFiles) -> None:
    opened = ModelFile.open(trained[0])
    model, seen = opened.model, pa.Table.from_batches(opened.seen()).to_pylist()
    assert model.tokens_seen == model.steps * 2 * 256 == sum(each.tokens_seen for each in model.sources)
    of = {
        id: n
        for dataset in tokens.datasets
        for batch in dataset.ids()
        for id, n in zip(batch["id"].to_pylist(), batch["tokens"].to_pylist(), strict=True)
    }
    assert sum(row["times"] * of[row["id"]] for row in seen) == pytest.approx(model.tokens_seen)
    assert all(1 <= row["first_step"] <= row["last_step"] <= model.steps for row in seen)
    assert model.tokens[0].manifest_sha256 == tokens.manifest_sha256
    assert (model.order, model.private, model.parameters) == (
        "known",
        False,
        553_856 + tokens.manifest.tokenizer.vocabulary * 128,
    )


def test_transformers_opens_the_export_with_the_same_logits_and_the_same_tokens(
    trained: tuple[Path, dict[str, Any]], tokens: TokenFiles
) -> None:
    import torch
    from safetensors.torch import load_file
    from tokenizers import Tokenizer
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from moisson.models.presets import PRESETS
    from moisson.models.training.llama import Llama

    export = trained[0] / "export"
    theirs = AutoModelForCausalLM.from_pretrained(export, dtype=torch.float32)
    ours = Llama(PRESETS["1m"].shape, tokens.manifest.tokenizer.vocabulary, 1)
    ours.load_state_dict(load_file(export / "model.safetensors"))
    ids = torch.from_numpy(tokens.datasets[0].tokens[:512].astype(np.int64)).reshape(2, 256)
    with torch.no_grad():
        assert (theirs(ids).logits - ours(ids)).abs().max() < 1e-5
    assert type(theirs).__name__ == "LlamaForCausalLM"
    text = "Le salarié bénéficie d'un congé; the harvest 日本 \U0001f33e."
    reader = AutoTokenizer.from_pretrained(export)
    assert reader(text)["input_ids"] == Tokenizer.from_file(str(export / "tokenizer.json")).encode(text).ids
    assert reader.eos_token_id == tokens.manifest.tokenizer.end_of_text
    assert reader.decode(reader(text)["input_ids"]) == text


@pytest.mark.long
def test_a_training_that_is_killed_goes_on_to_the_same_bits(tokens: TokenFiles, tmp_path: Path) -> None:
    whole, killed = tmp_path / "model", tmp_path / "other" / "model"
    subprocess.run(asked(tokens, whole), check=True, env=ALONE, capture_output=True)
    process = subprocess.Popen(asked(tokens, killed), env=ALONE, stderr=subprocess.DEVNULL)
    while not any(killed.glob("checkpoint-*")):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    at = sorted(killed.glob("checkpoint-*"))[-1]
    assert at.name < "checkpoint-0000010"
    assert not (killed / "export").exists()
    subprocess.run(asked(tokens, killed), check=True, env=ALONE, capture_output=True)
    assert weights(killed) == weights(whole)
    assert [path.name for path in sorted(killed.glob("checkpoint-*"))] == ["checkpoint-0000009", "checkpoint-0000010"]
    for name in ("model.json", "seen.parquet", "samples.json"):
        assert (killed / name).read_bytes() == (whole / name).read_bytes()
    steps = [json.loads(line)["step"] for line in (killed / "log.jsonl").read_text().splitlines()]
    assert steps == sorted(set(steps))


@pytest.mark.long
def test_two_processes_train_as_one_does(tokens: TokenFiles, tmp_path: Path) -> None:
    subprocess.run(asked(tokens, tmp_path / "one"), check=True, env=ALONE, capture_output=True)
    subprocess.run(asked(tokens, tmp_path / "two", "--processes", "2"), check=True, env=ALONE, capture_output=True)
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    own = asked(tokens, tmp_path / "torchrun")[1:]
    subprocess.run([*torchrun, *own], check=True, env=ALONE, capture_output=True)
    one, two, other = (
        [json.loads(line)["loss"] for line in (tmp_path / name / "log.jsonl").open()] for name in ("one", "two", "torchrun")
    )
    assert len(one) == len(two) == 10
    assert two == pytest.approx(one, abs=2e-3)
    assert two == other
    assert weights(tmp_path / "two") == weights(tmp_path / "torchrun")
    assert ModelFile.open(tmp_path / "two").model.trainer.configuration["world"] == 2
    again = subprocess.run(asked(tokens, tmp_path / "two"), env=ALONE, capture_output=True, text=True)
    assert again.returncode == 2
    assert "was trained by 2 processes, and this run has 1: go on with --processes 2" in again.stderr


def test_gradients_are_accumulated_to_those_of_a_whole_batch(tokens: TokenFiles, tmp_path: Path) -> None:
    import torch

    from moisson.models.monitor import hold_out
    from moisson.models.train import Asked, batches_of, settled
    from moisson.models.training.llama import Llama
    from moisson.models.training.loop import gradients

    found = []
    for micro in (4, 1):
        settings = settled(Asked(tokens.folder, tmp_path, "1m", see=1_024, sequences=4, micro=micro), tokens, 1, "cpu")
        model = Llama(settings.of.shape, settings.vocabulary, settings.seed)
        windows = batches_of(settings, tokens, hold_out(tokens, None)).step(0)
        gradients(model, windows, settings, torch.device("cpu"))
        found.append(torch.cat([parameter.grad.flatten() for parameter in model.parameters()]))
    assert torch.allclose(found[0], found[1], atol=1e-6)


@pytest.mark.parametrize("more", [{"precision": "bf16"}, {"goldfish": 4}, {"schedule": "cosine"}], ids=str)
def test_other_ways_to_train_learn_too_and_are_deterministic(tokens: TokenFiles, tmp_path: Path, more: dict[str, Any]) -> None:
    from moisson.models.train import Asked, train

    first, second = (
        train(Asked(tokens.folder, tmp_path / name / "m", "1m", see=8_192, sequences=4, device="cpu", **more)) for name in "ab"
    )
    assert weights(tmp_path / "a" / "m") == weights(tmp_path / "b" / "m")
    assert first["held_out"] == second["held_out"]
    log = [orjson.loads(line) for line in (tmp_path / "a" / "m" / "log.jsonl").read_bytes().splitlines()]
    assert log[-1]["loss"] < log[0]["loss"] - 0.5


def test_a_checkpoint_of_other_settings_or_cut_is_refused(
    trained: tuple[Path, dict[str, Any]], tokens: TokenFiles, tmp_path: Path
) -> None:
    from moisson.models.train import Asked, train

    folder = copytree(trained[0], tmp_path / "docs")
    for changed, said in (
        ({"seed": 2}, "its seed is 1, not 2"),
        ({"see": 90_000}, "its steps is 117, not 175"),
        ({"goldfish": 5}, "goldfish"),
    ):
        with pytest.raises(UserError, match="is a checkpoint of another configuration") as raised:
            train(Asked(tokens.folder, folder, "1m", **{**SIXTY, **changed}))
        assert said in str(raised.value)
    before = weights(folder)
    train(Asked(tokens.folder, folder, "1m", **SIXTY))
    assert weights(folder) == before
    newest = sorted(folder.glob("checkpoint-*"))[-1]
    state = newest / "state.safetensors"
    state.write_bytes(state.read_bytes()[:-100])
    with pytest.raises(StorageError, match="is cut or damaged; delete it and run again"):
        train(Asked(tokens.folder, folder, "1m", **SIXTY))
    (newest / "checkpoint.json").write_bytes(b"{")
    with pytest.raises(StorageError, match="is cut or damaged"):
        train(Asked(tokens.folder, folder, "1m", **SIXTY))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"preset": "2m"}, "There is no preset 2m; there are: 1m, 6m"),
        ({"device": "cuda"}, "This machine has no GPU that PyTorch can use"),
        ({"preset": "350m", "sequences": 4096, "micro": 4096}, "needs about [0-9.]+ GiB, and [0-9.]+ GiB are free"),
        ({"sequences": 3, "processes": 2}, "3 windows a step cannot be shared evenly by 2 processes"),
        ({"goldfish": 1}, "--goldfish 1 is no number"),
        ({"held_out": frozenset(["nobody"])}, "None of the documents to hold out"),
    ],
)
def test_what_cannot_be_is_said_before_any_work(tokens: TokenFiles, tmp_path: Path, more: dict[str, Any], said: str) -> None:
    import torch

    from moisson.models.train import Asked, train

    if more.get("device") == "cuda" and torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    with pytest.raises(UserError, match=said):
        train(Asked(**{"tokens": tokens.folder, "to": tmp_path / "model", "preset": "1m", "device": "cpu", **more}))
    assert not any(tmp_path.rglob("checkpoint-*"))


def test_two_trainings_in_one_folder_lock_each_other_out_and_the_progress_says_the_loss(
    tokens: TokenFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from moisson.models.train import Asked, train

    few = Asked(tokens.folder, tmp_path / "model", "1m", see=4096, sequences=4, device="cpu", shown=True)
    with Workspace(few.to).locked(), pytest.raises(StorageError, match=r"in use by another moisson.*another folder with --to"):
        train(few)
    assert not (few.to / "export").exists()
    train(few)
    assert re.search(r"training 1m: 4,096 of 4,096 tokens \(loss \d+\.\d{3}\)", capsys.readouterr().err)


def test_another_team_s_mix_says_what_is_read_and_belongs_to_the_training(tokens: TokenFiles, tmp_path: Path) -> None:
    from moisson.models.mix_file import read_mix
    from moisson.models.train import Asked, train

    path = tmp_path / "datamix.json"
    path.write_text(
        json.dumps({"train": [{"name": "decisions_text_document", "weight": 9.0}, {"name": "elsewhere", "weight": 1}]})
    )
    few = Asked(tokens.folder, tmp_path / "model", "1m", see=4096, sequences=4, device="cpu", mix=read_mix(path))
    train(few)
    opened = ModelFile.open(few.to)
    (of,) = opened.model.tokens
    assert [(each.name, each.weight) for each in of.datasets] == [("decisions", 1.0), ("how_to", 0.0)]
    assert {row["id"].partition("/")[0] for row in pa.Table.from_batches(opened.seen()).to_pylist()} == {"decisions"}
    with pytest.raises(UserError, match="its mix sha256 is"):
        train(replace(few, mix=None))


def test_a_large_vocabulary_does_not_fit_a_small_preset(tokens: TokenFiles, tmp_path: Path) -> None:
    from moisson.models.train import Asked, settled

    large = tokens.manifest.tokenizer.model_copy(update={"vocabulary": 32_000})
    files = TokenFiles(tokens.folder, tokens.manifest.model_copy(update={"tokenizer": large}))
    with pytest.raises(
        UserError, match=r"has 32,000 ids, so embeddings would be over two thirds of 1m.*take a larger preset \(11m\)"
    ):
        settled(Asked(tokens.folder, tmp_path, "1m"), files, 1, "cpu")


def test_private_tokens_need_the_word_and_give_a_private_model(tmp_path: Path) -> None:
    from moisson.models.train import Asked, train

    files = tokens_here(tmp_path / "tokens", vocabulary=300, private=True, most=5)
    with pytest.raises(UserError, match="is made of the private release documentation/1; with --private"):
        train(Asked(files.folder, tmp_path / "model", "1m", see=256, sequences=1))
    train(Asked(files.folder, tmp_path / "model", "1m", see=256, sequences=1, private=True))
    assert ModelFile.open(tmp_path / "model").model.private


@pytest.mark.parametrize(
    ("name", "cut", "error"),
    [
        ("decisions_text_document.bin", 10, UserError),
        ("decisions_text_document.idx", 1, UserError),
        ("manifest.json", 0, UserError),
    ],
)
def test_a_cut_file_of_tokens_is_named(tmp_path: Path, name: str, cut: int, error: type[MoissonError]) -> None:
    from moisson.models.train import Asked, train

    files = tokens_here(tmp_path / "tokens", vocabulary=300, most=5)
    path = files.folder / name
    path.write_bytes(path.read_bytes()[:-cut] if cut else b"{}")
    with pytest.raises(error, match=name):
        train(Asked(files.folder, tmp_path / "model", "1m", see=256, sequences=1))
    with pytest.raises(NotFound, match="holds no model"):
        ModelFile.open(tmp_path / "model")


def test_presets_have_the_parameters_that_they_are_named_for() -> None:
    from moisson.models.presets import PRESETS, fits
    from moisson.models.training.llama import Llama

    exact = {name: preset.shape.parameters(preset.vocabulary) for name, preset in PRESETS.items()}
    assert exact == {
        "1m": 1_078_144,
        "6m": 5_786_368,
        "11m": 11_260_800,
        "22m": 21_961_216,
        "croissant-small": 35_363_328,
        "60m": 59_690_880,
        "125m": 123_685_632,
        "350m": 349_750_272,
    }
    assert all(fits(preset, preset.vocabulary) for preset in PRESETS.values())
    for name in ("1m", "11m"):
        preset = PRESETS[name]
        model = Llama(preset.shape, preset.vocabulary, 1)
        assert sum(parameter.numel() for parameter in model.parameters()) == exact[name]
