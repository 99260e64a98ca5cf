"""Timed text in XML (TTML, DFXP, EBU-TT): what is said in its paragraphs, as in other subtitles."""

import re
from collections.abc import Iterator

from lxml import etree

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.facts.stated import language_code
from moisson.readers.read_options import How
from moisson.readers.text.subtitles import Cue, paragraphs
from moisson.readers.xml.xmlsource import xml_source

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)")
OFFSET = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s)")
BREAK = "\ue00e"  # a sign for private use
SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(xml_source(content), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError("xml-malformed", error.msg) from None
    title = next((" ".join(str(element.text or "").split()) for element in root.iterfind("{*}head//{*}title")), "")
    language = language_code(root.get(LANGUAGE) or "")
    yield Text(paragraphs(map(_cue, root.iterfind("{*}body//{*}p"))), "ttml", title=title or None, language=language)


def _cue(element: etree._Element) -> Cue:
    for end in element.iterfind(".//{*}br"):
        end.text = BREAK
    lines = [" ".join(line.split()) for line in "".join(map(str, element.itertext())).split(BREAK)]
    return _time(element.get("begin")), _time(element.get("end")), lines


def _time(stated: str | None) -> float:
    """In seconds from the beginning; times that count frames or ticks are not needed to the frame."""
    if found := CLOCK.match(stated or ""):
        return 3600 * int(found[1] or 0) + 60 * int(found[2]) + float(found[3])
    found = OFFSET.fullmatch(stated or "")
    return float(found[1]) * SECONDS[found[2]] if found else 0.0
