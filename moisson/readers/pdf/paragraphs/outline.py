"""The outline that a file has of itself (ISO 32000-1, 12.3.3): which lines of its pages are headings, and of what level."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from moisson.readers.pdf.lines.pieces import BACK, RAISED
from moisson.readers.pdf.lines.rows import Row
from moisson.readers.pdf.paragraphs.writing import LONG
from moisson.readers.pdf.pdfium import connect, said

ENTRIES, DEEPEST, HERE = 10_000, 15, 60  # of one outline that are read, its levels, and those of one page
# The number or label before a heading, which the page or the outline may leave out: `2.1`, `a)`, `Annex II:`.
NUMBER = re.compile(
    r"\W{0,4}(?:[^\W\d_]{1,20}\W{1,4})?(?:\d{1,3}(?:\.\d{1,3})*|(?:[IVXLC]{1,6}|[A-Z](?:\.\d{1,3})*|[a-z](?=\)))(?![^\W_]))\W{0,4}"
)
NOTE = re.compile(rf"{RAISED}\W{{0,3}}\d{{1,2}}\W{{0,3}}{BACK}")  # the mark of one on a heading, which is no word of it


@dataclass(slots=True)
class Entry:
    """What an outline says to stand on a page: the letters and figures of its words."""

    whole: str
    bare: str  # without the number
    level: int  # from 1
    found: bool = False


def outline(document: Any) -> dict[int, list[Entry]]:
    """The entries with words, by the page to which each points, from 1."""
    found: dict[int, list[Entry]] = {}
    for mark in islice(document.get_toc(DEEPEST), ENTRIES):
        title, goal = said(connect().FPDFBookmark_GetTitle, mark.raw), mark.get_dest()
        page = goal.get_index() if goal else None
        if page is not None and len(title) < LONG and any(map(str.isalpha, title)) and len(found.get(page + 1, ())) < HERE:
            found.setdefault(page + 1, []).append(Entry(_key(title), _key(_bare(title)), mark.level + 1))
    return found


def mark_headings(rows: Sequence[Row], entries: Sequence[Entry]) -> None:
    """Say of rows that they are headings of a level, or go on with one: they have an entry's words."""
    texts = [NOTE.sub("", row.text) for row in rows] if entries else []
    keys, bares = [*map(_key, texts)], [_key(_bare(text)) for text in texts]
    for entry in entries:
        for k in range(len(rows) if not entry.found else 0):
            if rows[k].level or rows[k].goes_on or not (end := _end(keys, k, bares[k], entry)):
                continue
            rows[k].level, entry.found = entry.level, True
            for row in rows[k + 1 : end]:
                row.goes_on = True
            break


def _end(keys: Sequence[str], k: int, bare: str, entry: Entry) -> int:
    """Past the last of the rows from one on that together have an entry's words; 0 where they do not."""
    for due, words in ((entry.whole, keys[k]), (entry.whole, bare), (entry.bare, keys[k])):
        end = k + 1
        while words and words != due and due.startswith(words) and end < len(keys) and keys[end]:
            words += keys[end]
            end += 1
        if words and words == due:
            return end
    return 0


def _bare(text: str) -> str:
    """A text without the number or label that it begins with."""
    found = NUMBER.match(text)
    return text[found.end() :] if found else text


def _key(text: str) -> str:
    """Letters and figures alone: spaces, hyphens and signs are not always the same."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
