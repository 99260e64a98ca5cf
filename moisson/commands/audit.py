"""The command `audit`."""

from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.options import CORES, WORKSPACE, AsJson, Out, RecipeName, Workers
from moisson.workspace.printing import say, say_json

RULE = typer.Argument(metavar="RULE", help="A rule of the table of thresholds, such as ocr-noise.")
PATH = typer.Argument(metavar="PATH", help="Files to judge: a file, a folder or an archive; without it, the documents of a run.")
AT = typer.Option(
    "--at", metavar="LIMIT", help="Try another limit, for all documents: 0.7, or SIGNAL=0.7 where the rule has several."
)
TABLE = typer.Option("--table", metavar="FILE", help="Another table of thresholds than Moisson's own.")
KIND = typer.Option(
    "--kind", metavar="KIND", help="What files are that do not say it (law, debate, decision …): limits differ by kind."
)


def audit(
    rule: Annotated[str, RULE],
    path: Annotated[Path | None, PATH] = None,
    at: Annotated[list[str] | None, AT] = None,
    table: Annotated[Path | None, TABLE] = None,
    kind: Annotated[str | None, KIND] = None,
    out: Out = WORKSPACE,
    recipe: RecipeName = None,
    limit: Annotated[int, typer.Option(min=1, help="The most documents to show.")] = 20,
    workers: Workers = CORES,
    as_json: AsJson = False,
) -> None:
    """Show what RULE would reject, worst first, with the signal, the limit and an excerpt, and count it by kind and language."""
    from moisson.contracts.errors import UserError
    from moisson.corpus.audit import at as with_limits
    from moisson.corpus.audit import audit, files, rule_named, run
    from moisson.workspace.storage import Workspace

    if kind and not path:
        raise UserError("--kind is for files; the documents of a run have the kind that their source states.")
    chosen = with_limits(rule_named(rule, str(table) if table else None), at or ())
    batches = files(path, workers, kind) if path else run(Workspace(out), recipe)
    found = audit(chosen, batches, limit).as_dict()
    if as_json:
        say_json(found)
        return
    from moisson.commands.messages.audit import print_audit

    print_audit(found)
    if path and not kind and (unknown := found["by_kind"].get("unknown")):
        say(f"{unknown['documents']:,} say no kind, and were judged by the limits for any: name it with --kind.")
