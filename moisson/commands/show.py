"""The command `show`."""

from typing import Annotated

import typer

from moisson.commands.options import WORKSPACE, AsJson, Out, RecipeName
from moisson.workspace.printing import say_json


def show(
    id: Annotated[
        str | None, typer.Argument(metavar="ID", help="A document's id; without it, documents that fit the options.")
    ] = None,
    out: Out = WORKSPACE,
    recipe: RecipeName = None,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    reason: Annotated[str | None, typer.Option(help="Only what was dropped for this reason, or reasons that begin so.")] = None,
    dropped: Annotated[bool | None, typer.Option("--dropped/--kept", help="Only what was dropped, or only what stayed.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most documents to show.")] = 5,
    sample: Annotated[bool, typer.Option("--sample", help="Spread over all that fits, instead of the first by id.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show documents with their text, kept, dropped or refused by a harvest, by id, source or reason.

    With ID, also the words of its file that the text lacks, with why: read anew from the harvest.
    """
    from moisson.contracts.errors import NotFound
    from moisson.corpus.lookup import find, spread, texts
    from moisson.workspace.storage import Workspace

    workspace = Workspace(out)
    fitting = find(workspace, recipe, id=id, source=source, reason=reason, dropped=dropped)
    if not fitting.count:
        raise NotFound(f"no document in {out} fits; `moisson show --out {out}` without options shows the first.")
    chosen = fitting.rows(spread(fitting.count, limit) if sample else range(min(limit, fitting.count)))
    found = list(texts(workspace, chosen))
    if id is not None:
        from moisson.corpus.left_out import left_out_of

        for document in found:
            if document["text"] is not None and document["shard"] is not None:
                told = left_out_of(workspace, document)
                document["left_out_text"] = told if isinstance(told, str) else [passage._asdict() for passage in told]
    if as_json:
        return say_json(found)
    from moisson.commands.messages.documents import print_document
    from moisson.commands.terminal import out as console

    for document in found:
        print_document(document)
    console().print(f"{chosen.num_rows:,} of {fitting.count:,} that fit.")
    return None
