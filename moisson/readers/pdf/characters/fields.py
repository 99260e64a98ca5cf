"""What is filled in to a form: the values of a page's fields, and where each stands (ISO 32000-1, 12.7).

The words of a field are no part of the page's content. pdfium knows a field's value, whichever of the field and its parents holds
it, once it has an environment for the document's form.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from moisson.contracts.errors import DocumentError
from moisson.readers.pdf.pdfium import connect, said
from moisson.readers.set_aside import set_aside, shows

FIELDS = 3_000  # annotations of one page that are looked at
OPTIONS = 10_000  # of one field that are asked for
TICKED, EMPTY = "☒", "☐"  # what a box shows, as in DOCX and RTF
OFF = "Off"  # the appearance of a box that is not ticked; without the page on a screen pdfium says no more than its name
HIDDEN = 1 << 1 | 1 << 5  # flags of an annotation that no one sees: Hidden, NoView
MULTILINE, PASSWORD = 1 << 12, 1 << 13  # flags of a text field


class Value(NamedTuple):
    """What a field shows, and its box in points from the bottom left of the file's page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    lines: bool = False  # it may have several
    box: bool = False  # to be ticked


@contextmanager
def form(document: Any) -> Iterator[Any]:
    """pdfium's handle of a document's form while it is read; None where it has none.

    Raises DocumentError for a form whose pages only Adobe's programs make (XFA): those in the file ask to be patient.
    """
    raw = connect()
    kind = raw.FPDF_GetFormType(document.raw)
    if kind == raw.FORMTYPE_NONE:
        yield None
        return
    if kind == raw.FORMTYPE_XFA_FULL and not any(True for page in document for _ in _widgets(page)):
        raise DocumentError(
            "pdf-xfa",
            "the file is an XFA form, whose pages only Adobe's programs show: print it to PDF there, and give that file",
        )
    config = raw.FPDF_FORMFILLINFO(version=2)
    handle = raw.FPDFDOC_InitFormFillEnvironment(document.raw, config)
    try:
        yield handle or None
    finally:
        raw.FPDFDOC_ExitFormFillEnvironment(handle)


def _widgets(page: Any) -> Iterator[Any]:
    """The fields of a page, each open while it is looked at."""
    raw = connect()
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), FIELDS)):
        note = raw.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        try:
            if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_WIDGET:
                yield note
        finally:
            raw.FPDFPage_CloseAnnot(note)


def values(page: Any, handle: Any) -> list[Value]:
    """What is filled in on a page; none where nothing is: an empty form reads as it is printed."""
    raw = connect()
    found: list[Value] = []
    filled = False
    for note in _widgets(page):
        kind, flags = raw.FPDFAnnot_GetFormFieldType(handle, note), raw.FPDFAnnot_GetFormFieldFlags(handle, note)
        text = _shown(handle, note, kind, flags)
        if not text:
            continue
        if raw.FPDFAnnot_GetFlags(note) & HIDDEN:
            if text not in (TICKED, EMPTY):
                shows(text)
                set_aside("hidden", text)
            continue
        where = raw.FS_RECTF()
        if raw.FPDFAnnot_GetRect(note, where):
            (left, right), (bottom, top) = sorted((where.left, where.right)), sorted((where.bottom, where.top))
            lines = kind == raw.FPDF_FORMFIELD_TEXTFIELD and bool(flags & MULTILINE)
            box = kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
            found.append(Value(text, left, bottom, right, top, lines, box))
            filled = filled or text != EMPTY
    if not filled:
        return []
    shows("\n".join([value.text for value in found]))
    return found


def _shown(handle: Any, note: Any, kind: int, flags: int) -> str:
    """What a field shows: its text, the labels of what is chosen, a box; nothing for buttons and signatures."""
    raw = connect()
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return EMPTY if said(raw.FPDFAnnot_GetStringValue, note, b"AS") in ("", OFF) else TICKED
    if kind == raw.FPDF_FORMFIELD_TEXTFIELD:
        return "" if flags & PASSWORD else said(raw.FPDFAnnot_GetFormFieldValue, handle, note)
    if kind not in (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        return ""
    count = min(raw.FPDFAnnot_GetOptionCount(handle, note), OPTIONS)
    chosen = [number for number in range(count) if raw.FPDFAnnot_IsOptionSelected(handle, note, number)]
    labels = [said(raw.FPDFAnnot_GetOptionLabel, handle, note, number) for number in chosen]
    return ", ".join(filter(None, labels)) or said(raw.FPDFAnnot_GetFormFieldValue, handle, note)
