"""Columns and rows that only number or list what stands beside them: no table's."""

import re
from collections.abc import Sequence

from moisson.readers.pdf.lines.pieces import Line, words_of
from moisson.readers.pdf.lines.signs import numeric

# What numbers an item or names an article; words beside it are its text, not another column.
LABEL = re.compile(r"\W*(?:(?:\d{1,3}|[a-zA-Z]{1,3})?[.)°]?|(?:art|§+)\W*\d*\W*\w{0,3}|\d{1,3}(?:[.,]\d{1,3})*[.)]?)\W*", re.I)
# Numbers of pages in a table of contents, at the least, and of what ends its rows: a date may stand over them.
PAGES, MOSTLY = 3, 0.8


def labels(texts: list[str]) -> bool:
    """Whether a first column only numbers what stands beside it."""
    some = [text for text in texts if text]
    return sum(map(numbering, some)) >= MOSTLY * len(some)


def numbering(text: str) -> bool:
    """Whether a text only numbers an item or names an article."""
    return LABEL.fullmatch(text) is not None


def contents(lines: Sequence[Line]) -> bool:
    """Whether rows are a table of contents: words, and at their end the numbers of pages, which only grow."""
    lasts = [words_of(line[-1][0]).strip(" .") for line in lines]
    pages = [int(text) for text in lasts if text.isdecimal() and len(text) < 6]
    if len(pages) < PAGES or len(pages) < MOSTLY * sum([text != "" for text in lasts]) or pages != sorted(pages):
        return False
    others = [words_of(cell) for line in lines for cell, _ in line[:-1] if cell]
    return sum([not numeric(text) for text in others]) > MOSTLY * len(others)
