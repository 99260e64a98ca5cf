"""Paragraphs and runs of a Word document, and what their properties do to the words."""

from dataclasses import dataclass, replace

from moisson.readers.markdown import BREAK
from moisson.readers.office.docx_fields import Fields
from moisson.readers.office.docx_styles import DocxLists, Style, Styles
from moisson.readers.office.docx_table import get
from moisson.readers.office.paragraphs import Kind, named_kind
from moisson.readers.office.symbols import symbol
from moisson.readers.set_aside import set_aside
from moisson.readers.xml.structure import Attributes
from moisson.readers.xml.walker import Walker


@dataclass(slots=True)
class Paragraph:
    style: str = ""
    level: int | None = None
    list_id: str | None = None
    list_level: int | None = None
    merged: bool = False  # its end is deleted, or it is the large first letter of the next: the next paragraph goes on


@dataclass(slots=True)
class Run:
    hidden: bool = False
    raised: bool = False
    language: str | None = None
    font: str = ""
    custom: tuple[str, str, int] | None = None  # a note whose mark is the run's words: its part, id, where they begin


def _on(attributes: Attributes) -> bool:
    return get(attributes, "val") not in ("0", "false", "off", "none")


class Passages(Walker, Fields):
    """Handlers of paragraphs, runs and their properties."""

    is_data = False

    def __init__(self, styles: Styles, lists: DocxLists) -> None:
        super().__init__()
        self.styles, self.lists = styles, lists
        self._paragraphs: list[Paragraph] = []
        self._runs: list[Run] = [Run()]
        self._style = styles.default  # of the open paragraph

    def _put(self, words: str, *, count: bool = False) -> None:
        run = self._runs[-1]
        if run.hidden or (self._fields and self.in_code()) or (self._controls and self.is_prompt(words)):
            set_aside("contents" if self.in_furniture() else "hidden", words)
            return
        if run.raised is not self._raised and not words.isspace():
            self.raise_words(run.raised)
        if count and (language := run.language or self._style.language):
            self.count(words, language)
        self.out.inline.append(words.replace(BREAK, "") if count else words)

    def _enter_paragraph(self, attributes: Attributes) -> None:
        self._paragraphs.append(Paragraph())
        self._style = self.styles.default

    def _leave_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        if not paragraph.merged:
            self.end_paragraph(self._kind(paragraph))
        if self._paragraphs:
            self._style = self._named(self._paragraphs[-1].style)

    def _kind(self, paragraph: Paragraph) -> Kind:
        style = self._style
        level = style.level if paragraph.level is None else paragraph.level
        contents = style.contents or self.control_is_out()
        kind = Kind(level or 0, style.title and not level, style.speaker and not level, contents)
        list_id = paragraph.list_id or style.list_id
        if not list_id or list_id == "0" or self.in_furniture():
            return kind
        list_level = style.list_level if paragraph.list_level is None else paragraph.list_level
        if counted := self.lists.numbered(list_id, list_level, paragraph.style):
            list_level, bullet, number = counted
            return replace(kind, item=list_level if bullet or number else None, number=number)
        return kind

    def _named(self, id: str) -> Style:
        if not id:
            return self.styles.default
        if (found := self.styles.styles.get(id)) is None:
            kind = named_kind(id)
            found = Style(id, kind.level or None, kind.title, kind.speaker, kind.contents)
            self.styles.styles[id] = found
        return found

    def _paragraph_style(self, attributes: Attributes) -> None:
        if self._paragraphs:
            self._paragraphs[-1].style = get(attributes, "val") or ""
            self._style = self._named(self._paragraphs[-1].style)

    def _frame(self, attributes: Attributes) -> None:
        if self._paragraphs and get(attributes, "dropCap") in ("drop", "margin"):
            self._paragraphs[-1].merged = True

    def _outline(self, attributes: Attributes) -> None:
        level = get(attributes, "val") or ""
        if self._paragraphs and level.isdigit():
            self._paragraphs[-1].level = int(level) + 1 if int(level) < 9 else 0

    def _list(self, attributes: Attributes) -> None:
        if self._paragraphs and self.path[-3:-1] == ["pPr", "numPr"]:
            self._paragraphs[-1].list_id = get(attributes, "val")

    def _list_level(self, attributes: Attributes) -> None:
        level = get(attributes, "val") or ""
        if self._paragraphs and level.isdigit() and self.path[-3:-1] == ["pPr", "numPr"]:
            self._paragraphs[-1].list_level = int(level)

    def _enter_run(self, attributes: Attributes) -> None:
        self._runs[-1] = Run(hidden=bool(self._style.hidden))

    def _in_run(self) -> bool:
        return self.path[-3:-1] == ["r", "rPr"]

    def _run_style(self, attributes: Attributes) -> None:
        if self._in_run():
            style = self.styles.styles.get(get(attributes, "val") or "", Style())
            run = self._runs[-1]
            run.hidden = run.hidden if style.hidden is None else style.hidden
            run.language = style.language or run.language
            run.raised = bool(style.raised)

    def _vanish(self, attributes: Attributes) -> None:
        if self._in_run():
            self._runs[-1].hidden = _on(attributes)

    def _align(self, attributes: Attributes) -> None:
        if self._in_run():
            self._runs[-1].raised = get(attributes, "val") == "superscript"

    def _language(self, attributes: Attributes) -> None:
        if self._in_run():
            self._runs[-1].language = get(attributes, "val") or self._runs[-1].language

    def _font(self, attributes: Attributes) -> None:
        if self._in_run():
            self._runs[-1].font = get(attributes, "ascii") or ""

    def _break(self, attributes: Attributes) -> None:
        self._put(BREAK if get(attributes, "type") in (None, "textWrapping") else " ")

    def _tab(self, attributes: Attributes) -> None:
        if self.path[-2] == "r":  # elsewhere it is a property: where tabs stop
            self._put(" ")

    def _symbol(self, attributes: Attributes) -> None:
        try:
            code = int(get(attributes, "char") or "", 16)
        except ValueError:
            return
        self._put(symbol(code, get(attributes, "font") or ""))
