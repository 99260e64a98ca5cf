"""What a public machine is, allows and costs: site files in TOML, in which every figure names its source and the day it was seen.

What is not known is left out, never guessed. The file that says how to submit jobs (`moisson.compute.site`) is another: a user's.
"""

import os
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from moisson.contracts.cores import cores
from moisson.contracts.disk import disk
from moisson.contracts.errors import NotFound, UserError
from moisson.contracts.validation_text import meant, mistakes

Words = Annotated[str, StringConstraints(min_length=1)]
Unit = Literal["node-hour", "core-hour", "gpu-hour"]
HERE = "own"  # the site file that this machine completes
COUNTS = ("nodes", "cores", "gpus", "max_nodes", "max_jobs", "max_files", "max_array")  # whole numbers


class Strict(BaseModel):
    """No unknown fields, no conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class Origin(Strict):
    """A document that figures were taken from."""

    what: Words = Field(description="the document's name")
    address: Words | None = Field(None, description="where it lies, as https://…; none for what is measured here")
    seen: date = Field(description="the day on which it was seen, as 2026-12-01")


class Figure(Strict):
    """A number, and where it stands."""

    value: float = Field(alias="is", ge=0, allow_inf_nan=False, description="the number, at least 0")
    origin: Words = Field(alias="from", description="a name in [sources]")
    note: Words | None = Field(None, description="what must be known with it")


class Billing(Strict):
    """What an hour of a node takes from an allocation, and from a purse."""

    unit: Unit = Field(description="node-hour, core-hour or gpu-hour")
    per_node_hour: Figure | None = Field(None, description="how many units an hour of a node takes")
    eur_per_node_hour: Figure | None = Field(None, description="its price without tax")


class Partition(Strict):
    """Nodes of one kind."""

    nodes: Figure | None = None
    cores: Figure | None = Field(None, description="of a node")
    memory_gb: Figure | None = Field(None, description="of a node, as its site counts gigabytes")
    gpu: Words | None = Field(None, description="the accelerator's name")
    gpus: Figure | None = Field(None, description="of a node")
    gpu_memory_gb: Figure | None = None
    gpu_tflops: Figure | None = Field(None, description="peak of dense bfloat16 or float16 products, 10^12 operations a second")
    utilisation_low: Figure | None = Field(
        None, description="the share of that peak that a training here reached, above 0 and below 1"
    )
    utilisation_high: Figure | None = Field(None, description="as `utilisation_low`, for a better one")
    local_disk_gb: Figure | None = Field(None, description="of a node; 0: it has none")
    node_watts: Figure | None = Field(None, description="of a whole node at work")
    chip_watts: Figure | None = Field(None, description="design power of a node's processors and accelerators alone")
    max_hours: Figure | None = Field(None, description="of one job")
    max_nodes: Figure | None = Field(None, description="of one job")
    max_jobs: Figure | None = Field(None, description="of one user, waiting and running")
    billing: Billing | None = None

    @property
    def watts(self) -> Figure | None:
        """The power of a node: of the whole where it is published, else of its chips."""
        return self.node_watts or self.chip_watts


class Machine(Strict):
    """A site file."""

    title: Words
    operator: Words
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = Field(None, description="two letters, as FR")
    access: Literal["eurohpc", "genci"] | None = Field(None, description="whose calls give hours on it: eurohpc or genci")
    pue: Figure | None = Field(None, description="energy of the building by that of its machines; at least 1")
    co2_g_per_kwh: Figure | None = Field(None, description="of the country's grid")
    disk_tb: Figure | None = Field(None, description="of a project's shared working space, by default")
    max_files: Figure | None = Field(None, description="in that space")
    max_array: Figure | None = Field(None, description="Slurm's MaxArraySize")
    sources: dict[str, Origin] = Field(default_factory=dict)
    partitions: dict[str, Partition] = Field(min_length=1, description="at least one kind of nodes")

    @model_validator(mode="after")
    def _check(self) -> Self:
        found = list(self.figures())
        named = {figure.origin for _, figure in found}
        if missing := sorted(named - self.sources.keys()):
            raise ValueError(f"a figure is from `{missing[0]}`, which [sources] does not have; {meant(missing[0], self.sources)}")
        if unused := sorted(self.sources.keys() - named):
            raise ValueError(f"no figure is from source `{unused[0]}`; take it out")
        for path, figure in found:
            if path.rpartition(".")[2] in COUNTS and not figure.value.is_integer():
                raise ValueError(f"{path} = {figure.value} is not a whole number")
        if self.pue and self.pue.value < 1:
            raise ValueError(f"pue = {self.pue.value} is below 1")
        for name, nodes in self.partitions.items():
            low, high = nodes.utilisation_low, nodes.utilisation_high
            if (low is None) != (high is None) or (low and high and not 0 < low.value <= high.value <= 1):
                raise ValueError(f"partitions.{name}: utilisation_low and utilisation_high are two shares, as in 0.3 and 0.4")
        return self

    def figures(self) -> Iterator[tuple[str, Figure]]:
        """Every figure with its path, such as `partitions.cpu_p1.cores`."""
        yield from _figures(self, "")

    def said(self, figure: Figure) -> str:
        """What must be known with a figure, its source, and the day that was seen."""
        origin = self.sources[figure.origin]
        return "; ".join(filter(None, (figure.note, origin.what, f"seen {origin.seen}")))

    def partition(self, name: str | None) -> tuple[str, Partition]:
        """A partition by its name, or the first; raises UserError."""
        if name is None:
            return next(iter(self.partitions.items()))
        if name not in self.partitions:
            raise UserError(f"--partition {name}: {self.title} has none of that name; {meant(name, self.partitions)}")
        return name, self.partitions[name]

    def training_partition(self) -> str | None:
        """The first whose accelerators and their peak are known."""
        return next((name for name, nodes in self.partitions.items() if nodes.gpus and nodes.gpu_tflops), None)


def machine(name: str) -> Machine:
    """The machine of a site file, by the name of a ready-made one or by its path; raises NotFound or UserError."""
    known = known_sites()
    path = Path(name)
    if name in known:
        text = files("moisson.compute").joinpath("sites", f"{name}.toml").read_text("utf-8")
    elif path.suffix == ".toml":
        if not path.is_file():
            raise NotFound(f"--site {name}: there is no such file.")
        try:
            with disk(path):
                text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise UserError(f"{path} is not TOML: {error}.") from None
    else:
        raise UserError(f"--site {name}: name a file that ends in .toml, or a ready-made site; {meant(name, known)}")
    try:
        found = Machine.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{name} is not TOML: {error}.") from None
    except ValidationError as error:
        raise UserError(f"{name}: {mistakes(error, Machine)}") from None
    return _completed(found) if name == HERE else found


def known_sites() -> list[str]:
    """The names of the ready-made site files."""
    folder = files("moisson.compute").joinpath("sites")
    return sorted(path.name.removesuffix(".toml") for path in folder.iterdir() if path.name.endswith(".toml"))


def _completed(found: Machine) -> Machine:
    """The node of one's own, with what this machine says of itself."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    here = {"nodes": 1.0, "cores": float(cores()), "memory_gb": round(memory, 1)}
    name, partition = found.partition(None)
    node = partition.model_copy(update={field: _figure(value, "here") for field, value in here.items()})
    origin = Origin.model_validate({"what": "this machine", "seen": datetime.now(UTC).date()})
    return found.model_copy(update={"partitions": {name: node}, "sources": {"here": origin}})


def _figure(value: float, origin: str) -> Figure:
    return Figure.model_validate({"is": value, "from": origin})


def _figures(model: BaseModel, path: str) -> Iterator[tuple[str, Figure]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        for key, each in value.items() if isinstance(value, dict) else [("", value)]:
            where = ".".join(filter(None, (path, name, key)))
            if isinstance(each, Figure):
                yield where, each
            elif isinstance(each, BaseModel):
                yield from _figures(each, where)
