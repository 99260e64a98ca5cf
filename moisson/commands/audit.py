"""The command `audit`."""

from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.options import CORES, WORKSPACE, AsJson, Out, RecipeName, Workers
from moisson.workspace.printing import say, say_json

RULE = typer.Argument(metavar="RULE", help="A rule of the table of thresholds, such as ocr-noise; with --judgements, any reason.")
PATH = typer.Argument(metavar="PATH", help="Files to judge: a file, a folder or an archive; without it, the documents of a run.")
AT = typer.Option(
    "--at", metavar="LIMIT", help="Try another limit, for all documents: 0.7, or SIGNAL=0.7 where the rule has several."
)
TABLE = typer.Option("--table", metavar="FILE", help="Another table of thresholds than Moisson's own.")
KIND = typer.Option(
    "--kind", metavar="KIND", help="What files are that do not say it (law, debate, decision …): limits differ by kind."
)
JUDGEMENTS = typer.Option(
    "--judgements", metavar="FILE", help="Say how often rules and masks are right, by what readers of `moisson view` found."
)


def audit(
    rule: Annotated[str | None, RULE] = None,
    path: Annotated[Path | None, PATH] = None,
    at: Annotated[list[str] | None, AT] = None,
    table: Annotated[Path | None, TABLE] = None,
    kind: Annotated[str | None, KIND] = None,
    out: Out = WORKSPACE,
    recipe: RecipeName = None,
    limit: Annotated[int, typer.Option(min=1, help="The most documents to show.")] = 20,
    judgements: Annotated[Path | None, JUDGEMENTS] = None,
    workers: Workers = CORES,
    as_json: AsJson = False,
) -> None:
    """Show what RULE would reject, worst first, with the signal, the limit and an excerpt, and count it by kind and language.

    With --judgements, say instead how often each rule and each kind of mask is right, with 95% intervals, and how readers agree.
    """
    from moisson.contracts.errors import UserError
    from moisson.corpus.audit import at as with_limits
    from moisson.corpus.audit import audit, files, rule_named, run
    from moisson.workspace.storage import Workspace

    if judgements is not None:
        if path or at or table or kind:
            raise UserError(
                "--judgements is of documents that readers have seen: it takes a RULE and --recipe, and nothing else."
            )
        return _judged(judgements, rule, recipe, as_json)
    if rule is None:
        raise UserError("name a rule to audit, such as ocr-noise; or a file of --judgements.")
    if kind and not path:
        raise UserError("--kind is for files; the documents of a run have the kind that their source states.")
    chosen = with_limits(rule_named(rule, str(table) if table else None), at or ())
    batches = files(path, workers, kind) if path else run(Workspace(out), recipe)
    found = audit(chosen, batches, limit).as_dict()
    if as_json:
        return say_json(found)
    from moisson.commands.messages.audit import print_audit

    print_audit(found)
    if path and not kind and (unknown := found["by_kind"].get("unknown")):
        say(f"{unknown['documents']:,} say no kind, and were judged by the limits for any: name it with --kind.")
    return None


def _judged(path: Path, rule: str | None, recipe: str | None, as_json: bool) -> None:
    """Print what judgements say of all rules, or of one, and of masks."""
    from moisson.contracts.errors import NotFound
    from moisson.corpus.judgements.agreement import agreements
    from moisson.corpus.judgements.precision import of_kept, of_masks, of_rules
    from moisson.corpus.judgements.record import read, standing

    said = standing(each for each in read(path) if recipe is None or each.release.partition("/")[0] == recipe)
    if rule is not None:
        known = sorted({each.rule for each in said if each.rule})
        said = [each for each in said if each.rule == rule]
        if not said:
            raise NotFound(f"nobody has judged what `{rule}` dropped; judged are: {', '.join(known) or 'none'}.")
    found = {
        "judgements": len(said),
        "readers": sorted({each.who for each in said}),
        "rules": [each.as_dict() for each in of_rules(said)],
        "kept": [each.as_dict() for each in of_kept(said)],
        "masks": [each.as_dict() for each in of_masks(said)],
        "agreement": [each.as_dict() for each in agreements(said)],
    }
    if as_json:
        return say_json(found)
    from moisson.commands.messages.judged import print_judged

    return print_judged(found)
