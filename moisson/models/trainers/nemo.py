"""NeMo 2: `context/model.yaml` in a checkpoint's folder, and the run's configuration, where a recipe was saved beside it.

A checkpoint's folder says its step: `…-step=99-consumed_samples=12800.0`. NeMo counts steps from 0 there.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moisson.models.trainers import megatron
from moisson.models.trainers.run import Run
from moisson.models.trainers.settings import inside, whole

STEP = re.compile(r"step=(\d+)")
SAMPLES = re.compile(r"consumed_samples=(\d+)")


def read(settings: Mapping[str, Any], folder: Path) -> Run:
    """The run that a model's and a recipe's settings, merged, describe. Raises UserError."""
    shape = inside(settings, "model", "config") or settings.get("config") or {}
    data = settings.get("data") if isinstance(settings.get("data"), Mapping) else settings  # else a launcher's own arguments
    assert isinstance(data, Mapping)
    batch = whole(data, "global_batch_size") or whole(data, "batch_size")
    steps, samples = STEP.search(folder.name), SAMPLES.search(folder.name)
    planned = inside(settings, "trainer", "max_steps") or inside(settings, "optim", "lr_scheduler", "max_steps")
    tokenizer = inside(settings, "tokenizer", "pretrained_model_name") or inside(
        settings, "model", "tokenizer", "pretrained_model_name"
    )
    tensor = whole(shape, "tensor_model_parallel_size") or 1
    said = {name: data[name] for name in ("paths", "seq_length", "global_batch_size", "seed", "split") if data.get(name)}
    return Run(
        kind="nemo",
        steps=int(steps[1]) + 1 if steps else None,
        samples=int(samples[1]) if samples else None,
        planned=int(planned) * batch if planned and batch else None,
        batch=batch,
        length=whole(data, "seq_length") or whole(shape, "seq_length"),
        seed=whole(data, "seed"),
        shares=megatron.mix({"data_path": data.get("paths")}),
        in_order=data.get("dataloader_type") in (None, "single"),
        tokenizer=inside(tokenizer, "attr") if isinstance(tokenizer, Mapping) else tokenizer,
        vocabulary=whole(shape, "vocab_size"),
        pad_to=(whole(shape, "make_vocab_size_divisible_by") or 128) * tensor,
        cache=data.get("index_mapping_dir"),
        architecture=megatron.architecture(shape),
        configuration={**said, **{name: inside(settings, "optim", "config", name) for name in ("lr", "weight_decay")}},
    )
