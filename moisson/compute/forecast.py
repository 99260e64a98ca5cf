"""What a corpus of another size will take, from what a sample of it took (`costs.json` of its release).

What tasks used is scaled by documents, as sources offer them: along a line through two samples where there are two, else in
proportion. The first carries what does not grow, such as the start of workers, which makes a small sample look dear.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from math import ceil
from typing import Any

from moisson.compute.bill import DRIVER
from moisson.compute.machine import Machine, Partition
from moisson.compute.price import Bill, four, priced
from moisson.contracts.errors import UserError
from moisson.workspace.options import BLOCK_ROWS

Costs = Mapping[str, Any]
FEW = 10  # parts: a sample of fewer has files that larger corpora share
SMALL = 10_000  # documents: of a smaller sample, half may be what does not grow
TASKS_PER_JOB = 16  # the default of `moisson.compute.site`


@dataclass
class Forecast:
    """What a corpus takes on a site."""

    documents: int
    samples: list[int]  # their documents
    core_hours: dict[str, float]  # by phase or stage
    workers_per_node: int
    peak_memory_gb: float  # of one worker, as measured
    disk_gb: dict[str, float]
    files: int
    tasks: int
    jobs: int
    bill: Bill
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        told = {**asdict(self), "bill": self.bill.as_dict(), "peak_memory_gb": four(self.peak_memory_gb)}
        return {**told, **{name: {key: four(each) for key, each in told[name].items()} for name in ("core_hours", "disk_gb")}}


def forecast(samples: Sequence[Costs], documents: int, where: Machine, name: str, partition: Partition) -> Forecast:
    """Scale samples to so many documents, on nodes of a partition.

    Raises UserError where a sample says too little, or where the site file does not say how many cores a node has.
    """
    samples = sorted(samples, key=_rows)
    for sample in samples:
        _check(sample)
    if partition.cores is None:
        raise UserError(f"{where.title} does not say how many cores a node of {name} has; write `cores` into a copy of its file.")
    scaled = _scaled(samples, documents)
    labels = sorted({label for sample in samples for label in sample["used"]})
    core_s = {label: scaled(partial(_used, label=label, what="core_seconds")) for label in labels}
    core_s[DRIVER] = scaled(_driver)
    peak = max(used["peak_memory_bytes"] for sample in samples for used in sample["used"].values()) / 1e9
    workers, notes = _workers(partition, peak)
    node_hours = sum(core_s.values()) / 3600 / workers
    tasks, jobs = _tasks(samples[-1], documents)
    disk = {what: scaled(partial(_disk, where=what, what="bytes")) / 1e9 for what in samples[-1]["disk"]}
    files = ceil(sum(scaled(partial(_disk, where=what, what="files")) for what in disk))
    made = Forecast(
        documents=documents,
        samples=[_rows(sample) for sample in samples],
        core_hours={label: seconds / 3600 for label, seconds in core_s.items()},
        workers_per_node=workers,
        peak_memory_gb=peak,
        disk_gb=disk,
        files=files,
        tasks=tasks,
        jobs=jobs,
        bill=priced(node_hours, where, name, partition),
        notes=notes,
    )
    made.notes += _warnings(made, samples[-1], where, partition)
    return made


def _rows(costs: Costs) -> int:
    rows: int = costs.get("counts", {}).get("rows", 0)
    return rows


def _check(costs: Costs) -> None:
    if "used" not in costs or not _rows(costs):
        raise UserError("a sample's costs.json does not say what tasks took: build it again, with this version.")
    if costs["counts"]["rows_mapped"] < _rows(costs):
        raise UserError(
            f"of a sample's {_rows(costs):,} rows only {costs['counts']['rows_mapped']:,} were read for its build, the others by"
            " an earlier one: build it in a new workspace (--out)."
        )


def _scaled(samples: Sequence[Costs], documents: int) -> Callable[[Callable[[Costs], float]], float]:
    """How a quantity grows: along a line through the smallest and the largest sample, never below proportion to zero."""
    small, large = samples[0], samples[-1]

    def scaled(of: Callable[[Costs], float]) -> float:
        if _rows(small) == _rows(large):
            return of(large) * documents / _rows(large)
        slope = max(0.0, (of(large) - of(small)) / (_rows(large) - _rows(small)))
        return max(0.0, of(large) + slope * (documents - _rows(large)))

    return scaled


def _used(costs: Costs, label: str, what: str) -> float:
    return float(costs["used"].get(label, {}).get(what, 0.0))


def _driver(costs: Costs) -> float:
    return float(costs["driver_core_seconds"])


def _disk(costs: Costs, where: str, what: str) -> float:
    return float(costs["disk"][where][what])


def _workers(partition: Partition, peak_gb: float) -> tuple[int, list[str]]:
    """How many workers a node has room for: one a core, or as many as its memory holds."""
    assert partition.cores is not None
    cores = int(partition.cores.value)
    if partition.memory_gb is None:
        return cores, ["a node's memory is not known: a worker a core is assumed to fit"]
    fitting = max(1, min(cores, int(partition.memory_gb.value / peak_gb)))
    if fitting < cores:
        return fitting, [f"memory holds {fitting:,} workers a node, of {cores:,} cores: the others stay idle"]
    return cores, []


def _tasks(costs: Costs, documents: int) -> tuple[int, int]:
    """How many tasks, and how many jobs of `TASKS_PER_JOB` of them: a job array for each round."""
    mapped = ceil(_used(costs, "map", "tasks") * documents / _rows(costs))
    blocks_of_sample, blocks = ceil(_rows(costs) / BLOCK_ROWS), ceil(documents / BLOCK_ROWS)
    others = sum(used["tasks"] for label, used in costs["used"].items() if label not in ("harvest", "map"))
    rounds = ceil(others / blocks_of_sample)
    return mapped + rounds * blocks, ceil(mapped / TASKS_PER_JOB) + rounds * ceil(blocks / TASKS_PER_JOB)


def _warnings(made: Forecast, sample: Costs, where: Machine, partition: Partition) -> list[str]:
    """What does not fit, and what the numbers do not hold."""
    said = ["hours are of cores that are all at work: add what waiting for the last task of a round costs"]
    if "harvest" in made.core_hours:
        said.append("the harvest is among the core-hours; it needs the network, which nodes may not have")
    if len(made.samples) == 1 and made.samples[0] < SMALL:
        said.append(
            f"of one sample of {made.samples[0]:,} documents, what does not grow is scaled too: add a larger with --sample"
        )
    if sample["used"]["map"]["tasks"] < FEW:
        said.append(f"the sample has fewer than {FEW} parts: tasks, jobs and files are upper bounds")
    if where.max_files and made.files > where.max_files.value:
        said.append(f"{made.files:,} files are more than the {where.max_files.value:,.0f} that a project may have by default")
    if where.disk_tb and sum(made.disk_gb.values()) / 1000 > where.disk_tb.value:
        said.append(
            f"{sum(made.disk_gb.values()) / 1000:,.1f} TB are more than the {where.disk_tb.value:g} TB of a project by default"
        )
    if partition.max_jobs and made.jobs > partition.max_jobs.value:
        said.append(f"{made.jobs:,} jobs are more than the {partition.max_jobs.value:,.0f} of one user: raise `tasks_per_job`")
    return said
