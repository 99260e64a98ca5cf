"""The elements of a file of hOCR, and what their classes say they are.

expat reads XHTML, which most programs write; lxml's HTML parser takes what is not well formed.
"""

import re
from collections.abc import Mapping
from typing import Any, cast
from xml.parsers import expat

from lxml import etree

from moisson.contracts.errors import DocumentError
from moisson.readers.xml.xmlsource import xml_source

XHTML = re.compile(rb"<\?xml\b|http://www\.w3\.org/1999/xhtml")
NEAR = 1024  # bytes in which a file says that it is XML
TESSERACT = re.compile(rb"ocr-system[\"'][^<>]*\btesseract\b", re.I)
HEADING_LINE = re.compile(rb"(class=[\"'])ocr_header([\"'])")

# What an element is by its classes: the bits of `Part.roles`.
FURNITURE, CAPTION, LINE, PARAGRAPH, WORD, SIGN, HEADING, HOLDER, PAGE, NAMED = (1 << bit for bit in range(10))
HEADINGS = "ocr_title ocr_part ocr_chapter ocr_section ocr_subsection ocr_subsubsection"
ROLES = {
    FURNITURE: "ocr_header ocr_footer ocr_pageno",
    CAPTION: "ocr_caption",
    LINE: "ocr_line ocrx_line ocr_textfloat ocr_header ocr_footer ocr_pageno ocr_caption",
    PARAGRAPH: "ocr_par",
    WORD: "ocrx_word",
    SIGN: "ocrx_cinfo",
    HEADING: HEADINGS,
    HOLDER: f"{HEADINGS} ocr_par ocr_carea ocr_column ocrx_block ocr_float ocr_table",
    PAGE: "ocr_page",
}


class Part:
    """An element, with what it stands in and after; those inside it follow in the file, up to its `end`."""

    __slots__ = ("at", "before", "end", "language", "parent", "roles", "tag", "tail", "text", "title")

    def __init__(self, tag: str, title: str, language: str | None, roles: int, at: int) -> None:
        self.tag = tag
        self.title = title
        self.language = language
        self.roles = roles
        self.at = at
        self.end = at + 1
        self.text = ""
        self.tail = ""
        self.parent: Part | None = None
        self.before: Part | None = None


class Parts:
    """Elements as a parser meets them, in one list: a tree of its own would cost as much as all else."""

    __slots__ = ("_last", "_open", "_roles", "language", "parts")

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.language: str | None = None  # of the whole
        self._open: list[Part] = []
        self._last: Part | None = None  # which has ended, so that words come after it
        self._roles: dict[str, int] = {}  # by the value of `class`

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        roles = 0
        if (names := attributes.get("class")) is not None:
            if names not in self._roles:
                self._roles[names] = _roles_of(names.split())
            roles = self._roles[names]
        language = attributes.get("lang")
        part = Part(tag, attributes.get("title") or "", language, roles, len(self.parts))
        if self._open:
            part.parent = self._open[-1]
        elif not self.parts:
            self.language = language or attributes.get("xml:lang")
        part.before, self._last = self._last, None
        self.parts.append(part)
        self._open.append(part)

    def end(self, tag: str) -> None:
        """The innermost element ends."""
        part = self._open.pop()
        part.end = len(self.parts)
        self._last = part

    def data(self, words: str) -> None:
        """Words, or some of those between two tags."""
        if self._last is not None:
            self._last.tail += words
        elif self._open:
            part = self._open[-1]
            part.text += words

    def close(self) -> None:
        """The file ends."""
        while self._open:
            self.end("")


def _roles_of(names: list[str]) -> int:
    return (NAMED if names else 0) | sum([role for role, words in ROLES.items() if not set(words.split()).isdisjoint(names)])


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
