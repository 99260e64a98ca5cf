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
FLAGS = ["-g0", "-ffp-contract=off"]  # no rounding that Python does not do
QUICK = "-O1"  # where Python was compiled: more takes longer and gives nothing; a .pyx says in its first line what it wants
DIRECTIVES = {"language_level": 3, "annotation_typing": False, "binding": False}


def types(root: Path) -> list[Path]:
    """What says what is compiled, and how."""
    return sorted([*root.glob("moisson/**/*.pxd"), *root.glob("moisson/**/*.pyx")])


def modules(root: Path) -> dict[str, Path]:
    """The source of each module that is compiled; a `.pxd` without a module beside it is for others to share."""
    sources = {path.with_suffix(""): path for path in types(root) if path.suffix == ".pyx"}
    sources = {path.with_suffix(""): path.with_suffix(".py") for path in types(root)} | sources
    return {".".join(at.relative_to(root).parts): source for at, source in sources.items() if source.is_file()}


def built(root: Path, module: str) -> Path:
    """Where a compiled module stands: beside its source, and Python prefers it."""
    return root.joinpath(*module.split(".")).with_suffix(get_config_var("EXT_SUFFIX"))


def compile_all(root: Path) -> list[Path]:
    """Compile every module in place; raises one of setuptools' errors where there is no compiler, or no headers."""
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension

    os.chdir(root)
    every = modules(root)
    flags = {".py": [*FLAGS, QUICK], ".pyx": FLAGS}
    extensions = [
        Extension(name, [str(source.relative_to(root))], extra_compile_args=flags[source.suffix])
        for name, source in every.items()
    ]
    made = cythonize(extensions, build_dir=WORK, compiler_directives=DIRECTIVES, quiet=True, show_all_warnings=False)
    command = Distribution({"name": "moisson", "ext_modules": made}).get_command_obj("build_ext")
    command.inplace, command.build_temp, command.parallel = True, WORK, os.cpu_count()
    command.ensure_finalized()
    command.run()
    used = sorted({*every.values(), *types(root)})
    digests = {str(path.relative_to(root)): sha256(path.read_bytes()).hexdigest() for path in used}
    (root / WORK / f"{sys.implementation.cache_tag}.json").write_text(
        json.dumps(digests, indent=1)
    )  # for moisson/extract/compiled.py
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
        for path in root.glob(f"moisson/**/*{get_config_var('EXT_SUFFIX')}"):
            path.unlink()
