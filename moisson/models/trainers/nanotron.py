"""nanotron: config.yaml, which it writes into each checkpoint, and checkpoint_metadata.json beside it.

A stage draws from one data set or a weighted few from `start_training_step` on, counted from 1. Its loaders shuffle on the
fly and keep no index, so the order of documents is not known.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moisson.contracts.errors import UserError
from moisson.models.trainers.run import Run, Share, Span
from moisson.models.trainers.settings import inside, read_settings, whole

METADATA = "checkpoint_metadata.json"
FOLDERS = ("dataset_folder", "dataset_path", "dataset_folders")


def read(settings: Mapping[str, Any], folder: Path) -> Run:
    """The run up to a checkpoint. Raises UserError."""
    metadata = read_settings(path) if (path := folder / METADATA).is_file() else {}
    replicas = whole(settings, "parallelism", "dp") or 1
    micro, accumulated = (whole(settings, "tokens", name) for name in ("micro_batch_size", "batch_accumulation_per_replica"))
    batch = micro * (accumulated or 1) * replicas if micro else None
    stages = settings.get("data_stages") or []
    steps = (
        whole(metadata, "metas", "last_train_step")
        or whole(settings, "general", "step")
        or (int(folder.name) if folder.name.isdigit() else None)
    )
    model = inside(settings, "model", "model_config") or {}
    return Run(
        kind="nanotron",
        steps=steps,
        samples=whole(metadata, "metas", "consumed_train_samples") or whole(settings, "general", "consumed_train_samples"),
        batch=batch,
        length=whole(settings, "tokens", "sequence_length"),
        seed=whole(stages[0], "data", "seed") if stages else None,
        spans=_spans(stages, steps, batch),
        in_order=False,
        tokenizer=inside(settings, "tokenizer", "tokenizer_name_or_path"),
        padded=whole(model, "vocab_size"),
        pad_to=whole(settings, "model", "make_vocab_size_divisible_by") or 1,
        architecture={**model, "gated": "hidden_act" in model, "bias": False},
        configuration={name: settings[name] for name in ("tokens", "data_stages", "optimizer") if settings.get(name)},
    )


def _spans(stages: list[Any], steps: int | None, batch: int | None) -> tuple[Span, ...]:
    """The samples of each stage until a step; none where either is not said."""
    if steps is None or batch is None:
        return ()
    starts = [(whole(stage, "start_training_step") or 1, _shares(stage)) for stage in stages]
    starts.sort(key=lambda each: each[0])
    ends = [start for start, _ in starts[1:]] + [steps + 1]
    return tuple(
        Span((min(end, steps + 1) - start) * batch, shares)
        for (start, shares), end in zip(starts, ends, strict=True)
        if start <= steps
    )


def _shares(stage: Any) -> tuple[Share, ...]:
    """The data sets of a stage: one folder, several with `dataset_weights`, or several by weight."""
    dataset = inside(stage, "data", "dataset")
    folders = next((dataset[name] for name in FOLDERS if isinstance(dataset, Mapping) and dataset.get(name)), None)
    if isinstance(folders, str):
        return (Share(folders),)
    if isinstance(folders, Mapping):
        return tuple(Share(str(path), float(weight)) for path, weight in folders.items())
    weights = inside(dataset, "dataset_weights")
    if not weights:
        return tuple(Share(str(path)) for path in folders or [])
    if len(weights) != len(folders or []):
        raise UserError(
            f"stage {inside(stage, 'name')!r} has {len(folders or [])} data sets, {len(weights)} weights; correct it."
        )
    return tuple(Share(str(path), float(weight)) for path, weight in zip(folders or [], weights, strict=True))
