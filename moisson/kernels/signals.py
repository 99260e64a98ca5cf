"""Everything that is counted of a text for its quality: one pass over its characters, and one cascade over its words' n-grams.

A word is a run of letters, numbers and the marks on them (`kernels/words.py`); a line ends at a newline, a paragraph at a blank
line, both at the text's end. Characters are code points that are not white space, unless said otherwise. Lines, and paragraphs,
are equal where their words are, without case, and the other characters between them; the first of equal ones repeats nothing,
every later one does.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.counts import (
    COUNTS,
    HEADING,
    ITEM,
    LEAST_FILLERS,
    LONG_WORD,
    ROW,
    SENTENCE_WORD,
    close_line,
    close_paragraph,
    line_kind,
)
from moisson.kernels.function_words import Lexicon, add_function_words, place_of
from moisson.kernels.letters import END, LETTER, LOWER, MARK, SPACE, WORD, decode, letters
from moisson.kernels.marks import ASKS, BULLET, CLOSES, ENDS, FILLS, MARKUP, ODD, PARTS, marks
from moisson.kernels.ngrams import repeated_ngrams, scratch
from moisson.kernels.strings import Strings
from moisson.kernels.words import mix

_START = np.uint64(0xCBF29CE484222325)  # as in kernels/words.py
_STEP = np.uint64(0x9E3779B97F4A7C15)


@kernel
def _is_misread(lead: int, code: int) -> bool:
    """Whether two characters are one that was written in UTF-8 and read as Latin 1 or Windows 1252 (Ã©, â€, Ð¿)."""
    leads = 0xC2 <= lead <= 0xC5 or 0xCE <= lead <= 0xD1 or lead == 0xE2
    return leads and (0x80 <= code <= 0xBF or code == 0x20AC or code == 0x2122 or 0x201A <= code <= 0x203A)


@kernel
def _word(data: Any, at: int, end: int, code: Any, bits: Any, table: Any, folded: Any) -> Any:
    """Read a word from its first character on; gives its hash, size, letters, all its bits, its last character, and its end."""
    word = _START
    size = letters = 0
    kinds = np.uint16(0)
    last = code
    while True:
        word = (word ^ np.uint64(folded[code])) * _STEP
        size += 1
        letters += (bits & LETTER) | ((bits & MARK) >> 2)
        kinds |= bits
        last = code
        if at >= end:
            break
        code, after = decode(data, at)
        bits = table[code] if code < END else np.uint16(0)
        if not bits & (WORD | MARK):
            break
        at = after
    return mix(word), size, letters, kinds, last, at


@kernel
def _scan(
    data: Any,
    at: int,
    end: int,
    table: Any,
    folded: Any,
    lexicon: Any,
    hits: Any,
    met: Any,
    slots: Any,
    words: Any,
    sizes: Any,
    count: Any,
) -> Any:
    """Count one text but for its n-grams and function words; writes its words' hashes and sizes, and which function words it has.

    Gives how many words there are, and how many different function words.
    """
    keys, places, _ = lexicon
    n = known = 0
    paragraph = _START
    paragraph_size = 0
    while at < end:
        kind = line_kind(data, at, end)
        mark = kind == HEADING
        first = n
        state = _START
        size = spelled = lettered = single = length = letters = stretch = begun = run = weight = dots = word_size = 0
        numbered = asks = stops = ended = pending = newline = False
        last: Any = np.uint32(0)
        before: Any = np.uint32(0)
        last_bits: Any = np.uint16(0)
        while at < end:
            code, at = decode(data, at)
            if code == 10:
                newline = True
                break
            length += 1
            bits = table[code] if code < END else np.uint16(ODD)
            if bits & WORD:
                opens = bits
                word, word_size, more, kinds, before, at = _word(data, at, end, code, bits, table, folded)
                words[n] = word
                sizes[n] = word_size
                n += 1
                place = place_of(keys, places, word)
                if place:
                    met[known] = place
                    known += hits[place] == 0
                    hits[place] += 1
                length += word_size - 1
                spelled += word_size
                letters += more
                state = (state ^ word) * _STEP
                if word_size > LONG_WORD:
                    count.long_word_characters += word_size
                numbered = not kinds & LETTER
                lettered += not numbered
                single += word_size == 1 and not numbered
                if pending and opens & LETTER:
                    count.sentences += not opens & LOWER
                pending = ended = stops = False
                if run:
                    count.fillers += run if weight >= LEAST_FILLERS else 0
                    asks |= weight >= LEAST_FILLERS
                    run = weight = dots = 0
                last = before
                last_bits = bits
                if at < end and data[at] == 32:  # as nearly always: what the loop would do, at once
                    at += 1
                    length += 1
                    before = np.uint32(32)
                    word_size = 0
                continue
            if bits & SPACE:
                if ended:
                    pending = True
                    ended = False
                mark = mark and size == 0
                word_size = 0
                before = code
                continue
            size += 1
            letters += bool(bits & MARK)
            state = (state ^ np.uint64(code)) * _STEP
            numbered = numbered and bits & MARK != 0
            if code == 46:
                dots = dots + 1 if before == 46 else 1
                count.ellipses += dots == 3
            else:
                dots = 0
            if code == 35:
                count.hashes += not mark
            else:
                mark = False
            if bits & FILLS:
                run += 1
                weight += 3 if code == 0x2026 else 1
                count.ellipses += code == 0x2026
            elif run:
                count.fillers += run if weight >= LEAST_FILLERS else 0
                asks |= weight >= LEAST_FILLERS
                run = weight = 0
            if bits & ENDS:
                stops = weight <= LEAST_FILLERS  # a longer run is there to be filled in
                ended = stops and (ended or code != 46 or word_size >= SENTENCE_WORD)
            elif not bits & CLOSES:
                stops = ended = False
            if bits & PARTS and before == 32:
                stretch = max(stretch, lettered - begun)
                begun = lettered
            if size == 1 and n == first and bits & BULLET and at < end and data[at] == 32:
                count.bullet_lines += 1
            if kind == ROW and code == 124 and (size > 1 or n > first):
                count.cells += 1
                count.empty_cells += last == 124
            elif kind >= ITEM and bits & MARKUP:
                count.markup += 1
            if bits & ODD:
                count.odd += 1
                count.braces += code == 123 or code == 125
                count.damaged += code == 0xFFFD
            if before > 127 and _is_misread(before, code):
                count.damaged += 2
            asks |= code >= 0x2610 and bits & ASKS != 0
            before = last = code
            last_bits = bits
            word_size = 0
        count.newlines += newline
        size += spelled
        if size:
            count.word_characters += spelled
            count.lettered_words += lettered
            count.single_words += single
            count.fillers += run if weight >= LEAST_FILLERS else 0
            asks |= weight >= LEAST_FILLERS
            count.sentences += ended or pending
            key = mix(state) | np.uint64(1)
            stretch = max(stretch, lettered - begun)
            close_line(
                count, kind, key, size, length, letters, n - first, stretch, last, last_bits, dots, stops, asks, numbered, slots
            )
            paragraph = (paragraph ^ key) * _STEP
            paragraph_size += size
        else:
            close_paragraph(count, paragraph, paragraph_size, slots)
            paragraph = _START
            paragraph_size = 0
    close_paragraph(count, paragraph, paragraph_size, slots)
    count.words = n
    return n, known


@kernel
def _line_room(data: Any, at: int, end: int) -> int:
    """A power of two: at most half full with the text's lines and paragraphs."""
    lines = 2
    for byte in data[at:end]:
        lines += byte == 10
    room = 8
    while room < 4 * lines:
        room *= 2
    return room


@kernel
def _count_all(
    offsets: Any, data: Any, table: Any, folded: Any, lexicon: Any, hits: Any, met: Any, totals: Any, memory: Any, counts: Any
) -> None:
    slots = np.zeros(8, np.uint64)
    for row in range(len(offsets) - 1):
        at, end = offsets[row], offsets[row + 1]
        room = _line_room(data, at, end)
        if room > len(slots):
            slots = np.empty(room, np.uint64)
        slots[:room] = 0
        count = counts[row]
        n, known = _scan(data, at, end, table, folded, lexicon, hits, met, slots[:room], memory.words, memory.sizes, count)
        add_function_words(count, lexicon.languages, hits, met[:known], totals)
        repeated_ngrams(memory, n, count.word_characters, count.ngrams)


def count_signals(texts: Strings, lexicon: Lexicon) -> NDArray[np.void]:
    """The counts of each text, as records of `COUNTS`."""
    counts = np.zeros(len(texts.offsets) - 1, COUNTS)
    if len(counts):
        memory = scratch(int(np.diff(texts.offsets).max()) // 2 + 1)
        hits, met = (np.zeros(len(lexicon.languages) + 1, np.int64) for _ in range(2))
        totals = np.zeros((64, 2), np.int64)
        _count_all(texts.offsets, texts.data, marks(), letters().folded, lexicon, hits, met, totals, memory, counts)
    return counts
