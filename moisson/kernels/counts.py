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
    "loose_words",  # on those that end in no full stop, ; or , (… is none) and have no RUNNING_WORDS lettered words in a row
    "numbered_words",  # on body lines with letters, of at most NUMBERED_WORDS, that end in a number, as contents do: loose too
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
def close_line(
    count: Any,
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
    """Add one line that is not blank. `last` is its last character, `bits` that one's marks, `dots` the full stops it ends in."""
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
        if numbered and letters and words <= NUMBERED_WORDS:
            count.numbered_words += words
            count.loose_words += words
        elif stretch < RUNNING_WORDS and (trails or not stops) and not bits & GOES_ON:
            count.loose_words += words
        count.asking_lines += asks or (bits & ASKS != 0 and words <= ASKING_WORDS)
