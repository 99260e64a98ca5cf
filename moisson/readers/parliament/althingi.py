"""Speeches in Iceland's parliament (`ræða`), with what was called in between.

No real file was at hand: the structure is that of the schema and the speeches that projects quote from the Althingi's open data.
"""

import re
from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.xml.structure import Attributes
from moisson.readers.xml.walker import Field, Walker, parts

LEFT_OUT = {"umsýsla": "metadata: fields are made of it", "base64": "images, as characters"}
CALLS = ("atburður", "forseti", "frammíkall", "truflun")
MOMENT = re.compile(r"r?(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)")


class Speech(Walker):
    roles = parts(
        skip=" ".join(LEFT_OUT),
        block="ræða ræðutexti ræðuÓlokið spóluskjal framhaldRæðu mgr vísa erindi lína höfundur heiti",
        list="listi",
        item="atriði",
        table="tafla",
        row="röð",
        cell="reitur fyrirsögn",
        raised="uppskrift",
        **{"break": "línubil"},
    )
    watched = frozenset((*CALLS, "brot"))
    fields = (
        Field("id", "ræða", "id"),
        Field("time", "umsýsla", "tími"),
        Field("session", "umsýsla", "lgþ"),
        Field("title", "umsýsla/mál/málsheiti"),
    )

    def enter(self, name: str, attributes: Attributes) -> None:
        if name != "brot":
            self._push(flat=True)
        elif attributes.get("teljari") and attributes.get("nefnari"):
            self.write(f"{attributes['teljari']}/{attributes['nefnari']}")

    def leave(self, name: str) -> None:
        if name != "brot":
            self.write(f" {self.remarked(self._pop().strip())} ")


def read(content: bytes, how: How) -> Iterator[Text]:
    """One speech, or those of one recording."""
    walker = Speech().parse(content)
    identity, session, title = walker.first("id") or "", walker.first("session"), walker.first("title")
    moment = MOMENT.fullmatch(identity)
    page = f"{session}/rad{''.join(moment.groups()[:3])}T{''.join(moment.groups()[3:])}.html" if moment and session else ""
    yield Text(
        walker.text(),
        "althingi",
        title[:1].upper() + title[1:] if title else None,
        "is",
        iso_date(walker.first("time") or identity.lstrip("r")),
        url=f"https://www.althingi.is/altext/raeda/{page}" if page else None,
        identifiers=(Identifier("id", identity),) if identity else (),
        kind="debate",
    )
