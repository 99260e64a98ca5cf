"""The command line. Each command imports what it needs when it runs, so that `--help` loads no Arrow."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from moisson.audit_command import audit
from moisson.check_command import check
from moisson.diff.command import diff
from moisson.export.command import export
from moisson.hash_command import hash_evaluation
from moisson.printing import say, say_json
from moisson.proxy_option import Proxy
from moisson.trace.command import trace
from moisson.verify.command import trust, verify
from moisson.withdraw.command import allow, apply_withdrawals, withdraw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moisson.build import Built
    from moisson.options import Options

app = typer.Typer(
    name="moisson",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help=(
        "From what Europe's public bodies publish to openly licensed, traceable, AI-ready corpora.\n\n"
        "Start with `moisson build recipes/fr-droits-travail.toml`, then look: `moisson show --limit 3`, `moisson trace ID`.\n\n"
        "Exit codes: 0 done, 2 a mistake in what was asked, 3 a safety catch waits for your yes, 4 the machine or the network"
        " (run again: nothing is lost), 5 rows went missing (a bug), 6 a release does not hold."
    ),
)

RecipePath = Annotated[Path, typer.Argument(metavar="RECIPE", help="A recipe file, such as recipes/fr-droits-travail.toml.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The workspace: harvests, runs and releases lie in it.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes to work with; the result is the same for any number.")]
BatchRows = Annotated[int, typer.Option(min=1, help="Rows a stage sees at a time; the result is the same for any number.")]
Sources = Annotated[
    list[str] | None, typer.Option("--source", help="A source in place of the recipe's own: its name or folder; may be repeated.")
]
AcceptLoss = Annotated[
    bool, typer.Option("--accept-loss", help="Accept a harvest that loses over 5% or falls outside the expected counts.")
]
Key = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", help="The private key that signs the release; else $MOISSON_KEY, else your own."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
RecipeName = Annotated[str | None, typer.Option("--recipe", help="The recipe's name, where the workspace holds several.")]

CORES = os.cpu_count() or 1


def _options(out: Path, workers: int, batch_rows: int, as_json: bool, key: Path | None = None) -> "Options":
    from moisson.options import Options
    from moisson.storage import Workspace
    from moisson.terminal import progress

    return Options(Workspace(out), progress(quiet=as_json), workers, batch_rows, key=key)


@app.command()
def build(
    recipe: RecipePath,
    out: Out = Path("build"),
    source: Sources = None,
    workers: Workers = CORES,
    batch_rows: BatchRows = 1024,
    accept_loss: AcceptLoss = False,
    key: Key = None,
    proxy: Proxy = None,
    as_json: AsJson = False,
) -> None:
    """Harvest, run and release: all that RECIPE asks for and is not done yet."""
    from moisson.build import build as build_recipe
    from moisson.recipe import load_recipe

    del proxy  # heard before
    options = _options(out, workers, batch_rows, as_json, key)
    built = build_recipe(load_recipe(recipe, source or ()), options, accept_loss=accept_loss)
    _report_release(built, as_json)


def _report_release(built: "Built", as_json: bool) -> None:
    """Say what was made; ends with the code of a safety catch where documents wait for a person's yes."""
    from moisson.errors import SafetyCatch

    _print_release(built, as_json)
    if built.held:
        if not as_json:
            say(_waiting(built.held))
        raise typer.Exit(SafetyCatch.exit_code)


def _waiting(held: "Sequence[str]") -> str:
    from moisson.likeness import REASON

    named = ", ".join(held[:3]) + (f" and {len(held) - 3:,} more" if len(held) > 3 else "")
    return (
        f"Held back until you say yes or no, since their text is like one that was withdrawn: {named}."
        f" `moisson show --reason {REASON}` shows them; `moisson allow ID` lets one in, `moisson withdraw ID` keeps it out."
    )


def _print_release(built: "Built", as_json: bool) -> None:
    from moisson.release.manifest import MANIFEST, SIGNATURE, signer_of
    from moisson.storage import read_json

    path = built.path
    stats, signer = read_json(path / "stats.json"), signer_of(path / MANIFEST, path / SIGNATURE)
    if as_json:
        return say_json({"release": str(path), "made": built.made, "held": list(built.held), "stats": stats})
    from moisson.terminal import funnel_table, out

    out().print(funnel_table(stats))
    say(f"{'' if built.made else 'Nothing to do. '}The release is {path}")
    say(f"Open {path / 'report.html'} or read {path / 'README.md'}.")
    if without := sum(row["documents"] for row in stats["rights"]["by_basis"] if row["basis"] is None):
        say(f"{without:,} documents have no right to be used: `moisson verify` refuses them, require_rights drops them.")
    if signer:
        say(f"Signed by {signer.fingerprint}; `moisson verify {path}` checks it, docs/trust.md says where the key lies.")
    return None


@app.command()
def harvest(
    target: Annotated[str, typer.Argument(metavar="RECIPE|SOURCE", help="A recipe file, a source's name, or its folder's path.")],
    version: Annotated[str | None, typer.Option(help="The publisher's version to fetch, for a source of one package.")] = None,
    out: Out = Path("build"),
    accept_loss: AcceptLoss = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would come, with sizes and rights.")] = False,
    proxy: Proxy = None,
    as_json: AsJson = False,
) -> None:
    """Bring sources up to date and say what changed: in content, in extracted text, in the publisher's versions."""
    from moisson.compare import harvest_and_compare
    from moisson.errors import UserError
    from moisson.forecast import forecast
    from moisson.recipe import load_recipe
    from moisson.source import load_source

    del proxy  # heard before
    options = _options(out, 1, 1024, as_json)
    if target.endswith(".toml"):
        if version:
            raise UserError(f"--version goes with one source; set `version` under its [[sources]] in {target}.")
        sources = load_recipe(Path(target)).sources
    else:
        sources = (load_source(target, Path(), {"version": version} if version else None),)
    changes = []
    with options.workspace.locked():
        for source in sources:
            found = forecast(source, options) if dry_run else harvest_and_compare(source, options, accept_loss=accept_loss)
            changes.append(found.as_dict())
            if not as_json:
                say(str(found))
    if as_json:
        say_json(changes)


@app.command()
def run(
    recipe: RecipePath,
    out: Out = Path("build"),
    source: Sources = None,
    workers: Workers = CORES,
    batch_rows: BatchRows = 1024,
    as_json: AsJson = False,
) -> None:
    """Run the stages of RECIPE over what has been harvested, and say what stays and what goes; writes no release."""
    from moisson.corpus import corpus
    from moisson.options import Costs
    from moisson.recipe import load_recipe
    from moisson.run import harvested

    options = _options(out, workers, batch_rows, as_json)
    loaded = load_recipe(recipe, source or ())
    with options.workspace.locked(), corpus(loaded, harvested(loaded, options.workspace), options, Costs()) as made:
        rows = [{"stage": label, "rows": rows, "dropped": dropped} for label, rows, dropped in made.funnel]
        kept, held = made.frame.num_rows, [one.id for one in made.held]
    if as_json:
        return say_json({"funnel": rows, "kept": kept, "held": held})
    for row in rows:
        say(f"{row['stage']:28} {row['rows']:>10,} in {row['dropped']:>10,} dropped")
    say(f"{'kept':28} {kept:>10,}")
    return say(_waiting(held)) if held else None


@app.command()
def release(
    recipe: RecipePath,
    out: Out = Path("build"),
    source: Sources = None,
    workers: Workers = CORES,
    batch_rows: BatchRows = 1024,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Write the release of what has been harvested, without asking the network for anything."""
    from moisson.build import release as release_recipe
    from moisson.options import Costs
    from moisson.recipe import load_recipe
    from moisson.run import harvested

    options = _options(out, workers, batch_rows, as_json, key)
    loaded = load_recipe(recipe, source or ())
    with options.workspace.locked():
        built = release_recipe(loaded, harvested(loaded, options.workspace), options, Costs())
    _report_release(built, as_json)


@app.command()
def read(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="PATH",
            help="A file, a folder or an archive; or a source's folder that takes files from one.",
        ),
    ],
    limit: Annotated[int | None, typer.Option(min=1, help="The most documents to print.")] = None,
    workers: Workers = CORES,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per document and line.")] = False,
) -> None:
    """Print the text of every document under PATH, as a build would extract it, or the reason why it cannot be read."""
    from itertools import islice

    from moisson.survey import survey

    for found in islice(survey(path, workers), limit):
        if as_json:
            say_json(found.as_dict(), indent=None)
        else:
            from moisson.terminal import print_found

            print_found(found.as_dict())


@app.command()
def show(
    id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A document's id; without it, documents that fit the options.")
    ] = None,
    out: Out = Path("build"),
    recipe: RecipeName = None,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    reason: Annotated[str | None, typer.Option(help="Only what was dropped for this reason, or reasons that begin so.")] = None,
    dropped: Annotated[bool | None, typer.Option("--dropped/--kept", help="Only what was dropped, or only what stayed.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most documents to show.")] = 5,
    sample: Annotated[bool, typer.Option("--sample", help="Spread over all that fits, instead of the first by id.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show documents with their text, kept, dropped or refused by a harvest, by id, source or reason."""
    from moisson.errors import NotFound
    from moisson.look import find, spread, texts
    from moisson.storage import Workspace

    workspace = Workspace(out)
    rows = find(workspace, recipe, id=id, source=source, reason=reason, dropped=dropped)
    if not rows.num_rows:
        raise NotFound(f"no document in {out} fits; `moisson show --out {out}` without options shows the first.")
    chosen = spread(rows, limit) if sample else rows.slice(0, limit)
    found = list(texts(workspace, chosen))
    if as_json:
        return say_json(found)
    from moisson.terminal import out as console
    from moisson.terminal import print_document

    for document in found:
        print_document(document)
    console().print(f"{chosen.num_rows:,} of {rows.num_rows:,} that fit.")
    return None


app.command()(audit)
app.command("hash-evaluation")(hash_evaluation)
app.command()(check)
app.command()(trace)
app.command()(diff)
app.command()(export)
app.command()(verify)
app.command()(trust)
app.command()(withdraw)
app.command()(allow)
app.command("apply-withdrawals")(apply_withdrawals)


def _version(asked: bool) -> None:
    if asked:
        from moisson import __version__

        say(f"moisson {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    del version
