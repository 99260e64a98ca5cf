"""What a training needs of the machine, asked before it begins: memory by an estimate, a GPU where one is asked for."""

import os
import re
from pathlib import Path

import torch

from moisson.contracts.errors import UserError
from moisson.models.settings import Settings

GROUPS, OWN_GROUP, MEMORY = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup"), Path("/proc/meminfo")
PROGRAM = 450 << 20  # bytes: Python and PyTorch, as measured
NUMBER = 4  # bytes of fp32


def check(settings: Settings, device: str, local_world: int) -> None:
    """Raise UserError where the device is not there, or memory will not do; `local_world` processes share this machine."""
    if device == "cuda" and not torch.cuda.is_available():
        raise UserError(
            "This machine has no GPU that PyTorch can use; leave --device out to train on the CPU, or install a PyTorch for it."
        )
    if device == "cuda" and torch.cuda.device_count() < local_world:
        raise UserError(f"This machine has {torch.cuda.device_count()} GPUs, not {local_world}; ask for as many --processes.")
    there = torch.cuda.mem_get_info()[0] if device == "cuda" else available()
    needed = needs(settings) * (1 if device == "cuda" else local_world)
    if there is not None and needed > there:
        raise UserError(
            f"Training {settings.preset} with {settings.micro} windows at a time needs about {_gib(needed)}, and {_gib(there)}"
            " are free; take fewer windows at a time (--micro-batch), fewer processes or a smaller preset."
        )


def needs(settings: Settings) -> int:
    """The bytes that one process holds at most, estimated: weights, gradients, two moments and, of several processes, what they
    exchange; and what a forward pass keeps for the backward one, in fp32."""
    shape = settings.of.shape
    copies = 5 if settings.world > 1 else 4
    of_layer = 14 * shape.width + 5 * shape.hidden + shape.context // 8
    of_token = shape.layers * of_layer + 4 * settings.vocabulary
    of_pass = settings.micro * shape.context * of_token
    return PROGRAM + NUMBER * (copies * shape.parameters(settings.vocabulary) + of_pass)


def available() -> int | None:
    """The bytes of memory that are free for this process, its container's bounds counted; None where no one says."""
    found = []
    if MEMORY.is_file() and (said := re.search(r"^MemAvailable:\s+(\d+) kB", MEMORY.read_text(), re.MULTILINE)):
        found.append(int(said[1]) << 10)
    if OWN_GROUP.is_file():
        own = next((line.removeprefix("0::/") for line in OWN_GROUP.read_text().splitlines() if line.startswith("0::/")), "")
        for folder in (GROUPS / own, *(GROUPS / own).parents):
            most, used = folder / "memory.max", folder / "memory.current"
            if most.is_file() and (bound := most.read_text().strip()) != "max":
                found.append(int(bound) - int(used.read_text()))
    if not found and "SC_AVPHYS_PAGES" in os.sysconf_names:
        found.append(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return min(found, default=None)


def _gib(size: int) -> str:
    return f"{size / (1 << 30):.1f} GiB"
