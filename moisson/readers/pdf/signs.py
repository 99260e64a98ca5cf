"""Signs in a text that are worth a closer look."""

import re

from moisson.readers.pdf.pieces import RAISED

NUMBER = re.compile(r"\d+")
NUMERIC = re.compile(r"[\W\d_]*\d[\W\d_]*(?:[a-zA-Z€%°]{1,4}\W*)?|[-–—./xX*\s]{1,6}")
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
