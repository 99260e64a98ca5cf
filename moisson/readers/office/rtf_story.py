"""The groups and control words of an RTF file, and what they mean for the text."""

from collections.abc import Callable
from dataclasses import replace

from moisson.readers.office.numbering import format_number
from moisson.readers.office.paragraphs import Kind, is_out
from moisson.readers.office.rtf_forms import FormField
from moisson.readers.office.rtf_properties import Properties
from moisson.readers.office.rtf_vocabulary import CHARACTERS, CODE_PAGES, OUT, SIGNS, STARRED_IN
from moisson.readers.office.rtf_writer import Grid, State
from moisson.readers.office.symbols import symbol

Action = Callable[["RtfStory", int | None], None]


class RtfStory(Properties):
    """Takes the tokens of a file."""

    def __init__(self, *, numbered: bool) -> None:
        super().__init__()
        self._numbered = numbered
        self._notes = [0, 0]  # footnotes and endnotes that have a number
        self._endnote = False
        self._parts: list[tuple[int, Grid]] = []  # of the open notes and boxes: how deep their groups stand; tables around

    # Tokens.

    def open_group(self) -> None:
        self._flush()
        self._states.append(self.state)
        self.state = replace(self.state)
        self._fresh, self._starred, self._skipped = True, False, 0

    def close_group(self) -> None:
        self._flush()
        self._skipped = 0
        if not self._states:
            return
        ended, self.state = self.state.destination, self._states.pop()
        self._fresh = False
        if ended in PARTS:
            if self._parts and len(self._states) < self._parts[-1][0]:  # not the end of a link within it
                CLOSE[ended](self)
        elif ended != self.state.destination and (action := CLOSE.get(ended)):
            action(self)

    def sign(self, sign: str) -> None:
        if sign == "*":
            self._starred = self._fresh
        elif sign in "\r\n":
            self.word("par", None)
        elif sign in SIGNS and not self._leave_out():
            self._write(SIGNS[sign])

    def byte(self, value: int) -> None:
        self._fresh = False
        if not self._leave_out():
            self._bytes.append(value)

    def text_token(self, words: str) -> None:
        self._fresh = False
        if self._skipped:
            taken = min(self._skipped, len(words))
            self._skipped -= taken
            words = words[taken:]
        if not words:
            return
        if words.isascii() and not self._symbolic():
            self._write(words)
        else:
            self._bytes += words.encode("latin-1")

    def word(self, word: str, number: int | None) -> None:
        fresh, self._fresh = self._fresh, False
        if fresh and self._is_out(word):
            self.state.destination = "out"
        if self.state.destination == "out":
            return
        if fresh and (opening := OPEN.get(word)):
            opening(self)
        elif word == "u":
            self._unicode(number or 0)
        elif word in CHARACTERS:
            if not self._leave_out():
                self._write(CHARACTERS[word])
        elif action := WORDS.get(word):
            self._flush()
            action(self, number)

    def _is_out(self, word: str) -> bool:
        """Whether a group that begins with this word holds no words of the document."""
        if word in OUT or (word.startswith("m") and word.endswith("Pr")):
            return True
        return self._starred and word not in STARRED_IN and word not in OPEN

    # Groups.

    def _destination(self, name: str) -> None:
        self._gathered = ""
        self.state.destination = name

    def _begin_title(self) -> None:
        self._destination("title" if self.state.destination == "info" else "out")

    def _begin_field(self) -> None:
        self._fields.append("")
        self._forms.append(FormField())
        self.state.outer = self.state.destination
        self.state.destination = "field"

    def _begin_result(self) -> None:
        out = bool(self._fields) and (is_out(self._fields[-1]) or _symbol(self._fields[-1]) != "")
        if self.state.destination == "field":
            self.state.destination = "out" if out else self.state.outer

    def _begin_unicode(self) -> None:
        if self.state.destination == "upr":
            self.state.destination = self.state.outer

    def _begin_either(self) -> None:
        self.state.outer = self.state.destination
        self.state.destination = "upr"

    def _begin_note(self) -> None:
        self._endnote = False
        self._begin_part("note")

    def _begin_box(self) -> None:
        self._begin_part("box")

    def _begin_part(self, name: str) -> None:
        self.begin_part()
        self._parts.append((len(self._states), self._grid))
        self._grid = Grid()
        self.state = State(name, font=self.state.font, skip=self.state.skip)

    def _end_title(self) -> None:
        self.info_title = " ".join(self._gathered.split())

    def _end_instruction(self) -> None:
        if not self._fields:
            return
        self._fields[-1] = self._gathered
        if sign := _symbol(self._gathered):
            inside, self.state.destination = self.state.destination, self.state.outer
            self._write(sign)
            self.state.destination = inside

    def _end_field(self) -> None:
        self._fields.pop()
        if words := self._forms.pop().words():
            self._write(words)

    def _end_entry(self) -> None:
        if self._forms:
            self._forms[-1].entries.append(self._gathered.strip())
        self._gathered = ""

    def _end_marker(self) -> None:
        self._marker = " ".join(self._gathered.split()) or "•"

    def _begin_level(self) -> None:
        self._destination("level")
        self._lists.begin_level()

    def _end_level_text(self) -> None:
        self._lists.text(self._gathered)

    def _end_part(self) -> str:
        """The words of the note or box that ends."""
        self.end_paragraph(Kind())
        self._close_table()
        _, self._grid = self._parts.pop()
        return self.end_part()

    def _end_note(self) -> None:
        text = self._end_part()
        if not self._automatic:  # the mark is among the words, here and there
            self.place_after(text)
            return
        self._automatic = False
        self._notes[self._endnote] += 1
        number = self._notes[self._endnote]
        if not (self.state.hidden or self.state.deleted):
            self.note(format_number("lowerRoman" if self._endnote else "decimal", number), text)

    def _end_box(self) -> None:
        self.place_after(self._end_part())

    def _call_note(self, number: int | None) -> None:
        if self.state.destination not in ("note", "out"):
            self._automatic = True

    def _is_endnote(self, number: int | None) -> None:
        self._endnote = True


def _symbol(instruction: str) -> str:
    """The sign that a field stands for, which some programs write as its result as well."""
    code = instruction.split()
    if len(code) < 2 or code[0].upper() != "SYMBOL" or not code[1].isdecimal() or len(code[1]) > 5:
        return ""
    return symbol(int(code[1]), instruction.partition('"')[2].partition('"')[0] or "Symbol")


def _to(name: str) -> Callable[[RtfStory], None]:
    return lambda story: story._destination(name)


def _form(name: str) -> Action:
    def say(story: RtfStory, number: int | None) -> None:
        if story._forms and story.state.destination == "form":
            setattr(story._forms[-1], name, number or 0)

    return say


def _code_page(name: str) -> Action:
    def set_page(story: RtfStory, number: int | None) -> None:
        story._code_page = CODE_PAGES[name]

    return set_page


OPEN: dict[str, Callable[[RtfStory], None]] = {
    "fonttbl": _to("fonttbl"),
    "stylesheet": _to("stylesheet"),
    "info": _to("info"),
    "title": RtfStory._begin_title,
    "listtext": _to("listtext"),
    "pntext": _to("listtext"),
    "listtable": _to("lists"),
    "list": lambda story: story._lists.begin_list(),
    "listlevel": RtfStory._begin_level,
    "leveltext": _to("leveltext"),
    "listoverridetable": _to("lists"),
    "listoverride": lambda story: story._lists.begin_use(),
    "lfolevel": lambda story: story._lists.begin_change(),
    "field": RtfStory._begin_field,
    "fldinst": _to("fldinst"),
    "fldrslt": RtfStory._begin_result,
    "formfield": _to("form"),
    "ffl": _to("entry"),
    "upr": RtfStory._begin_either,
    "ud": RtfStory._begin_unicode,
    "footnote": RtfStory._begin_note,
    "shpinst": _to("shape"),
    "do": _to("shape"),
    "shptxt": RtfStory._begin_box,
    "dptxbxtext": RtfStory._begin_box,
    "nesttableprops": _to("nested"),
}
PARTS = ("note", "box")
CLOSE: dict[str, Callable[[RtfStory], None]] = {
    "title": RtfStory._end_title,
    "fldinst": RtfStory._end_instruction,
    "field": RtfStory._end_field,
    "entry": RtfStory._end_entry,
    "listtext": RtfStory._end_marker,
    "level": lambda story: story._lists.end_level(),
    "leveltext": RtfStory._end_level_text,
    "note": RtfStory._end_note,
    "box": RtfStory._end_box,
}
WORDS: dict[str, Action] = {
    "par": RtfStory.paragraph,
    "sect": RtfStory.paragraph,
    "line": RtfStory.line,
    "lbr": RtfStory.line,
    "cell": RtfStory.cell,
    "row": RtfStory.row,
    "nestrow": RtfStory._end_nested_row,
    "trowd": RtfStory.define_row,
    "cellx": RtfStory.edge,
    "clvmrg": RtfStory.merge_down,
    "clmrg": RtfStory.merge_across,
    "plain": RtfStory._plain,
    "pard": RtfStory._pard,
    "f": RtfStory._font,
    "fcharset": RtfStory._charset,
    "deff": RtfStory._first_font,
    "ansicpg": RtfStory._page,
    "s": RtfStory._style,
    "sbasedon": RtfStory._based,
    "outlinelevel": RtfStory._outline,
    "ilvl": RtfStory._level,
    "ls": RtfStory._in_list,
    "listid": lambda story, number: story._lists.name(number or 0),
    "levelnfc": lambda story, number: story._lists.style(number or 0),
    "levelnfcn": lambda story, number: story._lists.style(number or 0),
    "levelstartat": lambda story, number: story._lists.start(number or 0),
    "levellegal": lambda story, number: story._lists.legal(number or 0),
    "intbl": RtfStory._in_table,
    "itap": RtfStory._in_table,
    "dropcapt": RtfStory._drop_cap,
    "v": RtfStory._hide,
    "deleted": RtfStory._delete,
    "super": RtfStory._super,
    "up": RtfStory._up,
    "sub": RtfStory._base,
    "dn": RtfStory._base,
    "nosupersub": RtfStory._base,
    "uc": RtfStory._skip,
    "lang": RtfStory._tongue,
    "langnp": RtfStory._tongue,
    "deflang": RtfStory._default_tongue,
    "chftn": RtfStory._call_note,
    "ftnalt": RtfStory._is_endnote,
    "fftype": _form("kind"),
    "ffres": _form("state"),
    "ffdefres": _form("default"),
    **{name: _code_page(name) for name in CODE_PAGES},
}
