"""Acts, bills and regulations of New Zealand, in the XML of its Parliamentary Counsel Office (`prov`, `subprov`, `label-para`).

Its labels are bare; the words and brackets around them, which the Office's pages and prints add, are added here too.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from moisson.extract.facts.stated import iso_date, language_code
from moisson.extract.how import How
from moisson.extract.xml import generic as xml_generic
from moisson.extract.xml.mathml import MathML
from moisson.extract.xml.structure import Attributes, Role
from moisson.extract.xml.walker import Field, parts
from moisson.reader import Identifier, Text

LEFT_OUT = {
    "cover": "the title, which stands first, and dates that are fields",
    "contents": "a table of contents: the headings again",
    "skeletons": "the titles of the acts that amended this one, for links",
    "ird.aids": "which of a section's words are defined elsewhere, for links",
    "graphic": "images",
    "colspec": "how wide columns are",
}
CALLED = {"part": "Part", "schedule": "Schedule", "subpart": "Subpart"}  # before a label that is only a number
BARE = re.compile(r"\d{1,3}[A-Z]{0,3}|[A-Z]|[IVXLC]{1,6}")
SIGN = re.compile(r"\w{1,8}")
FRONT = ("body", "front", "schedule.group")


class Act(MathML):
    roles = parts(
        skip=" ".join(LEFT_OUT),
        section="head1 head2 head3 head4 head5 part prov schedule subpart",
        point="label-para subprov",
        heading="heading subheading crosshead",
        block="""amend amends body cf def-para empowering-prov end end.reprint-note enactment example form form.body front history
            history-note legtable long-title notes para prov.body schedule.amendments schedule.forms schedule.group schedule.misc
            schedule.provisions sig.officer sig.para signature-block text tgroup title""",
        list="list",
        item="item",
        table="table",
        row="row",
        cell="entry",
        raised="superscript",
    )
    fields = (Field("title", "cover/title"),)

    def __init__(self) -> None:
        super().__init__()
        self.stated: Attributes = {}  # of the root
        self._gone: list[bool] = []  # of the open provisions: whether they are repealed

    def _root(self, name: str, attributes: Attributes) -> None:
        if len(self.path) == 1:
            self.stated = dict(attributes)

    def _begin(self, name: str, attributes: Attributes) -> None:
        if not self._titled and (title := self.first("title")):
            self._heading(title, 1)
            self._titled = True

    def _label(self, name: str, attributes: Attributes) -> None:
        self._push(flat=True)

    def _labelled(self, name: str) -> None:
        words, around, owner = self._pop().strip(), self.path[-1], self._owner()
        if around in ("label-para", "subprov"):
            self.out.begin(f"({words})" if SIGN.fullmatch(words) else words)
        elif owner is not None and owner.role is Role.SECTION and owner.waits:
            owner.number = f"{CALLED[around]} {words}" if around in CALLED and BARE.fullmatch(words) else words
            self._wait()
        elif words:
            self.out.begin(words)

    def _between(self, name: str, attributes: Attributes) -> None:
        self._announce()  # the headings before it are not part of it

    def _provision(self, name: str, attributes: Attributes) -> None:
        self._gone.append(attributes.get("deletion-status") in ("repealed", "revoked"))

    def _no_words(self, name: str) -> None:
        """A provision that is repealed and has no words says so."""
        owner = self._owner()
        if self._gone and self._gone[-1] and owner is not None and owner.waits:
            self._announce()
            self.out.block("[Repealed]")

    def _provided(self, name: str) -> None:
        self._gone.pop()

    def _compare(self, name: str, attributes: Attributes) -> None:
        self.say("Compare:")

    at_start: ClassVar[Mapping[str, Callable[[Any, str, Attributes], None]]] = {
        **MathML.at_start,
        **dict.fromkeys(("act", "bill", "regulation", "sop"), _root),
        **dict.fromkeys(FRONT, _begin),
        "label": _label,
        "crosshead": _between,
        "prov": _provision,
        "cf": _compare,
        "amend": MathML.open_quotation,
    }
    at_end: ClassVar[Mapping[str, Callable[[Any, str], None]]] = {
        **MathML.at_end,
        "label": _labelled,
        "prov.body": _no_words,
        "prov": _provided,
        "amend": MathML.close_quotation,
    }


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act, bill or regulation."""
    walker = Act().parse(content)
    text, stated = walker.text(), walker.stated
    if not text:
        yield from xml_generic.read(content, how)
        return
    year, number = stated.get("year"), stated.get("act.no") or stated.get("bill.no")
    series = stated.get("sr.no")
    named = f"{year} No {number}" if number else f"{year}/{series}" if series else ""
    yield Text(
        text,
        "nz-pco",
        walker.first("title"),
        language_code(stated.get("xml:lang", "")) or "en",
        iso_date(stated.get("date.assent") or stated.get("date.made") or ""),
        legal_state=stated.get("stage"),
        valid_from=iso_date(stated.get("date.as.at") or ""),
        identifiers=(Identifier("number", named),) if year and named else (),
    )
