"""What readers found of rules and masks, as `audit --judgements` prints it."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Column, Table

from moisson.commands.terminal import out

NUMBERS = ("right", "wrong", "split", "picked")


def print_judged(found: Mapping[str, Any]) -> None:
    """Rules, what was kept, masks, and readers against each other; each table where there is something in it."""
    console = out()
    for of, head, says in (("rules", "rule", "right"), ("kept", "source, kept", "good")):
        if found[of]:
            console.print(_judged(found[of], head, says))
    if found["masks"]:
        console.print(_masks(found["masks"]))
    for each in found["agreement"]:
        one, other = each["readers"]
        console.print(
            f"{one} and {other} judged {each['both']:,} {'documents' if each['about'] == 'document' else 'masks'} both,"
            f" {each['alike']:,} alike: kappa {_interval(each['kappa'])}.",
            markup=False,
        )
        for apart in each["apart"]:
            console.print(f"  they differ on {apart['release']} {apart['id']}", markup=False, soft_wrap=True)
    console.print(
        f"{found['judgements']:,} judgements of {', '.join(found['readers']) or 'nobody'}. Intervals are of 95%, and for what was"
        " drawn in a sample; picked documents are in none.",
        markup=False,
    )


def _judged(rows: Sequence[Mapping[str, Any]], head: str, says: str) -> Table:
    names = (says, "bad" if says == "good" else "wrong", "split", "picked")
    table = Table(head, *(Column(name, justify="right") for name in (*names, f"share {says}")))
    for each in rows:
        table.add_row(each["name"], *(f"{each[name]:,}" for name in NUMBERS), _interval(each["share"]))
    return table


def _masks(rows: Sequence[Mapping[str, Any]]) -> Table:
    heads = ("documents", "right", "wrong", "missed", "precision", "recall at most")
    table = Table("masks", "stage", *(Column(name, justify="right") for name in heads))
    for each in rows:
        counts = (f"{each[name]:g}" for name in ("documents", "right", "wrong", "missed"))
        table.add_row(each["kind"], each["stage"] or "", *counts, _interval(each["precision"]), _interval(each["recall_at_most"]))
    return table


def _interval(each: Mapping[str, float] | None) -> str:
    return f"{each['value']:.3f} ({each['low']:.3f} to {each['high']:.3f})" if each else "–"
