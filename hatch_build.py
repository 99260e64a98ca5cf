"""Compiles the hot modules of extraction where a C compiler and Python's headers are at hand; elsewhere they are interpreted.

A module is compiled if a `.pxd` with types, or a `.pyx` in its place, stands beside it. Either way it gives the same text
(`tests/extract/test_interpreted.py`). MOISSON_COMPILE=0 leaves all of them as they are.
"""

import json
import os
import sys
from hashlib import sha256
from pathlib import Path
from sysconfig import get_config_var
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WORK = "build/compiled"  # what is between source and module, so that only what has changed is compiled again
FLAGS = ["-O1", "-g0", "-ffp-contract=off"]  # no rounding that Python does not do
DIRECTIVES = {"language_level": 3, "annotation_typing": False, "binding": False}


def modules(root: Path) -> dict[str, list[Path]]:
    """The modules to compile, by name: their source first, then their types."""
    found: dict[str, list[Path]] = {}
    for path in sorted([*root.glob("moisson/**/*.pyx"), *root.glob("moisson/**/*.pxd")], key=lambda path: path.suffix == ".pxd"):
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        source = path.with_suffix(".py") if path.suffix == ".pxd" else path
        found[name] = [*found.get(name, [source]), *([path] if path != source else [])]
    return found


def built(root: Path, module: str) -> Path:
    """Where a compiled module stands: beside its source, and Python prefers it."""
    return root.joinpath(*module.split(".")).with_suffix(get_config_var("EXT_SUFFIX"))


def compile_all(root: Path) -> list[Path]:
    """Compile every module in place; raises one of setuptools' errors where there is no compiler, or no headers."""
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension

    os.chdir(root)
    every = modules(root)
    extensions = [Extension(name, [str(paths[0].relative_to(root))], extra_compile_args=FLAGS) for name, paths in every.items()]
    made = cythonize(extensions, build_dir=WORK, compiler_directives=DIRECTIVES, quiet=True, show_all_warnings=False)
    command = Distribution({"name": "moisson", "ext_modules": made}).get_command_obj("build_ext")
    command.inplace, command.build_temp, command.parallel = True, WORK, os.cpu_count()
    command.ensure_finalized()
    command.run()
    digests = {str(path.relative_to(root)): sha256(path.read_bytes()).hexdigest() for paths in every.values() for path in paths}
    (root / WORK / f"{sys.implementation.cache_tag}.json").write_text(json.dumps(digests, indent=1))  # for tests/conftest.py
    return [built(root, name) for name in every]


class Compiled(BuildHookInterface):
    """The hook of the wheel, and of an installation that leads to a checkout."""

    def initialize(self, _version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say so in the wheel's name."""
        from setuptools.errors import BaseError, CompileError, LinkError

        root = Path(self.root)
        self._forget(root)
        if os.environ.get("MOISSON_COMPILE") == "0":
            return
        try:
            made = compile_all(root)
        except (BaseError, CompileError, LinkError) as error:
            self._forget(root)
            self.app.display_warning(f"Moisson's hot modules are not compiled, and reading is slower for it: {error}")
            return
        build_data["pure_python"], build_data["infer_tag"] = False, True
        build_data["artifacts"] += [f"/{path.relative_to(root).as_posix()}" for path in made]

    def _forget(self, root: Path) -> None:
        """Take away what was compiled before: it is of older sources, about to be made, or without the others."""
        for name in modules(root):
            built(root, name).unlink(missing_ok=True)
