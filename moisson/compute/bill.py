"""What a release took, as its `costs.json` has it, and what that comes to on a machine."""

from collections.abc import Mapping
from typing import Any

from moisson.compute.machine import Machine, Partition
from moisson.compute.price import priced
from moisson.contracts.errors import NotFound, UserError
from moisson.contracts.validation_text import meant

DRIVER = "driving process"


def taken(costs: Mapping[str, Any], where: Machine, name: str, partition: Partition, node: str | None = None) -> dict[str, Any]:
    """The measured quantities by phase and by node, and the bill of all core-seconds, or of one node's.

    Raises UserError where the build did not measure, or the site file does not say how many cores a node has; NotFound for an
    unknown node.
    """
    if "used" not in costs:
        raise UserError("costs.json does not say what tasks took: an earlier version wrote it.")
    if partition.cores is None:
        raise UserError(f"{where.title} does not say how many cores a node of {name} has; write `cores` into a copy of its file.")
    if node is not None and node not in costs["nodes"]:
        raise NotFound(f"--node {node}: nothing was done there; {meant(node, costs['nodes'])}")
    used = (
        {DRIVER: {"core_seconds": costs["driver_core_seconds"]}, **costs["used"]}
        if node is None
        else {node: costs["nodes"][node]}
    )
    seconds = sum(each["core_seconds"] for each in used.values())
    made = priced(seconds / 3600 / partition.cores.value, where, name, partition)
    return {
        "site": where.title,
        "partition": name,
        "core_seconds": round(seconds, 3),
        "used": used,
        "nodes": costs["nodes"],
        "disk": costs["disk"],
        "bill": made.as_dict(),
        "sources": {key: origin.model_dump(mode="json", exclude_none=True) for key, origin in where.sources.items()},
    }
