"""Imports point down: the rooms of the package in their order, and what each may import."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

# From the roof to the ground: a room may import those after it, and no others.
ROOMS = (
    "__main__",
    "commands",
    "__init__",
    "build",
    "view",
    "commons",
    "models",
    "reference",
    "stewardship",
    "release",
    "check",
    "corpus",
    "harvest",
    "compute",
    "sources",
    "source",
    "connectors",
    "readers",
    "privacy",
    "rights",
    "kernels",
    "workspace",
    "contracts",
)
# A reader knows neither workspaces nor personal data; kernels know arrays alone.
ONLY = {"readers": {"contracts", "kernels", "rights"}, "kernels": set[str](), "contracts": set[str]()}


def imports_up(package: Path) -> list[str]:
    """Imports that point up, and circles of modules, one line each."""
    modules = {_name(path, package): path for path in sorted(package.rglob("*.py"))}
    imports = {name: _imported(path, modules) for name, path in modules.items()}
    found = [
        f"{modules[name]}: `{_room(name)}` must not import `{other}`"
        for name, others in imports.items()
        for other in sorted(others)
        if not _allowed(_room(name), _room(other))
    ]
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        found.append("modules import each other in a circle: " + " → ".join(error.args[1]))
    return found


def _allowed(room: str, other: str) -> bool:
    if room == other:
        return True
    return other in ONLY[room] if room in ONLY else room in ROOMS and other in ROOMS and ROOMS.index(room) < ROOMS.index(other)


def _name(path: Path, package: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def _imported(path: Path, modules: dict[str, Path]) -> set[str]:
    """The modules of the package that a file imports, at its head or anywhere in it."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {name if (name := f"{node.module}.{each.name}") in modules else node.module for each in node.names}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return found & modules.keys()
