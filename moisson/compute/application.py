"""The fields of an application for hours on a public machine, filled in from a forecast.

The names are those of PRACE's form for preparatory access (2017), whose calls EuroHPC's continue; what GENCI's eDARI and EuroHPC
ask today is shown to applicants alone, so each name is to be matched by hand.
"""

from typing import Any

from moisson.compute.forecast import Forecast
from moisson.compute.machine import Machine, Partition
from moisson.compute.price import four
from moisson.compute.training import Training

Fields = dict[str, Any]
AFTER = "PRACE, application for preparatory access (2017)"


def of_corpus(made: Forecast, where: Machine, name: str, partition: Partition) -> Fields:
    """What a corpus asks for."""
    del partition
    bill, stored = made.bill, sum(made.disk_gb.values())
    kept = stored - made.disk_gb.get("run", 0.0)
    return {
        **_head(where, name),
        "Node hours": four(bill.node_hours),
        **_units(bill.unit, bill.units),
        "Total storage required (Gbyte)": four(stored),
        "Of it needed after the run (Gbyte)": four(kept),
        "Maximum amount of memory per core (Mbyte)": four(made.peak_memory_gb * 1000),
        "Number of jobs": made.jobs,
        "Number of files, and size of each (Gbyte)": [made.files, four(stored / max(1, made.files))],
        "Parallelisation": "independent tasks of one core each, in rounds that meet through files; no MPI",
        "Checkpoints": "each task is one: a job that ends early loses what its tasks have begun",
    }


def of_training(made: Training, where: Machine, name: str) -> Fields:
    """What a training asks for: from the higher to the lower utilisation."""
    first, last = made.bills
    units = _units(first.unit, None)
    return {
        **_head(where, name),
        "GPU hours": [four(hours) for hours in made.gpu_hours],
        "Node hours": [four(first.node_hours), four(last.node_hours)],
        **({next(iter(units)): [four(first.units), four(last.units)]} if units and first.units and last.units else {}),
        "Accelerators that hold the model's state": made.least_gpus,
        "Size of a checkpoint (Gbyte)": four(made.checkpoint_gb),
    }


def _head(where: Machine, name: str) -> Fields:
    return {"Computer system": f"{where.title} ({where.operator})", "Partition": name}


def _units(unit: str | None, units: float | None) -> Fields:
    return {f"Allocation ({unit}s)": units and four(units)} if unit and unit != "node-hour" else {}
