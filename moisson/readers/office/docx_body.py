"""The story of a Word document: paragraphs, tables, notes, fields and text boxes, over the shared walker."""

from collections.abc import Callable

from moisson.readers.markdown import BREAK
from moisson.readers.office.docx_passages import Passages, Run
from moisson.readers.office.docx_styles import DocxLists, Styles, child, tree, value
from moisson.readers.office.docx_table import get
from moisson.readers.office.numbering import format_number
from moisson.readers.office.paragraphs import is_out
from moisson.readers.office.symbols import SYMBOL_FONTS, in_font, without_private
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import parts

NOTE_PARTS = {"footnoteReference": "footnote", "endnoteReference": "endnote"}


class Body(Passages):
    """Walks document.xml, footnotes.xml or endnotes.xml."""

    roles = parts(
        skip="delText delInstrText rPrChange pPrChange sectPrChange tblPrChange tblPrExChange tcPrChange trPrChange "
        "tblGridChange numberingChange sectPr tblGrid rt annotation ctrlPr",
        table="tbl",
        row="tr",
        cell="tc",
    )
    asked = frozenset(("del", "moveFrom", "Choice", "Fallback", "fldSimple", "footnote", "endnote"))

    def __init__(self, styles: Styles, lists: DocxLists) -> None:
        super().__init__(styles, lists)
        self.notes: dict[tuple[str, str], str] = {}  # by part and id
        self.note_styles = {"footnote": "decimal", "endnote": "lowerRoman"}
        self._note_counts = {"footnote": 0, "endnote": 0}
        self.drawing: Callable[[str], str] = lambda _: ""  # those of SmartArt or a chart

    def read_notes(self, footnotes: bytes | None, endnotes: bytes | None, settings: bytes | None) -> None:
        """Read the notes first, so that each can follow its call."""
        if settings is not None:
            root = tree(settings, "settings.xml")
            for part in self.note_styles:
                self.note_styles[part] = value(child(root, f"{part}Pr", "numFmt")) or self.note_styles[part]
        for content in (footnotes, endnotes):
            if content is not None:
                notes = Body(self.styles, self.lists)
                notes.parse(content)
                self.notes.update(notes.notes)
                self.words.update(notes.words)

    # What the walker asks.

    def role(self, name: str, attributes: Attributes) -> Role:
        if name in ("del", "moveFrom"):
            if self.path[-3:-1] == ["pPr", "rPr"] and self._paragraphs:
                self._paragraphs[-1].merged = True
            elif self.path[-2:-1] == ["trPr"]:
                self.delete_row()
            return Role.SKIP
        if name in ("Choice", "Fallback"):
            return Role.INLINE if self.choose() else Role.SKIP
        if name == "fldSimple":
            return Role.SKIP if is_out(get(attributes, "instr") or "") else Role.INLINE
        if name in ("footnote", "endnote") and get(attributes, "type") not in (None, "normal"):
            return Role.SKIP  # the line above the notes
        return self.roles.get(name, Role.INLINE)

    def enter(self, name: str, attributes: Attributes) -> None:
        if action := ENTER.get(name):
            action(self, attributes)

    def leave(self, name: str) -> None:
        if action := LEAVE.get(name):
            action(self)

    def _data(self, words: str) -> None:
        if self._skipped:
            return
        here = self.path[-1]
        if here == "instrText":
            self.field_code(words)
        elif here == "t":
            font = self._runs[-1].font
            words = in_font(words, font) if font in SYMBOL_FONTS else without_private(words, font or "Symbol")
            self._put(words, count=True)

    # Boxes and notes.

    def _leave_run(self) -> None:
        run = self._runs[-1]
        if run.custom:
            part, id, start = run.custom
            mark = "".join(self.out.inline[start:]).strip()
            del self.out.inline[start:]
            self.note(mark or "*", self.notes.get((part, id), "").removeprefix(mark).lstrip())
        self._runs[-1] = Run(hidden=bool(self._style.hidden))

    def _enter_box(self, attributes: Attributes) -> None:
        self._runs.append(Run())
        self.begin_part()

    def _leave_box(self) -> None:
        text = self.end_part()
        self._runs.pop()
        self.place_after(text)

    def _enter_note(self, attributes: Attributes) -> None:
        self._note_key = (self.path[-1], get(attributes, "id") or "")
        self.begin_part()

    def _leave_note(self) -> None:
        self.notes[self._note_key] = self.end_part()

    def _call_note(self, attributes: Attributes) -> None:
        part = NOTE_PARTS[self.path[-1]]
        id = get(attributes, "id") or ""
        if self._runs[-1].hidden:
            return
        if (get(attributes, "customMarkFollows") or "0") not in ("0", "false", "off"):
            self.raise_words(False)
            self._runs[-1].custom = (part, id, len(self.out.inline))
            return
        self._note_counts[part] += 1
        self.note(format_number(self.note_styles[part], self._note_counts[part]), self.notes.get((part, id), ""))

    def _draw(self, attributes: Attributes) -> None:
        if not self._runs[-1].hidden:
            self.place_after(self.drawing(get(attributes, "dm" if self.path[-1] == "relIds" else "id") or ""))

    def _letters(self, attributes: Attributes) -> None:
        """Words drawn as WordArt, which older files write as an attribute."""
        if not self._runs[-1].hidden:
            self.place_after(" ".join((get(attributes, "string") or "").split()))

    def path_above(self) -> str:
        return self.path[-2] if len(self.path) > 1 else ""


def _puts(words: str) -> Callable[[Body, Attributes], None]:
    def put(body: Body, attributes: Attributes) -> None:
        body._put(words)

    return put


ENTER: dict[str, Callable[[Body, Attributes], None]] = {
    "p": Body._enter_paragraph,
    "pStyle": Body._paragraph_style,
    "framePr": Body._frame,
    "outlineLvl": Body._outline,
    "numId": Body._list,
    "ilvl": Body._list_level,
    "r": Body._enter_run,
    "rStyle": Body._run_style,
    "vanish": Body._vanish,
    "vertAlign": Body._align,
    "lang": Body._language,
    "rFonts": Body._font,
    "br": Body._break,
    "cr": _puts(BREAK),
    "tab": Body._tab,
    "ptab": _puts(" "),
    "noBreakHyphen": _puts("-"),
    "sym": Body._symbol,
    "fldChar": Body.field_mark,
    **dict.fromkeys(("checkBox", "checked", "default", "result"), Body.box),
    "listEntry": Body.entry,
    "sdt": Body.enter_control,
    "showingPlcHdr": Body.prompt,
    "docPartGallery": Body.gallery,
    "AlternateContent": Body.enter_alternatives,
    "txbxContent": Body._enter_box,
    "footnote": Body._enter_note,
    "endnote": Body._enter_note,
    "footnoteReference": Body._call_note,
    "endnoteReference": Body._call_note,
    "tbl": Body.enter_table,
    "tr": Body.enter_row,
    "tc": Body.open_cell,
    "gridSpan": Body.span_columns,
    "vMerge": Body.merge_rows,
    "gridBefore": Body.skip_columns,
    **dict.fromkeys(("num", "den", "sub", "sup", "deg", "lim"), Body.open_part),
    "e": Body.open_element,
    "relIds": Body._draw,
    "textpath": Body._letters,
    "chart": Body._draw,
    "nary": Body.open_sign,
    "acc": Body.open_sign,
    "chr": Body.operator,
    "d": Body.open_brackets,
    "begChr": Body.first_bracket,
    "endChr": Body.last_bracket,
}
LEAVE: dict[str, Callable[[Body], None]] = {
    "p": Body._leave_paragraph,
    "r": Body._leave_run,
    "sdt": Body.leave_control,
    "AlternateContent": Body.leave_alternatives,
    "txbxContent": Body._leave_box,
    "footnote": Body._leave_note,
    "endnote": Body._leave_note,
    "tbl": Body.close_grid,
    "tr": Body.leave_row,
    "tc": Body.leave_cell,
    "num": Body.close_numerator,
    "den": Body.close_denominator,
    "sub": Body.close_subscript,
    "sup": Body.close_superscript,
    "lim": Body.close_limit,
    "deg": Body.close_degree,
    "fName": Body.close_name,
    "e": Body.close_element,
    "mr": Body.close_matrix_row,
    "m": Body.close_rows,
    "eqArr": Body.close_rows,
    "naryPr": Body.write_sign,
    "nary": Body.close_sign,
    "acc": Body.close_sign,
    "dPr": Body.write_bracket,
    "d": Body.close_brackets,
}
Body.watched = frozenset(ENTER) | frozenset(LEAVE)
