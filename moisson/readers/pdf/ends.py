"""How lines begin and end: what tells whether one goes on in the next."""

import re

ENTRY = re.compile(r"(?:(?:\.\s?){4}|…{2,})\s*[\divxlc]{1,6}\W*$")
TAIL = 80  # characters at the end of a line, among which dots and the page's number stand
STOPS = (".", ":", ";", "!", "?", "»", "”", '"', ")", "…", "“")


def ended(text: str) -> bool:
    """Whether a line ends as a sentence, a part of one or a quotation does."""
    return text.rstrip().endswith(STOPS)


def low(text: str) -> bool:
    """Whether a line begins with a small letter, in a quotation or not."""
    return text.lstrip('«“"(„')[:1].islower()


def entry(text: str) -> bool:
    """Whether a line ends with dots and a page's number."""
    return ("." in text or "…" in text) and ENTRY.search(text[-TAIL:]) is not None
