"""Legislation of the United Kingdom in its own XML (`Legislation`, legislation.gov.uk): parts, numbered provisions, schedules."""

import re
from collections.abc import Iterator, Mapping

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.stated import iso_date
from moisson.readers.law.akn_lines import Marker
from moisson.readers.markdown import AFTER_MARK
from moisson.readers.read_options import How
from moisson.readers.xml.mathml import MathML
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, parts

LEFT_OUT = {
    "Metadata": "metadata: fields are made of it",
    "Contents": "a table of contents: the headings again",
    "Commentaries": "the publisher's notes on how provisions have changed",
    "CommentaryRef": "calls of these notes",
    "Versions": "other versions of a provision",
    "Resources": "images and files",
    "Image": "images",
    "Figure": "images",
    "MarginNotes": "the headings again",
    "Footnote/Number": "the sign of a note, which stands where it is called",
}
DATES = frozenset(("SiftedDate", "MadeDate", "LaidDate", "ComingIntoForce"))  # what happened, and when: one line
PRELIMS = frozenset(("PrimaryPrelims", "SecondaryPrelims", "EUPrelims"))
LISTS = frozenset(("OrderedList", "UnorderedList"))
FIRST = {"alpha": "a", "alphaUpper": "A", "roman": "i", "romanUpper": "I"}  # numbers by the type of their list
DECORATIONS = {
    "parens": ("(", ")"),
    "parenRight": ("", ")"),
    "brackets": ("[", "]"),
    "bracketRight": ("", "]"),
    "period": ("", "."),
    "colon": ("", ":"),
}
QUOTES = {"double": "“”", "single": "‘’"}
NOTE = re.compile(r"<Footnote\b[^<>]{0,300}\bid=\"([^\"<>]*)\"[^<>]*>\s*(?:<Number>([^<>]{1,20})</Number>)?")
NUMBER = re.compile(r"[^ “‘]+\Z")  # the last of what a paragraph begins with

KINDS = ("Primary", "Secondary", "EU")  # of acts, by what their metadata are called


class Legislation(MathML):
    roles = parts(
        skip=" ".join(name for name in LEFT_OUT if "/" not in name),
        section="""EUPart EUTitle EUChapter EUSection EUSubsection Group Part Chapter Pblock PsubBlock Schedule SignedSection
            Appendix ExplanatoryNotes EarlierOrders Form""",
        level="P1group P2group P3group Division",
        point="P P1 P2 P3 P4 P5 P6 P7",
        number="Number Pnumber Key",
        heading="Title Subtitle TitleBlock",
        block="""Abstract Body BlockText BlockAmendment IntroductoryText LongTitle Para Preamble EUPreamble Primary PrimaryPrelims
            Secondary SecondaryPrelims EURetained EUPrelims Schedules ScheduleBody Reference Rights Text P1para P2para P3para
            P4para P5para P6para Approved LaidDraft SiftedDate MadeDate LaidDate ComingIntoForce DateText Signatory Signee
            PersonName JobTitle Department DateSigned EnactingText RoyalPresence Resolution Correction Footnotes Footnote
            ListItem Proviso Where""",
        list="OrderedList UnorderedList KeyList",
        item="KeyListItem",
        table="Tabular",
        row="tr",
        cell="td th",
        raised="Superior",
    )
    watched = frozenset(
        ("BlockAmendment", "AppendText", "Pnumber", "FootnoteRef", "Footnote", "OrderedList", "UnorderedList", "ListItem")
    )
    fields = (
        Field("title", "Metadata/title"),
        Field("uri", "Legislation", "DocumentURI"),
        Field("from", "Legislation", "RestrictStartDate"),
        Field("language", "Metadata/language"),
        Field("valid", "Metadata/valid"),
        Field("created", "EnactmentDate", "Date"),
        Field("created", "SecondaryMetadata/Made", "Date"),
        Field("until", "Legislation", "RestrictEndDate"),
        Field("state", "Legislation", "Status"),
        Field("state", "DocumentClassification/DocumentStatus", "Value"),
        *(Field("year", f"{kind}Metadata/Year", "Value") for kind in KINDS),
        *(Field("number", f"{kind}Metadata/Number", "Value") for kind in KINDS),
    )

    def __init__(self, notes: Mapping[str, str]) -> None:
        super().__init__()
        self.notes = notes  # their marks: they are called before they are met
        self._note = ""  # the mark of the note that is open
        self._signs = ("", "")  # around the number that is open
        self._lists: list[Marker | None] = []  # those that are open; None: its items are paragraphs
        self._ends: list[str] = []  # the signs that end the open quotations

    def role(self, name: str, attributes: Attributes) -> Role:
        above = self.path[-2] if len(self.path) > 1 else ""
        if name in ("Title", "MultilineTitle") and above in PRELIMS:
            return Role.TITLE
        if name == "Text" and above == "MultilineTitle":
            return Role.SPACED
        if (name == "Number" and above in PRELIMS) or above == "Subject":
            return Role.BLOCK
        if name == "Number" and above == "Footnote":
            return Role.SKIP
        if above in DATES:
            return Role.SPACED
        if name == "TitleBlock":
            return Role.INLINE
        if name == "UnorderedList" and attributes.get("Decoration") == "none":
            return Role.BLOCK
        return self.roles.get(name, self.default)

    def enter(self, name: str, attributes: Attributes) -> None:
        if name == "Pnumber":
            deep = self.path[-2] not in ("P1", "P")
            self._signs = attributes.get("PuncBefore", "(" * deep), attributes.get("PuncAfter", ")" * deep)
        elif name == "BlockAmendment":
            self._quote(QUOTES.get(attributes.get("Format", ""), ""))
        elif name == "AppendText":
            self._push(flat=True)
        elif name == "FootnoteRef":
            mark = self.notes.get(attributes.get("Ref", ""))
            self.write(f" {mark}{AFTER_MARK}" if mark else "")
        elif name == "Footnote":
            self._note = self.notes.get(attributes.get("id", ""), "(*)")
            self._push()
        elif name in LISTS:
            plain = name == "UnorderedList" and attributes.get("Decoration") == "none"
            self._lists.append(None if plain else _marker(name, attributes))
        elif self._listed(self.path[-2]):
            self._open_item(attributes)
            if (marker := self._lists[-1]) and (sign := marker.next({"value": attributes.get("NumberOverride", "")})):
                self.out.name_item(sign)

    def leave(self, name: str) -> None:
        """The signs around a number stand in attributes, or else are those that the publisher's pages add."""
        if name == "Pnumber" and self.out.lead:
            self.out.lead = NUMBER.sub(self._signed, self.out.lead, count=1)
        elif name == "BlockAmendment":
            self.quoted -= 1
            self.out.end()
            self.out.append(self._ends.pop())
        elif name == "AppendText":
            words = self._pop()
            self.out.append(f" {words}" if words[:1].isalnum() else words)
        elif name == "Footnote":
            note = f"{self._note} {self._pop()}"
            self.out.notes.append(note) if self._tables else self.out.block(note)
        elif name in LISTS:
            self._lists.pop()
        elif self._listed(self.path[-1]):
            self._close_item()

    def _signed(self, number: re.Match[str]) -> str:
        """With its signs, unless it bears them itself, as in regulations of the Union that were kept."""
        return number[0] if number[0][-1] in ".)" else number[0].join(self._signs)

    def _listed(self, above: str) -> bool:
        """Whether an item in such an element is one of a list that is shown as such."""
        return above in LISTS and self._lists[-1] is not None

    def _quote(self, signs: str) -> None:
        self._ends.append(signs[1:])
        self._announce()
        self.out.paragraph()
        self.quoted += 1
        if signs:
            self.out.begin(signs[0])


def _marker(name: str, attributes: Attributes) -> Marker:
    if name == "UnorderedList":
        return Marker("ul", {})
    before, after = DECORATIONS.get(attributes.get("Decoration", ""), ("", ""))
    return Marker("ol", {"symbol": f"{before}{FIRST.get(attributes.get('Type', ''), '1')}{after}"})


def _marks(content: bytes) -> dict[str, str]:
    """The marks of all notes, by their ids."""
    marks: dict[str, str] = {}
    for found in NOTE.finditer(content.decode("utf-8", "replace")):
        marks[found[1]] = f"({(found[2] or '').strip('() ') or len(marks) + 1})"
    return marks


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act or instrument, as it stood when the file was made."""
    walker = Legislation(_marks(content)).parse(content)
    uri, language = walker.first("uri"), walker.first("language")
    year, number = walker.first("year"), walker.first("number")
    created, start = iso_date(walker.first("created") or ""), iso_date(walker.first("from", "valid") or "")
    yield Text(
        walker.text(),
        "clml",
        walker.first("title"),
        (iso639(language) if language else None) or "en",
        created,
        url=uri,
        legal_state=walker.first("state"),
        valid_from=start,
        valid_to=iso_date(walker.first("until") or ""),
        identifiers=(
            *([Identifier("uri", uri)] if uri else []),
            *([Identifier("number", f"{year}/{number}")] if year and number else []),
        ),
    )
