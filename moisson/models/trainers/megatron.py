"""Megatron-LM's arguments, exported as YAML or JSON, and Megatron-Bridge's run_config.yaml.

The names are those of megatron/training/arguments.py; Bridge has the same in groups, where the data's seed is `random_seed`.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moisson.contracts.errors import UserError
from moisson.models.trainers.run import Run, shares_of
from moisson.models.trainers.settings import inside, whole

LATEST = "latest_checkpointed_iteration.txt"
ITERATION = re.compile(r"iter_(\d+)$")
GROUPS = ("logger", "checkpoint", "dist", "rng", "tokenizer", "dataset", "train", "model")  # of Bridge; later ones win
SAID = (
    *("seq_length", "global_batch_size", "micro_batch_size", "rampup_batch_size", "train_iters", "train_samples", "seed"),
    *("data_path", "train_data_path", "blend", "split", "dataloader_type", "lr", "min_lr", "lr_decay_style", "weight_decay"),
)


def read(settings: Mapping[str, Any], folder: Path) -> Run:
    """The run that these arguments describe, up to the newest checkpoint in a folder. Raises UserError."""
    if isinstance(settings.get("train"), Mapping) and isinstance(settings.get("model"), Mapping):
        groups = [group for name in GROUPS if isinstance(group := settings.get(name), Mapping)]
        merged = {name: value for group in groups for name, value in group.items() if value is not None}
        seed = inside(settings, "dataset", "random_seed")
        settings = {**merged, "seed": seed if seed is not None else inside(settings, "rng", "seed")}
    length = whole(settings, "seq_length") or whole(settings, "sequence_length")
    batch, iterations = whole(settings, "global_batch_size"), whole(settings, "train_iters")
    planned = whole(settings, "train_samples") or (iterations * batch if iterations and batch else None)
    ramp = settings.get("rampup_batch_size")
    tensor = whole(settings, "tensor_model_parallel_size") or 1
    return Run(
        kind="megatron",
        steps=iteration(folder) or whole(settings, "iteration"),
        samples=whole(settings, "consumed_train_samples") or None,
        planned=planned,
        batch=batch,
        ramp=(int(ramp[0]), int(ramp[1]), int(ramp[2])) if ramp else None,
        length=length,
        seed=whole(settings, "seed"),
        shares=mix(settings),
        in_order=settings.get("dataloader_type") in (None, "single"),
        tokenizer=settings.get("tokenizer_model") or settings.get("tokenizer_name_or_path"),
        vocabulary=whole(settings, "vocab_size"),
        padded=whole(settings, "padded_vocab_size"),
        pad_to=(whole(settings, "make_vocab_size_divisible_by") or 128) * tensor,
        cache=settings.get("data_cache_path") or settings.get("path_to_cache"),
        architecture=architecture(settings),
        configuration={name: settings[name] for name in SAID if settings.get(name) is not None},
    )


def mix(settings: Mapping[str, Any]) -> tuple[Any, ...]:
    """The data mix of training; raises UserError where it has no known form."""
    for name in ("train_data_path", "data_path", "blend"):
        if settings.get(name):
            try:
                return shares_of(settings[name])
            except ValueError as error:
                raise UserError(f"in the configuration, {error}; give the mix with --datamix.") from None
    return ()


def iteration(folder: Path) -> int | None:
    """The step of a checkpoint, by its folder's name or the tracker file."""
    if found := ITERATION.search(folder.name):
        return int(found[1])
    tracker = folder / LATEST
    said = tracker.read_text(encoding="utf-8", errors="replace").strip() if tracker.is_file() else ""
    if said and not said.isdigit():
        raise UserError(f"{tracker} says {said[:40]!r}, not a step; give it with --steps.")
    return int(said) if said else None


def architecture(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The shape, under the names of a `config.json` of transformers; what the settings leave out is left out."""
    get = settings.get
    heads = get("num_attention_heads")
    gated = get("swiglu") if get("gated_linear_unit") is None else get("gated_linear_unit")
    tied = get("share_embeddings_and_output_weights")
    if tied is None and get("untie_embeddings_and_output_weights") is not None:
        tied = not get("untie_embeddings_and_output_weights")
    said = {
        "hidden_size": get("hidden_size"),
        "num_hidden_layers": get("num_layers"),
        "intermediate_size": get("ffn_hidden_size"),
        "num_attention_heads": heads,
        "num_key_value_heads": get("num_query_groups") or heads,
        "head_dim": get("kv_channels"),
        "vocab_size": get("padded_vocab_size") or get("vocab_size"),
        "tie_word_embeddings": tied,
        "gated": gated,
        "bias": get("add_bias_linear"),
        "normalization": get("normalization"),
        "position_embedding": get("position_embedding_type"),
        "max_position_embeddings": get("max_position_embeddings") or get("seq_length"),
        "experts": get("num_experts") or get("num_moe_experts"),
        "hybrid_pattern": get("hybrid_override_pattern"),
    }
    return {name: value for name, value in said.items() if value is not None}
