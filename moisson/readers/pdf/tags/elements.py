"""The elements of a page's structure tree, as pdfium gives them, and to which of them each character belongs.

pdfium makes a tree for each page: of all elements above the page's content, with empty places where the others stand. So an
element has the same places, from the root on, on every page where it has content, and that tells which one it is.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import types

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.characters.chars import Characters
from moisson.readers.pdf.pdfium import HANDLE, NUMBER, function

ELEMENTS = 50_000  # of one page that are taken, with the pieces of content in them
ASKED = 2_000_000  # children that are asked for, of one page: of a long document most are on other pages
ACROSS, DOWN = 1_000.0, 10_000.0  # columns and rows that a cell spans, at the most
DEPTH = 40  # elements within each other; pdfium itself goes 32 deep
KIND = 24  # characters of an element's kind
LANGUAGE = 12  # and of its language tag, such as `zh-Hant-TW`
ALTERNATIVES, ALTERNATIVE = 200, 1_000  # of one page, and characters of one
FORMS, INNER, OBJECTS = 2_000, 50_000, 200_000  # of one page: forms, texts in them, objects that are looked at
FORM_DEPTH = 6  # of forms within forms
TEXT, FORM = 1, 5  # kinds of page objects
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
FURNITURE = np.frombuffer("Artifact".encode("utf-16-le"), np.uint16)

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
_page_objects = function("FPDFPage_CountObjects", NUMBER, HANDLE)
_page_object = function("FPDFPage_GetObject", HANDLE, HANDLE, NUMBER)
_form_objects = function("FPDFFormObj_CountObjects", NUMBER, HANDLE)
_form_object = function("FPDFFormObj_GetObject", HANDLE, HANDLE, types.size_t)
_object_kind = function("FPDFPageObj_GetType", NUMBER, HANDLE)


@kernel
def _spans(element: Any, columns: Any, rows: Any, number: Any) -> Any:
    """How many columns and rows a cell spans, by its attributes."""
    across, down = np.int64(1), np.int64(1)
    for k in range(min(_attributes(element), 20)):
        attribute = _attribute(element, k)
        if attribute == 0:
            continue
        value = _value(attribute, columns.ctypes.data)
        if value != 0 and _number(value, number.ctypes.data):
            across = np.int64(min(max(number[0], 1.0), ACROSS))
        value = _value(attribute, rows.ctypes.data)
        if value != 0 and _number(value, number.ctypes.data):
            down = np.int64(min(max(number[0], 1.0), DOWN))
    return across, down


@kernel
def _walk(page: Any, columns: Any, rows: Any) -> Any:
    """The rows of `ELEMENT` of a page in the order of its tree, each before its children; texts; the children seen."""
    tree = _tree(page)
    if tree == 0:
        return np.empty(0, ELEMENT), np.empty((0, ALTERNATIVE), np.uint16), 0
    found, texts = np.empty(ELEMENTS, ELEMENT), np.zeros((ALTERNATIVES, ALTERNATIVE), np.uint16)
    element, row, child = np.zeros(DEPTH, np.int64), np.zeros(DEPTH, np.int64), np.zeros(DEPTH, np.int64)
    number = np.zeros(1, np.float32)
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
            if _language(inner, each.language.ctypes.data, 2 * LANGUAGE) > 2 * LANGUAGE:
                each.language[:] = 0
            if _kind(inner, each.kind.ctypes.data, 2 * KIND) > 2 * KIND:
                each.kind[:] = 0
            if each.kind[0] == 84 and each.kind[2] == 0:  # TD, TH, TR
                each.columns, each.rows = _spans(inner, columns, rows, number)
            if alternatives < len(texts):
                size = _alternative(inner, texts[alternatives].ctypes.data, 2 * ALTERNATIVE)
                if 2 < size <= 2 * ALTERNATIVE:
                    each.alternative = alternatives
                    alternatives += 1
        many += 1
        if inner != 0 and depth + 1 < DEPTH:
            depth += 1
            element[depth], row[depth], child[depth] = inner, many - 1, 0
    whole = depth < 0
    _close(tree)
    if not whole:
        many = 0
    return found[:many].copy(), texts[:alternatives].copy(), asked


@kernel
def _in_forms(page: Any) -> Any:
    """The texts in a page's forms, in rising order, and for each the mark of the outermost form: its own means something else."""
    waiting, depths, outer = np.empty(FORMS, np.int64), np.empty(FORMS, np.int64), np.empty(FORMS, np.int64)
    texts, marks = np.empty(INNER, np.int64), np.empty(INNER, np.int64)
    many, found, rest = 0, 0, OBJECTS
    for i in range(min(_page_objects(page), OBJECTS)):
        item = _page_object(page, i)
        if item != 0 and _object_kind(item) == FORM and many < FORMS:
            waiting[many], depths[many], outer[many] = item, 1, item
            many += 1
    while many and rest > 0:
        many -= 1
        form, depth, whole = waiting[many], depths[many], outer[many]
        count = min(_form_objects(form), rest)
        rest -= count
        for i in range(count):
            item = _form_object(form, i)
            if item == 0:
                continue
            kind = _object_kind(item)
            if kind == TEXT and found < INNER:
                texts[found], marks[found] = item, whole
                found += 1
            elif kind == FORM and many < FORMS and depth < FORM_DEPTH:
                waiting[many], depths[many], outer[many] = item, depth + 1, whole
                many += 1
    order = np.argsort(texts[:found])
    return texts[:found][order], marks[:found][order]


@kernel
def _mark_of(item: Any, name: Any, size: Any, furniture: Any) -> Any:
    """The mark of a page object: the number of its content, `ARTIFACT`, or `UNTAGGED`."""
    mark = np.int64(_object_mark(item))
    if mark >= 0:
        return mark
    for k in range(min(_marks(item), 20)):
        each = _mark(item, k)
        if each == 0 or not _mark_name(each, name.ctypes.data, 2 * KIND, size.ctypes.data):
            continue
        same = name[len(furniture)] == 0
        for i in range(len(furniture)):
            same = same and name[i] == furniture[i]
        if same:
            return np.int64(ARTIFACT)
    return np.int64(UNTAGGED)


@kernel
def _marks_of(page: Any, holders: Any, furniture: Any) -> Any:
    """The marks of the text objects of a page's characters."""
    texts, forms = _in_forms(page)
    name, size = np.zeros(KIND + 1, np.uint16), np.zeros(1, np.uint64)
    found, before, mark = np.empty(len(holders), np.int32), np.int64(0), np.int64(UNTAGGED)
    for i in range(len(holders)):
        holder = holders[i]
        if holder != before:
            before, item = holder, holder
            place = np.searchsorted(texts, holder)
            if place < len(texts) and texts[place] == holder:
                item = forms[place]
            mark = _mark_of(item, name, size, furniture)
        found[i] = mark
    return found


@kernel
def _spaces(page: Any, holders: Any) -> Any:
    """Behind which of a page's characters texts follow in which pdfium finds none: spaces, as the ends of lines have them."""
    order = np.argsort(holders, kind="mergesort")
    known, found, before = holders[order], np.zeros(len(holders), np.bool_), -1
    for i in range(min(_page_objects(page), OBJECTS)):
        item = _page_object(page, i)
        if item == 0 or _object_kind(item) != TEXT:
            continue
        place = np.searchsorted(known, item, "right") - 1
        if place >= 0 and known[place] == item:
            before = order[place]
        elif before >= 0:
            found[before] = True
    return found


class Elements(NamedTuple):
    """The structure elements of a page with the pieces of content in them."""

    rows: Any  # of `ELEMENT`; none where the page has no tree, or one too large to be looked through
    alternatives: list[str]  # texts for pictures
    asked: int  # how many places of the tree were looked at


def elements(page: int) -> Elements:
    """The structure elements of a page."""
    walk: Any = _walk
    found, texts, asked = walk(page, COLUMNS, ROWS)
    return Elements(found, [row.tobytes().decode("utf-16-le", "replace").partition("\0")[0] for row in texts], asked)


def marked(page: int, layout: Characters) -> None:
    """Say of each character of a page which content it belongs to: its `mark` is no longer its text object.

    The spaces that a text object of their own writes are added, for they tell where words end (ISO 32000-1, 14.8.2.5).
    """
    marks: Any = _marks_of
    spaces: Any = _spaces
    behind = np.split(
        spaces(page, np.concatenate([way.mark for way in layout.ways])), np.cumsum([len(way.mark) for way in layout.ways[:-1]])
    )
    for k, (way, space) in enumerate(zip(layout.ways, behind, strict=True)):
        again = np.repeat(np.arange(len(space)), 1 + space)
        more = np.diff(again, prepend=-1) == 0
        way = way._replace(mark=marks(page, way.mark, FURNITURE)).some(again)
        way.code[more], way.x0[more] = SPACE, way.x1[more]
        layout.ways[k] = way
