"""What a build brings to machines that have nothing but the workspace: files, sources and modules of one's own.

    rounds/.brought/<hash of name and content>/<name>

The process that leads puts each there once; tasks name it by that path. A machine that loads a module checks its hash first.
"""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from socket import gethostname
from types import ModuleType

from moisson.contracts.disk import disk
from moisson.contracts.errors import EnvironmentFault, UserError
from moisson.contracts.identity import content_digest, fingerprint
from moisson.workspace.storage import Workspace

COMPILED = "__pycache__"  # the folder that Python makes beside a module, anew on each machine


@dataclass(frozen=True)
class Module:
    """A module that tasks need, and where the file or folder of its package was brought."""

    name: str
    lies: str


def folder_of(workspace: Workspace) -> Path:
    """Where a build's things are brought; no recipe has such a name."""
    return workspace.rounds(".brought")


def bring(workspace: Workspace, name: str, put: Callable[[Path], object]) -> str:
    """Let `put` write a file or folder of this name, for the workspace; gives its path from `folder_of`. Raises StorageError."""
    with workspace.scratch() as made, disk(workspace.root):
        put(made / name)
        home = folder_of(workspace) / _hash(made / name)
        if not _is_whole(home / name):
            shutil.rmtree(home, ignore_errors=True)
            home.parent.mkdir(parents=True, exist_ok=True)
            made.replace(home)
        return f"{home.name}/{name}"


def bring_data(workspace: Workspace, path: Path) -> str:
    """Bring a file or folder, which may be large: where the disk can link files, they are not copied."""
    put = partial(shutil.copytree, copy_function=_link) if path.is_dir() else _link
    return bring(workspace, path.name, partial(put, path))


def bring_module(workspace: Workspace, name: str) -> Module:
    """Bring the package of a module that is loaded here; raises UserError for what is no file or folder."""
    path = _files(sys.modules[name.partition(".")[0]])
    if path is None:
        raise UserError(
            f"module {name} cannot be brought to other machines: it must be a file, or in a package that has an `__init__.py`."
        )
    leave = shutil.ignore_patterns(COMPILED)
    put = partial(shutil.copytree, ignore=leave) if path.is_dir() else shutil.copyfile
    return Module(name, bring(workspace, path.name, partial(put, path)))


@cache
def load(folder: Path, modules: tuple[Module, ...]) -> None:
    """Import modules that were brought to a folder, in this process; raises EnvironmentFault for other ones."""
    for module in modules:
        path, package = folder / module.lies, module.name.partition(".")[0]
        if not _is_whole(path):
            raise EnvironmentFault(f"{gethostname()}: {path} is not what the build brought there; run the build again.")
        if (there := sys.modules.get(package)) is None:
            sys.path.insert(0, str(path.parent))
        elif (files := _files(there)) is None or _hash(files) != path.parent.name:
            raise EnvironmentFault(f"{gethostname()} has loaded another {package} than the build brings; run it apart from that.")
        try:
            import_module(module.name)
        except ImportError as error:
            raise EnvironmentFault(
                f"{gethostname()}: module {module.name}, which the build brings, cannot be imported ({error}); install on all"
                " machines what it needs."
            ) from None


def _is_whole(path: Path) -> bool:
    return path.exists() and _hash(path) == path.parent.name


def _hash(path: Path) -> str:
    """The hash of the names and contents of a file, or of a folder and its files, but for what Python compiles beside them."""
    files = (file for file in path.rglob("*") if file.is_file() and file.parent.name != COMPILED) if path.is_dir() else [path]
    return fingerprint({file.relative_to(path.parent).as_posix(): content_digest(file) for file in files})


def _files(package: ModuleType) -> Path | None:
    """The file or folder of a package that is loaded."""
    if (file := getattr(package, "__file__", None)) is None or not Path(file).is_file():
        return None
    return Path(file).parent if hasattr(package, "__path__") else Path(file)


def _link(path: str | Path, to: str | Path) -> None:
    """The same file in a second place, or a copy where the disk has no such links, or is another."""
    try:
        os.link(Path(path).resolve(), to)
    except OSError:
        shutil.copyfile(path, to)
