"""Build the tables behind `measure_noise` from clean text of many languages; the same text gives the same file.

    python -m scripts.build_surprise ../shared/data

writes `moisson/stages/data/surprise.npz`. What ships is, for each language, its letters and one bit for each run of three of
them: whether it is surprising. No text and no counts can be had back from it.

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
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.kernels.letters import letters
from moisson.kernels.strings import strings
from moisson.kernels.surprise import BORDER, END, REST, SIZE, Tables, measure_surprise
from scripts.clean_text import LISTS, Line, capped, lines
from scripts.made_errors import damaged, letters_of

MODEL = Path(__file__).parents[1] / "moisson" / "stages" / "data" / "surprise.npz"
CLEAN, CLEAN_LIST = 0.01, 0.02
FEW_WORDS = 1_000
LIMITS = np.arange(10.5, 14.01, 0.5)
ENOUGH = 80_000  # letters, for a language to speak for windows of documents in another
RATE = 0.1  # of made errors, to scale a language's surprise by
MOST_TO_SCALE = 500  # lines

SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
WORD = re.compile(r"[^\W\d_]+")


def words(text: str) -> Iterator[str]:
    """The words that the kernel would judge, or nearly: no codes, acronyms, or letters that count."""
    for match in WORD.finditer(text):
        word, before, after = match.group(), text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if (
            before.isdigit()
            or after.isdigit()
            or (len(word) == 1 and after in ".)")
            or (len(word) in range(2, 6) and word.isupper())
        ):
            continue
        if len({script_of(char) for char in word}) == 1:
            yield "".join(chr(FOLDED[ord(char)]) for char in word if ord(char) < END)


FOLDED = letters().folded.tolist()


@cache
def script_of(char: str) -> int | None:
    """The number of a letter's script, where there are tables for it."""
    name = unicodedata.name(char, "").partition(" ")[0]
    return SCRIPTS.index(name) if name in SCRIPTS else None


class Language(NamedTuple):
    """What is counted and found of one language."""

    script: int
    alphabet: str
    odd: NDArray[np.bool_]  # by three symbols
    limit: float
    letters: int
    clean: float  # share of the letters of unseen files in surprising words


def counted(found: Iterable[Line]) -> Counter[str]:
    return Counter(word for line in found for word in words(line.text) if word)


def alphabet_of(counts: Counter[str]) -> tuple[int, str]:
    """The script of most letters, and its letters that are more than slips, the most frequent first."""
    of_letters: Counter[str] = Counter()
    for word, count in counts.items():
        for char in word:
            of_letters[char] += count
    scripts: Counter[int] = Counter()
    for char, count in of_letters.items():
        if (script := script_of(char)) is not None:
            scripts[script] += count
    script = scripts.most_common(1)[0][0]
    least = max(5, sum(of_letters.values()) // 20_000)
    known = [char for char, count in of_letters.most_common() if count >= least and script_of(char) == script]
    return script, "".join(known[: SIZE - 2])


def runs(word: str, symbols: dict[str, int]) -> Iterator[tuple[int, int, int]]:
    row = [BORDER, BORDER, *(symbols.get(char, REST) for char in word), BORDER]
    return zip(row, row[1:], row[2:], strict=False)


def bits(counts: Counter[str], symbols: dict[str, int]) -> NDArray[np.float64]:
    """The surprise of each third symbol after two others, in bits: as among distinct words, or as in running text where less."""
    return np.minimum(*(estimated(given, symbols) for given in (Counter(dict.fromkeys(counts, 1)), counts)))


def estimated(counts: Counter[str], symbols: dict[str, int]) -> NDArray[np.float64]:
    three = np.zeros((SIZE, SIZE, SIZE))
    for word, count in counts.items():
        for run in runs(word, symbols):
            three[run] += count
    two = (three > 0).sum(0).astype(float)
    two[BORDER] = three[BORDER, BORDER]
    one = (two > 0).sum(0).astype(float)
    some = np.zeros(SIZE)
    some[: len(symbols) + 2] = 1 / (len(symbols) + 2)
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


def learn(found: list[Line]) -> Language:
    """One language from its lines, without those that are held out."""
    script, alphabet = alphabet_of(counted(line for line in found if line.fold != 0))
    symbols = {char: number for number, char in enumerate(alphabet, REST + 1)}
    first = bits(counted(line for line in found if line.fold > 1), symbols)
    unseen, allowed = counted(line for line in found if line.fold == 1 and line.origin not in LISTS), CLEAN
    if unseen.total() < FEW_WORDS:
        unseen, allowed = counted(line for line in found if line.fold == 1), CLEAN_LIST
    shares = [clean_share(unseen, symbols, first, limit) for limit in LIMITS]
    chosen = next((k for k, share in enumerate(shares) if share <= allowed), len(shares) - 1)
    counts = counted(line for line in found if line.fold != 0)
    size = sum(len(word) * count for word, count in counts.items())
    return Language(script, alphabet, bits(counts, symbols) > LIMITS[chosen], float(LIMITS[chosen]), size, shares[chosen])


def arrays(learned: dict[str, Language]) -> dict[str, NDArray[np.generic]]:
    """The tables as `moisson.kernels.surprise.Tables` has them."""
    known = sorted({(language.script, char) for language in learned.values() for char in language.alphabet})
    number = {char: k for k, (_, char) in enumerate(known, 1)}
    symbols = np.full((len(learned), len(known) + 1), REST, np.uint8)
    for row, language in enumerate(learned.values()):
        for symbol, char in enumerate(language.alphabet, REST + 1):
            symbols[row, number[char]] = symbol
    return {
        "languages": np.array(list(learned)),
        "letters": np.array([ord(char) for _, char in known], np.uint32),
        "scripts": np.array([script for script, _ in known], np.uint8),
        "script": np.array([language.script for language in learned.values()], np.uint8),
        "explains": np.array([language.letters >= ENOUGH for language in learned.values()]),
        "symbols": symbols,
        "per_error": np.ones(len(learned)),
        "odd": np.stack([np.packbits(language.odd.ravel(), bitorder="little") for language in learned.values()]),
    }


def per_error(found: dict[str, list[Line]], tables: Tables) -> NDArray[np.float64]:
    """How much surprise, as a share of the letters, one wrong character in ten makes in each language, by character."""
    out = []
    for number, given in enumerate(found.values()):
        unseen = [line.text for line in given if line.fold == 1][:MOST_TO_SCALE]
        chance, letters = random.Random(number), letters_of(unseen)
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


def main(root: Path) -> None:
    found = capped(lines(root))
    learned = {name: learn(given) for name, given in found.items()}
    tables = arrays(learned)
    tables["per_error"] = per_error(found, Tables(tuple(learned), *(tables[name] for name in Tables._fields[1:])))
    for (name, language), scale in zip(learned.items(), tables["per_error"], strict=True):
        of = f"{language.limit:5.1f} bits, {language.clean:6.2%} of clean letters surprise, {scale:5.2f} by error"
        say(f"{name} {language.letters:>10,} letters {len(language.alphabet)} in use {of}")
    MODEL.parent.mkdir(exist_ok=True)
    write(MODEL, tables)
    say(f"{MODEL.name}: {MODEL.stat().st_size:,} bytes, sha256 {hashlib.sha256(MODEL.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
