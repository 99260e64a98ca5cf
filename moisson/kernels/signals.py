"""Everything that is counted of a text for its quality: one pass over its characters, and one cascade over its words' n-grams.

A word is a run of letters, numbers and the marks on them (`kernels/words.py`); a line ends at a newline, a paragraph at a blank
line, both at the text's end. Characters are code points that are not white space, unless said otherwise. Lines, and paragraphs,
are equal where their words are, without case, and the other characters between them; the first of equal ones repeats nothing,
every later one does.
"""

from functools import lru_cache
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
    NGRAMS,
    ROW,
    SENTENCE_WORD,
    close_line,
    close_paragraph,
    line_kind,
)
from moisson.kernels.function_words import Lexicon, add_function_words
from moisson.kernels.letters import END, LETTER, LOWER, MARK, SPACE, WORD, letters
from moisson.kernels.marks import ASKS, BULLET, CLOSES, ENDS, FILLS, MARKUP, ODD, PARTS, marks
from moisson.kernels.ngrams import repeated_ngrams, scratch
from moisson.kernels.strings import Strings
from moisson.kernels.words import mix, wide

_START = np.uint64(0xCBF29CE484222325)  # as in kernels/words.py
_STEP = np.uint64(0x9E3779B97F4A7C15)


_FOLDED = np.uint64(46)


@lru_cache(maxsize=1)
def _signs() -> NDArray[np.int64]:
    """What each code point is; in bit 16, whether it is a letter or mark; from bit 46 on, its folded form: all read at once."""
    spells = (marks() & (LETTER | MARK) != 0).astype(np.int64)
    return np.asarray(marks() | spells << 16 | letters().folded.astype(np.int64) << np.int64(_FOLDED), np.int64)


@kernel
def _is_misread(lead: int, code: int) -> bool:
    """Whether two characters are one that was written in UTF-8 and read as Latin 1 or Windows 1252 (Ã©, â€, Ð¿)."""
    leads = 0xC2 <= lead <= 0xC5 or 0xCE <= lead <= 0xD1 or lead == 0xE2
    return leads and (0x80 <= code <= 0xBF or code == 0x20AC or code == 0x2122 or 0x201A <= code <= 0x203A)


@kernel
def _scan(
    data: Any,
    at: int,
    end: int,
    table: Any,
    slots: Any,
    room: int,
    words: Any,
    sizes: Any,
    count: Any,
) -> None:
    """Count one text but for its n-grams and function words; writes its words' hashes and sizes."""
    n, paragraph_size = np.int64(0), np.int64(0)
    paragraph = _START
    while at < end:
        kind = line_kind(data, at, end)
        line, word_end = at, at
        mark = kind == HEADING
        first = n
        state = _START
        size = spelled = lettered = single = length = letters = stretch = begun = run = weight = dots = word_size = 0
        asks: Any = False
        numbered = stops = ended = pending = False
        last, before, last_bits, opens = np.uint32(0), np.uint32(0), np.int64(0), np.int64(0)
        while at < end:
            code = np.uint32(data[np.uint64(at)])
            if code < 0x80:
                bits = table[code]
                at += 1
            else:
                code = wide(data, at)
                at += 2 + (code >= 0x800) + (code >= 0x10000)
                bits = table[code] if code < END else ODD
            if bits & WORD:
                opens = last_bits = bits
                word = _START
                word_size = kinds = 0
                while True:
                    word = (word ^ (np.uint64(bits) >> _FOLDED)) * _STEP
                    word_size += 1
                    letters += (bits >> 16) & 1
                    kinds |= bits
                    last = code
                    if at >= end:
                        break
                    code = np.uint32(data[np.uint64(at)])
                    after = at + 1
                    if code < 0x80:
                        bits = table[code]
                    else:
                        code = wide(data, at)
                        after += 1 + (code >= 0x800) + (code >= 0x10000)
                        bits = table[code] if code < END else 0
                    if not bits & (WORD | MARK):
                        break
                    at = after
                word_end = at
                word = mix(word)
                spells = kinds & LETTER
                words[n] = word
                sizes[n] = word_size
                n += 1
                length += word_size
                spelled += word_size
                state = (state ^ word) * _STEP
                if word_size > LONG_WORD:
                    count.long_word_characters += word_size
                numbered = not spells
                lettered += spells
                single += word_size == spells
                if pending and opens & LETTER:
                    count.sentences += not opens & LOWER
                pending = ended = stops = False
                if run:
                    count.fillers += run if weight >= LEAST_FILLERS else 0
                    asks |= weight >= LEAST_FILLERS
                    run = weight = dots = 0
                before = last
                if at < end and data[at] == 32:  # as nearly always: what the loop would do, at once
                    at += 1
                    length += 1
                    before = np.uint32(32)
                    word_size = 0
                continue
            if code == 10:
                count.newlines += 1
                break
            length += 1
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
            if before > 127 and _is_misread(np.int64(before), np.int64(code)):
                count.damaged += 2
            asks |= code >= 0x2610 and bits & ASKS != 0
            before = last = code
            last_bits = bits
            word_size = 0
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
                count,
                data,
                line,
                word_end,
                kind,
                key,
                size,
                length,
                letters,
                n - first,
                stretch,
                last,
                last_bits,
                dots,
                stops,
                asks,
                numbered,
                slots,
                room,
            )
            paragraph = (paragraph ^ key) * _STEP
            paragraph_size += size
        else:
            close_paragraph(count, paragraph, paragraph_size, slots, room)
            paragraph = _START
            paragraph_size = np.int64(0)
    close_paragraph(count, paragraph, paragraph_size, slots, room)
    count.words = n


@kernel
def _count_all(
    offsets: Any,
    data: Any,
    table: Any,
    lexicon: Any,
    languages: Any,
    hits: Any,
    met: Any,
    totals: Any,
    slots: Any,
    words: Any,
    sizes: Any,
    counts: Any,
    grams: Any,
    at: Any,
    times: Any,
    chains: Any,
    taken: Any,
    repeated: Any,
) -> None:
    for row in range(len(counts)):
        lines = np.uint32(2)
        for k in range(offsets[row], offsets[row + 1]):
            lines = np.uint32(lines + np.uint32(data[np.uint64(k)] == 10))
        room = 8
        while room < 4 * lines:
            room *= 2
        for k in range(room):
            slots[k] = 0
        count = counts[row]
        _scan(data, offsets[row], offsets[row + 1], table, slots, room, words, sizes, count)
        add_function_words(count, words, lexicon, languages, hits, met, totals)
        repeated_ngrams(words, sizes, count.words, count.word_characters, grams, at, times, chains, taken, repeated, row)


def count_signals(texts: Strings, lexicon: Lexicon) -> NDArray[np.void]:
    """The counts of each text, as records of `COUNTS`."""
    counts = np.zeros(len(texts.offsets) - 1, COUNTS)
    if len(counts):
        longest = int(np.diff(texts.offsets).max())
        words, sizes, *memory = scratch(longest // 2 + 1)
        hits, met = (np.zeros(len(lexicon.languages) + 1, np.int64) for _ in range(2))
        slots, totals = np.empty(8 << (longest + 2).bit_length(), np.uint64), np.zeros(128, np.int64)
        repeated = np.zeros((len(counts), len(NGRAMS)), np.int64)
        _count_all(*texts, _signs(), *lexicon, hits, met, totals, slots, words, sizes, counts, *memory, repeated)
        counts["ngrams"] = repeated
    return counts
