"""The site file: what a cluster asks of a job, in TOML. Everything about a machine is here, and nothing of it in the code."""

import shlex
import sys
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError
from moisson.contracts.validation_text import mistakes

Name = Annotated[str, StringConstraints(pattern=r"^[\w@.:+,/-]+$")]
Line = Annotated[str, StringConstraints(pattern=r"^[^\n\r\x00]+$")]
TIME = r"^(\d+-)?\d+(:\d\d){0,2}$"


class Site(BaseModel):
    """A site file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    # to whom the time is charged
    account: Name | None = Field(None, description="to whom the time is charged, as `sacctmgr show assoc` names it")
    # the queue
    partition: Name | None = Field(None, description="a partition, as `sinfo` names it")
    qos: Name | None = Field(None, description="a quality of service, as `sacctmgr show qos` names it")
    # of one job; what it has not done by then is given out again
    time: Annotated[str, StringConstraints(pattern=TIME)] = Field(
        "01:00:00", description='the time limit of one job, in quotes: "02:00:00" is two hours, "1-00:00:00" a day'
    )
    # of one job, which works in as many processes
    cpus: int = Field(4, ge=1, description="the cores of one job, a whole number")
    # of one job; without it the partition's default
    memory: Annotated[str, StringConstraints(pattern=r"^\d+[KMGT]?$")] | None = Field(
        None, description='the memory of one job, in quotes: "16G"'
    )
    # of a round; more where the cluster takes fewer jobs in an array
    tasks_per_job: int = Field(16, ge=1, description="how many tasks one job does, a whole number")
    # of a round that is not queued but done by the process that drives the build
    tasks_here: int = Field(0, ge=0, description="rounds of how few tasks are done without a job, a whole number")
    # loaded in each job
    modules: tuple[Name, ...] = Field((), strict=False, description='names for `module load`, as in ["python/3.11"]')
    # put before the command
    container: Line | None = Field(
        None, description='what starts a command in a container, as in "apptainer exec --bind /work moisson.sif"'
    )
    # that has Moisson, where jobs run
    python: Line = Field(sys.executable, description="the Python that has Moisson, as jobs find it")
    # of the shell, before the command
    setup: tuple[Line, ...] = Field((), strict=False, description="lines of the shell that each job runs first")
    # of sbatch
    options: tuple[Line, ...] = Field((), strict=False, description='more options of sbatch, as in ["--constraint=genoa"]')

    def asked(self) -> list[str]:
        """The options of sbatch that say all this."""
        given = {"account": self.account, "partition": self.partition, "qos": self.qos, "time": self.time, "mem": self.memory}
        return [*(f"--{name}={value}" for name, value in given.items() if value), f"--cpus-per-task={self.cpus}", *self.options]

    def script(self, command: str) -> str:
        """The script of a job: the environment, then `python command` in the shell's place, so that signals reach it."""
        module = [f"module load {shlex.join(self.modules)}"] if self.modules else []
        container = f"{self.container} " if self.container else ""
        start = f"exec {container}{shlex.quote(self.python)} {command}"
        return "\n".join(["#!/bin/bash", *module, *self.setup, f"export MOISSON_CORES={self.cpus}", start, ""])


def load_site(path: Path) -> Site:
    """Read a site file; raises UserError that names the field and what it takes."""
    try:
        with disk(path):
            return Site.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is not TOML: {error}.") from None
    except ValidationError as error:
        raise UserError(f"{path}: {mistakes(error, Site)}") from None
