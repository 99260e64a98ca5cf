"""The differences between two releases, for a person to read."""

from typing import Any

from rich.table import Column, Table

from moisson.diff.releases import LANGUAGE, NEW, NEW_SOURCE, NOT_HARVESTED, SOURCE_GONE, TEXT, VERSION
from moisson.terminal import out

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
    console.print(_totals(found))
    if any(found["documents"][fate]["documents"] for fate in FATES):
        console.print(_by(found, "source"))
        if len({name for fate in FATES for name in found["documents"][fate]["by_language"]}) > 1:
            console.print(_by(found, "language"))
        console.print(_reasons(found))
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
    table = Table("", *(Column(name, justify="right") for name in (f"A {a['release']}", f"B {b['release']}", "difference")))
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
    table = Table("", Column("documents", justify="right"), "why", "such as")
    for fate in FATES:
        for each in found["documents"][fate]["by_reason"]:
            ids = each.get("examples") or each.get("ids") or [""]
            why = SAID.get(each["reason"], each["reason"]) if each["stage"] is None else f"{each['reason']} ({each['stage']})"
            if each["stage"] is not None and fate == "added":
                why = f"before: {why}"
            table.add_row(fate, f"{each['documents']:,}", why, ids[0])
    return table
