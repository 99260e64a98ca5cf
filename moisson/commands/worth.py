"""The command `worth`."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from moisson.commands.options import CORES, AsJson, Workers
from moisson.workspace.printing import say, say_json

SIDE = "a release's folder, or a file or folder of .jsonl or .parquet with `id`, `text` and perhaps `source`"
A = typer.Argument(metavar="A", help=f"A corpus: {SIDE}.")
B = typer.Argument(metavar="B", help="The corpus that it is compared with, as A.")
TO = typer.Option("--to", metavar="DIR", help="Write worth.json, worth.md and worth.svg there; it must not exist, or be empty.")
MEGABYTES = typer.Option(
    "--megabytes",
    metavar="MB",
    min=0.05,
    help="The most text that either side learns from, normalised. If you don't say: 24, or with --neural 6 over all epochs.",
    show_default=False,
)
ORDER = typer.Option("--order", metavar="N", min=2, max=8, help="The longest run of bytes that is learnt.")
SEEDS = typer.Option("--seeds", metavar="N", min=1, help="How many samples of either side are learnt.")
HELD_OUT = typer.Option("--held-out", metavar="SHARE", help="How much of the documents, in groups, is kept to score on.")
ELSEWHERE = typer.Option("--elsewhere", metavar="PATH", help="Text from elsewhere to score on, too; may be repeated.")
ONE_SOURCE = typer.Option("--one-source", help="Take all texts as of one source: their shares may differ between the sides.")
NEURAL = typer.Option("--neural", help="Ask a small neural model, too (moisson[train]).")
EPOCHS = typer.Option("--epochs", metavar="N", min=1, help="How often the neural model sees what it learns from.")
PRIVATE = typer.Option("--private", help="Compare a private release; the answer stays with you.")


def worth(
    a: Annotated[Path, A],
    b: Annotated[Path, B],
    to: Annotated[Path | None, TO] = None,
    megabytes: Annotated[float | None, MEGABYTES] = None,
    order: Annotated[int, ORDER] = 7,
    seeds: Annotated[int, SEEDS] = 3,
    held_out: Annotated[float, HELD_OUT] = 0.03,
    elsewhere: Annotated[list[Path] | None, ELSEWHERE] = None,
    one_source: Annotated[bool, ONE_SOURCE] = False,
    neural: Annotated[bool, NEURAL] = False,
    epochs: Annotated[int, EPOCHS] = 1,
    workers: Workers = CORES,
    private: Annotated[bool, PRIVATE] = False,
    as_json: AsJson = False,
) -> None:
    """Say what corpus A is worth beside B to a model: bits per byte of held-out text, from the same bytes, with intervals."""
    from moisson.models.worth.compare import Asked, compare
    from moisson.models.worth.write import write
    from moisson.workspace.drawn import progress_for

    asked = Asked(
        most_bytes=None if megabytes is None else int(megabytes * 1e6),
        order=order,
        seeds=seeds,
        share=held_out,
        elsewhere=tuple(elsewhere or ()),
        one_source=one_source,
        private=private,
        names=(_named(a), _named(b)),
        neural=neural,
        epochs=epochs,
        workers=workers,
    )
    found = compare(a, b, asked, progress_for(not as_json and sys.stderr.isatty()))
    if to is not None:
        write(found, to)
    if as_json:
        say_json(found.account)
    else:
        _print(found.account)


def _named(path: Path) -> str:
    """A side's name: its last folders, as a release's last is a number or `latest`."""
    parts = path.resolve().parts
    return "/".join(parts[-2:]) if (path / "MANIFEST.json").is_file() else parts[-1]


def _print(account: dict[str, Any]) -> None:
    a, b = account["a"], account["b"]
    say(f"A is {a['name']} ({a['documents']:,} documents), B {b['name']} ({b['documents']:,}).")
    say(f"Either learns from {account['bytes_learnt_from']:,} bytes.")
    for learner in account["learners"]:
        say(f"{learner['name']}: {learner['kind']}.")
        _print_sets([one for one in account["sets"] if one["learner"] == learner["name"]])
    for sentence in account["not_scored"]:
        say(f"! {sentence}")
    for sentence in account["frame"]:
        say(f"- {sentence}")


def _print_sets(sets: list[dict[str, Any]]) -> None:
    for one in sets:
        saved = one["a_saves_per_cent"]
        low, high = saved["interval"]
        means = [one["bits_per_byte"][side]["mean"] for side in "ab"]
        verdict = "A is worth more" if low > 0 else "B is worth more" if high < 0 else "no difference is shown"
        say(f"  {one['set']}: {means[0]:.4f} and {means[1]:.4f} bits per byte")
        say(f"    A saves {saved['mean']:+.2f}% [{low:+.2f}, {high:+.2f}]: {verdict}.")
        say(f"    {one['passages']:,} passages of {one['groups']:,} groups; {one['leaked_passages']:,} leaked and do not count.")
