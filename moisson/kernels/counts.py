"""What is counted of a text for its quality, and how each of its lines and paragraphs adds to it."""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel
from moisson.kernels.marks import ASKS, GOES_ON, PLAIN
from moisson.kernels.words import is_heading, mix

COUNTED = (
    "characters",
    "letters",  # and marks
    "unlettered",  # outside headings and table rows, what is neither letter nor mark
    "odd",  # what running text has no use for: most symbols, braces, unassigned code points
    "fillers",  # . _ · in runs of three or more, spaces between them or not, and every …
    "damaged",  # U+FFFD, and two for each character that was read in the wrong encoding (Ã©)
    "hashes",  # # outside a heading's mark
    "ellipses",  # … and ...
    "braces",  # { and }
    "markup",  # { } < > \ =, outside headings and table rows
    "words",
    "word_characters",
    "lettered_words",  # with a letter in them
    "single_words",  # of one letter
    "long_word_characters",  # in words of more than LONG_WORD characters
    "function_words",  # of the language with most
    "distinct_function_words",  # of that language
    "lorem",  # how often lorem and ipsum both occur
    "sentences",  # ended by . ! ? and their like after a word of three letters, before a capital or the line's end
    "newlines",
    "lines",  # that are not blank; so all lines below
    "paragraphs",
    "plain_end_lines",  # that end in . ? ! " ' but not in ...
    "ending_lines",  # that end a sentence in any script, closing quotes and brackets aside
    "ellipsis_lines",
    "bullet_lines",
    "short_lines",  # of at most SHORT_LINE characters, spaces among them
    "few_word_lines",  # of fewer than three words
    "repeated_lines",
    "repeated_line_characters",
    "repeated_paragraphs",
    "repeated_paragraph_characters",
    "repeated_prose_characters",  # in repeated lines that are no headings, table rows or list items
    "body_lines",  # that are no headings and no table rows
    "body_words",  # on these
    "loose_words",  # on those that end in no . ; or , (… is none), have no RUNNING_WORDS lettered words in a row, name no value
    "numbered_words",  # on body lines with letters, of at most NUMBERED_WORDS, that end in a page, as contents do: loose too
    "cells",  # of table rows
    "empty_cells",
    "asking_lines",  # body lines with something to fill in: fillers, a box, or few words and a colon
)
NGRAMS = tuple(f"ngrams_{n}" for n in range(2, 11))  # characters in the most frequent 2 to 4-gram, in repeated 5 to 10-grams
COUNTS = np.dtype([*((name, np.int64) for name in COUNTED), ("ngrams", np.int64, (len(NGRAMS),))])

LONG_WORD = 40
SHORT_LINE = 30  # FineWeb's
RUNNING_WORDS = 8
NUMBERED_WORDS = 16
FEW_WORDS = 3  # C4's
LEAST_FILLERS = 3
ASKING_WORDS = 6
LABEL = 80  # bytes from a line's first letter in which its label ends
DIGITS, YEARS = 4, (1800, 2099)  # of a page's number, at most; numbers that are years
SENTENCE_WORD = 3  # letters of the word before a full stop: `art.` ends no sentence before a figure, `L.` none at all

_PARAGRAPH = np.uint64(0xA0761D6478BD642F)
HEADING, ROW, ITEM, PROSE = 0, 1, 2, 3


@kernel
def line_kind(data: Any, at: int, end: int) -> int:
    """What a line is, from its first bytes that are no spaces."""
    while at < end and data[at] == 32:
        at += 1
    first = data[at] if at < end else 10
    second = data[at + 1] if at + 1 < end else 10
    if first == 124:
        return ROW
    if first == 35 and is_heading(data, at, end):
        return HEADING
    if (second == 32) & ((first == 45) | (first == 42) | (first == 43)):
        return ITEM
    digits = at
    while at < end and (data[at] >= 48) & (data[at] <= 57):
        at += 1
    if (at > digits) & (at + 1 < end) and (data[at + 1] == 32) & ((data[at] == 46) | (data[at] == 41)):
        return ITEM
    return PROSE


@kernel
def _met(slots: Any, room: int, key: Any) -> bool:
    """Whether the key was met before; from now on it was. There are `room` slots, a power of two, empty ones 0."""
    slot = np.int64(key >> np.uint64(8)) & (room - 1)
    while slots[slot]:
        if slots[slot] == key:
            return True
        slot = (slot + 1) & (room - 1)
    slots[slot] = key
    return False


@kernel
def close_paragraph(count: Any, state: Any, size: int, slots: Any, room: int) -> None:
    if size:
        count.paragraphs += 1
        if _met(slots, room, mix(state ^ _PARAGRAPH) | np.uint64(1)):
            count.repeated_paragraphs += 1
            count.repeated_paragraph_characters += size


@kernel
def is_page(data: Any, begin: int, end: int) -> bool:
    """Whether the number before byte `end` of a line can be a page's: no year, part of a longer number, or value of a label.

    So `Titre premier ..... 12`, but not `Act of 3 May 1997`, `C-12/98`, `L. 1221-1`, `1 234`, `2,50`, `Lots: 3`.
    """
    at = end
    value = 0
    while at > begin and 48 <= data[at - 1] <= 57:
        at -= 1
        value += (data[at] - 48) * 10 ** min(end - at - 1, DIGITS)
    size = end - at
    if size > DIGITS or (size == DIGITS and YEARS[0] <= value <= YEARS[1]):
        return False
    before = data[at - 1] if at > begin else 10
    if before == 45 or before == 47 or before == 44 or before == 58 or before == 39:  # - / , : '
        return False
    if before == 46:
        return not (at - 1 > begin and 48 <= data[at - 2] <= 57)
    thousands = before == 32 and size == 3
    while at > begin and data[at - 1] == 32:
        at -= 1
    before = data[at - 1] if at > begin else 10
    return before != 58 and not (thousands and 48 <= before <= 57)


@kernel
def gives_value(data: Any, begin: int, end: int) -> bool:
    """Whether a line, whose last word ends at byte `end`, is a label and its value: `Buyer: City of Ghent`, `- **Lots:** 3`."""
    at = begin
    while at < end and not (data[at] >= 128 or 65 <= data[at] & 0xDF <= 90):
        at += 1
    last = min(end, at + LABEL)
    while at < last and data[at] != 58:
        sign = data[at]
        if sign == 59 or sign == 33 or sign == 63 or sign == 124 or 123 <= sign <= 125 or 60 <= sign <= 62 or sign == 34:
            return False  # ; ! ? | { } < = > "
        if sign == 46 and data[at + 1] == 32:
            return False
        at += 1
    if at >= last:
        return False
    at += 1
    while at < end and (data[at] == 42 or data[at] == 95):  # * _
        at += 1
    return at < end and data[at] == 32


@kernel
def close_line(
    count: Any,
    data: Any,
    begin: int,
    end: int,
    kind: int,
    key: Any,
    size: int,
    length: int,
    letters: int,
    words: int,
    stretch: int,
    last: Any,
    bits: int,
    dots: int,
    stops: bool,
    asks: bool,
    numbered: bool,
    slots: Any,
    room: int,
) -> None:
    """Add one line that is not blank. It begins at byte `begin`, and its last word ends before `end`.

    `last` is its last character, `bits` that one's marks, `dots` the full stops it ends in.
    """
    count.lines += 1
    count.characters += size
    count.letters += letters
    trails = dots >= 3 or last == 0x2026
    count.ellipsis_lines += trails
    count.plain_end_lines += bool(bits & PLAIN) and dots < 3
    count.ending_lines += stops
    count.short_lines += length <= SHORT_LINE
    count.few_word_lines += words < FEW_WORDS
    if _met(slots, room, key):
        count.repeated_lines += 1
        count.repeated_line_characters += size
        if kind == PROSE:
            count.repeated_prose_characters += size
    if kind >= ITEM:
        count.unlettered += size - letters
        count.body_lines += 1
        count.body_words += words
        if numbered and letters and words <= NUMBERED_WORDS and is_page(data, begin, end):
            count.numbered_words += words
            count.loose_words += words
        elif stretch < RUNNING_WORDS and (trails or not stops) and not bits & GOES_ON:
            count.loose_words += 0 if gives_value(data, begin, end) and not asks else words
        count.asking_lines += asks or (bits & ASKS != 0 and words <= ASKING_WORDS)
