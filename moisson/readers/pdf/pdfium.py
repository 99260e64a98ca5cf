"""pdfium's functions, for Python and for compiled code."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from numba import types

HANDLE, NUMBER = types.intp, types.int32  # one of pdfium's objects; a number of C
HYPHEN = "\ufffe"  # what pdfium writes for a hyphen at the end of a line

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


@contextmanager
def loaded(document: Any, number: int) -> Iterator[tuple[int, int]]:
    """A page of a pypdfium2 document, from 0, and its text, while they are read: where they lie, 0 for what pdfium cannot load.

    They are pdfium's own: pypdfium2's objects keep account of each other, and that takes its time.
    """
    raw = connect()
    page = raw.FPDF_LoadPage(document.raw, number)
    text = raw.FPDFText_LoadPage(page) if page else None
    try:
        yield address(page), address(text)
    finally:
        if text:
            raw.FPDFText_ClosePage(text)
        if page:
            raw.FPDF_ClosePage(page)


def address(handle: Any) -> int:
    """Where an object of pypdfium2 lies, for compiled code; 0 for none."""
    return ctypes.addressof(handle.contents) if handle else 0


def shown(text: int) -> str:
    """The words of a page, whose text lies at an address, as pdfium itself gives them: to see that reading loses none."""
    raw = connect()
    page = ctypes.cast(text, raw.FPDF_TEXTPAGE)
    count = max(raw.FPDFText_CountChars(page), 0)
    units = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(page, 0, count, units)
    return bytes(units)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace").replace(HYPHEN, "\u00ad")
