"""Speeches in Hungary's parliament as its service answers (`felszolalas`): HTML inside the XML.

No real file was at hand: the structure is the one that projects read from the service.
"""

from collections.abc import Iterator

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.xml.walker import Field, Walker, parts

LEFT_OUT = {
    "felszolalo": "who speaks, which is said before the words",
    "beosztas": "the speaker's office",
    "bizottsagi_eloado": "the committee for which the speaker reports",
    "felsz_oka": "the kind of speech",
    "felsz_ideje": "how long it took",
}


class Speech(Walker):
    roles = parts(
        skip=" ".join(LEFT_OUT),
        block="felszolalas felsz_szovege div p li",
        table="table",
        row="tr",
        cell="td th",
        **{"break": "br"},
    )
    fields = (
        Field("speaker", "felszolalas/felszolalo"),
        Field("day", "felszolalas", "datum"),
        Field("sitting", "felszolalas", "ulnap"),
        Field("number", "felszolalas", "sorsz"),
    )


def read(content: bytes, how: How) -> Iterator[Text]:
    """One speech; an answer without one is empty."""
    walker = Speech().parse(content)
    text, speaker = walker.text(), walker.first("speaker") or ""
    if not text:
        raise DocumentError("empty", "an answer without a speech")
    name = speaker.partition(" (")[0].casefold()
    if name and not text[: len(name) + 20].casefold().startswith(name):  # as the printed minutes begin, in capitals
        text = f"{speaker}: {text}"
    sitting, number = walker.first("sitting"), walker.first("number")
    yield Text(
        text,
        "orszaggyules",
        None,
        "hu",
        iso_date((walker.first("day") or "").rstrip(".").replace(".", "-").replace(" ", "")),
        identifiers=(Identifier("number", f"{sitting}/{number}"),) if sitting and number else (),
        kind="debate",
    )
