"""Checkpoints: model and optimizer as safetensors, in a folder that is written beside and renamed; the last two are kept."""

import shutil
from pathlib import Path
from typing import Any

import orjson
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from moisson.contracts.disk import disk, flush
from moisson.contracts.errors import StorageError
from moisson.contracts.identity import pretty_json
from moisson.models.settings import Settings, compared

KEPT = 2
STATE, ABOUT = "state.safetensors", "checkpoint.json"
MOMENTS = ("step", "exp_avg", "exp_avg_sq")  # AdamW's, as PyTorch names them


def save(folder: Path, step: int, model: nn.Module, optimizer: torch.optim.Optimizer, settings: Settings) -> None:
    """Write what the training is after so many steps. No random state: nothing is drawn after the first weights."""
    tensors = {f"model.{name}": parameter.detach() for name, parameter in model.named_parameters()}
    for name, parameter in model.named_parameters():
        tensors |= {f"{moment}.{name}": optimizer.state[parameter][moment] for moment in MOMENTS}
    path, temporary = folder / f"checkpoint-{step:07}", folder / ".checkpoint"
    with disk(path):
        for left in (temporary, path):  # of a run that was killed as it wrote, or went on from before this step
            shutil.rmtree(left, ignore_errors=True)
        temporary.mkdir()
        try:
            save_file({name: tensor.contiguous().cpu() for name, tensor in tensors.items()}, temporary / STATE)
        except SafetensorError as error:  # how it reports a disk that is full
            raise StorageError(
                f"{path} cannot be written ({error}); make room and run again: it goes on from the one before."
            ) from None
        (temporary / ABOUT).write_bytes(pretty_json({"step": step, "settings": settings.record()}))
        for file in temporary.iterdir():
            flush(file)
        temporary.replace(path)
        flush(folder)
    for old in found(folder)[:-KEPT]:
        shutil.rmtree(old)


def found(folder: Path) -> list[Path]:
    """The checkpoints of a folder, the newest last."""
    return sorted(path for path in folder.glob("checkpoint-*") if (path / ABOUT).is_file())


def newest(folder: Path, settings: Settings) -> tuple[int, Path] | None:
    """The newest checkpoint and its steps; raises UserError where it is of other settings, StorageError where it is damaged."""
    if not (paths := found(folder)):
        return None
    path = paths[-1]
    try:
        with disk(path):
            about: dict[str, Any] = orjson.loads((path / ABOUT).read_bytes())
        step, there = int(about["step"]), dict(about["settings"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        raise _cut(path) from None
    compared(settings, there, str(path))
    return step, path


def load(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, device: torch.device) -> None:
    """Bring model and optimizer to where they were; raises StorageError where the file is cut."""
    try:
        with disk(path / STATE):
            tensors = load_file(path / STATE)
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                parameter.copy_(tensors[f"model.{name}"])
                moments = {moment: tensors[f"{moment}.{name}"] for moment in MOMENTS}
                optimizer.state[parameter] = {name: each if name == "step" else each.to(device) for name, each in moments.items()}
    except (SafetensorError, KeyError, RuntimeError):
        raise _cut(path) from None


def _cut(path: Path) -> StorageError:
    return StorageError(f"{path} is cut or damaged; delete it and run again: training goes on from the one before it.")
