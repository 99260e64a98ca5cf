"""Where tasks find what a recipe names: in its own folder, or in what was brought of it to the machines that do them."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from socket import gethostname
from typing import Any

from moisson.compute.brought import Module, bring, bring_data, bring_module, folder_of
from moisson.compute.rounds import Place
from moisson.contracts.errors import SourceError, UserError
from moisson.contracts.redacted import redacted
from moisson.corpus.recipe import BoundStage, Recipe
from moisson.source.description import Source
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace


@dataclass(frozen=True)
class Home:
    """The folder from which tasks name what is not Moisson's own."""

    folder: Path
    names: Mapping[Path, str] = field(default_factory=dict)  # of what was brought; other paths are named as they lie
    modules: tuple[Module, ...] = ()

    def place(self, workspace: Workspace, run: Path) -> Place:
        return Place(workspace, self.folder, run, self.modules)

    def source(self, source: Source) -> str:
        """The name of a source, as `load_source` expects it."""
        return source.name if source.is_built_in else f"./{self._name(source.folder)}"

    def parameters(self, bound: BoundStage) -> dict[str, Any]:
        """The parameters of a stage, as `Stage.found_from` expects them."""
        return bound.stage.named(bound.parameters, lambda path: self._name(Path(path)))

    def _name(self, path: Path) -> str:
        return self.names.get(path) or os.path.relpath(path, self.folder)


def home(recipe: Recipe, options: Options) -> Home:
    """The recipe's folder, for this machine; for others, what they need of it is brought to the workspace, which must be locked.

    Raises UserError where a stage is of no module that can be brought.
    """
    workspace = options.workspace
    if options.where.on == "local":
        return Home(recipe.path.parent.resolve())
    names = {source.folder: _bring_source(workspace, source) for source in recipe.sources if not source.is_built_in}
    stages = (*recipe.map_stages, *recipe.corpus_stages)
    names |= {path: bring_data(workspace, path) for bound in stages if bound.stage.scope == "document" for path in _files(bound)}
    return Home(folder_of(workspace), names, tuple(bring_module(workspace, name) for name in sorted(_modules(stages))))


def differs(what: str) -> SourceError:
    """The error for what a machine has otherwise than the one that planned a task."""
    return SourceError(
        f"{gethostname()}: {what}, or what it reads, is not as where this build was planned; install the same stages and"
        " libraries on all machines, and run again when nobody changes the recipe's folder or the workspace."
    )


def _bring_source(workspace: Workspace, source: Source) -> str:
    """What reading takes of a source's folder, which may hold its data too; the description without secrets in addresses."""
    description = redacted((source.folder / "source.toml").read_text(encoding="utf-8"))

    def put(folder: Path) -> None:
        folder.mkdir()
        (folder / "source.toml").write_text(description, encoding="utf-8")
        if source.has_own_reader:
            (folder / "read.py").write_bytes(source.own_code)

    return bring(workspace, source.name, put)


def _files(bound: BoundStage) -> Iterator[Path]:
    """The files that a stage is given."""
    for value in (bound.parameters[name] for name in bound.stage.data_parameters):
        yield from map(Path, [] if value is None else [value] if isinstance(value, str) else value)


def _modules(stages: tuple[BoundStage, ...]) -> set[str]:
    """The modules that define stages of one's own."""
    own = {bound.stage.build.__module__ for bound in stages} - {"__main__"}
    if any(bound.stage.build.__module__ == "__main__" for bound in stages):
        raise UserError("a stage that a script defines cannot be run on other machines; put it into a module of its own.")
    return {name for name in own if name.partition(".")[0] != __name__.partition(".")[0]}
