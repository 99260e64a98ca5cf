"""Arguments and options that several commands share, and what is made of them."""

from glob import escape as glob_escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from moisson.contracts.cores import cores

if TYPE_CHECKING:
    from moisson.workspace.options import Options

CORES = cores()
WORKSPACE = Path("build")


def ask_through(address: str | None) -> str | None:
    """Ask through this proxy from now on; raises UserError where it can be none."""
    if address is not None:
        from moisson.connectors.web.proxy import use

        use(address)
    return address


def source_names(incomplete: str) -> list[str]:
    """Ready-made sources for a shell to complete; found without loading what a source needs."""
    folder = Path(__file__).parents[1] / "sources"
    return sorted(path.parent.name for path in folder.glob(f"{glob_escape(incomplete)}*/source.toml"))


def stage_names(incomplete: str) -> list[str]:
    """Stages for a shell to complete."""
    from moisson.contracts.stage import stages

    return [name for name in stages() if name.startswith(incomplete)]


def targets(incomplete: str) -> list[str]:
    """Ready-made sources, and recipe files and folders that begin so."""
    paths = sorted(Path().glob(f"{glob_escape(incomplete)}*")) if not incomplete.startswith(("/", "~", "..")) else []
    found = [f"{path}/" if path.is_dir() else str(path) for path in paths if path.is_dir() or path.suffix == ".toml"]
    return [*source_names(incomplete), *found]


RecipePath = Annotated[Path, typer.Argument(metavar="RECIPE", help="A recipe file, such as recipes/fr-droits-travail.toml.")]
ReleasePath = Annotated[
    Path, typer.Argument(metavar="RELEASE", help="A release's folder, such as build/releases/fr-droits-travail/latest.")
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The workspace: harvests, runs and releases lie in it.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes to work with; the result is the same for any number.")]
BatchRows = Annotated[int, typer.Option(min=1, help="Rows a stage sees at a time; the result is the same for any number.")]
Sources = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        help="A source in place of the recipe's own: its name or folder; may be repeated.",
        autocompletion=targets,
    ),
]
On = Annotated[
    str, typer.Option("--on", metavar="RUNNER", help="Where tasks run: local, folder (`moisson join`), slurm, or ray.")
]
SiteFile = Annotated[
    Path | None, typer.Option("--site", metavar="FILE", help="What a cluster asks of a job, in TOML; for --on slurm.")
]
Address = Annotated[
    str | None, typer.Option("--address", metavar="HOST:PORT", help="A Ray cluster that runs; without it one is started here.")
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
Proxy = Annotated[
    str | None,
    typer.Option(
        "--proxy",
        metavar="URL",
        callback=ask_through,
        help="Ask through this proxy (http://host:port); else HTTPS_PROXY, HTTP_PROXY and NO_PROXY say.",
    ),
]
Ids = Annotated[list[str], typer.Argument(metavar="ID…", help="Ids of documents or harvested rows, or files with one id a line.")]


def options(
    out: Path,
    workers: int,
    batch_rows: int,
    as_json: bool,
    key: Path | None = None,
    on: str = "local",
    site: Path | None = None,
    address: str | None = None,
) -> "Options":
    """How to work, as the command line says it; progress shows where a person looks.

    Raises UserError where tasks cannot run as asked, before any work.
    """
    from moisson.commands.terminal import progress
    from moisson.workspace.options import Options, Where
    from moisson.workspace.storage import Workspace

    asked = Options(Workspace(out), progress(quiet=as_json), workers, batch_rows, where=Where(on, site, address), key=key)
    if on != "local":
        from moisson.compute.runners import runner

        runner(asked)
    return asked


def listed(ids: list[str]) -> list[str]:
    """Ids as given, and those in files that are given."""
    from moisson.contracts.disk import disk
    from moisson.contracts.errors import UserError

    found: list[str] = []
    for id in ids:
        path = Path(id)
        try:
            with disk(path):
                lines = path.read_text(encoding="utf-8-sig").splitlines() if _is_file(path) else [id]
        except UnicodeDecodeError as error:
            why = f"{error.reason} at byte {error.start}"
            raise UserError(f"{path} is not in UTF-8 ({why}); save it so, one id a line.") from None
        found += [line.strip() for line in lines if line.strip()]
    return list(dict.fromkeys(found))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # an id may be longer than any file's name
        return False
