"""The objects of a page, with those in its forms, in the order in which they are painted."""

from typing import Any

import numpy as np
from numba import types

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.pdfium import HANDLE, NUMBER, function

TEXT, PATH, IMAGE, FORM = 1, 2, 3, 5  # kinds of page objects
OBJECTS = 200_000  # of one page that are looked at
DEPTH = 6  # of forms within forms

OBJECT = np.dtype(
    [
        ("item", "i8"),  # pdfium's
        ("kind", "i4"),
        ("outer", "i8"),  # the form of the page that it stands in; itself where it stands in none
        ("matrix", "f8", (6,)),  # from its own coordinates to the page's
    ],
    align=True,
)

_page_count = function("FPDFPage_CountObjects", NUMBER, HANDLE)
_page_object = function("FPDFPage_GetObject", HANDLE, HANDLE, NUMBER)
_form_count = function("FPDFFormObj_CountObjects", NUMBER, HANDLE)
_form_object = function("FPDFFormObj_GetObject", HANDLE, HANDLE, types.size_t)
_kind = function("FPDFPageObj_GetType", NUMBER, HANDLE)
_matrix = function("FPDFPageObj_GetMatrix", NUMBER, HANDLE, types.intp)


@kernel
def _objects(page: Any) -> Any:
    """Rows of `OBJECT`, each form before what stands in it."""
    found, own = np.empty(OBJECTS, OBJECT), np.empty(6, np.float32)
    # Of the page and of the forms within each other: pdfium's object, how many objects it holds, the next one, its matrix.
    holder, count, next_one = np.zeros(DEPTH + 1, np.int64), np.zeros(DEPTH + 1, np.int64), np.zeros(DEPTH + 1, np.int64)
    matrix = np.zeros((DEPTH + 1, 6))
    holder[0], count[0], matrix[0, 0], matrix[0, 3] = page, _page_count(page), 1.0, 1.0
    depth = many = 0
    while depth >= 0 and many < OBJECTS:
        k = next_one[depth]
        if k >= count[depth]:
            depth -= 1
            continue
        next_one[depth] += 1
        item = _form_object(holder[depth], k) if depth else _page_object(page, k)
        if item == 0:
            continue
        each, outer = found[many], matrix[depth]
        many += 1
        each.item, each.kind, each.outer = item, _kind(item), holder[1] if depth else item
        if each.kind != PATH and each.kind != FORM:
            continue
        own[:] = 0
        _matrix(item, own.ctypes.data)
        for r in range(0, 6, 2):
            each.matrix[r] = own[r] * outer[0] + own[r + 1] * outer[2]
            each.matrix[r + 1] = own[r] * outer[1] + own[r + 1] * outer[3]
        each.matrix[4] += outer[4]
        each.matrix[5] += outer[5]
        if each.kind == FORM and depth < DEPTH:
            depth += 1
            holder[depth], count[depth], next_one[depth], matrix[depth] = item, _form_count(item), 0, each.matrix
    return found[:many].copy()


def objects(page: int) -> Any:
    """The objects of a page, given by its address, as rows of `OBJECT`; a form stands before what is in it."""
    found: Any = _objects
    return found(page)
