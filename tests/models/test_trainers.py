"""What others' trainers say of a run is read from their text files, whichever of them it was."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from bound_run import BATCH, DEBATES, LAW, LENGTH, SEED, cache_of_blend, folder_of_tokens

from moisson.contracts.errors import UserError
from moisson.contracts.token_files import TokenFiles
from moisson.models.binding.bind import bind
from moisson.models.trainers.checkpoint import read_checkpoint, settings_files
from moisson.models.trainers.run import Share, Span, shares_of

PATHS = ("/lustre/tokens/law_text_document", "/lustre/tokens/debates_text_document")
# What we read of NeMo 2's context/model.yaml, as in OpenLLM-France/Luciole-Training, ablations/conversion/model.yaml.
NEMO = {
    "_target_": "nemo.collections.llm.gpt.model.llama.LlamaModel",
    "config": {
        "_target_": "nemo.collections.llm.gpt.model.llama.Llama32Config1B",
        "num_layers": 16,
        "hidden_size": 2048,
        "ffn_hidden_size": 8192,
        "num_attention_heads": 32,
        "num_query_groups": 8,
        "share_embeddings_and_output_weights": True,
        "gated_linear_unit": True,
        "add_bias_linear": False,
        "normalization": "RMSNorm",
        "make_vocab_size_divisible_by": 128,
        "tensor_model_parallel_size": 1,
        "position_embedding_type": "rope",
        "seq_length": LENGTH,
        "vocab_size": 256,
    },
    "optim": {"config": {"lr": 0.0003, "weight_decay": 0.1}},
    "tokenizer": {
        "_target_": "nemo.collections.common.tokenizers.huggingface.auto_tokenizer.AutoTokenizer",
        "pretrained_model_name": {"_target_": "nemo.lightning.io.artifact.file.DirOrStringArtifact", "attr": "us/moisson-32k"},
    },
}
RECIPE = {
    "data": {
        "_target_": "nemo.collections.llm.gpt.data.pre_training.PreTrainingDataModule",
        "paths": ["0.7", PATHS[0], "0.3", PATHS[1]],
        "global_batch_size": BATCH,
        "micro_batch_size": 1,
        "seq_length": LENGTH,
        "seed": SEED,
        "split": "1,0,0",
        "index_mapping_dir": "index_mapping",
    },
    "trainer": {"max_steps": 20},
}
# As huggingface/nanotron, examples/config_nanoset.yaml.
NANOTRON: dict[str, Any] = {
    "data_stages": [
        {"name": "first", "start_training_step": 1, "data": {"seed": 42, "dataset": {"dataset_folder": PATHS[0]}}},
        {
            "name": "second",
            "start_training_step": 5,
            "data": {"seed": 42, "dataset": {"dataset_folder": list(PATHS), "dataset_weights": [0.25, 0.75]}},
        },
    ],
    "general": {"project": "essai", "seed": 42, "step": 8, "consumed_train_samples": 32},
    "model": {
        "make_vocab_size_divisible_by": 1,
        "model_config": {
            "hidden_act": "silu",
            "hidden_size": 16,
            "intermediate_size": 64,
            "num_attention_heads": 4,
            "vocab_size": 256,
            "num_hidden_layers": 2,
            "num_key_value_heads": 4,
            "tie_word_embeddings": True,
            "is_llama_config": True,
        },
    },
    "parallelism": {"dp": 2, "tp": 2, "pp": 1},
    "tokenizer": {"tokenizer_name_or_path": "moisson-32k"},
    "tokens": {"batch_accumulation_per_replica": 1, "micro_batch_size": 2, "sequence_length": LENGTH, "train_steps": 200},
}


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFiles:
    return folder_of_tokens(tmp_path / "tokens", {"law": LAW, "debates": DEBATES})


def nemo(folder: Path) -> Path:
    folder = folder / "essai--val_loss=3.10-step=14-consumed_samples=60.0"
    (folder / "context").mkdir(parents=True)
    (folder / "context" / "model.yaml").write_text(yaml.safe_dump(NEMO))
    return folder


def test_nemo_s_checkpoint_with_its_recipe_is_bound_by_its_index(tmp_path: Path, tokens: TokenFiles) -> None:
    (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(RECIPE))
    cache_of_blend(tmp_path / "cache", (LAW, DEBATES), PATHS, (0.7, 0.3), 20 * BATCH)
    run = read_checkpoint(folder := nemo(tmp_path / "run"), [tmp_path / "recipe.yaml"])
    assert (run.kind, run.steps, run.samples, run.batch, run.seed) == ("nemo", 15, 60, BATCH, SEED)
    model = bind(folder, run, [tokens], cache=tmp_path / "cache").model
    assert (model.order, model.steps, model.tokens_seen) == ("known", 15, 15 * BATCH * LENGTH)
    heads, feed = 2 * 2048 * 2048 + 2 * 2048 * 512, 3 * 2048 * 8192
    assert model.parameters == 256 * 2048 + 16 * (heads + feed + 2 * 2048) + 2048


def test_a_launcher_s_own_arguments_stand_in_for_nemo_s_recipe(tmp_path: Path) -> None:
    said = {"batch_size": 1024, "seq_length": 4096, "seed": 7, "arch": "llama1b"}  # of Luciole's train_model.py
    (tmp_path / "args.json").write_text(json.dumps(said))
    run = read_checkpoint(nemo(tmp_path / "run"), [tmp_path / "args.json"])
    assert (run.kind, run.batch, run.length, run.seed) == ("nemo", 1024, 4096, 7)


def test_nanotron_s_stages_are_weighed_by_their_steps(tmp_path: Path, tokens: TokenFiles) -> None:
    (folder := tmp_path / "8").mkdir()
    (folder / "config.yaml").write_text(yaml.safe_dump(NANOTRON))
    (folder / "checkpoint_metadata.json").write_text(json.dumps({"metas": {"consumed_train_samples": 32, "last_train_step": 8}}))
    run = read_checkpoint(folder)
    assert run.spans == (Span(16, (Share(PATHS[0]),)), Span(16, (Share(PATHS[0], 0.25), Share(PATHS[1], 0.75))))
    model = bind(folder, run, [tokens]).model
    assert (model.order, model.steps, model.tokens_a_step, model.tokens_seen) == ("unknown", 8, 4 * LENGTH, 32 * LENGTH)
    weights = {each.name: each.weight for each in model.tokens[0].datasets}
    assert weights == {"law": pytest.approx(0.5 + 0.5 * 0.25), "debates": pytest.approx(0.5 * 0.75)}
    assert sum(each.tokens_seen for each in model.sources) == pytest.approx(32 * LENGTH, abs=2)
    assert model.parameters == 256 * 16 + 2 * (4 * 16 * 16 + 3 * 16 * 64 + 2 * 16) + 16


def test_nanotron_without_weights_draws_in_proportion_to_size(tmp_path: Path, tokens: TokenFiles) -> None:
    (folder := tmp_path / "8").mkdir()
    stage = {"name": "only", "start_training_step": 1, "data": {"seed": 1, "dataset": {"dataset_folder": list(PATHS)}}}
    (folder / "config.yaml").write_text(yaml.safe_dump({**NANOTRON, "data_stages": [stage]}))
    model = bind(folder, read_checkpoint(folder), [tokens]).model
    weights = {each.name: each.weight for each in model.tokens[0].datasets}
    assert weights == {"law": pytest.approx(sum(LAW) / 338), "debates": pytest.approx(sum(DEBATES) / 338)}


def test_megatron_bridge_has_the_same_arguments_in_groups(tmp_path: Path) -> None:
    (folder := tmp_path / "iter_0000005").mkdir()
    said = {
        "model": {"_target_": "megatron.bridge.models.LlamaModelProvider", "num_layers": 2, "hidden_size": 8},
        "train": {"train_iters": 20, "global_batch_size": 4, "micro_batch_size": 1},
        "dataset": {"random_seed": 99, "seq_length": 32, "blend": [list(PATHS), [0.7, 0.3]], "dataloader_type": "single"},
        "rng": {"seed": 1},
        "tokenizer": {"tokenizer_model": "moisson-32k"},
    }
    (folder / "run_config.yaml").write_text(yaml.safe_dump(said))
    run = read_checkpoint(folder)
    assert (run.kind, run.steps, run.batch, run.length, run.seed, run.planned) == ("megatron", 5, 4, 32, 99, 80)
    assert run.shares == (Share(PATHS[0], 0.7), Share(PATHS[1], 0.3))


def test_of_transformers_epochs_are_an_expectation(tmp_path: Path, tokens: TokenFiles) -> None:
    (folder := tmp_path / "checkpoint-40").mkdir()
    (folder / "trainer_state.json").write_text(json.dumps({"global_step": 40, "epoch": 2.5, "max_steps": 100}))
    (folder / "config.json").write_text(json.dumps({"model_type": "llama", "hidden_size": 8, "vocab_size": 256}))
    (folder / "tokenizer.json").write_bytes((tokens.folder / "tokenizer.json").read_bytes())
    opened = bind(folder, read_checkpoint(folder), [tokens])
    model = opened.model
    assert (model.trainer.kind, model.steps, model.tokens_seen, model.parameters) == ("transformers", 40, round(2.5 * 338), None)
    assert {each.name: each.epochs for each in model.tokens[0].datasets} == {
        "law": pytest.approx(2.5),
        "debates": pytest.approx(2.5),
    }
    assert model.why is not None and model.why.startswith("There is no index cache")


@pytest.mark.parametrize(
    ("said", "shares"),
    [
        ("0.7 a 0.3 b", (Share("a", 0.7), Share("b", 0.3))),
        (["a", "b"], (Share("a"), Share("b"))),
        ({"train": ["1", "a"], "validation": ["b"]}, (Share("a", 1.0),)),
        (None, ()),
    ],
)
def test_a_mix_is_read_in_each_of_its_forms(said: Any, shares: tuple[Share, ...]) -> None:
    assert shares_of(said) == shares


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("args.json", "{", "is not JSON"),
        ("args.yaml", "a: [", "is not YAML"),
        ("args.yaml", "- a", "holds no settings by name"),
        ("args.yaml", "seq_length: many\nglobal_batch_size: 4", "`seq_length` is 'many', not a whole number"),
        ("args.yaml", "seq_length: 16\ndata_path: [a, '1', b]", "neither paths nor pairs of weight and path"),
        ("config.yaml", "some: thing", "is of no trainer that Moisson knows"),
        ("latest_checkpointed_iteration.txt", "release", "says 'release', not a step; give it with --steps"),
    ],
)
def test_a_configuration_that_is_none_is_one_sentence(tmp_path: Path, name: str, text: str, why: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UserError, match=why):
        read_checkpoint(tmp_path)


def test_a_pickle_given_as_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Moisson opens no pickled file"):
        settings_files([tmp_path / "common.pt"])
