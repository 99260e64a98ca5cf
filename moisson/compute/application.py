"""The fields of applications for hours on public machines, filled in from a forecast; the rest of a form is the applicant's.

Portals show their forms to applicants alone. The names here are those that applicants have published: each form says whose copy
it was taken from and when that was seen, and a field that no copy shows is not claimed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moisson.compute.forecast import JOB, Forecast
from moisson.compute.machine import Machine, Partition
from moisson.compute.price import four
from moisson.compute.training import Training, spoken
from moisson.contracts.version import __version__

Fields = dict[str, Any]
CODE = f"Moisson {__version__}"
INPUT_OUTPUT = "Parquet and Arrow files, each written whole by one task and then renamed; no MPI-IO"
CPU_HOURS, GPU_HOURS = 500_000, 50_000  # above: Regular Access; of all three centres together, GPU hours normalised


@dataclass(frozen=True)
class Form:
    """A form, and the copy of it that its fields were taken from."""

    title: str
    copy: str
    address: str
    seen: str

    def filled(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """For JSON: the form with what could be filled in; None is left to the applicant."""
        return {"form": self.title, "copy": self.copy, "address": self.address, "seen": self.seen, "fields": dict(fields)}


AI_FACTORY = Form(
    "EuroHPC, AI Factories: access for science (2026)",
    "an application for JUPITER that its authors published",
    "https://github.com/jakubMitura14/horizon_disentangled/blob/42496996d9128e4a81f6521d2082ec8ce029b741"
    "/grant_proposal/EuroHPC_AI_for_Science_Application_Data.md",
    "2026-12-01",
)
DEVELOPMENT = Form(
    "EuroHPC, Development Access",
    "an applicant's text for LUMI in a public repository; another's program computes the answers to the same questions",
    "https://github.com/Weihao-Li-2001/windinet/blob/46419cbe010e1ee9fccb1f5ad30371dfe024c15d/scripts/resource_profile.py",
    "2026-12-01",
)
EDARI = Form(
    "GENCI, eDARI: Dynamic or Regular Access",
    "a walk through the form in September 2026, for applicants to TGCC; thresholds: IDRIS, hour requests"
    " (http://www.idris.fr/en/docs/dari/demandes-heures)",
    "https://github.com/pasqal-io/agent-marketplace/blob/ea49cade8b991cbcac4930a382f1693535ffe7ee"
    "/skills/apply-genci-tgcc-cea/SKILL.md",
    "2026-12-01",
)


def of_corpus(made: Forecast, where: Machine, name: str, partition: Partition) -> list[dict[str, Any]]:
    """What a corpus asks for, on the forms of those who give hours on the machine."""
    if where.access == "genci":
        return [EDARI.filled(_edari(made, partition))]
    if where.access == "eurohpc":
        return [AI_FACTORY.filled(_ai_factory(made, name, partition)), DEVELOPMENT.filled(_development(made, name))]
    return []


def of_training(made: Training, where: Machine, name: str, partition: Partition) -> list[dict[str, Any]]:
    """What a training asks for: from the higher to the lower utilisation."""
    hours = [four(bill.node_hours) for bill in made.bills if bill.node_hours is not None] or None
    if where.access == "genci":
        gpu_hours = [four(each) for each in made.gpu_hours] if made.gpu_hours else None
        regular = made.gpu_hours is not None and made.gpu_hours[0] > GPU_HOURS  # an hour of any GPU counts as one at least
        fields = {
            f"Number of hours requested (GPU, {name})": gpu_hours,
            "Type of access": "Regular Access" if regular else None,
            "Storage space (in TB), at least": four(made.checkpoint_gb / 1000),
            "Technical justifications (minimum 200 characters)": _trained(made),
        }
        return [EDARI.filled(fields)]
    if where.access == "eurohpc":
        fields = {
            "Partition name": name,
            "Requested amount of resources (node hours)": hours,
            "# GPUs used per node": int(partition.gpus.value) if partition.gpus else None,
            "Minimum job memory (total usage over all nodes in GB)": four(made.state_gb),
            "Are you able to write checkpoint?": f"yes, of {made.checkpoint_gb:,.0f} GB each with the optimizer's state",
            "Wall clock time of a typical job execution (hours)": None,
            "Number of jobs simultaneously": None,
        }
        return [AI_FACTORY.filled(fields)]
    return []


def _ai_factory(made: Forecast, name: str, partition: Partition) -> Fields:
    at_once = min(made.jobs_at_once, int(partition.max_jobs.value)) if partition.max_jobs else None
    core_hours = sum(made.core_hours.values())
    everything, kept = sum(made.disk_gb.values()) / 1000, made.disk_gb["release"] / 1000
    return {
        "Partition name": name,
        "Requested amount of resources (node hours)": made.bill.node_hours and four(made.bill.node_hours),
        "Code(s) used": CODE,
        "Number of jobs simultaneously": at_once,
        "Wall clock time of a typical job execution (hours)": four(core_hours / made.jobs / JOB.cpus),
        "Are you able to write checkpoint?": "yes: each task is one; a job that ends early loses what its tasks had begun",
        "Maximum time between 2 checkpoints (hours)": four(core_hours / made.tasks),
        "Average # CPU cores per job": JOB.cpus,
        "Maximum # CPU cores per job": JOB.cpus,
        "# of CPU cores used per node": made.workers_per_node,
        "Maximum job memory (total usage over all nodes in GB)": four(made.peak_memory_gb * JOB.cpus),
        "Maximum amount of SCRATCH needed at a time (TB)": four(everything),
        "Maximum amount of WORK needed at a time (TB)": four(kept),
        "Maximum # files to be stored on SCRATCH (thousands)": _thousands(sum(made.files.values())),
        "Maximum # files to be stored on WORK (thousands)": _thousands(made.files["release"]),
        "Total amount of data to transfer to/from (TB)": four(made.disk_gb["harvest"] / 1000 + kept),
        "I/O Strategy": INPUT_OUTPUT,
    }


def _development(made: Forecast, name: str) -> Fields:
    stored, files = sum(made.disk_gb.values()), sum(made.files.values())
    number_and_size = f"{files:,} of {stored * 1000 / max(1, files):,.1f} MB on average"
    return {
        "Partition name": name,
        "Code(s) used": CODE,
        "Requested amount of resources (node hours)": made.bill.node_hours and four(made.bill.node_hours),
        "Average number of processes/threads": JOB.cpus,
        "Maximum amount of memory per process/thread (MB)": four(made.peak_memory_gb * 1000),
        "Total amount of data to transfer to/from (GB)": four(made.disk_gb["harvest"] + made.disk_gb["release"]),
        "I/O libraries, MPI I/O, netcdf, HDF5 or other approaches": INPUT_OUTPUT,
        "Number of files and size of each file in a typical production run": number_and_size,
        "Total storage required (GB)": four(stored),
    }


def _edari(made: Forecast, partition: Partition) -> Fields:
    hours = made.bill.node_hours and partition.cores and made.bill.node_hours * partition.cores.value
    access = hours and ("Dynamic Access" if hours <= CPU_HOURS else "Regular Access")
    return {
        "Number of hours requested (core hours)": hours and four(hours),
        "Type of access": access and f"{access} (Dynamic up to {CPU_HOURS:,} CPU hours at the three centres together)",
        "Storage space (in TB)": four(sum(made.disk_gb.values()) / 1000),
        "Storage space (in TB), of it kept": four(made.disk_gb["release"] / 1000),
        "Computer details": "Sequential code, 1 processing core: independent tasks in rounds that meet through files",
        "The name of the code(s) you will use most often": CODE,
        "Technical justifications (minimum 200 characters)": _justified(made),
    }


def _justified(made: Forecast) -> str:
    """A draft in sentences, from what was measured."""
    sizes = " and ".join(f"{count:,}" for count in dict.fromkeys(made.samples))
    dearest, hours = max(made.core_hours, key=lambda label: made.core_hours[label]), sum(made.core_hours.values())
    return (
        f"Samples of {sizes} documents were built whole, and their core-seconds, memory and files recorded by phase. Scaled to"
        f" {made.documents:,} documents they come to {hours:,.1f} core-hours, most of them in {dearest}, as {made.tasks:,}"
        f" independent tasks of one core in {made.jobs:,} jobs of {JOB.cpus} cores. A task holds at most"
        f" {made.peak_memory_gb:,.1f} GB. Tasks meet through files alone; one that is lost is done again."
    )


def _trained(made: Training) -> str | None:
    if made.gpu_hours is None:
        return None
    high, low = made.utilisation
    return (
        f"A dense model of {spoken(made.parameters)} parameters is trained on {spoken(made.tokens)} tokens. That takes"
        f" {made.operations:.3g} operations, {made.attention:.0%} of them for attention over a context of {made.context:,}, and"
        f" at {low:.0%} to {high:.0%} of the accelerators' peak, as published trainings reached, the hours asked for. Weights,"
        f" gradients and the optimizer's state take {made.state_gb:,.0f} GB, a checkpoint {made.checkpoint_gb:,.0f} GB."
    )


def _thousands(files: int) -> float:
    return four(files / 1000)
