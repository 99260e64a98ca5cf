"""pdfium's functions, for Python and by name for compiled code."""

import ctypes
from functools import cache
from typing import Any


@cache
def connect(symbols: tuple[str, ...] = ()) -> Any:
    """pypdfium2's raw functions, those of `symbols` made known to compiled code; raises ImportError where it is not installed."""
    import llvmlite.binding as llvm
    import pypdfium2.raw as raw

    for name in symbols:
        llvm.add_symbol(name, ctypes.cast(getattr(raw, name), ctypes.c_void_p).value)
    return raw


def address(handle: Any) -> int:
    """Where a pdfium object lies, for compiled code."""
    return ctypes.addressof(handle.contents)
