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

    Raises UserError where the build did not measure, NotFound for an unknown node.
    """
    if not {"used", "energy"} <= costs.keys():
        raise UserError("costs.json does not say what tasks took: an earlier version wrote it.")
    if node is not None and node not in costs["nodes"]:
        raise NotFound(f"--node {node}: nothing was done there; {meant(node, costs['nodes'])}")
    used = (
        {DRIVER: {"core_seconds": costs["driver_core_seconds"]}, **costs["used"]}
        if node is None
        else {node: costs["nodes"][node]}
    )
    seconds = sum(each["core_seconds"] for each in used.values())
    measured, why = _measured(costs, node)
    made = priced(node_hours(seconds, partition), where, name, partition, measured)
    if partition.cores is None:
        made.unknown.insert(0, f"partitions.{name}.cores")
    made.notes += [why] if why else []
    return {
        "site": where.title,
        "partition": name,
        "core_seconds": round(seconds, 3),
        "used": used,
        "stages_of_map": _stages(costs) if node is None else {},
        "nodes": costs["nodes"],
        "disk": costs["disk"],
        "energy": costs["energy"],
        "bill": made.as_dict(),
        "sources": {key: origin.model_dump(mode="json", exclude_none=True) for key, origin in where.sources.items()},
    }


def _stages(costs: Mapping[str, Any]) -> dict[str, float]:
    """The core-seconds of the map by stage: parted as the seconds that its tasks spent in each."""
    seconds = {label: spent for label, spent in costs["seconds"].items() if label.startswith("map/")}
    whole, of_all = costs["used"].get("map", {}).get("core_seconds", 0.0), sum(seconds.values())
    return {label: round(whole * spent / of_all, 3) for label, spent in seconds.items()} if of_all else {}


def node_hours(core_seconds: float, partition: Partition, workers: int | None = None) -> float | None:
    """Of nodes whose cores, or so many of them, are all at work; None where a node's cores are not known."""
    busy = workers or (partition.cores.value if partition.cores else None)
    return core_seconds / 3600 / busy if busy else None


def _measured(costs: Mapping[str, Any], node: str | None) -> tuple[float | None, str]:
    """Kilowatt-hours where counters saw all the work, else none, and why."""
    energy = costs["energy"]
    if not energy["measured"]:
        return None, f"energy was not measured: {energy['why']}"
    here = energy["node"]
    if node in (None, here) and costs["nodes"].keys() == {here} and not costs["counts"].get("rows_mapped_by_slices"):
        return energy["kwh"], ""
    return (
        None,
        f"the counters of {here} were read while this was built, {energy['kwh']:g} kWh, but not all was done there and then",
    )
