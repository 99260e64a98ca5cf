"""What the training of a model takes: operations, memory of accelerators, hours in a range of utilisation.

Operations are 6·N·D for N parameters and D tokens (Kaplan et al. 2020, arXiv:2001.08361), without attention over long contexts.
State is 16 bytes a parameter with Adam in mixed precision (Rajbhandari et al. 2020, arXiv:1910.02054), without activations.
"""

import re
from dataclasses import asdict, dataclass, field
from math import ceil
from typing import Any

from moisson.compute.machine import Machine, Partition
from moisson.compute.price import Bill, four, priced
from moisson.contracts.errors import UserError

STATE_BYTES = 16
CHECKPOINT_BYTES = 2.3e12 / 176e9  # BLOOM's on Jean Zay, with its optimizer: bigscience, train/tr11-176B-ml/README.md
# The share of the peak that trainings reached, as published.
LOW, HIGH = 0.35, 0.43
UTILISATION = (
    "35%: BLOOM, 176B, on 384 A100 of Jean Zay: 105 s a step of 2048 x 2048 tokens (bigscience, train/tr11-176B-ml/README.md);"
    " 43%: Llama 3, 405B, 38 to 43% on 8,192 to 16,384 H100 (arXiv:2407.21783)"
)
SUFFIXES = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}
NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?(?:e[0-9]{1,3})?)([kmbt]?)", re.IGNORECASE)


@dataclass
class Training:
    """What a training takes: the first of two numbers at the higher utilisation."""

    parameters: float
    tokens: float
    operations: float
    state_gb: float
    least_gpus: int | None  # that hold the state, without activations
    checkpoint_gb: float
    utilisation: tuple[float, float]  # high, low
    gpu_hours: tuple[float, float]
    bills: tuple[Bill, Bill]
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        told = {name: four(value) if isinstance(value, float) else value for name, value in asdict(self).items()}
        return {**told, "gpu_hours": [four(hours) for hours in self.gpu_hours], "bills": [bill.as_dict() for bill in self.bills]}


def number(text: str, option: str) -> float:
    """Read `1.3b`, `100e9` or `7B`; raises UserError."""
    found = NUMBER.fullmatch(text.strip())
    value = float(found[1]) * SUFFIXES[found[2].lower()] if found else 0.0
    if not 0 < value < 1e18:
        raise UserError(f"{option} {text}: give a number above 0, as in 1.3b, 100e9 or 2t.")
    return value


def utilisation(text: str | None) -> tuple[float, float]:
    """Read `0.3-0.4` or `0.35`, as high and low; raises UserError."""
    if text is None:
        return HIGH, LOW
    low, _, high = text.partition("-")
    try:
        found = sorted((float(low), float(high or low)))
    except ValueError:
        found = [0.0]
    if not 0 < found[0] <= found[-1] <= 1:
        raise UserError(f"--utilisation {text}: give a share of the peak above 0 and at most 1, or two, as in 0.3-0.4.")
    return found[-1], found[0]


def training(
    parameters: float, tokens: float, share: tuple[float, float], where: Machine, name: str, partition: Partition
) -> Training:
    """The training of a dense model on a partition's nodes; raises UserError where these have no accelerators that are known."""
    if partition.gpus is None or partition.gpu_tflops is None:
        having = where.training_partition()
        lacks = "`gpus`" if partition.gpus is None else "the peak of its accelerators (`gpu_tflops`)"
        hint = f"take --partition {having}" if having else "write it into a copy of its file"
        raise UserError(f"{where.title} does not give {lacks} for {name}; {hint}.")
    operations = 6 * parameters * tokens
    peak, state = partition.gpu_tflops.value * 1e12, STATE_BYTES * parameters
    high, low = (operations / (peak * each) / 3600 for each in share)
    memory = partition.gpu_memory_gb
    notes = [f"partitions.{name}.{field}: {figure.note}" for field, figure in _noted(partition)]
    if share == (HIGH, LOW):
        notes.append(f"utilisation: {UTILISATION}; smaller models and other accelerators may reach less: measure, and say it")
    return Training(
        parameters=parameters,
        tokens=tokens,
        operations=operations,
        state_gb=state / 1e9,
        least_gpus=ceil(state / 1e9 / memory.value) if memory else None,
        checkpoint_gb=CHECKPOINT_BYTES * parameters / 1e9,
        utilisation=share,
        gpu_hours=(high, low),
        bills=(
            priced(high / partition.gpus.value, where, name, partition),
            priced(low / partition.gpus.value, where, name, partition),
        ),
        notes=notes,
    )


def _noted(partition: Partition) -> Any:
    for field_name in ("gpus", "gpu_tflops", "gpu_memory_gb"):
        figure = getattr(partition, field_name)
        if figure is not None and figure.note:
            yield field_name, figure
