"""OpenDocument text (ODT, and as one XML file FODT), tracked changes accepted.

Left out on purpose: headers and footers, comments, deletions, hidden text, tables of contents and other indexes, page numbers,
alternative texts of pictures. The date of the file is not the document's: templates and copies bear theirs.
"""

from collections.abc import Iterator
from dataclasses import replace

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.facts.title_and_date import face_date
from moisson.readers.markdown import BREAK
from moisson.readers.office.numbering import LEVELS, Counter, Level
from moisson.readers.office.odt_formula import formula
from moisson.readers.office.odt_styles import ResolvedStyle, Styles, get, rename, unusual_prefixes
from moisson.readers.office.paragraphs import Kind, Paragraphs, names
from moisson.readers.office.plausible import stated_languages
from moisson.readers.office.symbols import PRIVATE, without_private
from moisson.readers.office.zipped import Package, character_data
from moisson.readers.read_options import How
from moisson.readers.set_aside import shows
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, Walker, parts

BOXES = names("text-box image custom-shape rect ellipse circle line polyline polygon regular-polygon path connector caption")
STYLES = names(
    "style default-style text-properties list-style outline-style outline-level-style list-level-style-number "
    "list-level-style-bullet list-level-style-image"
)
STORY = names("p h list list-item list-header numbered-paragraph span table table-cell note-body")
NAMED = names("p h span a")  # in which `title` is a field, not a picture's title


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document."""
    story = Story()
    if content.startswith(b"PK"):
        package = Package(content)
        story.package = package
        if b"encryption-data" in (package.find("META-INF/manifest.xml") or b""):
            raise DocumentError("encrypted", "the document is under a password")
        for member in ("meta.xml", "styles.xml"):
            if (part := package.find(member)) is not None:
                story.parse(part)
        words = package.read("content.xml")
        story.parse(words)
        shows(character_data(words))
    else:
        story.parse(content)
    text = story.end()
    languages = stated_languages(story.words, text)
    stated = languages[0].language if languages else None
    name = story.stated_title(story.first("title"), text)
    yield Text(text, "odt", name, stated, face_date(text, name, stated), languages=languages)


def _is_hidden(section: Attributes) -> bool:
    display = get(section, "display")
    return display == "none" or (display == "condition" and get(section, "is-hidden") == "true")


class Story(Walker, Paragraphs):
    """Walks meta.xml, styles.xml and content.xml one after the other, or the one file that holds them all."""

    is_data = False
    roles = parts(
        skip="meta master-styles tracked-changes annotation table-of-content illustration-index table-index object-index "
        "user-index alphabetical-index forms sequence-decls variable-decls user-field-decls dde-connection-decls scripts "
        "font-face-decls settings desc covered-table-cell page-number page-count page-continuation event-listeners ruby-text "
        "note-citation number binary-data hidden-text hidden-paragraph script "
        "date-style time-style number-style currency-style percentage-style boolean-style text-style "  # with words of their own
        "linenumbering-configuration notes-configuration bibliography-source",
        table="table",
        row="table-row",
        cell="table-cell",
        spaced="s tab",
    ) | {"line-break": Role.BREAK}
    fields = (
        Field("title", "meta/title"),
        Field("citation", "note-citation"),
        Field("label", "list-item/number"),
        Field("label", "h/number"),
        Field("label", "p/number"),
    )
    watched = STYLES | STORY | BOXES | {"object"}

    def __init__(self) -> None:
        super().__init__()
        self.package: Package | None = None  # that holds the formulas
        self.styles = Styles()
        self._prefixes: dict[str, str] = {}  # of attributes, where the file has its own
        self._voices: list[tuple[ResolvedStyle, str | None, bool]] = []  # of the open paragraphs and spans; language; raised
        self._span = ResolvedStyle(Kind())  # of the span that begins
        self._kinds: list[Kind] = []  # of the open paragraphs
        self._outlined: list[bool] = []  # whether they are headings with a number of the document's outline
        self._lists: list[Counter] = []  # of the open lists
        self._waiting: list[str] = []  # of the open items: `number`, `none`, `empty` or, once words have come, `past`
        self._outside: list[tuple[list[Counter], list[str]]] = []  # lists around the open cells, notes and boxes
        self._by_id: dict[str, Counter] = {}
        self._by_style: dict[str, Counter] = {}
        self._outline: Counter | None = None

    def role(self, name: str, attributes: Attributes) -> Role:
        if len(self.path) == 1:
            self._prefixes = unusual_prefixes(attributes)
        if self._prefixes:
            rename(attributes, self._prefixes)
        if name == "span":
            self._span = self.styles.resolved("text", get(attributes, "style-name"))
            return Role.SKIP if self._span.hidden else Role.INLINE
        if name == "title":
            return Role.INLINE if self.path[-2] in NAMED else Role.SKIP
        if name == "section" and _is_hidden(attributes):
            return Role.SKIP
        return self.roles.get(name, Role.INLINE)

    def span(self, attributes: Attributes) -> tuple[int, int]:
        def number(name: str) -> int:
            text = get(attributes, name) or ""
            return min(int(text), 100) if text.isascii() and text.isdigit() and 0 < len(text) < 10 else 1

        columns = number("number-columns-spanned")
        return max(columns if columns > 1 else number("number-columns-repeated"), 1), max(number("number-rows-spanned"), 1)

    def enter(self, name: str, attributes: Attributes) -> None:
        if name in STYLES:
            self.styles.meet(name, attributes)
        elif name in ("p", "h"):
            self._enter_paragraph(name, attributes)
        elif name == "span":
            self._begin_span(self._span)
        elif name == "list":
            self._enter_list(attributes)
        elif name in ("list-item", "list-header"):
            self._enter_item(name, attributes)
        elif name == "numbered-paragraph":
            self._leave_lists()
            self._enter_list(attributes)
            level = get(attributes, "level") or ""
            self._lists *= min(int(level), LEVELS) if level.isdigit() and 0 < len(level) < 3 else 1
            self._enter_item("list-item", attributes)
        elif name == "table" and not self._tables:
            self.close_lists()
        elif name == "object" and self.package is not None and self._voices:
            self.out.write(formula(self.package, get(attributes, "href") or ""))
        elif name == "table-cell":
            self._leave_lists()
            self.enter_cell()
        elif name in BOXES or name == "note-body":
            self._leave_lists()
            self.begin_part()

    def leave(self, name: str) -> None:
        if name in STYLES:
            self.styles.part(name)
        elif name in ("p", "h"):
            self._leave_paragraph()
        elif name == "span":
            self._voices.pop()
        elif name == "list":
            self._lists.pop()
        elif name in ("list-item", "list-header"):
            self._count_empty()
            self._waiting.pop()
        elif name == "numbered-paragraph":
            self._count_empty()
            self._lists, self._waiting = self._outside.pop()
        elif name == "table":
            self.leave_table()
        elif name == "table-cell":
            self.leave_cell()
            self._lists, self._waiting = self._outside.pop()
        elif name in BOXES or name == "note-body":
            text = self.end_part()
            self._lists, self._waiting = self._outside.pop()
            if name == "note-body":
                self.note((self.found.get("citation") or ["*"])[-1], text)
            else:
                self.place_after(text)

    def _data(self, words: str) -> None:
        if not self._skipped and self._voices:
            if self._voices[0][0].hidden:
                return
            _, language, raised = self._voices[-1]
            if language:
                self.count(words, language)
            if raised is not self._raised and not words.isspace():
                self.raise_words(raised)
            if not words.isascii() and PRIVATE.search(words):
                font = next((style.font for style, _, _ in reversed(self._voices) if style.font), None)
                words = without_private(words, font or "Symbol")
        super()._data(words)

    def _begin_span(self, style: ResolvedStyle) -> None:
        _, language, raised = self._voices[-1] if self._voices else (None, self.styles.language, False)
        self._voices.append((style, style.language or language, style.raised or raised))

    def _enter_paragraph(self, name: str, attributes: Attributes) -> None:
        style = self.styles.resolved("paragraph", get(attributes, "style-name"))
        around = self._voices[-1][1] if self._voices else self.styles.language
        self._voices.append((style, style.language or around, False))
        level = get(attributes, "outline-level") or "" if name == "h" else ""
        number = int(level) if level.isdigit() and len(level) < 3 else style.kind.level
        kind = Kind(number, contents=style.kind.contents) if number else style.kind
        start = get(attributes, "start-value") or ""
        if name == "h" and start.isdigit() and len(start) < 7 and kind.level:
            self._headings().values[min(kind.level, LEVELS) - 1] = int(start) - 1
        self._outlined.append(name == "h" and style.numbered and get(attributes, "is-list-header") != "true")
        self._kinds.append(kind)

    def _leave_paragraph(self) -> None:
        """End it; a heading without words is counted, and so is an item, if no other paragraph of it has any."""
        self._voices.pop()
        kind, outlined = self._kinds.pop(), self._outlined.pop()
        words = False
        for piece in self.out.inline:
            if not piece.isspace() and piece != BREAK:
                words = True
                break
        label = self.found.pop("label", None)
        if self._lists and self._waiting:
            if words:
                kind = self._listed(kind)
            elif self._waiting[-1] == "number":
                self._waiting[-1] = "empty"
        elif outlined and kind.level:
            kind = replace(kind, number=self._headings().next(kind.level - 1))
        if words and label:
            kind = replace(kind, number=label[-1])
        self.end_paragraph(kind)

    def _listed(self, kind: Kind) -> Kind:
        waiting, self._waiting[-1] = self._waiting[-1], "past"
        level = min(len(self._lists), LEVELS) - 1
        if waiting not in ("number", "empty"):
            return Kind(kind.level, kind.title, kind.speaker, kind.contents, level, goes_on=True)
        counter = self._lists[-1]
        if counter is self._outline and kind.level:
            level = min(kind.level, LEVELS) - 1
        number = counter.next(level)
        bullet = counter.levels[level].style == "bullet"
        item = level if bullet or number else None
        return Kind(kind.level, kind.title, kind.speaker, kind.contents, item, number=number)

    def _count_empty(self) -> None:
        """Count the item that is open, if it has a paragraph but no words."""
        if self._waiting and self._waiting[-1] == "empty" and self._lists:
            self._waiting[-1] = "past"
            self._lists[-1].next(min(len(self._lists), LEVELS) - 1)

    def _headings(self) -> Counter:
        if self._outline is None:
            self._outline = Counter(self.styles.outline or [Level(style="none")])
        return self._outline

    def _enter_list(self, attributes: Attributes) -> None:
        """The numbers of a list: its own, those of the list that it continues, or those of the list around it."""
        self._count_empty()
        style = get(attributes, "style-name")
        around = self._lists[-1] if self._lists else None
        if around is not None and (style is None or around.levels is self.styles.lists.get(style)):
            self._lists.append(around)
            return
        levels = self.styles.lists.get(style or "") or [Level(style="bullet")] * LEVELS
        if levels is self.styles.outline:  # headings as older programs write them, all in one list
            self._lists.append(self._headings())
            return
        counter = self._by_id.get(get(attributes, "continue-list") or get(attributes, "list-id") or "")
        if counter is None and get(attributes, "continue-numbering") == "true":
            counter = self._by_style.get(style or "")
        if counter is None:
            counter = Counter(levels)
        self._by_style[style or ""] = counter
        if id := get(attributes, "id") or get(attributes, "list-id"):
            self._by_id[id] = counter
        self._lists.append(counter)

    def _enter_item(self, name: str, attributes: Attributes) -> None:
        self._waiting.append("number" if name == "list-item" else "none")
        start = get(attributes, "start-value") or ""
        if start.isdigit() and len(start) < 7 and self._lists:
            self._lists[-1].values[min(len(self._lists), LEVELS) - 1] = int(start) - 1

    def _leave_lists(self) -> None:
        """What stands in a cell, note or box is in none of the lists around it."""
        self._outside.append((self._lists, self._waiting))
        self._lists, self._waiting = [], []
