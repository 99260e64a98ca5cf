"""How many words no language explains: the mark that bad OCR and broken text layers leave in any script.

A word is surprising where it holds a run of three characters, its two borders counted as one each, that its language would
hardly write (the tables say which runs these are), or by its shape: two scripts in one word, a lone digit between small letters,
a stray symbol within. What is no word of a language is not judged: figures and codes, acronyms of up to five capitals and names
such as `GmbH` and `hÉireann`, addresses, lone letters that count (`a)`, `M.`), and what is longer than any word.

The text is judged by windows of a few lines. A window that the document's own language does not explain is tried against the
other languages of its script, and the best counts: a quotation, a sitting in two languages or a wrong declaration is no noise.
"""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.letters import DIGIT, LETTER, MARK, UPPER, letters
from moisson.kernels.strings import Strings
from moisson.kernels.words import wide

SIZE = 48  # symbols of a language: its border, whatever else, and up to 46 letters
END = 0x2000  # the letters that there are tables for stand below
BORDER, REST = 0, 1

_NUMBER = 0xFF  # the low byte: which letter
_UPPER, _LOWER, _DIGIT, _MARK, _GLUE, _STRAY, _DOT = 0x100, 0x200, 0x400, 0x800, 0x1000, 0x2000, 0x4000
_SCRIPT, _SCRIPTS = 16, 16  # from this bit on, one bit for each script
GLUES = "/@_=&#%\\<>{}"
STRAYS = "^~¬¦!|£¥"
PASSED = "\u0640\u055b\u055c\u055e"  # within words, as marks: Arabic's stretch, Armenian's stress, exclamation, question

_STEP = np.uint64(0x9E3779B97F4A7C15)
_LONGEST = 60  # letters; what is longer is no word
_LEAST, _MOST = 200, 1000  # letters of a window that ends with its line, and of any
_ACRONYM = 5
_EXPLAINED = 0.08  # the share of surprise up to which a window is its language's own
_BETTER = 3  # times less surprise by which another language shows that a window is its own; more, if it sees fewer errors
ANY, NONE = -1, -2  # in place of a table: whichever fits; there is none for this language


class Tables(NamedTuple):
    """What is known of each language. `odd` has one bit for each run of three symbols: whether it is surprising."""

    languages: tuple[str, ...]
    letters: NDArray[np.uint32]  # code points, folded, one script after the other; in each the first has the number 1
    scripts: NDArray[np.uint8]  # by letter
    script: NDArray[np.uint8]  # by language
    explains: NDArray[np.bool_]  # by language: known well enough to speak for windows of documents in another
    per_error: NDArray[np.float64]  # by language: the surprise, as a share of letters, that a share of wrong characters makes
    symbols: NDArray[np.uint8]  # by language and letter's number in its script
    odd: NDArray[np.uint8]  # by language and run, eight runs to the byte


class Surprise(NamedTuple):
    """Per text, in letters: of judged words, of surprising words, and of the judged words in windows full of them."""

    judged: NDArray[np.int64]
    surprising: NDArray[np.int64]
    crowded: NDArray[np.int64]


@lru_cache(maxsize=1)
def _unknown() -> NDArray[np.uint32]:
    """What each code point is where no table has its letter."""
    classes = letters().classes
    out = np.where(classes & LETTER, _GLUE, 0).astype(np.uint32)
    for bit, kind in ((DIGIT, _DIGIT), (MARK, _MARK)):
        out[:END][(classes[:END] & bit != 0) & (out[:END] != _GLUE)] = kind
    for kind, chars in ((_GLUE, GLUES), (_STRAY, STRAYS), (_DOT, "."), (_MARK, PASSED)):
        out[[ord(char) for char in chars]] = kind
    return out


def numbers_of(tables: Tables) -> NDArray[np.int64]:
    """The number of each letter among those of its script, from 1: there are more letters than a byte counts."""
    return np.arange(1, len(tables.letters) + 1) - np.searchsorted(tables.scripts, tables.scripts)


def kinds(tables: Tables) -> NDArray[np.uint32]:
    """What each code point is to this kernel, with the number of its letter in the low byte."""
    classes, folded = letters()
    known = np.zeros(len(classes), np.uint32)
    known[tables.letters] = numbers_of(tables) | np.left_shift(1, _SCRIPT + tables.scripts.astype(np.int64))
    case = np.where(classes[:END] & UPPER, _UPPER, _LOWER)
    out = _unknown().copy()
    found = known[np.where(classes[:END] & LETTER, folded[:END], np.arange(END))]
    out[:END] = np.where(found, found | case, out[:END])
    return out


@kernel
def _is_judged(size: int, upper: int, digits: int, seen: int, enclosed: bool, after: int) -> bool:
    """Whether what was read is a word of a language, by its letters, its kinds of characters, and the character after it."""
    if size == 0 or size > _LONGEST or seen & _GLUE or (digits and not (digits == 1 and enclosed)):
        return False
    if size == 1:
        return after != 46 and after != 41
    return upper < size or size > _ACRONYM


@kernel
def _collect(
    data: Any, at: int, end: int, kinds: Any, symbol_of: Any, is_odd: Any, numbers: Any, ends: Any, shown: Any, shapes: Any
) -> Any:
    """The judged words of one window; returns where it ends, how many words it has, whether any surprises, and their scripts.

    Word `k` is `numbers[ends[k]:ends[k + 1]]`; `shown[k]` has its script's bit, and `shapes[k]` says whether it surprises by its
    shape. Whether one surprises otherwise is by one language's table, as the letters are read: nearly always none does.
    """
    words, begin, size = np.int64(0), np.int64(0), np.int64(0)
    upper, digits, seen = np.int64(0), np.int64(0), np.int64(0)
    enclosed: Any = False
    shape: Any = False
    before, last = np.int64(0), np.int64(0)  # the kinds of the two characters before
    symbol, pair, found, any_odd = np.uint32(0), np.uint32(0), np.uint32(0), np.uint32(0)
    scripts = np.int64(0)
    while at <= end:
        code = np.uint32(data[np.uint64(at)]) if at < end else np.uint32(10)
        at += 1
        if code >= 0x80:
            code = wide(data, at - 1)
            at += 1 + (code >= 0x800) + (code >= 0x10000)
        kind = np.int64(kinds[code]) if code < len(kinds) else np.int64(0)
        if kind & _NUMBER:
            if last & _NUMBER:
                kind |= _GLUE if kind & _UPPER and last & _LOWER else 0  # as in `GmbH`
            elif seen:
                enclosed |= last & _DIGIT != 0 and before & _LOWER != 0 and kind & _LOWER != 0
                shape |= last & _STRAY != 0 and size > 0
            elif last & _DOT and before & _NUMBER:
                kind |= _GLUE  # as in `www.example.org`
            if size < _LONGEST:
                numbers[begin + size] = kind & _NUMBER
            this = np.uint32(symbol_of[kind & _NUMBER])
            run = np.uint32(pair * np.uint32(SIZE) + this)
            found |= np.uint32(is_odd[run >> np.uint32(3)]) >> (run & np.uint32(7))
            pair = np.uint32(symbol * np.uint32(SIZE) + this)
            symbol = this
            size += 1
            upper += (kind >> 8) & 1
            seen |= kind
            while at < end and size < _LONGEST:  # small letters, as nearly always
                small = np.int64(kinds[np.uint64(data[np.uint64(at)])])
                if not small & _LOWER or data[np.uint64(at)] >= 0x80:
                    break
                before, last, kind = last, kind, small
                numbers[np.uint64(begin + size)] = small & _NUMBER
                this = np.uint32(symbol_of[np.uint64(small & _NUMBER)])
                run = np.uint32(pair * np.uint32(SIZE) + this)
                found |= np.uint32(is_odd[run >> np.uint32(3)]) >> (run & np.uint32(7))
                pair = np.uint32(symbol * np.uint32(SIZE) + this)
                symbol = this
                size += 1
                seen |= small
                at += 1
        elif kind & _MARK:
            continue
        elif kind & (_DIGIT | _GLUE | _STRAY):
            digits += kind == _DIGIT
            seen |= kind
        else:
            if seen:
                if _is_judged(size, upper, digits, seen, np.bool_(enclosed), np.int64(code)):
                    script = seen >> _SCRIPT
                    shown[words] = script
                    scripts |= script
                    shapes[words] = shape or enclosed or script & (script - 1) != 0
                    run = np.uint32(pair * np.uint32(SIZE) + np.uint32(BORDER))
                    found |= np.uint32(is_odd[run >> np.uint32(3)]) >> (run & np.uint32(7))
                    any_odd |= found | np.uint32(shapes[words])
                    words += 1
                    begin += size
                    ends[words] = begin
                size = upper = digits = seen = np.int64(0)
                enclosed = shape = False
                symbol = pair = found = np.uint32(0)
            if (code == 10 and begin >= _LEAST) or begin >= _MOST:
                break
        before, last = last, kind
    return at, words, any_odd & np.uint32(1) != 0, scripts


@kernel
def _judge(
    words: int, numbers: Any, ends: Any, shown: Any, shapes: Any, script: int, symbols: Any, odd: Any, k: int, most: int, met: Any
) -> Any:
    """Letters of the surprising words among those in this script, each counted once, by the table of language `k`.

    Gives `most` where they are as many. A word that comes again is a name: chance does not err the same way twice.
    """
    surprising, count = np.int64(0), np.int64(0)
    symbol_of, is_odd = symbols[k], odd[k]
    for word in range(words):
        if not shown[word] & script:
            continue
        begin, end = ends[word], ends[word + 1]
        surprises = shapes[word]
        last, pair = np.uint32(0), np.uint32(0)
        j = begin
        while not surprises and j <= end:
            symbol = np.uint32(symbol_of[numbers[np.uint64(j)]]) if j < end else np.uint32(BORDER)
            run = np.uint32(pair * np.uint32(SIZE) + symbol)
            surprises = is_odd[run >> np.uint32(3)] >> (run & np.uint32(7)) & 1 != 0
            pair = np.uint32(last * np.uint32(SIZE) + symbol)
            last = symbol
            j += 1
        if surprises:
            key = np.uint64(end - begin)
            for j in range(begin, end):
                key = (key ^ np.uint64(numbers[j])) * _STEP
            again = False
            for j in range(count):
                again |= met[j] == key
            if not again:
                met[count] = key
                count += 1
                surprising += end - begin
                if surprising >= most:
                    return most
    return surprising


@kernel
def _main_script(words: int, ends: Any, shown: Any, scripts: int) -> Any:
    """The script that most letters of the window stand in, of those in it, and how many stand in words with it."""
    main, most = np.int64(0), np.int64(0)
    for script in range(_SCRIPTS):
        if not scripts >> script & 1:
            continue
        size = np.int64(0)
        for k in range(words):
            size += (ends[k + 1] - ends[k]) * (shown[k] >> script & 1)
        if size > most:
            main, most = np.int64(script), size
    return main, most


@kernel
def _measure(
    offsets: Any,
    data: Any,
    own: Any,
    kinds: Any,
    script: Any,
    explains: Any,
    per_error: Any,
    typical: float,
    symbols: Any,
    odd: Any,
    crowd: Any,
    numbers: Any,
    ends: Any,
    shown: Any,
    shapes: Any,
    met: Any,
    out: Any,
) -> None:
    for row in range(len(own)):
        at, end = offsets[row], offsets[row + 1]
        mine = own[row]
        helper = np.int64(-1)  # the language that the last such window was in
        scale = per_error[mine] if mine >= 0 else typical
        while at < end and mine != NONE:
            k = max(mine, np.int64(0))
            at, words, any_odd, scripts = _collect(data, at, end, kinds, symbols[k], odd[k], numbers, ends, shown, shapes)
            main, judged = _main_script(words, ends, shown, scripts)
            enough = np.int64(_EXPLAINED * judged)
            surprising = judged + 1  # none has judged it yet
            if mine >= 0 and script[mine] == main:
                surprising = np.int64(0)
                if any_odd:
                    surprising = _judge(words, numbers, ends, shown, shapes, 1 << main, symbols, odd, mine, judged + 1, met)
            if surprising > enough:
                asked = surprising <= judged
                best = np.float64(surprising // _BETTER + 1 if asked else surprising)
                for turn in range(-1, len(script)):
                    k = np.int64(turn) if turn >= 0 else helper
                    if k < 0 or script[k] != main or not (explains[k] or mine < 0):
                        continue
                    sees = per_error[k] / scale
                    blunt = min(sees * sees, 1.0) if asked else sees
                    most = np.int64(np.ceil(best * blunt))
                    found = _judge(words, numbers, ends, shown, shapes, 1 << main, symbols, odd, k, most, met)
                    if found < most:
                        best = found / blunt
                        surprising = found if asked else min(np.int64(best), judged)
                        helper = k
                        if turn < 0 and found <= enough:
                            break
            if surprising <= judged:
                out[row, 0] += judged
                out[row, 1] += surprising
                out[row, 2] += judged if surprising > crowd[row] * judged else 0


def measure_surprise(texts: Strings, own: NDArray[np.int64], tables: Tables, crowd: NDArray[np.float64]) -> Surprise:
    """The counts of each text, in the language whose number in the tables is its `own` (or `ANY`, `NONE`).

    What is in no language of its own script counts as much as that many errors would in its own, or in the middle one for `ANY`.
    A window counts to `crowded` where its share of surprise is over the text's `crowd`.
    """
    out = np.zeros((len(texts.offsets) - 1, 3), np.int64)
    sizes = (_MOST + 2 * _LONGEST, np.uint8), *((_MOST + 2, kind) for kind in (np.int64, np.uint16, np.bool_, np.uint64))
    room = (np.zeros(size, kind) for size, kind in sizes)
    typical = float(np.median(tables.per_error))
    known = (tables.script, tables.explains, tables.per_error, typical, tables.symbols, tables.odd)
    _measure(*texts, own, kinds(tables), *known, crowd, *room, out)
    return Surprise(*(np.ascontiguousarray(column) for column in out.T))
