"""The differences between two releases, for a person to read."""

from collections.abc import Iterator
from typing import Any

from rich.table import Column, Table

from moisson.commands.terminal import out, print_whole
from moisson.stewardship.diff.releases import LANGUAGE, NEW, NEW_SOURCE, NOT_HARVESTED, SOURCE_GONE, TEXT, VERSION

SAID = {
    NEW: "new",
    NEW_SOURCE: "of a source that was not in the recipe",
    SOURCE_GONE: "of a source that the recipe left out",
    NOT_HARVESTED: "no longer in the harvest",
    VERSION: "the publisher's words changed",
    TEXT: "the same version, another text released",
    LANGUAGE: "the same text, another language found",
}
FATES = ("added", "removed", "changed")


def print_diff(found: dict[str, Any]) -> None:
    """What differs, the numbers first, then the documents by source and reason, then what the recipe did."""
    console = out()
    for side in ("a", "b"):
        console.print(f"{side.upper()} {found[side]['release']}", markup=False)
    print_whole(console, _totals(found))
    if any(found["documents"][fate]["documents"] for fate in FATES):
        print_whole(console, _by(found, "source"))
        if len({name for fate in FATES for name in found["documents"][fate]["by_language"]}) > 1:
            print_whole(console, _by(found, "language"))
        print_whole(console, _reasons(found))
        for fate, each, id in _examples(found):
            console.print(f"{fate}, {_why(fate, each)}: {id}", markup=False)
    else:
        console.print("No document differs.")
    if found["withdrawn"]:
        console.print(f"B's ledger names {found['withdrawn']:,} withdrawn documents, by hashes: they are among the removed.")
    for title, sentences in found["recipe"].items():
        if sentences:
            console.print(f"\n{title}", style="bold")
        for sentence in sentences:
            console.print(f"  {sentence}", markup=False)
    if not any(found["recipe"].values()):
        console.print("Recipe, sources, stages and environment are the same.")


def _totals(found: dict[str, Any]) -> Table:
    a, b = found["a"], found["b"]
    table = Table("", *(Column(name, justify="right") for name in ("A", "B", "difference")))
    for name in ("documents", "words", "bytes", "found", "ledger"):
        old, new = a["totals"][name], b["totals"][name]
        table.add_row({"found": "harvested", "ledger": "left out"}.get(name, name), f"{old:,}", f"{new:,}", f"{new - old:+,}")
    table.add_row("as of", a["as_of"] or "", b["as_of"] or "", "")
    return table


def _by(found: dict[str, Any], what: str) -> Table:
    table = Table(what, *(Column(fate, justify="right") for fate in FATES))
    counts = [found["documents"][fate][f"by_{what}"] for fate in FATES]
    for name in sorted({name for each in counts for name in each}):
        table.add_row(name, *(f"{each.get(name, 0):,}" for each in counts))
    table.add_section()
    table.add_row("all", *(f"{found['documents'][fate]['documents']:,}" for fate in FATES))
    return table


def _reasons(found: dict[str, Any]) -> Table:
    table = Table("", Column("documents", justify="right"), "why")
    for fate in FATES:
        for each in found["documents"][fate]["by_reason"]:
            table.add_row(fate, f"{each['documents']:,}", _why(fate, each))
    return table


def _examples(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """One id for each fate and reason; below the table, since an id is not cut to a column."""
    for fate in FATES:
        for each in found["documents"][fate]["by_reason"]:
            for id in (each.get("examples") or each.get("ids") or [])[:1]:
                yield fate, each, id


def _why(fate: str, each: dict[str, Any]) -> str:
    reason = str(each["reason"])
    if each["stage"] is None:
        return SAID.get(reason, reason)
    return f"{'before: ' if fate == 'added' else ''}{reason} ({each['stage']})"
