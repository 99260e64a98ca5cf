"""The command `check`. It imports what it needs when it runs, as those of `moisson.cli`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from moisson.printing import say, say_json
from moisson.proxy_option import Proxy

TARGET = typer.Argument(
    metavar="RECIPE|SOURCE|PATH", help="A recipe file, a source's name or folder, or any file, folder or archive."
)
ALL = typer.Option("--all", help="With --live: ask for every ready-made source, and write one report that you can send back.")
LIVE = typer.Option("--live", help="Ask a source's publisher now: does it answer, and with a document that can be read?")
HTML = typer.Option("--html", metavar="FILE", help="Write the report on a path as a page.")
LANG = typer.Option(help="The report's language: fr, en or de; else the terminal's own.")
REVEAL = typer.Option("--reveal", help="Show personal data that was found, on a terminal only.")
WORKERS = typer.Option(min=1, help="Processes that read files; the result is the same for any number.")
JSON = typer.Option("--json", help="Print JSON for programs.")


def check(
    target: Annotated[str | None, TARGET] = None,
    live: Annotated[bool, LIVE] = False,
    everything: Annotated[bool, ALL] = False,
    html: Annotated[Path | None, HTML] = None,
    lang: Annotated[str | None, LANG] = None,
    reveal: Annotated[bool, REVEAL] = False,
    workers: Annotated[int, WORKERS] = os.cpu_count() or 1,
    proxy: Proxy = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Check a recipe or a source completely, before any data; or how ready the files under a path are for AI: the worst first."""
    from moisson.check import check_recipe, check_source, is_source
    from moisson.errors import NotFound, UserError

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
            from moisson.live import look

            found |= look(target).as_dict()
    elif not path.exists():
        raise NotFound(f"there is no source, recipe or file `{target}`; `moisson check --help` says what can be checked.")
    else:
        from moisson.readiness.command import check as check_path

        return check_path(path, workers, html, lang, reveal, as_json)
    if as_json:
        return say_json(found)
    for name, value in found.items():
        say(f"{name:12} {value if not isinstance(value, list) else ', '.join(map(str, value))}")
    return None


def _report(as_json: bool) -> None:
    from moisson.errors import StorageError
    from moisson.live_report import readable, report, write
    from moisson.source import built_in_sources
    from moisson.terminal import progress

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
