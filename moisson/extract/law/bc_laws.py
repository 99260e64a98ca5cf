"""Acts and regulations of British Columbia, in the XML of BC Laws (`bcl:section`, `bcl:subsection`).

Its numbers are bare; the words and brackets around them, which the pages add, are added here too.
"""

import re
from collections.abc import Iterator

from moisson.extract.facts.face import face_date
from moisson.extract.how import How
from moisson.extract.xml import generic as xml_generic
from moisson.extract.xml.structure import Attributes, Role
from moisson.extract.xml.walker import Field, Walker, parts
from moisson.reader import Identifier, Text

LEFT_OUT = {
    "colspec": "how wide columns are",
    "chapter": "a number, which is a field",
    "graphic": "images",
    "image": "images",
    "regnum": "a number, which is a field",
    "oic": "the number of the order by which a regulation was made",
    "yearenacted": "a year, which is part of the number",
}
CALLED = {"part": "Part", "division": "Division"}
POINTS = ("clause", "paragraph", "subclause", "subparagraph", "subrule", "subsection")
BARE = re.compile(r"\d[\w.-]{0,6}")
SIGN = re.compile(r"[\w.]{1,8}")


class BCLaws(Walker):
    roles = parts(
        skip=" ".join(LEFT_OUT),
        section="division part rule schedule section",
        point=" ".join(POINTS),
        heading="conseqhead heading marginalnote scheduletitle schedulesubtitle",
        title="title",
        table="table",
        row="trow row",
        cell="entry",
        raised="sup",
        **{"break": "br"},
    )
    default = Role.BLOCK
    asked = frozenset(("text", "title"))
    watched = frozenset(("num", "act", "regulation"))
    fields = (
        Field("title", "title"),
        Field("chapter", "chapter"),
        Field("year", "yearenacted"),
        Field("number", "regnum"),
        Field("deposited", "deposited"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.stated: Attributes = {}  # of the root

    def plays(self, tag: str, name: str, attributes: Attributes) -> Role:
        return self.roles.get(name, Role.INLINE if tag.startswith("in:") or name in ("link", "num") else Role.BLOCK)

    def role(self, name: str, attributes: Attributes) -> Role:
        """What a part or division is called is a mere text; a title may be that of another act."""
        if name == "text":
            owner = self._owner()
            return Role.HEADING if self.path[-2] in CALLED and owner is not None and owner.waits else Role.BLOCK
        return Role.TITLE if len(self.path) == 2 else Role.HEADING

    def enter(self, name: str, attributes: Attributes) -> None:
        if name == "num":
            self._push(flat=True)
        elif len(self.path) == 1:
            self.stated = dict(attributes)

    def leave(self, name: str) -> None:
        if name != "num":
            return
        words, around, owner = self._pop().strip(), self.path[-1], self._owner()
        if around in POINTS:
            self.out.begin(f"({words})" if SIGN.fullmatch(words) else words)
        elif owner is not None and owner.role is Role.SECTION and owner.waits:
            owner.number = f"{CALLED[around]} {words}" if around in CALLED and BARE.fullmatch(words) else words
            self._wait()
        elif words:
            self.out.begin(words)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act or regulation, or a part of one."""
    walker = BCLaws().parse(content)
    text, title = walker.text(), walker.first("title")
    if not text or not title:
        yield from xml_generic.read(content, how)
        return
    chapter, year, number = walker.first("chapter"), walker.first("year"), walker.first("number")
    named = f"B.C. Reg. {number}" if number else f"{year}, c. {chapter}" if year and chapter else ""
    yield Text(
        text,
        "bc-laws",
        title,
        "en",
        face_date(walker.first("deposited") or "", title, "en"),
        legal_state=walker.stated.get("status"),
        identifiers=(Identifier("number", named),) if named else (),
    )
