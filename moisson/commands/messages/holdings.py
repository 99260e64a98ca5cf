"""What a workspace holds, as `status` prints it."""

from typing import Any

from rich.filesize import decimal
from rich.table import Column, Table

from moisson.commands.terminal import out, print_whole


def print_holdings(found: dict[str, Any]) -> None:
    """Tables of harvests and releases, and a line for the rest."""
    console = out()
    right = ("documents", "size")
    if found["harvests"]:
        table = Table("source", "harvested", "version", *(Column(name, justify="right") for name in ("harvests", *right)))
        for each in found["harvests"]:
            count = f"{each['harvests']:,}"
            table.add_row(
                *(each["source"], each["newest"], each["version"], count, f"{each['documents']:,}", decimal(each["bytes"]))
            )
        print_whole(console, table)
    if found["releases"]:
        table = Table("release", "", *(Column(name, justify="right") for name in right))
        for each in found["releases"]:
            said = "taken back" if each["taken_back"] else "newest" if each["latest"] else ""
            table.add_row(each["release"], said, f"{each['documents'] or 0:,}", decimal(each["bytes"]))
        print_whole(console, table)
    shards = found["shards"]
    console.print(
        f"{shards['shards']:,} shards ({decimal(shards['bytes'])}), of which {shards['needed']:,} are needed;"
        f" {len(found['runs']):,} runs; {decimal(found['bytes'])} in all, in {found['workspace']}.",
        markup=False,
    )
