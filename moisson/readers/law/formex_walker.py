"""The roles of Formex's elements; titles, points and notes."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.law.formex_meta import BIBLIOGRAPHIC, Bibliography
from moisson.readers.law.formex_signs import AT_END, AT_START, FormexSigns
from moisson.readers.markdown import AFTER_MARK
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, Part, parts

OF_THE_JOURNAL = ("NO.OJ", "PAGE.FIRST")
SUBTITLE = "\u2060– "  # before a subtitle; a word joiner stands in no title
BOXES = ("TBL", "GR.TBL", "GR.NOTES", "FORMULA", "LIST", "DLIST", "QUOT.S")  # whose TITLE is a line of its own, not a heading


class FormexParts(FormexSigns):
    """What titles, points and notes do, and what is gathered for the document's fields."""

    def __init__(self) -> None:
        super().__init__()
        self.root = ""
        self._facts = Bibliography()
        self._names: list[str] = []  # of the elements whose TITLE, TI, STI or NP are open: what they do at their end
        self._marks: dict[str, str] = {}  # of notes, by NOTE.ID
        self._kept: dict[str, str] = {}  # notes under a table that have not been called
        self._notes: list[str] = []  # the open ones: empty, `call`, or the key of a note that waits to be called
        self._aside: list[list[tuple[int, str, list[str]]]] = []
        self._signs = 0  # notes that stars or letters call

    def _meet(self, tag: str, attributes: Attributes) -> Part:
        if self.root:
            return super()._meet(tag, attributes)
        self.root = tag.rpartition(":")[2]
        part = self._parts[tag] = self._made(self.root, Role.BLOCK)
        return part

    def plays(self, tag: str, name: str, attributes: Attributes) -> Role:
        return Role.SKIP if name.startswith("BIB.") else self.roles.get(name, self.default)

    def instruction(self, target: str, words: str) -> None:
        """Follow the modifications of a consolidated text: what one deletes is not part of it."""
        if target == "CLG.MDFO" and 'ACTION="DELETED"' in words:
            self._deleted.add(_attribute(words, "IDREF"))
            self.hear(listening=False)
        elif target == "CLG.MDFC" and self._deleted:
            self._deleted.discard(_attribute(words, "ID"))
            if not self._deleted:
                self.hear(listening=True)

    def passed(self, name: str, attributes: Attributes) -> None:
        """Gather the bibliographic data, which are skipped as text."""
        if name == "NO.DOC":
            self._facts.take("FORMAT", attributes.get("FORMAT") or "")
        elif name == "NO.ECLI" and "ECLI" in attributes:
            self._facts.take(name, attributes["ECLI"])
        elif name == "NO.ELI" and "ID" in attributes:
            self._facts.take(name, attributes["ID"])
        elif name in BIBLIOGRAPHIC and "MOD.ACT" not in self.path and name not in self.found:
            if name not in OF_THE_JOURNAL or "COLL" in self.found:  # the pages of a consolidated text are no journal's
                self._captures.append((len(self.path), name, []))
        elif name == "DATE" and "MOD.ACT" not in self.path and (day := iso_date(attributes.get("ISO") or "")):
            parent = self.path[-2]
            if "CURR.TITLE" in self.path:  # the running head of a decision
                self._facts.headed = self._facts.headed or day
            elif parent == "BIB.DATA":
                self._facts.act = self._facts.act or day
            elif parent.startswith("BIB."):
                self._facts.journal = self._facts.journal or day

    def finished(self) -> Text:
        """The document with what it states of itself."""
        for name in BIBLIOGRAPHIC:
            if name in self.found:
                self._facts.take(name, self.first(name) or "")
        return Text(
            self.text(),
            "formex",
            title=self.first("title", "head"),
            language=self._facts.language(),
            created=self._facts.created(),
            legal_state=self._facts.state,
            valid_from=self._facts.valid_from,
            valid_to=self._facts.valid_to,
            identifiers=(identifiers := self._facts.identifiers()),
            kind="decision" if any(map(_of_a_court, identifiers)) else "law",
        )

    # Titles.

    def _title(self, name: str, attributes: Attributes) -> None:
        parent = self.path[-2]
        if len(self._owners) == 0 and not self._writers and "title" not in self.found and parent not in BOXES:
            self._captures.append((len(self.path), "title", []))
            self._open_title(attributes)
            self._names.append("title")
        else:
            self._names.append("line" if parent in BOXES or self._writers else "heading")

    def _title_end(self, name: str) -> None:
        if self._names.pop() != "title":
            self.out.paragraph()
            return
        self._close_title()
        if self.out.blocks:
            place, block = self.out.blocks[-1]
            self.out.blocks[-1] = (place, subtitled(block))
        self.found["title"] = [subtitled(title) for title in self.found.get("title", ())]

    def _line(self, name: str, attributes: Attributes) -> None:
        """TI or STI: a line of the title, of a heading, or of the words over a table."""
        if self._names and self._names[-1] == "heading":
            self._open_heading(attributes)
            self._names.append("heading of")
        else:
            self.out.paragraph()
            if name == "STI" and self._names[-1:] == ["title"] and self.out.blocks:
                for pieces in (self.out.inline, *(capture[2] for capture in self._captures)):
                    pieces.append(SUBTITLE)
            self._names.append("line of")

    def _line_end(self, name: str) -> None:
        if self._names.pop() == "line of":
            self.out.paragraph()
            return
        self._close_heading()
        owner = self._owners[-1] if self._owners else None
        if owner is not None and name == "STI" and len(owner.heading) > 1:
            owner.heading[-2:] = [self._heading_line(*owner.heading[-2:])]

    def _date(self, name: str, attributes: Attributes) -> None:
        day = iso_date(attributes.get("ISO") or "")
        if day and "title" in self._names and self._facts.titled is None and self.root not in ("ANNEX", "CORR"):
            self._facts.titled = day
        elif day and "PL.DATE" in self.path:
            self._facts.signed = self._facts.signed or day

    def _consolidated(self, name: str, attributes: Attributes) -> None:
        self._facts.consolidated(attributes)

    # Points and lists.

    def _point(self, name: str, attributes: Attributes) -> None:
        if self.path[-2] not in ("ITEM", "DLIST.ITEM"):  # there its number takes the bullet's place
            self._open_level(attributes)

    def _point_end(self, name: str) -> None:
        if self.path[-1:] not in (["ITEM"], ["DLIST.ITEM"]):
            self._close_section()

    def _case(self, name: str, attributes: Attributes) -> None:
        """The number of a case: a line of its own, or a part of the sentence that it stands in."""
        self._case_in(self.path[-2])

    def _case_end(self, name: str) -> None:
        self._case_in(self.path[-1])

    def _case_in(self, parent: str) -> None:
        if parent not in ("P", "TXT") and self.roles.get(parent) is not Role.INLINE:
            self.out.paragraph()

    # Notes.

    def _note(self, name: str, attributes: Attributes) -> None:
        self._aside.append(self._captures)
        self._captures = []
        key = attributes.get("NOTE.ID") or ""
        if reference := attributes.get("NOTE.REF"):
            self._call(reference)
            self._notes.append("call")
            self._push()
        elif "GR.NOTES" in self.path:
            self._mark(key, attributes)
            self._notes.append(key)
            self._push()
        else:
            self._announce()
            mark = self._mark(key, attributes)
            self.write(f" {mark}{AFTER_MARK}")
            self._notes.append("")
            self._push()
            self.out.begin(mark)

    def _note_end(self, name: str) -> None:
        self._captures = self._aside.pop()
        words, key = self._pop(), self._notes.pop()
        if not key:
            if words and not self._deleted:
                self.out.notes.append(words)
        elif key != "call" and words:
            self._kept[key] = f"{self._marks[key]} {words}"

    def _mark(self, key: str, attributes: Attributes) -> str:
        if key not in self._marks:
            self._marks[key] = "" if self._deleted else self.note_mark(self._sign(attributes))
        return self._marks[key]

    def _sign(self, attributes: Attributes) -> str:
        kind = attributes.get("NUMBERING")
        if kind not in ("STAR", "ALPHA"):
            return ""
        goes_on = attributes.get("NUMBERING.CONTINUED") == "YES" or (kind == "ALPHA" and "GR.NOTES" in self.path)
        self._signs = self._signs + 1 if goes_on else 1
        return f"({'*' * self._signs})" if kind == "STAR" else chr(96 + min(self._signs, 26))

    def _call(self, key: str) -> None:
        if self._deleted:
            return
        self.write(f" {self._mark(key, {})}{AFTER_MARK}")
        if note := self._kept.pop(key, ""):
            self.out.notes.append(note)

    def _table_end(self, name: str) -> None:
        for note in self._kept.values():
            self.out.block(note)
        self._kept = {}


class Formex(FormexParts):
    """Reads one file; `finished()` gives its document."""

    roles = parts(
        skip="FAM.COMP INFO.PROD TOC PAGE.HEADER LEFT RIGHT",
        inline="""HT DATE FT FMT.VALUE REF.DOC REF.DOC.OJ REF.DOC.ECR REF.DOC.SE REF.DOC.OTH REF.NP.ECR REF.CASE REF.CONSLEG QUOT
            QUOT.START QUOT.END ANCHOR IE INCL.ELEMENT NOTE OP.CMP OP.MATH TITLE TI STI EXPR IND OVER UNDER TERM MARGIN TI.BLK
            STI.BLK NP NP.ECR DEFINITION INDEX KEYWORD EXPONENT ABBREV ADDR.S FUNCT NAME ROOT FRACTION DIVIDEND DIVISOR
            FORMULA NO.CASE NO.ECLI QUOT.S""",
        section="ARTICLE DIVISION CONS.ANNEX ANNEX",
        level="PARAG GR.SEQ SUBDIV CONTENTS.JUDGMENT PREAMBLE.GEN SUBJECT SUMMARY GR.CORRECTION CORRECTION",
        number="TI.ART NO.P NO.PARAG NO.GR.SEQ NO.DLIST PREFIX NO.CORR",
        block="""P ALINEA TXT PREAMBLE PREAMBLE.INIT PREAMBLE.FINAL GR.VISA VISA GR.CONSID GR.CONSID.INIT CONSID ENACTING.TERMS
            FINAL SIGNATURE SIGNATORY PL.DATE CONTENTS COMMENT INTRO LOC.NOTES GR.TBL GR.NOTES FORMULA.S
            ADDR CURR.TITLE PARTIES PLAINTIFS DEFENDANTS INTERVENERS JURISDICTION PREAMBLE.JUDGMENT DECIDE.COURT ARGUMENTS
            OBJECT DESCRIPTION OLD.CORR NEW.CORR PROLOG LETTER PLENIPOTENTIARY AGR.COMPOUND IMG.CNT
            DISCLAIMER ANNOTATION GR.ANNOTATION JUDGMENT.INIT SIGNATURE.CASE CONS.DOC CONS.DOC.GEN ACT
            GENERAL CONTENTS.CORR ACTION INTERMEDIATE AGAINST CONTENTS.CONCLUSION""",
        heading="STI.ART TI.INFO.NO TI.CJT TI.GR.CONSID TI.KEYWORD",
        list="LIST DLIST",
        item="ITEM DLIST.ITEM",
        table="TBL",
        row="ROW",
        cell="CELL",
    )
    fields = (Field("head", "CURR.TITLE/PAGE.HEADER"), Field("head", "CURR.TITLE/LEFT"))
    steady = True
    default = Role.SPACED  # an unknown element: its words stand apart from those around it
    at_start: ClassVar[Mapping[str, Callable[[Any, str, Attributes], None]]] = {
        **AT_START,
        "TITLE": FormexParts._title,
        "TI": FormexParts._line,
        "STI": FormexParts._line,
        "DATE": FormexParts._date,
        "INFO.CONSLEG": FormexParts._consolidated,
        "NP": FormexParts._point,
        "NP.ECR": FormexParts._point,
        "NOTE": FormexParts._note,
        "NO.CASE": FormexParts._case,
        "NO.ECLI": FormexParts._case,
    }
    at_end: ClassVar[Mapping[str, Callable[[Any, str], None]]] = {
        **AT_END,
        "TITLE": FormexParts._title_end,
        "TI": FormexParts._line_end,
        "STI": FormexParts._line_end,
        "NP": FormexParts._point_end,
        "NP.ECR": FormexParts._point_end,
        "NOTE": FormexParts._note_end,
        "NO.CASE": FormexParts._case_end,
        "NO.ECLI": FormexParts._case_end,
        "TBL": FormexParts._table_end,
    }


def subtitled(title: str) -> str:
    """A title with its subtitle after a dash, or after none where it goes on, stands in brackets, or follows a sentence."""
    before, found, after = title.partition(SUBTITLE.strip())
    if not found:
        return title
    apart = after.lstrip()[:1].islower() or after.lstrip().startswith("(") or before.rstrip().endswith((".", ":"))
    return f"{before.rstrip()}{' ' if apart else ' – '}{subtitled(after.lstrip())}"


def _attribute(words: str, name: str) -> str:
    """A pseudo-attribute of a processing instruction."""
    _, _, rest = words.partition(f' {name}="' if not words.startswith(f'{name}="') else f'{name}="')
    return rest.partition('"')[0]


def _of_a_court(identifier: Identifier) -> bool:
    """Whether it is given to what a court says: the sixth sector of CELEX is case law."""
    return identifier.scheme in ("ecli", "case") or (identifier.scheme == "celex" and identifier.value.startswith("6"))
