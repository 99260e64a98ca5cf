"""The command `check`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from moisson.commands.options import CORES, AsJson, Proxy, Workers, targets
from moisson.workspace.printing import say, say_json

if TYPE_CHECKING:
    from moisson.check.readiness.findings import Place
    from moisson.check.readiness.wording import Lang

TARGET = typer.Argument(
    metavar="RECIPE|SOURCE|PATH",
    help="A recipe file, a source's name or folder, or any file, folder or archive.",
    autocompletion=targets,
)
ALL = typer.Option("--all", help="With --live: ask for every ready-made source, and write one report that you can send back.")
LIVE = typer.Option("--live", help="Ask a source's publisher now: does it answer, and with a document that can be read?")
HTML = typer.Option("--html", metavar="FILE", help="Write the report on a path as a page.")
LANG = typer.Option(help="The report's language: fr, en or de; else the terminal's own.")
REVEAL = typer.Option("--reveal", help="Show personal data that was found, on a terminal only.")
MOST_REVEALED = 500


def check(
    target: Annotated[str | None, TARGET] = None,
    live: Annotated[bool, LIVE] = False,
    everything: Annotated[bool, ALL] = False,
    html: Annotated[Path | None, HTML] = None,
    lang: Annotated[str | None, LANG] = None,
    reveal: Annotated[bool, REVEAL] = False,
    workers: Workers = CORES,
    proxy: Proxy = None,
    as_json: AsJson = False,
) -> None:
    """Check a recipe or a source completely, before any data; or how ready the files under a path are for AI: the worst first."""
    from moisson.check.descriptions import check_recipe, check_source, is_source
    from moisson.contracts.errors import NotFound, UserError

    del proxy  # heard before
    if everything and live and target is None:
        return _report(as_json)
    if everything or target is None:
        raise UserError("name a recipe, a source or a path to check; or `--live --all` alone, for every ready-made source.")
    path = Path(target)
    of_a_source = is_source(target)
    if live and not of_a_source:
        raise UserError(f"--live asks a source's publisher, and {target} is no source; name one, or its folder.")
    if target.endswith(".toml") and path.name != "source.toml":
        found = check_recipe(path)
    elif of_a_source:
        found = check_source(target)
        if live:
            from moisson.check.live import probe

            found |= probe(target).as_dict()
    elif not path.exists():
        raise NotFound(f"there is no source, recipe or file `{target}`; `moisson check --help` says what can be checked.")
    else:
        return _check_path(path, workers, html, lang, reveal, as_json)
    if as_json:
        return say_json(found)
    for name, value in found.items():
        say(f"{name:12} {value if not isinstance(value, list) else ', '.join(map(str, value))}")
    return None


def _check_path(path: Path, workers: int, html: Path | None, lang: str | None, reveal: bool, as_json: bool) -> None:
    """Check the files under a path, print what was found, and write the page where one is asked for.

    Raises UserError for an unknown language, for a page in a folder that is not there, and for `reveal` where standard output is
    no terminal or JSON is asked for.
    """
    from moisson.check.readiness.page import page
    from moisson.check.readiness.reading import read
    from moisson.check.readiness.wording import Words, language_of
    from moisson.commands.messages.readiness import Revealed, print_readiness
    from moisson.contracts.errors import UserError

    words = Words(_known(lang) if lang else language_of())
    if reveal and (as_json or not sys.stdout.isatty()):
        raise UserError("--reveal shows personal data, on a terminal only: leave it out, or do not redirect the output.")
    if html and not html.absolute().parent.is_dir():
        raise UserError(f"--html {html}: the folder {html.parent} does not exist; make it, or name another file.")
    seen: list[Revealed] = []

    def show(kind: str, place: "Place", value: str) -> None:
        if len(seen) < MOST_REVEALED:
            seen.append(Revealed(kind, place, value))

    found = read(path, workers, show if reveal else None)
    if html:
        _write(html, page(found, words))
    if as_json:
        say_json(found.as_dict(words.lang))
    else:
        print_readiness(found, words, seen if reveal else None, html)


def _known(lang: str) -> "Lang":
    from moisson.check.readiness.wording import LANGS
    from moisson.contracts.errors import UserError

    for known in LANGS:
        if lang == known:
            return known
    raise UserError(f"--lang {lang} is not spoken here; it is one of {', '.join(LANGS)}.")


def _write(path: Path, html: str) -> None:
    from moisson.contracts.errors import StorageError

    try:
        path.write_text(html, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}; choose another place with --html.") from None


def _report(as_json: bool) -> None:
    from moisson.check.live_report import readable, report, write
    from moisson.commands.terminal import progress
    from moisson.contracts.errors import StorageError
    from moisson.source.description import built_in_sources

    found = report(sorted(built_in_sources()), progress(quiet=as_json))
    if as_json:
        return say_json(found)
    say(readable(found))
    try:
        data, page = write(found, Path())
    except OSError as error:
        raise StorageError(
            f"the report cannot be written here ({error.strerror}); run it in a folder that you may write to."
        ) from None
    say(f"Written to {data} and {page}: send both back; they hold no secret and no text but titles.")
    return None
