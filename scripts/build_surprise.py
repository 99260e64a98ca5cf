"""Build the tables behind `measure_noise` from clean text of many languages; the same text gives the same file.

    python -m scripts.packaged_text packages
    python -m scripts.build_surprise ../shared/data packages

writes `moisson/corpus/stages/data/surprise.npz`. What ships is, for each language, its letters and one bit for each run of three
of them: whether it is surprising. No text and no counts can be had back from it.

A run's probability is interpolated from those of its shorter ends (Witten and Bell 1991, over the distinct contexts of Kneser
and Ney 1995), on the words of four fifths of the files: counted once each, or the law's favourite words would speak for a
language, and as often as they come, or `être` would surprise; the likelier estimate holds. A run is surprising above a limit in
bits, which is each language's own: the lowest at which no more than `CLEAN` of the letters stand in surprising words of files
that the estimate has not seen (`CLEAN_LIST`, where there is no running text). How much surprise errors make is measured by making
some. The last fifth of the files is never looked at here: `bench/stages/noise.py` measures on it.
"""

import hashlib
import io
import random
import re
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.kernels.letters import MARK, letters
from moisson.kernels.strings import strings
from moisson.kernels.trigram_noise import BORDER, END, PASSED, REST, SIZE, Tables, measure_surprise
from scripts.clean_text import Line, capped, lines
from scripts.made_errors import damaged, letters_of
from scripts.packaged_text import LANGUAGES, Run, grams, packaged

MODEL = Path(__file__).parents[1] / "moisson" / "corpus" / "stages" / "data" / "surprise.npz"
CLEAN, CLEAN_LIST = 0.01, 0.02
FEW_WORDS = 1_000
BESIDE_NEWS = 30  # what a word of ours counts beside the hundred million letters of news that others counted
LIMITS = np.arange(10.5, 14.01, 0.5)
ENOUGH = 80_000  # letters, for a language to speak for windows of documents in another
RATE = 0.1  # of made errors, to scale a language's surprise by
MOST_TO_SCALE = 3_000  # lines

SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC", "ARMENIAN", "GEORGIAN", "DEVANAGARI")
# Vowels of Devanagari are marks, and as much a part of its words as letters; other marks are passed over, as the kernel does.
VOWELS = range(0x900, 0x964)
PASSED_OVER = dict.fromkeys(
    [code for code in range(END) if (letters().classes[code] & MARK and code not in VOWELS) or chr(code) in PASSED]
)
WORD = re.compile(rf"(?:[^\W\d_]|[{chr(VOWELS[0])}-{chr(VOWELS[-1])}])+")
FOLDED = {code: folded for code, folded in enumerate(letters().folded[:END].tolist()) if folded != code}
# Letters typed one for the other: Arabic and Persian keyboards have their own yeh and kaf, old fonts a cedilla for a comma.
SAME_LETTER = {"ro": ("ţş", "țș"), "ar": ("یک", "يك"), "fa": ("يىك", "ییک"), "ur": ("يىك", "ییک")}


def words(text: str) -> Iterator[str]:
    """The words that the kernel would judge, or nearly: no codes, acronyms, or letters that count."""
    text = text.translate(PASSED_OVER)
    for match in WORD.finditer(text):
        word, before, after = match.group(), text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if (
            before.isdigit()
            or after.isdigit()
            or (len(word) == 1 and after in ".)")
            or (len(word) in range(2, 6) and word.isupper())
        ):
            continue
        scripts = {script_of(char) for char in word}
        if len(scripts) == 1 and None not in scripts:
            yield word.translate(FOLDED)


def spelling(language: str) -> dict[int, int]:
    """Which letters of a language are read as which."""
    return FOLDED | str.maketrans(*SAME_LETTER.get(language, ("", "")))


@cache
def script_of(char: str) -> int | None:
    """The number of a letter's script, where there are tables for it."""
    name = unicodedata.name(char, "").partition(" ")[0] if ord(char) < END else ""
    return SCRIPTS.index(name) if name in SCRIPTS else None


class Language(NamedTuple):
    """What is counted and found of one language."""

    script: int
    alphabet: str
    odd: NDArray[np.bool_]  # by three symbols
    limit: float
    letters: int
    clean: float  # share of the letters of unseen files in surprising words


class Known(NamedTuple):
    """What the estimates are made of: words as often as they came, and runs of letters that someone else has counted."""

    words: Counter[str]
    grams: dict[Run, int]

    def letters(self) -> Counter[str]:
        """How often each letter came: as the last of a run, but for what ends with a border."""
        out: Counter[str] = Counter()
        for word, count in self.words.items():
            for char in word:
                out[char] += count
        for (_, run, after), count in self.grams.items():
            out[run[-1]] += count * (after == 0)
        return out


def counted(found: Iterable[Line], respelling: dict[int, int], running: int = 1) -> Counter[str]:
    """How often each word came, those of running text so many times more."""
    out: Counter[str] = Counter()
    for line in found:
        for word in words(line.text):
            out[word.translate(respelling)] += running if line.running else 1
    return out


def alphabet_of(known: Known) -> tuple[int, str]:
    """The script of most letters, and its letters that are more than slips, the most frequent first."""
    of_letters = known.letters()
    scripts: Counter[int] = Counter()
    for char, count in of_letters.items():
        if (script := script_of(char)) is not None:
            scripts[script] += count
    script = scripts.most_common(1)[0][0]
    least = max(5, sum(of_letters.values()) // 20_000)
    often = [char for char, count in of_letters.most_common() if count >= least and script_of(char) == script]
    return script, "".join(often[: SIZE - 2])


def runs(word: str, symbols: dict[str, int]) -> Iterator[tuple[int, int, int]]:
    row = [BORDER, BORDER, *(symbols.get(char, REST) for char in word), BORDER]
    return zip(row, row[1:], row[2:], strict=False)


def bits(known: Known, symbols: dict[str, int]) -> NDArray[np.float64]:
    """The surprise of each third symbol after two others, in bits: as among distinct words, or as in running text where less.

    What was counted in news of a hundred million letters is no text's favourite words: it counts as often as it came.
    """
    ways = (False,) if known.grams else (True, False)
    ways_seen = [estimated(three_of(known, symbols, distinct), len(symbols) + 2) for distinct in ways]
    return np.asarray(np.min(ways_seen, axis=0))


def three_of(known: Known, symbols: dict[str, int], distinct: bool) -> NDArray[np.float64]:
    """How often each run of three came."""
    three = np.zeros((SIZE, SIZE, SIZE))
    for word, count in known.words.items():
        for run in runs(word, symbols):
            three[run] += 1 if distinct else count
    for (before, stretch, after), count in known.grams.items():
        row = (*((BORDER,) * before), *(symbols.get(char, REST) for char in stretch), *((BORDER,) * after))
        three[row] += count
    return three


def estimated(three: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    two = (three > 0).sum(0).astype(float)
    two[BORDER] = three[BORDER, BORDER]
    one = (two > 0).sum(0).astype(float)
    some = np.zeros(SIZE)
    some[:size] = 1 / size
    return np.asarray(-np.log2(np.maximum(mixed(three, mixed(two, mixed(one, some))), 1e-9)))


def mixed(counts: NDArray[np.float64], shorter: NDArray[np.float64]) -> NDArray[np.float64]:
    """Witten and Bell: the more kinds of symbol followed a context, the more of its probability goes to the unseen."""
    total = counts.sum(-1, keepdims=True)
    kinds = (counts > 0).sum(-1, keepdims=True)
    return np.where(total > 0, (counts + kinds * shorter) / np.maximum(total + kinds, 1), shorter)


def clean_share(counts: Counter[str], symbols: dict[str, int], surprise: NDArray[np.float64], limit: float) -> float:
    """The share of the letters that stand in words with a run over the limit."""
    letters = odd = 0
    for word, count in counts.items():
        letters += count * len(word)
        if any(surprise[run] > limit for run in runs(word, symbols)):
            odd += count * len(word)
    return odd / max(letters, 1)


def learn(name: str, found: list[Line], grams: dict[Run, int]) -> Language:
    """One language from its lines, without those that are held out."""
    same = spelling(name)
    weight = BESIDE_NEWS if grams else 1
    known = Known(counted((line for line in found if line.fold != 0), same, weight), grams)
    script, alphabet = alphabet_of(known)
    symbols = {char: number for number, char in enumerate(alphabet, REST + 1)}
    first = bits(known._replace(words=counted((line for line in found if line.fold > 1), same, weight)), symbols)
    unseen, allowed = counted((line for line in found if line.fold == 1 and line.running), same), CLEAN
    if unseen.total() < FEW_WORDS:
        unseen, allowed = counted((line for line in found if line.fold == 1), same), CLEAN_LIST
    unseen = Counter({word: count for word, count in unseen.items() if script_of(word[0]) == script})
    shares = [clean_share(unseen, symbols, first, limit) for limit in LIMITS]
    chosen = next((k for k, share in enumerate(shares) if share <= allowed), len(shares) - 1)
    size = known.letters().total()
    return Language(script, alphabet, bits(known, symbols) > LIMITS[chosen], float(LIMITS[chosen]), size, shares[chosen])


def arrays(learned: dict[str, Language]) -> dict[str, NDArray[np.generic]]:
    """The tables as `moisson.kernels.trigram_noise.Tables` has them."""
    same = {name: dict(zip(*SAME_LETTER.get(name, ("", "")), strict=True)) for name in learned}
    known = sorted({(of.script, char) for name, of in learned.items() for char in (*of.alphabet, *same[name])})
    number = {each: k for _, of in groupby(known, itemgetter(0)) for k, each in enumerate(of, 1)}
    symbols = np.full((len(learned), max(number.values()) + 1), REST, np.uint8)
    for row, (name, language) in enumerate(learned.items()):
        symbol = {char: k for k, char in enumerate(language.alphabet, REST + 1)}
        for char in (*language.alphabet, *same[name]):
            symbols[row, number[language.script, char]] = symbol.get(same[name].get(char, char), REST)
    return {
        "languages": np.array(list(learned)),
        "letters": np.array([ord(char) for _, char in known], np.uint32),
        "scripts": np.array([script for script, _ in known], np.uint8),
        "script": np.array([language.script for language in learned.values()], np.uint8),
        "explains": np.array([of.letters >= ENOUGH for of in learned.values()]),
        "symbols": symbols,
        "per_error": np.ones(len(learned)),
        "odd": np.stack([np.packbits(language.odd.ravel(), bitorder="little") for language in learned.values()]),
    }


def per_error(found: dict[str, list[Line]], tables: Tables) -> NDArray[np.float64]:
    """How much surprise, as a share of the letters, one wrong character in ten makes in each language, by character."""
    out = []
    for number, (name, given) in enumerate(found.items()):
        running = [line.text for line in given if line.fold == 1 and line.running]
        if sum(len(text.split()) for text in running) < FEW_WORDS:
            running = [line.text for line in given if line.fold == 1]
        unseen = running[:MOST_TO_SCALE]
        chance, letters = random.Random(name), letters_of(unseen)
        texts = ["\n".join(unseen), "\n".join(damaged(text, RATE, letters, chance) for text in unseen)]
        found_of = measure_surprise(strings(pa.array(texts, pa.large_string())), np.full(2, number), tables, np.ones(2))
        clean, noisy = found_of.surprising / np.maximum(found_of.judged, 1)
        out.append(round(max(noisy - clean, 0.01) / RATE, 3))
    return np.array(out)


def write(path: Path, tables: dict[str, NDArray[np.generic]]) -> None:
    """An .npz without the time of day."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in tables.items():
            buffer = io.BytesIO()
            np.save(buffer, array)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main(root: Path, packages: Path) -> None:
    found = capped([*lines(root), *packaged(packages)])
    learned = {
        name: learn(name, given, grams(packages, name, spelling(name)) if name in LANGUAGES else {})
        for name, given in found.items()
    }
    tables = arrays(learned)
    known = Tables(tuple(learned), *(tables[name] for name in Tables._fields[1:]))
    alone = per_error(found, known._replace(explains=np.zeros_like(known.explains)))
    tables["per_error"] = per_error(found, known._replace(per_error=alone))
    for (name, language), scale in zip(learned.items(), tables["per_error"], strict=True):
        of = f"{language.limit:5.1f} bits, {language.clean:6.2%} of clean letters surprise, {scale:5.2f} by error"
        say(f"{name} {language.letters:>10,} letters {len(language.alphabet)} in use {of}")
    MODEL.parent.mkdir(exist_ok=True)
    write(MODEL, tables)
    say(f"{MODEL.name}: {MODEL.stat().st_size:,} bytes, sha256 {hashlib.sha256(MODEL.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
