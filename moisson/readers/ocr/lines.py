"""Lines of print to running text: `hyphens`, with the signs of old print, and without copying the text at every line."""

import re
from collections.abc import Collection, Iterable
from unicodedata import combining

from moisson.readers.hyphens import join
from moisson.readers.spaces import one_line

SIGNS = "-=¬⸗\u00ad\u2010"  # at a line's end, after a letter: what may be the hyphen of a divided word
TIGHT = re.compile(r"[.,)\]…]+")  # what never stands off the word before; some programs make it a word of its own
NEVER_KEPT = "=¬⸗\u00ad"
PERHAPS_COMBINING = re.compile("[\u0300-\u1fff\u20d0-\U0010ffff]")  # no letter of Latin print, no quotation mark, no dash
FIRST_COMBINING = "\u0300"
REACH = 80  # characters around a line's end that tell


def divided(before: str) -> bool:
    """Whether a line may end inside a word."""
    return len(before) > 1 and before[-1] in SIGNS and (before[-2].isalpha() or before[-2] in "'’" or combining(before[-2]) > 0)


def may_divide(line: str) -> bool:
    """Whether a line has a hyphen last; a sign that combines with one may follow it."""
    return line[-1:] in SIGNS or (line[-1] >= FIRST_COMBINING and combining(line[-1]) > 0)


def asks_for_words(line: str) -> bool:
    """Whether only the words of the document tell if a line's last sign divides a word."""
    return line[-1:] not in NEVER_KEPT and may_divide(line)


def joined(before: str, after: str, language: str | None = None, words: Collection[str] = ()) -> str:
    """The text before, ready for the next line: without a divided word's hyphen, with a compound's, or with a space."""
    if before and after and not may_divide(before):
        return f"{before} "
    end = before[-REACH:]
    if PERHAPS_COMBINING.search(end):
        end = "".join([sign for sign in end if not combining(sign)])  # aͤ is one letter
    end = end[end.rfind(" ") + 1 :] or end
    start = after[:REACH]
    if end[-1:] == "⸗" or (end[-1:] == "=" and divided(end) and start[:1].islower()):
        end = f"{end[:-1]}¬"
    made = join(end, start, language, words)[: -len(start)] if end else ""
    if made == end:
        return before
    return f"{before} " if made.endswith(" ") else before[:-1]


def running(lines: Iterable[str], language: str | None = None, words: Collection[str] = ()) -> str:
    """Lines as one paragraph."""
    pieces: list[str] = []
    for line in lines:
        text = one_line(line)
        if text is None:  # it has a sign of which `one_line` leaves the reader to think
            text = " ".join(line.split())
        if not text:
            continue
        if pieces:
            pieces[-1] = joined(pieces[-1], text, language, words)
        pieces.append(text)
    return "".join(pieces)
