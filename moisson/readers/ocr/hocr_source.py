"""A file of hOCR as elements: XHTML, as most programs write it, by expat; what is not well formed by a parser of HTML."""

import re
from typing import Any, cast
from xml.parsers import expat

from lxml import etree

from moisson.contracts.errors import DocumentError
from moisson.readers.ocr.hocr_parts import Parts
from moisson.readers.xml.xmlsource import xml_source

XHTML = re.compile(rb"<\?xml\b|http://www\.w3\.org/1999/xhtml")
NEAR = 1024  # bytes in which a file says that it is XML
TESSERACT = re.compile(rb"ocr-system[\"'][^<>]*\btesseract\b", re.I)
HEADING_LINE = re.compile(rb"(class=[\"'])ocr_header([\"'])")


def parse(content: bytes) -> Parts:
    """The elements of a file; raises DocumentError where it has none."""
    source = xml_source(content)
    if b"ocr_header" in source and TESSERACT.search(source, 0, 4096):
        source = HEADING_LINE.sub(rb"\1ocr_line\2", source)
    if XHTML.search(content, 0, NEAR):
        try:
            return _as_xml(source)
        except expat.ExpatError:  # not well formed
            return _as_html(source)
    return _as_html(source)


def _as_xml(source: bytes) -> Parts:
    found = Parts()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = found.start, found.end, found.data
    parser.Parse(source, True)
    return found


def _as_html(source: bytes) -> Parts:
    found: Any = Parts()
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, target=found)
    try:
        etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError("html-malformed", str(error)) from None
    if not found.parts:
        raise DocumentError("html-malformed", "no element in it")
    return cast(Parts, found)
