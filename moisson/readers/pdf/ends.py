"""How lines begin and end: what tells whether one goes on in the next."""

import re

ENTRY = re.compile(r".*(?:(?:\.\s?){4}|…{2,})\s*[\divxlc]{1,6}\W*$", re.S)


def ended(text: str) -> bool:
    """Whether a line ends as a sentence, a part of one or a quotation does."""
    k = len(text) - 1
    while k >= 0 and text[k].isspace():
        k -= 1
    return k >= 0 and text[k] in '.:;!?»”")…“'


def low(text: str) -> bool:
    """Whether a line begins with a small letter, in a quotation or not."""
    k = 0
    while k < len(text) and text[k] in '«“"(„':
        k += 1
    return k < len(text) and text[k].islower()


def entry(text: str) -> bool:
    """Whether a line ends with dots and a page's number."""
    k = len(text) - 1
    while k >= 0 and not text[k].isalnum():
        k -= 1
    end = k
    while k >= 0 and (text[k] in "ivxlc" or text[k].isdecimal()):
        k -= 1
    if k < 0 or k == end or not (text[k] in ".…" or text[k].isspace()):
        return False
    dotted = text.count(".") > 3 and (".." in text or ". ." in text or "…" in text)
    return (dotted or "……" in text) and ENTRY.match(text) is not None
