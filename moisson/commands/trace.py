"""The command `trace`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from moisson.commands.options import WORKSPACE, AsJson, Out
from moisson.workspace.printing import say_json

ID = typer.Argument(metavar="ID", help="A document's id, as in the column `id` of a release, or that of a harvested entry.")
TEXT = typer.Option("--text", metavar="PASSAGE", help="Find the documents that hold this passage.")
TEXT_FILE = typer.Option("--text-file", metavar="FILE", help="The same, with the passage in a file (UTF-8).")
TOKENS = typer.Option(
    "--tokens", metavar="DIR", help="Where do its tokens lie in this folder? May be repeated; else the workspace's."
)
MODEL = typer.Option("--model", metavar="DIR", help="Was it in this model, by which step? May be repeated; else the workspace's.")
RELEASE = typer.Option("--release", metavar="DIR|ADDRESS", help="Look in this release alone: its folder, or https://… or s3://…")


def trace(
    id: Annotated[str | None, ID] = None,
    text: Annotated[str | None, TEXT] = None,
    text_file: Annotated[Path | None, TEXT_FILE] = None,
    release: Annotated[str | None, RELEASE] = None,
    tokens: Annotated[list[Path] | None, TOKENS] = None,
    model: Annotated[list[Path] | None, MODEL] = None,
    out: Out = WORKSPACE,
    limit: Annotated[int, typer.Option(min=1, help="The most documents to show for a passage.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Follow a document: publisher, rights, harvests, each decision, duplicates, releases; or find who holds a passage."""
    from moisson.contracts.errors import UserError

    if sum(given is not None for given in (id, text, text_file)) != 1:
        raise UserError("trace wants one of ID, --text and --text-file.")
    if tokens:
        if id is None or release is not None or model:
            raise UserError("--tokens goes with ID alone.")
        return _in_tokens(tokens, id, as_json)
    if model:
        if id is None or release is not None:
            raise UserError("--model goes with ID alone.")
        return _in_models(model, id, as_json)
    found = _by_id(id, out, release) if id is not None else _by_text(_passage(text, text_file), out, release, limit)
    if as_json:
        return say_json(found)
    from moisson.commands.messages.trace import print_passages, print_trace

    return (print_trace if id is not None else print_passages)(found)


def _in_tokens(folders: list[Path], id: str, as_json: bool) -> None:
    from moisson.commands.messages.tokens import print_places
    from moisson.models.tokens.look_up import trace_in_tokens

    found = trace_in_tokens(folders, id)
    if as_json:
        return say_json({"id": id, "tokens": found})
    return print_places(found)


def _in_models(folders: list[Path], id: str, as_json: bool) -> None:
    from moisson.commands.messages.model import print_seen
    from moisson.models.seen import trace_in_models

    found = trace_in_models(folders, [id])
    if as_json:
        return say_json({"id": id, "models": found})
    return print_seen(found)


def _by_id(id: str, out: Path, release: str | None) -> dict[str, Any]:
    from moisson import open_release
    from moisson.models.seen import models_of, trace_in_models
    from moisson.models.tokens.look_up import folders_in, places_in
    from moisson.stewardship.trace.document import trace as trace_id
    from moisson.workspace.storage import Workspace

    if release is None:
        found = trace_id(Workspace(out), id)
        names = [found["withdrawn"]["name"]] if found["withdrawn"] else []
        models = trace_in_models(models_of(Workspace(out)), [id, *names])
        return {**found, "tokens": places_in(folders_in(out), id), "models": models}
    with open_release(release) as opened:
        return opened.trace(id)


def _passage(text: str | None, path: Path | None) -> str:
    from moisson.contracts.errors import UserError

    if text is not None or path is None:
        return text or ""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"--text-file {path}: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise UserError(f"--text-file {path} is not UTF-8; save it so, or give the passage with --text.") from None


def _by_text(text: str, out: Path, release: str | None, limit: int) -> dict[str, Any]:
    from moisson import open_release
    from moisson.stewardship.trace.passage import Passage
    from moisson.stewardship.trace.text import trace_text
    from moisson.workspace.storage import Workspace

    if release is None:
        return trace_text(Passage(text), Workspace(out), limit)
    with open_release(release) as opened:
        return opened.find(text, limit)
