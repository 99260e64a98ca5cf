"""Moisson: from what Europe's public bodies publish to openly licensed, traceable, AI-ready corpora.

::

    import moisson

    for document in moisson.read("a/folder"):            # Document, or Refusal with its reason
        ...
    release = moisson.build("recipes/fr-droits-travail.toml")
    release = moisson.open_release("https://data.example.org/releases/fr-droits-travail")
    release.documents(["id", "license"]).table()         # only these columns are read, by ranges

Every function raises the errors of `moisson.errors` and prints nothing; `progress=True` shows how far it is, on a terminal and in
a notebook. `import moisson` imports next to nothing: what a function needs comes when it is called.
"""

import sys
from types import FunctionType, ModuleType

from moisson.contracts.version import __version__ as __version__

TYPE_CHECKING = False  # as type checkers take it; `typing` would be most of what there is to import
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from moisson.check.readiness.reading import Readiness as Readiness
    from moisson.connectors.web.manners import Manners as Manners
    from moisson.contracts import errors as errors
    from moisson.corpus.changes import Change as Change
    from moisson.harvest.preview import Document as Document
    from moisson.harvest.preview import Refusal as Refusal
    from moisson.stewardship.release import Release as Release
    from moisson.stewardship.release import Rows as Rows
    from moisson.stewardship.verify.verdict import Verdict as Verdict

__all__ = [
    "Change",
    "Document",
    "Manners",
    "Readiness",
    "Refusal",
    "Release",
    "Rows",
    "Verdict",
    "build",
    "check",
    "errors",
    "harvest",
    "open_release",
    "read",
]

_HOMES = {
    "Change": "moisson.corpus.changes",
    "Document": "moisson.harvest.preview",
    "Manners": "moisson.connectors.web.manners",
    "Readiness": "moisson.check.readiness.reading",
    "Refusal": "moisson.harvest.preview",
    "Release": "moisson.stewardship.release",
    "Rows": "moisson.stewardship.release",
    "Verdict": "moisson.stewardship.verify.verdict",
}


def read(path: "str | Path", *, workers: int | None = None, progress: bool = False) -> "Iterator[Document | Refusal]":
    """Every document under `path`, in order of path: a file, a folder, an archive, or a source's folder.

    Gives a `Document` with its text, or a `Refusal` with the reason why there is none: no file, however damaged, ends the
    iteration. Files are read in guarded processes, `workers` at a time (all cores unless said); few documents are in memory.
    Raises NotFound where there is no such path, SourceError where a `source.toml` there is wrong.
    """
    from moisson.harvest.preview import public_form, read_files
    from moisson.workspace.drawn import progress_for
    from moisson.workspace.progress import counted

    found = read_files(_path(path), workers or _cores())
    return counted((public_form(each) for each in found), progress_for(progress), "read", "documents")


def harvest(
    target: "str | Path",
    out: "str | Path" = "build",
    *,
    sources: "Sequence[str]" = (),
    version: str | None = None,
    accept_loss: bool = False,
    progress: bool = False,
) -> "list[Change]":
    """Bring the sources of a recipe, or one source, up to date in the workspace `out`, and say what changed of each.

    `target` is a recipe file (`….toml`), a source's name, or its folder; `sources` stand in place of a recipe's own. `version`
    is the publisher's version of a source of one package. Nothing is fetched that is there. Raises RecipeError or SourceError
    for a mistake, SafetyCatch where over 5% would be lost or counts are not as expected and `accept_loss` is not given,
    FetchError and StorageError.
    """
    from moisson.corpus.changes import harvest_all

    return harvest_all(target, _options(out, 1, progress), sources, version, accept_loss=accept_loss)


def build(
    recipe: "str | Path",
    out: "str | Path" = "build",
    *,
    sources: "Sequence[str]" = (),
    workers: int | None = None,
    accept_loss: bool = False,
    key: "str | Path | None" = None,
    progress: bool = False,
) -> "Release":
    """Harvest, run and release all that the recipe file asks for and is not done yet, in the workspace `out`.

    The release is the same for any number of `workers` (all cores unless said). `sources` stand in place of the recipe's own;
    `key` is the private key that signs, else `$MOISSON_KEY`, else the user's own. `Release.made` says whether there was anything
    to do, `Release.held` which documents wait for a person's yes. Raises what `harvest` raises, UserError where no document is
    left, WorkerError and ConservationError; what was finished is kept.
    """
    from moisson.build import build as build_release
    from moisson.corpus.recipe import load_recipe
    from moisson.stewardship.opened import Released
    from moisson.stewardship.release import Release

    options = _options(out, workers or _cores(), progress, None if key is None else _path(key))
    built = build_release(load_recipe(_path(recipe), sources), options, accept_loss=accept_loss)
    return Release(Released(built.path), built.made, built.held)


def open_release(
    where: "str | Path", *, manners: "Manners | None" = None, s3: "Mapping[str, str | bool] | None" = None
) -> "Release":
    """Open a release: its folder, that of its recipe (the newest is taken), or the address of either.

    `https://…` and `s3://BUCKET/PREFIX` are read by ranges, and only what is asked for; both need `pip install
    'moisson[remote]'`. An address of the web is asked with `manners` (docs/explanation/hosts.md): within a private network or on
    this machine its host must stand in `Manners(allow_hosts=[…])`. `s3` is what obstore's `S3Store` takes (`region`, `endpoint`,
    `skip_signature`); credentials come from the environment, without them the bucket is read as the public reads it. Raises
    NotFound where there is no release or it was taken back, UserError where the extra is missing, FetchError.
    """
    from moisson.stewardship.release import Release

    return Release.at(where, manners, s3)


def check(path: "str | Path", *, workers: int | None = None, progress: bool = False) -> "Readiness":
    """How ready the files under `path` are for AI: what `moisson check PATH` says, as figures and as findings, worst first.

    Raises NotFound where there is no such path. Files that cannot be read are findings.
    """
    from moisson.check.readiness.reading import read as read_all
    from moisson.workspace.drawn import progress_for

    return read_all(_path(path), workers or _cores(), progress=progress_for(progress))


def _options(out: "str | Path", workers: int, progress: bool, key: "Path | None" = None) -> "Any":
    from moisson.workspace.drawn import progress_for
    from moisson.workspace.options import Options
    from moisson.workspace.storage import Workspace

    return Options(Workspace(_path(out)), progress_for(progress), workers, key=key)


def _path(path: "str | Path") -> "Path":
    from pathlib import Path

    return Path(path)


def _cores() -> int:
    from moisson.contracts.cores import cores

    return cores()


def __getattr__(name: str) -> "Any":
    from importlib import import_module

    if name == "errors":
        return import_module("moisson.contracts.errors")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'moisson' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """Keeps functions: importing the module `moisson.build` would put it in the place of the function of this name."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and isinstance(self.__dict__.get(name), FunctionType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
