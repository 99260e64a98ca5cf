"""What the training of a model takes: operations, memory of accelerators, hours in a range of utilisation.

Operations are 6·N·D for N parameters and D tokens (Kaplan et al. 2020, arXiv:2001.08361), and 12·L·W·T for a token's attention,
with L layers of width W over a context of T tokens (Chowdhery et al. 2022, arXiv:2204.02311, appendix B: the masked half counts).
The shape is not asked for: N = 12·L·W² with W = 128·L, as in the 32 layers of 4,096 of Llama 2 7B (arXiv:2307.09288).
State is 16 bytes a parameter with Adam in mixed precision (Rajbhandari et al. 2020, arXiv:1910.02054), without activations.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from math import ceil
from typing import Any

from moisson.compute.machine import Machine, Partition
from moisson.compute.price import Bill, four, priced
from moisson.contracts.errors import UserError

STATE_BYTES = {"weights": 2, "gradients": 2, "optimizer": 12}  # a parameter; the optimizer's: a copy in float32 and two moments
CHECKPOINT_BYTES = 2.3e12 / 176e9  # BLOOM's on Jean Zay, with its optimizer: bigscience, train/tr11-176B-ml/README.md
WIDTHS_A_LAYER = 128
CONTEXT = 4096
# The share of the peak that trainings reached, as published.
LOW, HIGH = 0.35, 0.43
UTILISATION = (
    "35%: BLOOM, 176B, on 384 A100 of Jean Zay: 105 s a step of 2048 x 2048 tokens (bigscience, train/tr11-176B-ml/README.md);"
    " 43%: Llama 3, 405B, 38 to 43% on 8,192 to 16,384 H100 (arXiv:2407.21783)"
)
SUFFIXES = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}
NAMES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?(?:e[0-9]{1,3})?)([kmbt]?)", re.IGNORECASE)
Range = tuple[float, float]


@dataclass
class Training:
    """What a training takes: the first of two numbers at the higher utilisation."""

    parameters: float
    tokens: float
    context: int
    operations: float
    attention: float  # its share of the operations
    memory_gb: dict[str, float]  # of the state, by part
    least_gpus: int | None  # that hold the state, without activations
    checkpoint_gb: float
    utilisation: Range  # high, low
    gpu_hours: Range | None
    bills: tuple[Bill, Bill]
    notes: list[str] = field(default_factory=list)

    @property
    def state_gb(self) -> float:
        """The memory of all parts."""
        return sum(self.memory_gb.values())

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        told = {name: four(value) if isinstance(value, float) else value for name, value in asdict(self).items()}
        return {
            **told,
            "memory_gb": {name: four(each) for name, each in self.memory_gb.items()},
            "gpu_hours": self.gpu_hours and [four(hours) for hours in self.gpu_hours],
            "bills": [bill.as_dict() for bill in self.bills],
        }


def number(text: str, option: str) -> float:
    """Read `1.3b`, `100e9` or `7B`; raises UserError."""
    found = NUMBER.fullmatch(text.strip())
    value = float(found[1]) * SUFFIXES[found[2].lower()] if found else 0.0
    if not 0 < value < 1e18:
        raise UserError(f"{option} {text}: give a number above 0, as in 1.3b, 100e9 or 2t.")
    return value


def spoken(value: float) -> str:
    """1.3 billion, 100 billion."""
    size, name = next(((size, name) for size, name in NAMES if value >= size), (1.0, ""))
    return f"{value / size:,.4g} {name}".strip()


def utilisation(text: str) -> Range:
    """Read `0.3-0.4` or `0.35`, as high and low; raises UserError."""
    low, _, high = text.partition("-")
    try:
        found = sorted((float(low), float(high or low)))
    except ValueError:
        found = [0.0]
    if not 0 < found[0] <= found[-1] <= 1:
        raise UserError(f"--utilisation {text}: give a share of the peak above 0 and at most 1, or two, as in 0.3-0.4.")
    return found[-1], found[0]


def training(
    parameters: float,
    tokens: float,
    where: Machine,
    name: str,
    partition: Partition,
    *,
    context: int = CONTEXT,
    share: Range | None = None,
) -> Training:
    """The training of a dense model on a partition's nodes; None stands where the site file lacks a figure, which bills name."""
    dense = 6 * parameters * tokens
    attention = 12 * _layers_by_width(parameters) * context * tokens
    operations, high_low = dense + attention, share or _published(partition)
    gpu_hours = _gpu_hours(operations, partition, high_low)
    made = Training(
        parameters=parameters,
        tokens=tokens,
        context=context,
        operations=operations,
        attention=attention / operations,
        memory_gb={what: size * parameters / 1e9 for what, size in STATE_BYTES.items()},
        least_gpus=None,
        checkpoint_gb=CHECKPOINT_BYTES * parameters / 1e9,
        utilisation=high_low,
        gpu_hours=gpu_hours,
        bills=(
            _priced(gpu_hours and gpu_hours[0], where, name, partition),
            _priced(gpu_hours and gpu_hours[1], where, name, partition),
        ),
        notes=list(_notes(where, name, partition, share, gpu_hours)),
    )
    if memory := partition.gpu_memory_gb:
        made.least_gpus = ceil(made.state_gb / memory.value)
    return made


def _layers_by_width(parameters: float) -> float:
    """L·W of a model of 12·L·W² parameters whose width is 128·L."""
    layers: float = (parameters / (12 * WIDTHS_A_LAYER**2)) ** (1 / 3)
    return WIDTHS_A_LAYER * layers**2


def _published(partition: Partition) -> Range:
    """What trainings on these nodes reached, else what the best known ones did anywhere."""
    low, high = partition.utilisation_low, partition.utilisation_high
    return (high.value, low.value) if low and high else (HIGH, LOW)


def _gpu_hours(operations: float, partition: Partition, share: Range) -> Range | None:
    if partition.gpu_tflops is None:
        return None
    high, low = (operations / (partition.gpu_tflops.value * 1e12 * each) / 3600 for each in share)
    return high, low


def _priced(gpu_hours: float | None, where: Machine, name: str, partition: Partition) -> Bill:
    gpus = partition.gpus
    bill = priced(gpu_hours / gpus.value if gpu_hours and gpus else None, where, name, partition)
    lacking = [each for each in ("gpu_tflops", "gpus") if getattr(partition, each) is None]
    bill.unknown = [*(f"partitions.{name}.{each}" for each in lacking), *bill.unknown]
    return bill


def _notes(where: Machine, name: str, partition: Partition, share: Range | None, gpu_hours: Range | None) -> Iterator[str]:
    """What must be known with the numbers."""
    for each in ("gpus", "gpu_tflops", "gpu_memory_gb"):
        figure = getattr(partition, each)
        if figure is not None:
            yield f"partitions.{name}.{each} = {figure.value:g}: {where.said(figure)}"
    low, high = partition.utilisation_low, partition.utilisation_high
    if share is None and low and high:
        yield from (f"utilisation {each.value:.0%}: {where.said(each)}" for each in (low, high))
    elif share is None:
        yield f"utilisation: {UTILISATION}; smaller models and other accelerators may reach less: measure, and say it"
    if gpu_hours is None and (having := where.training_partition()):
        yield f"of {where.title}, --partition {having} has accelerators whose peak is known"
