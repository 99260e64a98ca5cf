"""Fields, content controls and alternatives of a Word document, and which of their words show."""

import re
from abc import abstractmethod
from dataclasses import dataclass, field

from moisson.readers.office.docx_formulas import Formulas
from moisson.readers.office.docx_table import get
from moisson.readers.office.paragraphs import is_out
from moisson.readers.xml.structure import Attributes

# Word's own prompts: click here to enter text, choose an item.
STOCK = re.compile(
    r"\s*(?:cli[ck]|cliquez|kli[ck]|klep|(?:haga|feu|fa[cç][ae]|fare|face[țţ]i) clic|kirjoita tekst\S* napsautta|napsauta"
    r"|kattints|spustelėkite|noklikšķiniet|щракнете|κάντε κλικ"
    r"|(?:choose|choisi|wähle|elija|trieu|scegli|escolh|kies|välj|vælg|velg|valitse|wybierz|zvolte|vyberte|válassz|alege|izberite"
    r"|odaberite|изберете|επιλέξτε)\w*(?: \w{1,3}){0,2}"
    r" (?:item|él[ée]ment|elem|objekt|kohde|polo[zž]k|stavk|елемент|στοιχ))",
    re.I,
)


@dataclass(slots=True)
class _Field:
    around: bool  # whether words around it are shown
    code: str = ""
    shown: bool = False  # the result has begun, and it is the author's
    out: bool = False  # this or a field around it has a result that is left out
    box: str = ""  # of a form: ticked or not
    entries: list[str] = field(default_factory=list)  # of a form: what can be chosen
    entry: int = 0  # that is


@dataclass(slots=True)
class _Control:
    contents: bool = False  # it holds a table of contents
    prompt: bool = False  # it shows what is to be filled in, for nobody has
    stock: bool | None = None  # in Word's own words; None before any


class Fields(Formulas):
    """Handlers of their elements."""

    def __init__(self) -> None:
        super().__init__()
        self._fields: list[_Field] = []
        self._chosen: list[bool] = []  # of the open alternatives: whether the first was taken
        self._controls: list[_Control] = []  # the open content controls

    def in_code(self) -> bool:
        """Whether words belong to an instruction or to a result that is left out."""
        return bool(self._fields) and not self._fields[-1].shown

    def is_prompt(self, words: str) -> bool:
        """Whether words are Word's own prompt in an empty control; a prompt by the writer belongs to the document."""
        control = self._controls[-1]
        if not control.prompt or not words.strip():
            return False
        if control.stock is None:
            control.stock = STOCK.match(words) is not None
        return control.stock

    def in_furniture(self) -> bool:
        """Whether the open field's result is left out."""
        return bool(self._fields) and self._fields[-1].out

    def field_code(self, words: str) -> None:
        """More of the instruction."""
        if self._fields and len(self._fields[-1].code) < 1000:
            self._fields[-1].code += words

    def choose(self) -> bool:
        """Whether an alternative is the first of its kind."""
        if not self._chosen:
            return True
        again, self._chosen[-1] = self._chosen[-1], True
        return not again

    def control_is_out(self) -> bool:
        """Whether the control that is open is a table of contents."""
        return bool(self._controls) and self._controls[-1].contents

    def field_mark(self, attributes: Attributes) -> None:
        kind = get(attributes, "fldCharType")
        if kind == "begin":
            self._fields.append(_Field(not self.in_code(), out=self.in_furniture()))
        elif kind == "separate" and self._fields:
            field = self._fields[-1]
            field.out = field.out or is_out(field.code)
            field.shown = field.around and not field.out
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            self._put(ended.entries[ended.entry] if ended.entry < len(ended.entries) else ended.box)

    def box(self, attributes: Attributes) -> None:
        """A box to be ticked begins, or says whether it is: by default or, after that, as it stands."""
        if self._fields and "checkBox" in (self.path[-1], self.path_above()):
            ticked = self.path[-1] != "checkBox" and (get(attributes, "val") or "1") not in ("0", "false", "off")
            self._fields[-1].box = "☒" if ticked else "☐"
        elif self._fields and (entry := get(attributes, "val") or "").isdecimal() and len(entry) < 4:
            self._fields[-1].entry = int(entry)

    def entry(self, attributes: Attributes) -> None:
        """One of the entries to choose from."""
        if self._fields:
            self._fields[-1].entries.append(get(attributes, "val") or "")

    def enter_control(self, attributes: Attributes) -> None:
        self._controls.append(_Control())

    def prompt(self, attributes: Attributes) -> None:
        if self._controls:
            self._controls[-1].prompt = (get(attributes, "val") or "1") not in ("0", "false", "off")

    def leave_control(self) -> None:
        self._controls.pop()

    def gallery(self, attributes: Attributes) -> None:
        if self._controls and get(attributes, "val") == "Table of Contents":
            self._controls[-1].contents = True

    def enter_alternatives(self, attributes: Attributes) -> None:
        self._chosen.append(False)

    def leave_alternatives(self) -> None:
        self._chosen.pop()

    @abstractmethod
    def _put(self, words: str, *, count: bool = False) -> None:
        """Write words of the story, unless they are hidden."""
