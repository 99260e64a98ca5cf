"""Canadian federal acts and regulations (`Statute`, `Regulation`), in the XML of the Department of Justice's Justice Laws."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from moisson.extract.facts.stated import iso_date, language_code
from moisson.extract.how import How
from moisson.extract.markdown import AFTER_MARK
from moisson.extract.xml import generic as xml_generic
from moisson.extract.xml.divisions import Open
from moisson.extract.xml.mathml import MathML
from moisson.extract.xml.structure import Attributes, Role
from moisson.extract.xml.walker import Field, parts
from moisson.reader import Identifier, Text

LEFT_OUT = {
    "Identification": "metadata: fields are made of it, and the titles stand first",
    "RecentAmendments": "which acts amended this one lately, with their dates",
    "Image": "images",
    "colspec": "how wide columns are",
}
QUOTED = ("AmendedText", "QuotedText", "ReadAsText")  # words of another act, or that another provision is to be read with
FIRST = ("Body", "Enacts", "Introduction", "Order", "Preamble", "Schedule")  # what the titles stand before
DAY = ("year", "month", "day")


class Statute(MathML):
    roles = parts(
        skip=" ".join(LEFT_OUT),
        section="Section",
        point="""Clause Definition DefinitionEnOnly DefinitionFrOnly FormulaDefinition FormulaParagraph Paragraph Provision
            Subclause Subparagraph Subsection Subsubclause""",
        number="FormulaTerm Label",
        heading="MarginalNote OriginatingRef ProvisionHeading TitleText",
        block="""AmendedText AmendedContent BilingualItemEn BilingualItemFr BillPiece Body Caption ContinuedClause
            ContinuedDefinition ContinuedFormulaParagraph ContinuedParagraph ContinuedSectionSubsection ContinuedSubclause
            ContinuedSubparagraph ConventionAgreementTreaty DocumentInternal Enacts FigureGroup Footnote FormGroup FormHeading
            Formula FormulaConnector FormulaGroup FormulaText Group GroupHeading Heading Introduction Note Oath Order Preamble
            QuotedText ReadAsText Recommendation RegulationPiece RelatedOrNotInForce Reserved Schedule ScheduleFormHeading
            SectionPiece SignatureBlock SignatureLine SignatureName SignatureTitle TableGroup Text tgroup""",
        list="HistoricalNote List",
        item="HistoricalNoteSubItem Item",
        table="table",
        row="row",
        cell="entry",
        raised="Sup",
        spaced="Separator",
        **{"break": "LineBreak"},
    )
    fields = (
        Field("short", "Identification/ShortTitle"),
        Field("long", "Identification/LongTitle"),
        Field("note", "Identification/ReaderNote"),
        Field("number", "Identification/InstrumentNumber"),
        Field("number", "Chapter/ConsolidatedNumber"),
        Field("year", "RegistrationDate/Date/YYYY"),
        Field("month", "RegistrationDate/Date/MM"),
        Field("day", "RegistrationDate/Date/DD"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.stated: Attributes = {}  # of the root
        self._parted: list[int] = []  # the levels of the headings that are open: they hold what follows them

    def _root(self, name: str, attributes: Attributes) -> None:
        if len(self.path) == 1:
            self.stated = dict(attributes)

    def _begin(self, name: str, attributes: Attributes) -> None:
        """The titles, before anything else."""
        short, long = self.first("short"), self.first("long")
        if not self._titled and (title := short or long):
            self._heading(title, 1)
            self._titled = True
            if long and long.casefold() != title.casefold():
                self.out.block(long)
            if note := self.first("note"):
                self.out.block(note)
        if name == "Schedule":
            self._close_headings(1)

    def _part(self, name: str, attributes: Attributes) -> None:
        """A heading holds all that follows it down to the next of its level; schedules have the first."""
        self.out.end()
        if self.quoted or self._writers:
            return
        level = attributes.get("level") or ""
        rank = int(level) if level in tuple("123456") else 1
        rank += name == "GroupHeading"
        self._close_headings(rank)
        self._owners.append(Open(Role.SECTION))
        self._parted.append(rank)

    def _close_headings(self, rank: int) -> None:
        while self._parted and self._parted[-1] >= rank:
            self._announce()
            self._close_owner()
            self._parted.pop()

    def _end_part(self, name: str) -> None:
        self._close_headings(0)

    def _call(self, name: str, attributes: Attributes) -> None:
        self._push(flat=True)

    def _called(self, name: str) -> None:
        if sign := self._pop().strip("() "):
            self.write(f" ({sign}){AFTER_MARK}")

    def _note(self, name: str, attributes: Attributes) -> None:
        self._push()

    def _noted(self, name: str) -> None:
        words = self._pop()
        sign, _, note = words.partition(" ")
        if note:
            words = f"({sign.strip('()')}) {note}"
        self.out.notes.append(words) if self.out.inline else self.out.block(words)

    at_start: ClassVar[Mapping[str, Callable[[Any, str, Attributes], None]]] = {
        **MathML.at_start,
        "Statute": _root,
        "Regulation": _root,
        **dict.fromkeys(FIRST, _begin),
        **dict.fromkeys(("Heading", "ScheduleFormHeading", "GroupHeading"), _part),
        **dict.fromkeys(QUOTED, MathML.open_quotation),
        "FootnoteRef": _call,
        "Footnote": _note,
    }
    at_end: ClassVar[Mapping[str, Callable[[Any, str], None]]] = {
        **MathML.at_end,
        **dict.fromkeys(("Body", "Schedule"), _end_part),
        **dict.fromkeys(QUOTED, MathML.close_quotation),
        "FootnoteRef": _called,
        "Footnote": _noted,
    }


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act or regulation."""
    walker = Statute().parse(content)
    text, title = walker.text(), walker.first("short", "long")
    if not text or not title:
        yield from xml_generic.read(content, how)
        return
    stated = {name.rpartition(":")[2]: value for name, value in walker.stated.items()}
    number, made = walker.first("number"), [walker.first(name) or "" for name in DAY]
    in_force = stated.get("in-force")
    yield Text(
        text,
        "justice-laws",
        title,
        language_code(stated.get("lang", "")),
        iso_date("-".join(part.zfill(2) for part in made)) if all(made) else None,
        legal_state=f"in-force={in_force}" if in_force else None,
        valid_from=iso_date(stated.get("pit-date") or stated.get("lastAmendedDate") or ""),
        identifiers=(Identifier("number", number),) if number else (),
    )
