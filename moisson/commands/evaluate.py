"""The command `evaluate`."""

from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.options import AsJson
from moisson.workspace.printing import say_json

MODEL = typer.Argument(metavar="MODEL", help="A folder of `moisson train`, or any that transformers opens as a causal model.")
RELEASE = typer.Option(
    "--release", metavar="DIR", help="The release the model was trained on, whose held-out documents are scored; may be repeated."
)
HELD_OUT = typer.Option(
    "--held-out",
    metavar="SHARE",
    help="The share of documents that training left out. [default: as the model's record says, else 0.01]",
)
DOCUMENTS = typer.Option("--documents", min=1, metavar="N", help="Score at most N held-out documents.")
CONTEXT = typer.Option("--context", min=2, metavar="N", help="Tokens of a window at most, where the model could read more.")
STRIDE = typer.Option("--stride", min=1, metavar="N", help="Tokens by which a window advances. [default: half the window]")
QUESTIONS = typer.Option(
    "--questions", metavar="PATH", help="Make tasks of a set of questions, as `hash-evaluation` reads it; may be repeated."
)
TASKS = typer.Option("--tasks", metavar="DIR", help="Run the tasks of lm-evaluation-harness in this folder; may be repeated.")
HARNESS = typer.Option("--harness", metavar="PYTHON", envvar="MOISSON_HARNESS", help="The interpreter that has lm-eval.")
ITEMS = typer.Option("--items", min=1, metavar="N", help="Run at most N items of each task.")
TO = typer.Option("--to", metavar="DIR", help="Where the results go. [default: MODEL/evaluation]")
Private = Annotated[bool, typer.Option("--private", help="Judge with a private release: what is found stays with you.")]


def evaluate(
    model: Annotated[Path, MODEL],
    release: Annotated[list[Path] | None, RELEASE] = None,
    held_out: Annotated[float | None, HELD_OUT] = None,
    documents: Annotated[int, DOCUMENTS] = 2000,
    context: Annotated[int, CONTEXT] = 2048,
    stride: Annotated[int | None, STRIDE] = None,
    questions: Annotated[list[Path] | None, QUESTIONS] = None,
    tasks: Annotated[list[Path] | None, TASKS] = None,
    harness: Annotated[str | None, HARNESS] = None,
    items: Annotated[int | None, ITEMS] = None,
    private: Private = False,
    to: Annotated[Path | None, TO] = None,
    as_json: AsJson = False,
) -> None:
    """Evaluate a model, offline: bits per byte of held-out documents by language and source, and tasks, with 95% intervals.

    Beside each task's score stands how many of its items are in the release. Writes JSON, a page and plots.
    """
    from moisson.commands.terminal import progress
    from moisson.models.evaluation.evaluate import Asked, evaluate

    asked = Asked(*(release or (), held_out, documents, context, stride, questions or (), tasks or (), harness, items, private))
    found = evaluate(model, asked, progress(quiet=as_json))
    folder = to or model / "evaluation"
    found.write(folder)
    if as_json:
        return say_json(found.as_dict())
    from moisson.commands.messages.evaluation import print_evaluation

    print_evaluation(found, folder)
    return None
