"""The command `view`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from moisson.workspace.printing import say


def view(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="RELEASE|WORKSPACE|MODEL|FILES",
            help="A release's folder, a workspace with all its releases, a model's, or any files: how ready they are for AI.",
        ),
    ],
    state: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Where judgements and the index of words go; else folders of this user's data and cache."
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen at; another than loopback lets the network in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen at; 0 takes one that is free.")] = 0,
    style: Annotated[Path | None, typer.Option(metavar="FILE", help="A style sheet in place of our own.")] = None,
    export: Annotated[Path | None, typer.Option(metavar="DIR", help="Write the pages there as files, and serve nothing.")] = None,
    sample: Annotated[int, typer.Option(min=1, help="With --export: how many documents are shown, spread over all.")] = 200,
    show_masked: Annotated[bool, typer.Option("--show-masked", help="Show what was masked, from the workspace.")] = False,
) -> None:
    """Look at a release, a workspace or a model in the browser: what was kept, what was dropped and why, and by what right.

    Of any other files it shows how ready they are for AI, as `moisson check` says it.
    """
    from moisson.commands.terminal import progress
    from moisson.contracts.errors import UserError

    try:
        from moisson.view.serve import Place, serve
    except ModuleNotFoundError as error:
        if (error.name or "moisson").startswith("moisson"):
            raise
        raise UserError(f"view needs {error.name}; install it by `pip install 'moisson[view]'`.") from None
    if export is not None:
        from moisson.view.export import export as written

        pages = written(path, export, sample=sample, style=style, progress=progress(quiet=False))
        return say(f"{export}: {pages:,} pages; open {export / 'index.html'}.")
    cache, data = (
        Path(os.environ.get(name) or Path(usual).expanduser()) / "moisson" / "view"
        for name, usual in (("XDG_CACHE_HOME", "~/.cache"), ("XDG_DATA_HOME", "~/.local/share"))
    )

    def said(link: str) -> None:
        say(f"{link}\nOpen this link; it lets in whoever has it. Ctrl-C ends.")

    serve(
        path,
        state or cache,
        Place(host, port),
        said,
        style=style,
        show_masked=show_masked,
        progress=progress(quiet=False),
        marks=(state or data) / "judgements.jsonl",
    )
    return None
