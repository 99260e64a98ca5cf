"""pdfium's functions, for Python and for compiled code."""

import ctypes
from collections.abc import Callable
from typing import Any

from numba import types

HANDLE, NUMBER = types.intp, types.int32  # one of pdfium's objects; a number of C
HYPHEN = "\ufffe"  # what pdfium writes for a hyphen at the end of a line

LONGEST = 2_000_000  # bytes of one string; a longer one is left out

_asked: list[str] = []  # functions that compiled code calls, until they are made known to it


def function(name: str, result: Any, *arguments: Any) -> Any:
    """One of pdfium's functions for compiled code, which may call it once `connect` has been called."""
    _asked.append(name)
    return types.ExternalFunction(name, result(*arguments))


def connect() -> Any:
    """pypdfium2's raw functions; raises ImportError where it is not installed."""
    import pypdfium2.raw as raw

    if _asked:
        import llvmlite.binding as llvm

        while _asked:
            name = _asked.pop()
            llvm.add_symbol(name, ctypes.cast(getattr(raw, name), ctypes.c_void_p).value)
    return raw


def address(held: Any) -> int:
    """Where what an object of pypdfium2 holds lies, for compiled code, which finds pdfium's functions from here on."""
    connect()
    return ctypes.addressof(held.raw.contents)


def said(ask: Callable[..., int], *what: Any) -> str:
    """A string that pdfium says in UTF-16, its line ends as ours."""
    size = ask(*what, None, 0)
    if not 2 < size <= LONGEST:
        return ""
    space = ctypes.create_string_buffer(size)
    ask(*what, ctypes.cast(space, ctypes.POINTER(ctypes.c_ushort)), size)
    text = space.raw.decode("utf-16-le", "replace").rstrip("\x00")
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
