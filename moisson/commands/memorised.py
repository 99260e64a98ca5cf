"""The command `memorised`."""

from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.evaluate import HELD_OUT, Private
from moisson.commands.options import AsJson
from moisson.workspace.printing import say_json

MODEL = typer.Argument(metavar="MODEL", help="A folder of `moisson train`, or one that `moisson bind` wrote beside a model.")
RELEASE = typer.Option("--release", metavar="DIR", help="The release that the model was trained on; may be repeated.")
DOCUMENTS = typer.Option("--documents", min=1, metavar="N", help="Compare at most N documents of each group.")
WITHDRAWN = typer.Option("--withdrawn", metavar="FEED", help="Compare the documents that this withdrawals.jsonl takes back, too.")
BEFORE = typer.Option("--before", metavar="DIR", help="A release that still has the withdrawn documents; may be repeated.")
TO = typer.Option("--to", metavar="DIR", help="Where the results go. [default: MODEL/evaluation]")


def memorised(
    model: Annotated[Path, MODEL],
    release: Annotated[list[Path], RELEASE],
    held_out: Annotated[float | None, HELD_OUT] = None,
    documents: Annotated[int, DOCUMENTS] = 200,
    withdrawn: Annotated[Path | None, WITHDRAWN] = None,
    before: Annotated[list[Path] | None, BEFORE] = None,
    private: Private = False,
    to: Annotated[Path | None, TO] = None,
    as_json: AsJson = False,
) -> None:
    """Measure what a model says word for word of documents seen 1, 2, 4 and 8 times, against documents held out of training.

    It names the documents that it says most nearly, and with --withdrawn whether what was taken back is forgotten.
    """
    from moisson.commands.terminal import progress
    from moisson.models.memorisation.memorised import Wanted, memorised
    from moisson.models.memorisation.report import write_memorised

    wanted = Wanted(release, held_out, documents, withdrawn, before or (), private)
    found = memorised(model, wanted, progress(quiet=as_json))
    folder = to or model / "evaluation"
    write_memorised(found, folder)
    if as_json:
        return say_json(found.as_dict())
    from moisson.commands.messages.evaluation import print_memorised

    print_memorised(found, folder)
    return None
