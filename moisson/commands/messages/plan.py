"""A forecast as `plan` prints it, and what a release took as `costs` does."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.filesize import decimal
from rich.table import Column, Table

from moisson.commands.terminal import out, print_whole
from moisson.compute.training import spoken
from moisson.workspace.drawn import Console

NAMES = {
    "node_hours": "node-hours",
    "units": "units of an allocation",
    "kwh": "energy, kWh",
    "co2_kg": "CO2, kg",
    "eur": "money, EUR without tax",
}


def print_plan(told: Mapping[str, Any]) -> None:
    """What it takes, the fields of an application, and what must be known with the numbers."""
    console = out()
    corpus = "documents" in told
    what = (
        f"{told['documents']:,} documents"
        if corpus
        else f"{spoken(told['parameters'])} parameters, {spoken(told['tokens'])} tokens"
    )
    table = Table(f"{what} on {told['site']}, {told['partition']}", Column("", justify="right"))
    bills = told["bills"] if "bills" in told else [told["bill"]]
    for label, hours in told.get("core_hours", {}).items():
        table.add_row(f"core-hours, {label}", shown(hours))
    if "operations" in told:
        table.add_row("operations", f"{told['operations']:.4g}, {told['attention']:.0%} of them attention's")
        table.add_row("GPU-hours", shown(told["gpu_hours"]))
    for name, label in NAMES.items():
        values = [bill[name] for bill in bills]
        table.add_row(label + _of(name, bills[0]), shown(None if None in values else values))
    for name, size in (told.get("memory_gb") or {}).items():
        table.add_row(f"memory, GB, {name}", shown(size))
    if told.get("least_gpus"):
        table.add_row("accelerators that hold that", f"at least {told['least_gpus']:,}")
    for name, size in told.get("disk_gb", {}).items():
        table.add_row(f"disk, GB, {name}", f"{shown(size)} in {told['files'][name]:,} files")
    if "jobs" in told:
        table.add_row("tasks", f"{told['tasks']:,}")
        table.add_row("jobs", f"{told['jobs']:,} of {told['tasks_per_job']:,} tasks")
    print_whole(console, table)
    for form in told["applications"]:
        said = {name: "for you to say" if value is None else shown(value) for name, value in form["fields"].items()}
        lines = [f"  {name}: {value}" for name, value in said.items()]
        source = f"  (fields as in {form['copy']}, seen {form['seen']}: {form['address']})"
        console.print("\n".join([form["form"], *lines, source, ""]), markup=False, soft_wrap=True)
    _print_notes(console, told["notes"], bills)


def _of(name: str, bill: Mapping[str, Any]) -> str:
    """What a figure of a bill is counted in, or how it was found."""
    said = {"units": bill["unit"] and f"{bill['unit']}s", "kwh": bill["energy"]}.get(name)
    return f" ({said})" if said else ""


def print_costs(told: Mapping[str, Any]) -> None:
    """What a release took, by phase and stage, and what it comes to."""
    console = out()
    right = ("core-seconds", "tasks", "peak memory", "read", "written")
    table = Table("what it took", *(Column(name, justify="right") for name in right))
    for name, used in told["used"].items():
        sizes = (decimal(used[key]) if key in used else "" for key in ("peak_memory_bytes", "read_bytes", "written_bytes"))
        table.add_row(name, f"{used['core_seconds']:,.1f}", f"{used['tasks']:,}" if "tasks" in used else "", *sizes)
        for stage, seconds in told["stages_of_map"].items() if name == "map" else ():
            table.add_row(f"  of it {stage}", f"{seconds:,.1f}", "", "", "", "")
    print_whole(console, table)
    bill = told["bill"]
    priced = Table(f"on {told['site']}, {told['partition']}", Column("", justify="right"))
    for key, label in NAMES.items():
        priced.add_row(label + _of(key, bill), shown(bill[key]))
    print_whole(console, priced)
    disk = ", ".join(f"{name} {decimal(size['bytes'])} in {size['files']:,} files" for name, size in told["disk"].items())
    console.print(f"Disk: {disk}. Nodes: {', '.join(told['nodes'])}.", markup=False)
    _print_notes(console, (), [bill])


def _print_notes(console: Console, notes: Iterable[str], bills: Sequence[Mapping[str, Any]]) -> None:
    """What must be known with the numbers, and which figures the site file lacks."""
    for note in dict.fromkeys([*notes, *(note for bill in bills for note in bill["notes"])]):
        console.print(f"- {note}.", markup=False)
    if unknown := list(dict.fromkeys(name for bill in bills for name in bill["unknown"])):
        console.print(f"Not known of this site: {', '.join(unknown)}; write them into a copy of its file.", markup=False)


def shown(value: Any) -> str:
    """A number with commas, a range, a word as it is."""
    if isinstance(value, list):
        return " to ".join(shown(each) for each in value)
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 1000 else f"{value:,.4g}"
    return "not known" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
