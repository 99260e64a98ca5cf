"""What a corpus of another size will take, from what samples of it took (`costs.json` of their releases).

What tasks used is scaled by documents, as sources offer them: along a line through the smallest and the largest sample, so that
what does not grow, such as the start of workers, is paid once; from one sample alone, in proportion. Of several samples of one
size the median counts, since the same work takes more or less CPU time from one minute to the next.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from math import ceil
from statistics import median
from typing import Any

from moisson.compute.bill import DRIVER, node_hours
from moisson.compute.machine import Machine, Partition
from moisson.compute.price import Bill, four, priced
from moisson.compute.site import Site
from moisson.contracts.errors import UserError
from moisson.workspace.options import BLOCK_ROWS, PART_BYTES, rows_of_block

Costs = Mapping[str, Any]
FEW = 10  # parts: of fewer, most are not full
FILE_ROWS = 4 * BLOCK_ROWS  # of a table of a release
JOB_S = 1800.0  # that a job should work, at least, for its place in a queue
GROWS = 0.3  # of a sample's core-seconds, at least: below, the noise of what does not grow hides what does
JOB = Site.model_validate({})  # as a job is asked for by default


@dataclass
class Forecast:
    """What a corpus takes on a site."""

    documents: int
    samples: list[int]  # their documents
    core_hours: dict[str, float]  # by phase or stage
    workers_per_node: int | None
    peak_memory_gb: float  # of one worker, as measured
    disk_gb: dict[str, float]
    files: dict[str, int]
    tasks: int
    tasks_per_job: int  # for a site file of `--on slurm`: a job then works for half an hour
    jobs: int
    jobs_at_once: int  # of the largest round
    bill: Bill
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        told = {**asdict(self), "bill": self.bill.as_dict(), "peak_memory_gb": four(self.peak_memory_gb)}
        return {**told, **{name: {key: four(each) for key, each in told[name].items()} for name in ("core_hours", "disk_gb")}}


def forecast(samples: Sequence[Costs], documents: int, where: Machine, name: str, partition: Partition) -> Forecast:
    """Scale samples to so many documents, on nodes of a partition. Raises UserError where a sample says too little."""
    samples = sorted(samples, key=_rows)
    for sample in samples:
        _check(sample)
    scaled, largest = _scaled(samples, documents), samples[-1]
    labels = sorted({label for sample in samples for label in sample["used"]})
    core_s = {label: scaled(partial(_used, label=label, what="core_seconds")) for label in labels}
    core_s[DRIVER] = scaled(_driver)
    whole = scaled(_all)  # less noisy than its parts, of which none may shrink
    core_s = {label: seconds * whole / sum(core_s.values()) for label, seconds in core_s.items()}
    peak = max(used["peak_memory_bytes"] for sample in samples for used in sample["used"].values()) / 1e9
    workers, notes = _workers(partition, peak)
    parts = _parts(largest, documents)
    of_blocks = _tasks_of_blocks(samples, _blocks(documents, parts))
    tasks = parts + of_blocks
    tasks_per_job = max(JOB.tasks_per_job, ceil(JOB_S * JOB.cpus * tasks / whole))
    bill = priced(node_hours(whole, partition, workers), where, name, partition)
    if workers is None:
        bill.unknown.insert(0, f"partitions.{name}.cores")
    made = Forecast(
        documents=documents,
        samples=[_rows(sample) for sample in samples],
        core_hours={label: seconds / 3600 for label, seconds in core_s.items()},
        workers_per_node=workers,
        peak_memory_gb=peak,
        disk_gb={what: scaled(partial(_bytes, where=what)) / 1e9 for what in largest["disk"]},
        files=_files(largest, documents, parts, of_blocks),
        tasks=tasks,
        tasks_per_job=tasks_per_job,
        jobs=ceil(parts / tasks_per_job) + ceil(of_blocks / tasks_per_job),
        jobs_at_once=ceil(max(parts, _blocks(documents, parts)) / tasks_per_job),
        bill=bill,
        notes=notes,
    )
    made.notes += [*_of_samples(samples), *_limits(made, where, partition)]
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
    """How a quantity grows: along a line through the medians of the smallest and of the largest samples, never downwards."""
    small, large = _rows(samples[0]), _rows(samples[-1])

    def scaled(of: Callable[[Costs], float]) -> float:
        least, most = (median(of(sample) for sample in samples if _rows(sample) == rows) for rows in (small, large))
        if small == large:
            return most * documents / large
        slope = max(0.0, (most - least) / (large - small))
        return max(0.0, most + slope * (documents - large))

    return scaled


def _used(costs: Costs, label: str, what: str) -> float:
    return float(costs["used"].get(label, {}).get(what, 0.0))


def _driver(costs: Costs) -> float:
    return float(costs["driver_core_seconds"])


def _all(costs: Costs) -> float:
    return float(sum(used["core_seconds"] for used in costs["used"].values())) + _driver(costs)


def _bytes(costs: Costs, where: str) -> float:
    return float(costs["disk"][where]["bytes"])


def _workers(partition: Partition, peak_gb: float) -> tuple[int | None, list[str]]:
    """How many workers a node has room for: one a core, or as many as its memory holds."""
    if partition.cores is None:
        return None, []
    cores = int(partition.cores.value)
    if partition.memory_gb is None:
        return cores, ["a node's memory is not known: a worker a core is assumed to fit"]
    fitting = max(1, min(cores, int(partition.memory_gb.value / peak_gb)))
    if fitting < cores:
        return fitting, [f"memory holds {fitting:,} workers a node, of {cores:,} cores: the others stay idle"]
    return cores, []


def _parts(costs: Costs, documents: int) -> int:
    """How many files a harvest is cut into, each a task of the map: a few of a small sample have room for more documents."""
    parts, rows = _used(costs, "map", "tasks"), _rows(costs)
    if parts >= FEW:
        return ceil(parts * documents / rows)
    more = max(0, documents - rows) * float(costs["counts"]["text_bytes"]) / rows
    return ceil(parts + more / PART_BYTES)


def _tasks_of_blocks(samples: Sequence[Costs], blocks: int) -> int:
    """How many tasks the rounds after the map have: along a line by blocks where samples differ in these, else at the most."""
    small, large = samples[0], samples[-1]
    (least, few), (most, many) = ((_after_map(each), _blocks_of(each)) for each in (small, large))
    slope = (most - least) / (many - few) if many > few else most / many
    return ceil(max(0.0, most + slope * (blocks - many)))


def _after_map(costs: Costs) -> int:
    return sum(int(used["tasks"]) for label, used in costs["used"].items() if label not in ("harvest", "map"))


def _harvested_apart(costs: Costs) -> bool:
    """Whether the build wrote less than its harvest holds: another command had fetched it."""
    return _used(costs, "harvest", "written_bytes") < _bytes(costs, "harvest")


def _blocks_of(costs: Costs) -> int:
    return _blocks(_rows(costs), ceil(_used(costs, "map", "tasks")))


def _blocks(documents: int, parts: int) -> int:
    """At least so many: all parts are taken to be of one source."""
    return ceil(documents / rows_of_block(parts))


def _files(costs: Costs, documents: int, parts: int, tasks: int) -> dict[str, int]:
    """Files by how they are cut: the harvest and shards by parts, those of the run by tasks, tables of the release by rows."""
    had = {where: costs["disk"][where]["files"] for where in costs["disk"]}
    had_parts, kept = max(1.0, _used(costs, "map", "tasks")), costs["counts"]["documents"] / _rows(costs)
    tables = 2 * kept + (1 - kept)  # documents and their signatures, and the ledger of what was dropped
    return {
        "harvest": ceil(had["harvest"] + parts - had_parts),
        "shards": ceil(had["shards"] * parts / had_parts),
        "run": ceil(had["run"] * tasks / max(1, _after_map(costs))),
        "release": ceil(had["release"] + tables * max(0, documents - _rows(costs)) / FILE_ROWS),
    }


def _of_samples(samples: Sequence[Costs]) -> list[str]:
    """What the numbers do not hold."""
    said = ["hours are of cores that are all at work: add what waiting for the last task of a round costs"]
    if all(_harvested_apart(sample) for sample in samples):
        said.append("samples were harvested before they were built: what that takes is not among the core-hours")
    else:
        said.append("the harvest is among the core-hours; it needs the network, which nodes may not have")
    small, large = _rows(samples[0]), _rows(samples[-1])
    if small == large:
        said.append("samples of one size cannot tell what grows from what does not: add a larger with --sample")
    elif (part := 1 - _scaled(samples, 0)(_all) / _scaled(samples, large)(_all)) < GROWS:
        said.append(f"of the largest sample's core-seconds only {part:.0%} grow with documents: take a larger")
    if _blocks_of(samples[0]) == _blocks_of(samples[-1]):
        said.append("samples of as many blocks of documents: tasks, jobs and files of the run are upper bounds")
    return said


def _limits(made: Forecast, where: Machine, partition: Partition) -> list[str]:
    """What does not fit."""
    files, tb = sum(made.files.values()), sum(made.disk_gb.values()) / 1000
    said = []
    if where.max_files and files > where.max_files.value:
        said.append(f"{files:,} files are more than the {where.max_files.value:,.0f} that a project may have by default")
    if where.disk_tb and tb > where.disk_tb.value:
        said.append(f"{tb:,.1f} TB are more than the {where.disk_tb.value:g} TB of a project by default")
    if where.max_array and made.jobs_at_once >= where.max_array.value:
        said.append(f"an array of {made.jobs_at_once:,} jobs is cut where {where.max_array.value:,.0f} is the most")
    if partition.max_jobs and made.jobs_at_once > partition.max_jobs.value:
        said.append(
            f"a round of {made.jobs_at_once:,} jobs is more than the {partition.max_jobs.value:,.0f} that one user may queue"
        )
    return said
