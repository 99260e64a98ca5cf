"""What a rule rejects, as `audit` prints it."""

from typing import Any

from rich.table import Column, Table

from moisson.commands.terminal import heading, out


def print_audit(found: dict[str, Any]) -> None:
    """What a rule would reject, the worst first, for reading."""
    console = out()
    for document in found["worst"]:
        heading(console, document["id"])
        about = [document["path"] or "", document["title"] or "", document["kind"] or "", document["language"] or ""]
        console.print(" · ".join(filter(None, about)), style="dim", markup=False)
        for name, of in document["signals"].items():
            console.print(f"{name} {of['value']:.4g}, limit {of['limit']:g} ({of['for']})", style="red", markup=False)
        console.print(f"{document['excerpt']}\n", markup=False)
    table = Table("", Column("documents", justify="right"), Column("rejected", justify="right"), Column("share", justify="right"))
    for each in ("by_kind", "by_language"):
        for name, counts in found[each].items():
            share = counts["rejected"] / counts["documents"]
            table.add_row(
                f"{each.removeprefix('by_')} {name}", f"{counts['documents']:,}", f"{counts['rejected']:,}", f"{share:.2%}"
            )
        table.add_section()
    table.add_row("all", f"{found['documents']:,}", f"{found['rejected']:,}", f"{found['share']:.2%}")
    console.print(table)
    console.print(f"{found['rule']}: {found['why']}", markup=False)
    if found["unmeasured"]:
        console.print(f"{found['unmeasured']:,} could not be measured, and are not rejected.", markup=False)
