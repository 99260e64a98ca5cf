"""Habits of publishers of Akoma Ntoso: lines broken by hand, words after their points, list signs in attributes alone."""

import re

from lxml import etree

from moisson.readers.markdown import BREAK
from moisson.readers.office.numbering import format_number
from moisson.readers.xml.structure import Attributes
from moisson.readers.xml.xmlsource import xml_source

INDENTED = re.compile(r">\r?\n(?: {2,}|\t+)<")
BY_HAND = re.compile(r"\n ?([^\s<])")
LOOKED_AT = 1 << 18  # bytes
SYMBOL = re.compile(r"(\W*)([a-z]+|[A-Z]+|\d+)(\W*)")
GOES_ON = re.compile(r"(?![a-z]{1,3}(?:-[a-z]+)?[).°])[^\W\d_A-Z]")  # a line within a sentence: no sign of a point, no capital
BULLETS = frozenset(("dash", "bullet", "disc", "circle", "square", "-", "–", "—", "•", "", "none", "custom", "ul"))
KINDS = {"1": "decimal", "a": "lowerLetter", "i": "lowerRoman"}


def broken_by_hand(content: bytes) -> bool:
    """Whether line breaks in text are meant: the file is indented, these lines are not, and they end where sentences do."""
    text = content[:LOOKED_AT].decode("utf-8", "replace")
    if INDENTED.search(text, 0, 20_000) is None:
        return False
    breaks = ends = 0
    for found in BY_HAND.finditer(text):
        before, after = text[max(found.start() - 3, 0) : found.start()].rstrip()[-1:], found[1]
        if before and before != ">":
            breaks += 1
            ends += before in ".;:,)»”" or not after.islower()
    return breaks > 0 and ends >= 0.6 * breaks


def with_breaks(words: str) -> str:
    """Line breaks made by hand as breaks, empty lines as the end of a paragraph, wrapped lines as one."""
    lines = words.strip("\r\n").split("\n")
    pieces = lines[:1]
    empty = False
    for line in lines[1:]:
        bare = line.strip()
        if bare:
            wrapped = line[:2].isspace() and line[:2] != " "
            if not wrapped and bare[0].islower() and GOES_ON.match(bare):
                wrapped = pieces[-1].rstrip()[-1:].isalpha()
            pieces.append(BREAK + BREAK if empty else " " if wrapped else BREAK)
            pieces.append(line)
        empty = not bare
    return "".join(pieces)


def words_first(content: bytes) -> bytes:
    """A file with the words of each paragraph moved before its points, as printed (`pastille` gives the printed order)."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    try:
        root = etree.fromstring(xml_source(content), parser)
    except etree.XMLSyntaxError:
        return content  # the walker says what is wrong with it
    for words in root.iter("{*}content"):
        parent = words.getparent()
        if parent is None:
            continue
        number = parent.find("{*}num")
        if number is not None and _repeats(number, words):
            number.text = None
            number[:] = []
        first = next((child for child in parent if child.tag == parent.tag), None)
        if first is not None and parent.index(first) < parent.index(words):
            parent.insert(parent.index(first), words)
    return etree.tostring(root, encoding="utf-8")


def _repeats(number: etree._Element, words: etree._Element) -> bool:
    sign = re.findall(r"\w+", etree.tostring(number, method="text", encoding="unicode", with_tail=False))
    return (
        bool(sign)
        and re.findall(r"\w+", etree.tostring(words, method="text", encoding="unicode", with_tail=False)[:200])[: len(sign)]
        == sign
    )


class Marker:
    """The signs of a list's items: counted on from the first, of which an attribute gives the shape: `a)`, `1°`, `iv.`."""

    def __init__(self, kind: str, attributes: Attributes) -> None:
        own = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        self._before, self._after, self._kind = "", ".", "1" if kind == "ol" else ""
        self._number = 0
        symbol = own.get("symbol", own.get("type", "")).strip()
        if symbol in BULLETS:
            self._kind = "" if symbol or kind == "ul" else "1"
        elif found := SYMBOL.fullmatch(symbol):
            self._before, first, self._after = found.groups()
            self._kind = "1" if first.isdigit() else "i" if first.lower() == "i" else "a"
            self._upper = first.isupper()
            self._number = _value(first, self._kind) - 1
        if own.get("start", "").isdigit():
            self._number = int(own["start"][:6]) - 1

    _upper = False

    def next(self, attributes: Attributes) -> str:
        """The sign of the next item; empty for a bullet. The item's own sign wins."""
        self._number += 1
        for name, value in attributes.items():
            if name.rpartition(":")[2] in ("symbol", "value") and value.strip():
                own = value.strip()
                return f"{self._before}{own}{self._after}" if own.isalnum() and self._kind else own if own not in BULLETS else ""
        if not self._kind:
            return ""
        sign = str(self._number) if self._number < 1 else format_number(KINDS[self._kind], self._number)
        return f"{self._before}{sign.upper() if self._upper else sign}{self._after}"


def _value(first: str, kind: str) -> int:
    if kind == "1":
        return int(first[:6])
    letter = first[0].lower()
    if kind == "i" or set(first.lower()) != {letter}:
        return 1
    return ord(letter) - 96 + 26 * (len(first) - 1)
