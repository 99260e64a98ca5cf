"""pdfium's functions, for Python and for compiled code."""

import ctypes
from typing import Any

from numba import types

from moisson.kernels.compiled import kernel

HANDLE, NUMBER = types.intp, types.int32  # one of pdfium's objects; a number of C

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


_load_page = function("FPDF_LoadPage", HANDLE, HANDLE, NUMBER)
_load_text = function("FPDFText_LoadPage", HANDLE, HANDLE)
_close_page = function("FPDF_ClosePage", types.void, HANDLE)
_close_text = function("FPDFText_ClosePage", types.void, HANDLE)


def address(handle: Any) -> int:
    """Where an object of pypdfium2 lies, for compiled code."""
    return ctypes.addressof(handle.contents)


@kernel
def load(document: Any, number: Any) -> Any:
    """A page of a document, from 0, and its text: where they lie, 0 for what pdfium cannot load. To be closed."""
    page = _load_page(document, number)
    return page, _load_text(page) if page else 0


@kernel
def close(page: Any, text: Any) -> None:
    """Let go of a page and its text."""
    if text:
        _close_text(text)
    if page:
        _close_page(page)
