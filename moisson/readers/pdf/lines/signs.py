"""Signs in a text that are worth a closer look: how it begins and ends tells whether a line goes on in the next."""

import re

from moisson.readers.pdf.lines.pieces import RAISED

NUMBER = re.compile(r"\d+")
NUMERIC = re.compile(r"[\W\d_]*\d[\W\d_]*(?:[a-zA-Z€%°]{1,4}\W*)?|[-–—./xX*\s]{1,6}")
ENTRY = re.compile(r"(?:(?:\.\s?){4}|…{2,})\s*[\divxlc]{1,6}\W*$")
TAIL = 80  # characters at the end of a line, among which dots and the page's number stand
STOPS = (".", ":", ";", "!", "?", "»", "”", '"', ")", "…", "“")
SPECIAL = re.compile(rf"{RAISED}|…|\.{{4}}|___|\. \. \.")


def blank(text: str) -> str:
    """The text with one sign in the place of each number."""
    return NUMBER.sub("#", text)


def special(text: str) -> bool:
    """Whether there are superscripts, or what may be dots or lines to write on."""
    return SPECIAL.search(text) is not None


def numeric(text: str) -> bool:
    """Whether a text is a number or several, with a short unit at most, or a mark for none."""
    return NUMERIC.fullmatch(text) is not None


def ended(text: str) -> bool:
    """Whether a line ends as a sentence, a part of one or a quotation does."""
    return text.rstrip().endswith(STOPS)


def low(text: str) -> bool:
    """Whether a line begins with a small letter, in a quotation or not."""
    return text.lstrip('«“"(„')[:1].islower()


def entry(text: str) -> bool:
    """Whether a line ends with dots and a page's number."""
    return ("." in text or "…" in text) and ENTRY.search(text[-TAIL:]) is not None
