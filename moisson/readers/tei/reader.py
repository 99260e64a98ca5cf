"""TEI: debates (Parla-CLARIN, ParlaMint, plain and annotated), plays, verse and prose; P4 and P5.

An utterance is `Speaker: words`; what is not the speaker's stands in brackets. Annotated words become running text. Of two
readings the editors' own is kept. A line or page break ends no word.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Share, Text
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.speakers import tallied
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.spaces import count_words
from moisson.readers.tei.header import HEADER_END, Header, Person, facts, local, people, read_header
from moisson.readers.tei.walker import LEFT_OUT, UTTERANCE, Tei
from moisson.readers.xml.xmlsource import xml_source

__all__ = ["LEFT_OUT", "read"]

CORPUS = re.compile(rb"\A(?:[^<]|<[?!])*?<(?:\w+:)?teiCorpus\b")
TEXT = re.compile(rb"<(?:\w+:)?(?:text|sourceDoc)[\s>]")
LISTED = re.compile(rb"<(?:\w+:)?listPerson\b")
CAST = re.compile(rb"<(?:\w+:)?castList[\s>]")  # of a play
EVENT = re.compile(rb"<event\s(?:[^<>]*\s)?type=[\"'](?:print|written|premiere)[\"'][^<>]*>")  # of a play, behind its header
WHEN = re.compile(rb"\bwhen=[\"']([\d-]{4,10})[\"']")
CUT_WORD = re.compile(r"(?<=[^\W\d_])[¬⸗]$", re.M)  # the other half was on a page that is not there
NO_TEXT = "the header of a corpus, or a list that its files share: no text of its own"


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per text: one for a file, several for a corpus in one file."""
    if not TEXT.search(xml_source(content) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else content):
        raise DocumentError("tei-corpus-header", NO_TEXT)
    if CORPUS.match(content):
        yield from _corpus(content)
    else:
        header = read_header(content)
        header.people = _listed_later(content) | header.people
        yield _document(content, header)


def _listed_later(content: bytes) -> dict[str, Person]:
    """The speakers that stand behind the header: in `standOff`, or in the text of an interview."""
    end = HEADER_END.search(content)
    if b"listPerson" not in content or not UTTERANCE.search(content) or not LISTED.search(content, end.end() if end else 0):
        return {}
    lists = (element for event, element in _events(content) if event == "end" and local(element) == "listPerson")
    return {key: person for element in lists for key, person in people(element).items()}


def _first_event(content: bytes) -> str:
    """When a work was first written, printed or played, where events behind the header say so."""
    years = [found[1].decode() for event in EVENT.finditer(content) if (found := WHEN.search(event[0]))]
    return min(years, default="")


def _corpus(content: bytes) -> Iterator[Text]:
    """The texts of a corpus, one after the other; the corpus knows who the speakers are."""
    names: dict[str, Person] = {}
    language: str | None = None  # of the texts that do not say their own
    open_elements: list[ET.Element] = []
    number = 0
    for event, element in _events(content):
        if event == "start":
            open_elements.append(element)
            continue
        open_elements.pop()
        name = local(element)
        if name == "teiHeader" and local(open_elements[-1]) == "teiCorpus":
            names |= people(element)
            language = language or facts(open_elements[-1], element).language
        elif name in ("TEI", "TEI.2"):
            number += 1
            header = next((child for child in element if local(child) == "teiHeader"), ET.Element("teiHeader"))
            stated = facts(element, header)
            stated.people = names | stated.people
            stated.language = stated.language or language
            yield _document(ET.tostring(element), stated, element.get("{http://www.w3.org/XML/1998/namespace}id") or str(number))
            element.clear()


def _events(content: bytes) -> Iterator[tuple[str, ET.Element]]:
    try:
        yield from ET.iterparse(BytesIO(xml_source(content)), ("start", "end"))
    except ET.ParseError as error:
        raise DocumentError("xml-malformed", str(error)) from None


def _document(content: bytes, header: Header, part: str = "") -> Text:
    walker = Tei(content, header.people, header.created).parse(content)
    text = walker.text()
    shares = _shares(walker, header.language, text)
    text = CUT_WORD.sub("-", text) if "¬" in text or "⸗" in text else text
    return Text(
        text,
        "tei",
        header.title,
        shares[0].language if shares else header.language,
        header.created or iso_date(walker.first("day") or _first_event(content)),
        part,
        header.url,
        identifiers=header.identifiers,
        languages=shares,
        kind="debate" if walker.debate else "literature" if header.fiction or CAST.search(content) else None,
        speakers=tallied(text, walker.turns) if walker.debate else None,
    )


def _shares(walker: Tei, language: str | None, text: str) -> tuple[Share, ...]:
    """Words by language, most first, as marked. Where most of the text is unmarked, it is in the header's language."""
    counted: dict[str, int] = {}
    for tag, number in walker.words.items():
        if code := iso639(tag):
            counted[code] = counted.get(code, 0) + number
    unmarked = count_words(text) - sum(counted.values()) if counted else 0
    if unmarked > sum(counted.values()):
        counted = {**counted, language: counted.get(language, 0) + unmarked} if language else {}
    return tuple(Share(*pair) for pair in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
