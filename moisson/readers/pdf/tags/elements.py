"""The elements of a page's structure tree, as pdfium gives them, and to which of them each character belongs.

pdfium makes a tree for each page: of all elements above the page's content, with empty places where the others stand. So an
element has the same places, from the root on, on every page where it has content, and that tells which one it is.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import types

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.characters.chars import Characters
from moisson.readers.pdf.objects import TEXT
from moisson.readers.pdf.pdfium import HANDLE, NUMBER, function

ELEMENTS = 50_000  # of one page that are taken, with the pieces of content in them
ASKED = 2_000_000  # children that are asked for, of one page: of a long document most are on other pages
ACROSS, DOWN = 1_000.0, 10_000.0  # columns and rows that a cell spans, at the most
MARKS = ATTRIBUTES = 20  # of one object, or element, that are looked at
DEPTH = 40  # elements within each other; pdfium itself goes 32 deep
KIND = 24  # characters of an element's kind
LANGUAGE = 12  # and of its language tag, such as `zh-Hant-TW`
ALTERNATIVES, ALTERNATIVE = 200, 1_000  # of one page, and characters of one
SPACE = 32  # its code
UNTAGGED, ARTIFACT = -1, -2  # marks of characters that belong to no element, and that only furnish the page

ELEMENT = np.dtype(
    [
        ("parent", "i4"),  # its row; -1 at the root
        ("place", "i4"),  # among its parent's children
        ("mark", "i4"),  # of a piece of content; `UNTAGGED` for an element
        ("columns", "i4"),  # that a cell spans
        ("rows", "i4"),
        ("alternative", "i4"),  # the row of its text; -1 where it has none
        ("kind", "u2", (KIND,)),
        ("language", "u2", (LANGUAGE,)),  # none where the element does not say it
    ],
    align=True,
)
# Names that compiled code hands to pdfium or compares with its answers.
COLUMNS, ROWS = np.frombuffer(b"ColSpan\0", np.uint8), np.frombuffer(b"RowSpan\0", np.uint8)
FURNITURE = np.frombuffer("Artifact\0".encode("utf-16-le"), np.uint16)

_tree = function("FPDF_StructTree_GetForPage", HANDLE, HANDLE)
_close = function("FPDF_StructTree_Close", types.void, HANDLE)
_root_count = function("FPDF_StructTree_CountChildren", NUMBER, HANDLE)
_root_child = function("FPDF_StructTree_GetChildAtIndex", HANDLE, HANDLE, NUMBER)
_count = function("FPDF_StructElement_CountChildren", NUMBER, HANDLE)
_child = function("FPDF_StructElement_GetChildAtIndex", HANDLE, HANDLE, NUMBER)
_child_mark = function("FPDF_StructElement_GetChildMarkedContentID", NUMBER, HANDLE, NUMBER)
_kind = function("FPDF_StructElement_GetType", types.size_t, HANDLE, types.intp, types.size_t)
_language = function("FPDF_StructElement_GetLang", types.size_t, HANDLE, types.intp, types.size_t)
_alternative = function("FPDF_StructElement_GetAltText", types.size_t, HANDLE, types.intp, types.size_t)
_attributes = function("FPDF_StructElement_GetAttributeCount", NUMBER, HANDLE)
_attribute = function("FPDF_StructElement_GetAttributeAtIndex", HANDLE, HANDLE, NUMBER)
_value = function("FPDF_StructElement_Attr_GetValue", HANDLE, HANDLE, types.intp)
_number = function("FPDF_StructElement_Attr_GetNumberValue", NUMBER, HANDLE, types.intp)
_object_mark = function("FPDFPageObj_GetMarkedContentID", NUMBER, HANDLE)
_marks = function("FPDFPageObj_CountMarks", NUMBER, HANDLE)
_mark = function("FPDFPageObj_GetMark", HANDLE, HANDLE, types.size_t)
_mark_name = function("FPDFPageObjMark_GetName", NUMBER, HANDLE, types.intp, types.size_t, types.intp)


@kernel
def _span(cell: Any, name: Any, most: Any) -> Any:
    """How many columns or rows a cell spans, by its attribute of a name."""
    number, found = np.empty(1, np.float32), np.int64(1)
    for k in range(min(_attributes(cell), ATTRIBUTES)):
        if _number(_value(_attribute(cell, k), name.ctypes.data), number.ctypes.data):
            found = np.int64(min(max(number[0], 1.0), most))
    return found


@kernel
def _walk(page: Any, columns: Any, rows: Any) -> Any:
    """The rows of `ELEMENT` of a page in the order of its tree, each before its children; texts; the children seen."""
    tree = _tree(page)
    if tree == 0:
        return np.empty(0, ELEMENT), np.empty((0, ALTERNATIVE), np.uint16), 0
    found, texts = np.empty(ELEMENTS, ELEMENT), np.zeros((ALTERNATIVES, ALTERNATIVE), np.uint16)
    element, row, child = np.zeros(DEPTH, np.int64), np.zeros(DEPTH, np.int64), np.zeros(DEPTH, np.int64)
    depth, many, asked, alternatives = 0, 0, 0, 0
    row[0] = -1
    while depth >= 0 and many < len(found) and asked < ASKED:
        place = child[depth]
        count = _count(element[depth]) if depth else _root_count(tree)
        if place >= count:
            depth -= 1
            continue
        child[depth] += 1
        asked += 1
        inner = _child(element[depth], place) if depth else _root_child(tree, place)
        mark = np.int64(UNTAGGED)
        if inner == 0:
            if depth == 0:
                continue
            mark = np.int64(_child_mark(element[depth], place))
            if mark < 0:
                continue
        each = found[many]
        each.parent, each.place, each.mark, each.columns, each.rows, each.alternative = row[depth], place, mark, 1, 1, -1
        each.kind[:] = 0
        each.language[:] = 0
        if inner != 0:
            _language(inner, each.language.ctypes.data, 2 * LANGUAGE)  # nothing where there is no room for it
            _kind(inner, each.kind.ctypes.data, 2 * KIND)
            if each.kind[0] == 84 and each.kind[2] == 0:  # TD, TH, TR
                each.columns, each.rows = _span(inner, columns, ACROSS), _span(inner, rows, DOWN)
            if alternatives < len(texts) and _alternative(inner, texts[alternatives].ctypes.data, 2 * ALTERNATIVE) > 2:
                each.alternative = alternatives
                alternatives += 1
        many += 1
        if inner != 0 and depth + 1 < DEPTH:
            depth += 1
            element[depth], row[depth], child[depth] = inner, many - 1, 0
    _close(tree)
    many = 0 if depth >= 0 else many  # not all were seen
    return found[:many].copy(), texts[:alternatives].copy(), asked


@kernel
def _marks_of(items: Any, furniture: Any) -> Any:
    """The mark of each page object: the number of its content, `ARTIFACT`, or `UNTAGGED`."""
    name, size, found = np.zeros(KIND, np.uint16), np.zeros(1, np.uint64), np.empty(len(items), np.int32)
    for i in range(len(items)):
        found[i] = max(_object_mark(items[i]), UNTAGGED)
        for k in range(min(_marks(items[i]), MARKS) if found[i] == UNTAGGED else 0):
            each = _mark(items[i], k)
            named = each != 0 and _mark_name(each, name.ctypes.data, 2 * KIND, size.ctypes.data)
            if named and (name[: len(furniture)] == furniture).all():
                found[i] = ARTIFACT
    return found


def _spaces(texts: Any, holders: Any) -> Any:
    """Behind which of a page's characters texts follow in which pdfium finds none: spaces, as the ends of lines have them."""
    if not len(holders):
        return np.zeros(0, np.bool_)  # texts without a character that shows
    order = np.argsort(holders, kind="stable")
    place = np.searchsorted(holders[order], texts, "right") - 1
    known = (place >= 0) & (holders[order][place] == texts)
    before = np.maximum.accumulate(np.where(known, np.arange(len(texts)), -1))
    found = np.zeros(len(holders), np.bool_)
    found[order[place[before[~known & (before >= 0)]]]] = True
    return found


class Element(NamedTuple):
    """An element, or a piece of content in one: a row of `ELEMENT` with its texts."""

    parent: int = -1
    place: int = 0
    mark: int = UNTAGGED
    columns: int = 1
    rows: int = 1
    kind: str = ""
    language: str = ""
    alternative: str = ""  # what is said of a picture


class Elements(NamedTuple):
    """The structure elements of a page with the pieces of content in them."""

    rows: list[Element]  # none where the page has no tree, or one too large to be looked through
    asked: int  # how many places of the tree were looked at


def elements(page: int) -> Elements:
    """The structure elements of a page."""
    walk: Any = _walk
    found, texts, asked = walk(page, COLUMNS, ROWS)
    said = [*map(_text, texts), ""]  # the last for those that have none
    numbers = [found[name].tolist() for name in ("parent", "place", "mark", "columns", "rows")]
    named = map(_text, found["kind"]), map(_text, found["language"])
    return Elements(list(map(Element, *numbers, *named, [said[k] for k in found["alternative"]])), asked)


def _text(codes: Any) -> str:
    """A text as pdfium writes it."""
    return str(codes.tobytes().decode("utf-16-le", "replace").partition("\0")[0])


def marked(items: Any, layout: Characters) -> None:
    """Say of each character of a page which content it belongs to: its `mark` is no longer its text object.

    `items` are the page's objects, as rows of `OBJECT`. A text in a form has the mark of the form: its own means something else.
    The spaces that text objects of their own write are added, for they tell where words end (ISO 32000-1, 14.8.2.5).
    """
    read: Any = _marks_of
    texts = items[items["kind"] == TEXT]
    marks = dict(zip(texts["item"].tolist(), read(texts["outer"], FURNITURE).tolist(), strict=True))
    holders = np.concatenate([way.mark for way in layout.ways])
    spaces = _spaces(texts["item"][texts["item"] == texts["outer"]], holders)
    for k, way in enumerate(layout.ways):
        space, spaces = spaces[: len(way.mark)], spaces[len(way.mark) :]
        again = np.repeat(np.arange(len(space)), 1 + space)
        more = np.diff(again, prepend=-1) == 0
        own = np.array([marks.get(holder, UNTAGGED) for holder in way.mark.tolist()], np.int32)
        way = way._replace(mark=own).some(again)
        way.code[more], way.x0[more] = SPACE, way.x1[more]
        layout.ways[k] = way
