"""transformers: trainer_state.json and config.json, which say the least: how much was trained, of what shape, and not on what."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moisson.models.trainers.run import Run
from moisson.models.trainers.settings import read_settings, whole

STATE, CONFIG = "trainer_state.json", "config.json"


def read(folder: Path) -> Run:
    """The run of a folder with either file. Raises UserError."""
    state, config = (read_settings(path) if (path := folder / name).is_file() else {} for name in (STATE, CONFIG))
    return Run(
        kind="transformers",
        steps=whole(state, "global_step"),
        in_order=False,
        tokens_seen=whole(state, "num_input_tokens_seen") or None,
        padded=whole(config, "vocab_size"),
        architecture=_shape(config),
        configuration={name: state[name] for name in ("epoch", "max_steps", "train_batch_size") if state.get(name)},
    )


def _shape(config: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in config.items() if isinstance(value, str | int | float | bool)}
