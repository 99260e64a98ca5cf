"""The command `hash-evaluation`."""

from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.options import AsJson
from moisson.workspace.printing import say, say_json

SET = typer.Argument(metavar="PATH", help="The set: a file of SQuAD's JSON, JSON Lines, JSON, Parquet, CSV or TSV, or a folder.")
NAME = typer.Option("--name", help="What the set is called in the column `contamination` and in the ledger.")
OUT = typer.Option("--out", metavar="FILE", help="The file to write, such as evaluation/piaf.parquet.")
REVISION = typer.Option("--revision", help="Which state of the set: a version, a date, a commit.")
FIELD = "a name, or a path such as `answers.*.text`; may be given more than once"
ID = typer.Option("--id", help="The field that names an item, where it has a row for each answer.")
NGRAM = typer.Option(min=6, help="Words of an n-gram; `drop_contaminated` asks for the same.")


def hash_evaluation(
    path: Annotated[Path, SET],
    name: Annotated[str, NAME],
    out: Annotated[Path, OUT],
    revision: Annotated[str, REVISION] = "",
    question: Annotated[list[str] | None, typer.Option(help=f"The question's field: {FIELD}. [default: question]")] = None,
    answer: Annotated[list[str] | None, typer.Option(help="The answers' fields, likewise. [default: answers, answer]")] = None,
    passage: Annotated[list[str] | None, typer.Option(help="The passage's, likewise. [default: context, passage]")] = None,
    id: Annotated[str | None, ID] = None,
    ngram: Annotated[int, NGRAM] = 13,
    as_json: AsJson = False,
) -> None:
    """Make the hashed file of an evaluation set, for `drop_contaminated`: no text of the set is in it."""
    from moisson.corpus.evaluation_sets import Fields, hash_evaluation

    usual = Fields()
    fields = Fields(question or usual.question, answer or usual.answer, passage or usual.passage, id)
    header = hash_evaluation(path, out, name, revision, fields, ngram)
    if as_json:
        say_json({"path": str(out), **header})
        return
    say(
        f"{out}: {header['questions'] - header['questions_left_out']:,} of {header['questions']:,} questions,"
        f" {header['passages'] - header['passages_left_out']:,} of {header['passages']:,} passages; the others are too short."
    )
