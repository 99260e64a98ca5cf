"""Legislation of the United Kingdom in its own XML (`Legislation`, legislation.gov.uk): parts, numbered provisions, schedules."""

from collections.abc import Iterator

from moisson.extract.how import How
from moisson.extract.languages import iso639
from moisson.extract.stated import iso_date
from moisson.extract.structure import Attributes, Role
from moisson.extract.walker import Field, Walker, parts
from moisson.reader import Identifier, Text

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
}


class Legislation(Walker):
    roles = parts(
        skip=" ".join(LEFT_OUT),
        section="""EUPart EUTitle EUChapter EUSection EUSubsection Group Part Chapter Pblock PsubBlock Schedule SignedSection
            Division Appendix ExplanatoryNotes EarlierOrders Form""",
        level="P1group P2group P3group",
        point="P P1 P2 P3 P4 P5 P6 P7",
        number="Number Pnumber",
        heading="Title Subtitle TitleBlock",
        block="""Abstract Body BlockText BlockAmendment IntroductoryText LongTitle Para Preamble EUPreamble Primary PrimaryPrelims
            Secondary SecondaryPrelims EURetained EUPrelims Schedules ScheduleBody Reference Rights Text P1para P2para P3para
            P4para P5para P6para Approved LaidDraft SiftedDate MadeDate LaidDate ComingIntoForce DateText Signatory Signee
            PersonName JobTitle Department DateSigned EnactingText RoyalPresence Resolution Correction Footnotes Proviso""",
        list="OrderedList UnorderedList KeyList",
        item="ListItem KeyListItem",
        table="Tabular",
        row="tr",
        cell="td th",
        note="Footnote",
        raised="Superior",
    )
    watched = frozenset(("BlockAmendment", "Pnumber"))
    fields = (
        Field("title", "Metadata/title"),
        Field("uri", "Legislation", "DocumentURI"),
        Field("from", "Legislation", "RestrictStartDate"),
        Field("language", "Metadata/language"),
        Field("created", "PrimaryMetadata/EnactmentDate", "Date"),
        Field("created", "SecondaryMetadata/Made", "Date"),
        Field("year", "Metadata/PrimaryMetadata/Year", "Value"),
        Field("number", "Metadata/PrimaryMetadata/Number", "Value"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._signs = ("", "")  # around the number that is open

    def role(self, name: str, attributes: Attributes) -> Role:
        if name == "Title" and self.path[-2] in ("PrimaryPrelims", "SecondaryPrelims", "EUPrelims"):
            return Role.TITLE
        if name == "Number" and self.path[-2] in ("PrimaryPrelims", "SecondaryPrelims"):
            return Role.BLOCK
        if name == "TitleBlock":
            return Role.INLINE
        return self.roles.get(name, self.default)

    def enter(self, name: str, attributes: Attributes) -> None:
        if name == "BlockAmendment":
            self.quoted += 1
        else:
            deep = self.path[-2] not in ("P1", "P")
            self._signs = attributes.get("PuncBefore", "(" * deep), attributes.get("PuncAfter", ")" * deep)

    def leave(self, name: str) -> None:
        """The signs around a number stand in attributes, or else are those that the publisher's pages add."""
        if name == "BlockAmendment":
            self.quoted -= 1
        elif self.out.lead:
            above, _, number = self.out.lead.rpartition(" ")
            before, after = self._signs
            self.out.lead = f"{above} {before}{number}{after}".strip()


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act or instrument, as it stood when the file was made."""
    walker = Legislation().parse(content)
    uri, language = walker.first("uri"), walker.first("language")
    created, start = iso_date(walker.first("created") or ""), iso_date(walker.first("from") or "")
    yield Text(
        walker.text(),
        "clml",
        walker.first("title"),
        (iso639(language) if language else None) or "en",
        created,
        url=uri,
        valid_from=start,
        identifiers=(Identifier("uri", uri),) if uri else (),
    )
