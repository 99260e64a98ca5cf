"""What core-seconds come to on a machine: hours of nodes, energy, CO2, units of an allocation, money. What is unknown is None."""

from dataclasses import dataclass, field
from typing import Any, Literal

from moisson.compute.machine import Figure, Machine, Partition


@dataclass
class Bill:
    """What hours of nodes take. `unknown` names figures that the site file lacks, `notes` what must be known with the numbers."""

    node_hours: float | None
    kwh: float | None = None
    energy: Literal["measured", "estimated"] | None = None
    co2_kg: float | None = None
    units: float | None = None
    unit: str | None = None
    eur: float | None = None
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON, to four digits."""
        return {name: four(value) if isinstance(value, float) else value for name, value in vars(self).items()}


def four(value: float) -> float:
    """To four digits: no forecast is better."""
    return float(f"{value:.4g}")


def priced(node_hours: float | None, where: Machine, name: str, partition: Partition, measured_kwh: float | None = None) -> Bill:
    """What so many hours of a partition's nodes take. Energy that was not measured is estimated, by the power of nodes."""
    bill, of = Bill(node_hours), f"partitions.{name}"

    def known(figure: Figure | None, path: str, sourced: bool = False) -> Figure | None:
        if figure is None:
            bill.unknown.append(path)
        elif figure.note or sourced:
            bill.notes.append(f"{path} = {figure.value:g}: {where.said(figure)}" if sourced else f"{path}: {figure.note}")
        return figure

    kwh = measured_kwh
    if kwh is not None:
        bill.energy, says = "measured", "measured by the counters of processors and memory, whatever else ran beside"
    elif watts := known(partition.watts, f"{of}.node_watts"):
        kwh = _times(node_hours, watts.value / 1000)
        chips = "the design power of processors alone, without memory, network or disks"
        bill.energy, says = "estimated", "estimated, not measured: by " + ("a node's power" if partition.node_watts else chips)
    if kwh is not None:
        pue = known(where.pue, "pue")
        bill.kwh = kwh * (pue.value if pue else 1.0)
        bill.notes.append(f"energy is {says}, {'with the share of the building' if pue else 'without cooling'}")
        if factor := known(where.co2_g_per_kwh, "co2_g_per_kwh", sourced=True):
            bill.co2_kg = bill.kwh * factor.value / 1000
    if billing := partition.billing:
        bill.unit = billing.unit
        if per_hour := known(billing.per_node_hour, f"{of}.billing.per_node_hour"):
            bill.units = _times(node_hours, per_hour.value)
        if price := known(billing.eur_per_node_hour, f"{of}.billing.eur_per_node_hour", sourced=True):
            bill.eur = _times(node_hours, price.value)
    else:
        bill.unknown.append(f"{of}.billing")
    return bill


def _times(hours: float | None, what: float) -> float | None:
    return None if hours is None else hours * what
