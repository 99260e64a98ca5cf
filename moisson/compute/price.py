"""What core-seconds come to on a machine: hours of nodes, energy, CO2, units of an allocation, money. What is unknown is None."""

from dataclasses import dataclass, field
from typing import Any

from moisson.compute.machine import Figure, Machine, Partition


@dataclass
class Bill:
    """What hours of nodes take. `unknown` names figures that the site file lacks, `notes` what must be known with the numbers."""

    node_hours: float
    kwh: float | None = None
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


def priced(node_hours: float, where: Machine, name: str, partition: Partition) -> Bill:
    """What so many hours of a partition's nodes take. Energy is estimated: a node's power, whatever it works on."""
    bill = Bill(node_hours)

    def known(figure: Figure | None, path: str) -> Figure | None:
        if figure is None:
            bill.unknown.append(path)
        elif figure.note:
            bill.notes.append(f"{path}: {figure.note}")
        return figure

    of = f"partitions.{name}"
    if watts := known(partition.watts, f"{of}.node_watts"):
        pue = known(where.pue, "pue")
        bill.kwh = node_hours * watts.value / 1000 * (pue.value if pue else 1.0)
        whole = (
            "a node's power" if partition.node_watts else "the design power of processors alone, without memory, network or disks"
        )
        cooling = "with the building's share" if pue else "without cooling"
        bill.notes.append(f"energy is estimated, not measured: by {whole}, {cooling}")
        if factor := known(where.co2_g_per_kwh, "co2_g_per_kwh"):
            bill.co2_kg = bill.kwh * factor.value / 1000
    if billing := partition.billing:
        bill.unit = billing.unit
        if per_hour := known(billing.per_node_hour, f"{of}.billing.per_node_hour"):
            bill.units = node_hours * per_hour.value
        if price := known(billing.eur_per_node_hour, f"{of}.billing.eur_per_node_hour"):
            bill.eur = node_hours * price.value
    else:
        bill.unknown.append(f"{of}.billing")
    return bill
