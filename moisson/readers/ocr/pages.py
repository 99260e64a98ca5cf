"""Recognised pages, whatever their format: ALTO, PAGE, hOCR, pdf2xml. A format gives pages, a page blocks, a block lines."""

import re
from enum import Enum, auto
from functools import lru_cache


class Kind(Enum):
    """What a block is on its page."""

    BODY = auto()
    HEADING = auto()
    NOTE = auto()  # at the foot or in the margin: after the paragraph that it interrupts
    CAPTION = auto()
    DROP_CAPITAL = auto()  # the first letter of another block
    TABLE = auto()  # finished text
    FURNITURE = auto()  # running heads, page numbers, signatures, stamps


class Line:
    """One line, and where it stands, in whatever unit the page has; without a place all four are 0."""

    __slots__ = ("bottom", "heading", "left", "right", "text", "top")

    def __init__(
        self, text: str, left: float = 0, top: float = 0, right: float = 0, bottom: float = 0, heading: bool = False
    ) -> None:
        self.text = text
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
        self.heading = heading


class Block:
    """Lines that belong together."""

    __slots__ = ("aside", "kind", "language", "lines")

    def __init__(self, lines: list[Line], kind: Kind = Kind.BODY, language: str | None = None) -> None:
        self.lines = lines
        self.kind = kind
        self.language = language
        self.aside = False  # its words stand in another block


class Page:
    """One page: its blocks in reading order, and how sure the recognition was of each word, from 0 to 1."""

    __slots__ = ("blocks", "confidences")

    def __init__(self, blocks: list[Block] | None = None) -> None:
        self.blocks = blocks or []
        self.confidences: list[float] = []


# What layout analysis calls its blocks: in SegmOnto, PAGE, docWorks and others. The first pattern that fits decides.
KINDS = (
    (re.compile(r"drop.?cap", re.I), Kind.DROP_CAPITAL),
    (
        re.compile(
            r"running|numbering|page.?n(?:umber|o)|quire|signature.?mark|catch.?word|\bheader|page.?header|footer|stamp|seal\b|sealzone"
            r"|artefact|noise|foliation|kopfzeile|fu(?:ß|ss)zeile|pagin|titre.?courant|kolumnentitel|bogensignatur",
            re.I,
        ),
        Kind.FURNITURE,
    ),
    (re.compile(r"foot.?note|end.?note|margin|marginalia|\bnote", re.I), Kind.NOTE),
    (re.compile(r"caption", re.I), Kind.CAPTION),
    (re.compile(r"head(?!er)|title(?!.?page)|rubric|(?<!page.de.)titre|überschrift", re.I), Kind.HEADING),
)


@lru_cache(maxsize=1024)  # a file has few labels, and many lines that bear them
def kind_of(label: str) -> Kind:
    """The kind that a label of a layout analysis means."""
    return next((kind for pattern, kind in KINDS if pattern.search(label)), Kind.BODY)
