"""What `build`, `run` and `release` say of a release."""

from collections.abc import Sequence
from typing import Any

import typer
from rich.table import Column, Table

from moisson.build import Built
from moisson.commands.terminal import out
from moisson.contracts.errors import SafetyCatch
from moisson.corpus.likeness import REASON
from moisson.release.manifest import MANIFEST, SIGNATURE, signer_of
from moisson.workspace.printing import is_quiet, remark, say, say_json
from moisson.workspace.storage import read_json


def report(built: Built, as_json: bool) -> None:
    """Say what was made; ends with the code of a safety catch where documents wait for a person's yes."""
    stats = read_json(built.path / "stats.json")
    if as_json:
        say_json({"release": str(built.path), "made": built.made, "held": list(built.held), "stats": stats})
    else:
        _print(built, stats)
    if built.held:
        if not as_json:
            say(waiting(built.held))
        raise typer.Exit(SafetyCatch.exit_code)


def _print(built: Built, stats: dict[str, Any]) -> None:
    path, signer = built.path, signer_of(built.path / MANIFEST, built.path / SIGNATURE)
    if not is_quiet():
        out().print(funnel_table(stats))
    say(f"{'' if built.made else 'Nothing to do. '}The release is {path}")
    remark(f"Open {path / 'report.html'} or read {path / 'README.md'}.")
    if without := sum(row["documents"] for row in stats["rights"]["by_basis"] if row["basis"] is None):
        say(f"{without:,} documents have no right to be used: `moisson verify` refuses them, require_rights drops them.")
    if signer:
        remark(f"Signed by {signer.fingerprint}; `moisson verify {path}` checks it; docs/how-to/publish.md: where the key lies.")


def waiting(held: Sequence[str]) -> str:
    """What to do about documents that wait for a person's yes."""
    named = ", ".join(held[:3]) + (f" and {len(held) - 3:,} more" if len(held) > 3 else "")
    return (
        f"Held back until you say yes or no, since their text is like one that was withdrawn: {named}."
        f" `moisson show --reason {REASON}` shows them; `moisson allow ID` lets one in, `moisson withdraw ID` keeps it out."
    )


def funnel_table(stats: dict[str, Any]) -> Table:
    """The funnel of a release, from its stats."""
    table = Table("step", Column("taken out", justify="right"), Column("left", justify="right"), "reasons")
    for step in stats["funnel"]:
        reasons = ", ".join(f"{each['reason']} {each['documents']:,}" for each in step["reasons"])
        table.add_row(step["step"], f"{step['dropped']:,}", f"{step['documents']:,}", reasons)
    return table
