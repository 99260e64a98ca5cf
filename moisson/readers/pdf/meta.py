"""What a PDF says of itself: its title and its language."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from moisson.readers.facts.stated import language_code
from moisson.readers.pdf.paragraphs.writing import Block
from moisson.readers.pdf.pdfium import connect, said

WORD = re.compile(r"[^\W_]+")
LETTERS = re.compile(r"(?<!\w)[^\W\d_]{3,}(?!\w)")  # a word, where others may be numbers or files
# What programs write where a title should stand: the file's name, their own name, a number.
NAMED = re.compile(
    r"\.(?:docx?|pdf|indd|qxd|xlsx?|eps|rtf|odt|ps|tex|pub|dvi|cdr|ai|pm\d|fm|html?|txt)\b|^microsoft |^adobe |powerpoint|_|^tmp"
    r"|untitled|sans (?:nom|titre)|unbenannt|namnlös|document\d*$|^slide|presentation\d*$",
    re.I,
)
LONGEST = 300  # characters of a title
FEW = 2  # words: a stated title of so few stands on any page
BORNE_OUT = 0.6  # of a stated title's words: so many stand on the first page, where a title page may leave out the rest
LARGE = 1.12  # times the size of most words: type of headings by itself
ONE_SIZE = 0.97  # of the largest size: lines of one title, whose sizes files round
FIRST = 6  # blocks among which a title in the size of the text stands


def language(document: Any) -> str | None:
    """The language that the file's catalog states, ISO 639."""
    return language_code(said(connect().FPDFCatalog_GetLanguage, document.raw))


def title(document: Any, first: Sequence[Block], body: float) -> str | None:
    """The title: what the file says where the first page bears it out, else the largest words there, else what the file says."""
    stated = _stated(document)
    said = WORD.findall(stated.casefold()) if stated else []
    if len(said) > FEW:
        page = {word for block in first for word in WORD.findall(block.text.casefold())}
        if sum([word in page for word in said]) >= BORNE_OUT * len(said):
            return stated
    return _largest(first, body) or stated


def _stated(document: Any) -> str | None:
    found: str = document.get_metadata_value("Title")
    found = " ".join(found.replace("\x00", "").split())
    if " " not in found or not LETTERS.search(found) or NAMED.search(found):
        return None
    return found


def _largest(first: Sequence[Block], body: float) -> str | None:
    """The words in the largest type among the headings of the first page."""
    large = [b for b in first if b.kind == "heading" and b.size > LARGE * body]
    if not large:
        heads = [b for b in first[:FIRST] if b.kind == "heading" and len(WORD.findall(b.text)) > 1]
        return heads[0].text if heads else None
    most = max(b.size for b in large)
    found = groupby(first, lambda b: b.kind == "heading" and b.size > ONE_SIZE * most)
    joined = " ".join([block.text for block in next(blocks for largest, blocks in found if largest)])
    return joined if len(joined) <= LONGEST else None
