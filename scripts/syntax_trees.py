"""What a module of Moisson does, as digests of syntax trees: its own, and those of all that it imports within Moisson.

Comments, docstrings, the order of imports and the names of modules do not count. Data files that a module reads do.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

DATA = (".toml", ".npz", ".json", ".csv", ".tsv")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Trees:
    """The modules of one package; `readers` are those that may be meant where a module asks a format for its reader."""

    package: Path
    readers: frozenset[Path] = frozenset()
    known: dict[Path, "Module"] = field(default_factory=dict, init=False)

    def imported(self, roots: Iterable[Path], *, any_reader: bool = True) -> set[Path]:
        """These modules and all that they import; without `any_reader`, not what they ask formats for."""
        waiting, met = list(roots), set[Path]()
        while waiting:
            path = waiting.pop()
            if path not in met:
                met.add(path)
                module = self.module(path)
                waiting += module.imports
                if any_reader and module.asks_formats:
                    waiting += self.readers
        return met

    def digest(self, roots: Iterable[Path], *, any_reader: bool = True) -> str:
        """The digest of all that is imported, and of the data that it reads."""
        modules = list(map(self.module, self.imported(roots, any_reader=any_reader)))
        parts = {module.sha256 for module in modules} | {sha(file) for module in modules for file in module.data}
        return sha256("".join(sorted(parts)).encode()).hexdigest()[:16]

    def module(self, path: Path) -> "Module":
        if path not in self.known:
            self.known[path] = Module(path, self.package, self.readers)
        return self.known[path]


class Module:
    """One file: the digest of its tree, what it imports, and the data that it may read."""

    def __init__(self, path: Path, package: Path, readers: frozenset[Path]) -> None:
        tree = ast.parse(path.read_bytes())
        self.package = package
        self.imports = set[Path]()
        self.asks_formats = False
        names, strings, imports_by_name = [], list[str](), False
        for node in ast.walk(tree):
            if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:]
            if isinstance(node, ast.Import | ast.ImportFrom):
                names += list(self._imported(node))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.append(node.value)
            elif isinstance(node, ast.Call):
                called = node.func
                self.asks_formats |= isinstance(called, ast.Attribute) and called.attr == "reader" and not node.args
                by_name = isinstance(called, ast.Name) and called.id == "import_module"
                imports_by_name |= by_name and isinstance(node.args[0], ast.JoinedStr)
        if imports_by_name:
            named = {"/".join(string.split(".")) + ".py" for string in strings}
            self.imports |= {reader for reader in readers if any(reader.as_posix().endswith(f"/{name}") for name in named)}
        folders = {path.parent, *(folder for string in strings if (folder := self._folder(string)))}
        reads = any(string.endswith(DATA) for string in strings)
        self.data = {file for folder in folders for file in data_files(folder)} if reads else set[Path]()
        self.sha256 = sha256(repr([sorted(names), told(tree)]).encode()).hexdigest()

    def _imported(self, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
        """What is imported, without the names of Moisson's own modules, which may move."""
        own = self.package.name
        for alias in node.names:
            module = alias.name if isinstance(node, ast.Import) else node.module or ""
            if module.partition(".")[0] != own:
                yield f"{module} {alias.name} {alias.asname}"
                continue
            if isinstance(node, ast.ImportFrom):
                yield f"{alias.name} {alias.asname}"
                if found := self._file(f"{module}.{alias.name}"):
                    self.imports.add(found)
                    continue
            if found := self._file(module):
                self.imports.add(found)

    def _file(self, module: str) -> Path | None:
        path = self.package.parent.joinpath(*module.split("."))
        places = (path.with_suffix(".py"), path / "__init__.py")
        return next((place for place in places if place.is_file()), None)

    def _folder(self, string: str) -> Path | None:
        path = self.package.parent.joinpath(*string.split("."))
        return path if string.startswith(f"{self.package.name}.") and path.is_dir() else None


@cache
def data_files(folder: Path) -> tuple[Path, ...]:
    """The data in a folder and in its `data`."""
    found = (file for place in (folder, folder / "data") if place.is_dir() for file in sorted(place.iterdir()))
    return tuple(file for file in found if file.suffix in DATA)


def sha(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def told(node: Any) -> Any:
    """A tree as plain lists, the same under every version of Python that Moisson runs on; imports are told apart."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return None
    if isinstance(node, ast.AST):
        fields = [(name, told(value)) for name, value in ast.iter_fields(node) if value is not None and value != []]
        return [type(node).__name__, *fields]
    return [told(each) for each in node if not isinstance(each, ast.Import | ast.ImportFrom)] if isinstance(node, list) else node
