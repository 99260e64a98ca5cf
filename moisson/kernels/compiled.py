"""The decorator that makes a function a kernel: compiled by Numba, without the GIL, and kept compiled from one run to the next.

Numba tells whether compiled code is still good by the file of the function alone, and a kernel that calls another holds a copy of
it: were only the other one's file to change, by an upgrade or an edit, the old copy would go on running without a word. So the
compiled code is kept in a folder named by the hash of all kernels' sources and of what these import, in the user's cache
(`NUMBA_CACHE_DIR`, else `XDG_CACHE_HOME`, else `~/.cache`). Where that cannot be written, kernels are compiled anew in each
process.
"""

import os
import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

PACKAGE = Path(__file__).parent.parent
IMPORTED = re.compile(r"^from (moisson[\w.]*) import", re.MULTILINE)


def sources() -> list[Path]:
    """The files that kernels are written in, and those of this package that these import: constants are compiled with them."""
    found = [path for path in PACKAGE.glob("readers/pdf/**/*.py") if b"import kernel" in path.read_bytes()]
    for path in found:  # which grows
        for name in IMPORTED.findall(path.read_text()):
            imported = PACKAGE.parent / f"{name.replace('.', '/')}.py"
            if imported not in found and imported.exists():
                found.append(imported)
    return sorted({*PACKAGE.glob("kernels/*.py"), *found})


@lru_cache(maxsize=1)
def cache_folder() -> Path | None:
    """Where the compiled code of these sources is kept; None where nothing can be kept."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    base = Path(given) if given else Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "moisson"
    named = sha256(b"".join(sha256(path.read_bytes()).digest() for path in sources())).hexdigest()
    folder = base / "kernels" / named[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


class Kernel:
    """A function that is compiled, with all others of its kind, when the first of them is called.

    Until then nothing imports Numba, which takes longer than a build with nothing to do. A kernel finds those that it calls in
    its module, where each is replaced by what Numba made of it.
    """

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        self.py_func, self._options = function, options
        self.compiled: Any = None
        WAITING.append(self)

    def __call__(self, *given: Any) -> Any:
        if self.compiled is None:
            with COMPILING:
                _compile_all()
        return self.compiled(*given)

    def decorate(self) -> None:
        """Hand the function to Numba, which compiles it for the arguments of each call."""
        import numba

        folder = cache_folder()
        config: Any = numba.config  # its names are made when it is imported
        before = config.CACHE_DIR
        # Numba reads this as it decorates, and offers no parameter for it.
        config.CACHE_DIR = str(folder or before)
        try:
            decorate: Any = numba.njit  # whose stubs do not name all its options
            # Those of this package are given all their memory and make no array (Numba refuses one that does): without its
            # runtime, which counts references to arrays at each call and in each loop, they are a tenth faster.
            nrt = not self.py_func.__module__.startswith(f"{__package__}.")
            # Only Python and other kernels call a kernel: without a way in from C there is less to compile.
            options = {"cache": folder is not None, "nogil": True, "no_cfunc_wrapper": True, "_nrt": nrt, **self._options}
            self.compiled = decorate(**options)(self.py_func)
        finally:
            config.CACHE_DIR = before


WAITING: list[Kernel] = []  # those that no call has come to yet
COMPILING = Lock()


def _compile_all() -> None:
    met, WAITING[:] = list(WAITING), []
    for each in met:
        each.decorate()
    for each in met:
        names = each.py_func.__globals__
        names.update({name: value.compiled for name, value in names.items() if isinstance(value, Kernel)})


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function when it is first called."""
    return Kernel(function, {})


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a function into those that call it."""
    return Kernel(function, {"inline": "always"})
