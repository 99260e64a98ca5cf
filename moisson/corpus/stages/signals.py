"""What is measured of a text for its quality: `SIGNALS` defines each column, and whose it is.

Words are ours (`kernels/words.py`: runs of letters, digits and marks, so `l'article L. 1221-1` has five). The sources split at
spaces or by a tokenizer, and count punctuation as words or within them: their words are longer and fewer. Shares of characters
leave out white space here, and shares of n-grams punctuation too, above and below the line alike. A share of nothing is 0.
"""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.stage import Columns, Step, stage
from moisson.kernels.function_words import Lexicon, lexicon
from moisson.kernels.signals import count_signals
from moisson.kernels.strings import strings


class Signal(NamedTuple):
    """A column: a count of `kernels/signals.py`, or one divided by another."""

    name: str
    made_of: str
    meaning: str
    source: str


# Rae et al. 2021, arXiv 2112.11446: the rules of section A.1.1, and those of its table A1.
_GOPHER, _TABLE_A1 = "Gopher, section A.1.1", "Gopher, table A1"
# Raffel et al. 2020, JMLR 21(140), section 2.2, and c4_utils.py of TensorFlow Datasets.
_C4 = "C4, section 2.2"
# Penedo et al. 2024, arXiv 2406.17557, section 3.6, and the quality filter of datatrove that goes with it.
_FINEWEB = "FineWeb, section 3.6"
# Gouvert et al. 2025, arXiv 2503.12294.
_LUCIE = "Lucie"
_OURS = "Moisson"

SIGNALS = (
    Signal("word_count", "words", "words", f"{_GOPHER}: 50 to 100,000; {_LUCIE}: the same"),
    Signal("mean_word_length", "word_characters / words", "characters per word", f"{_GOPHER}: 3 to 10; {_LUCIE}: the same"),
    Signal("gopher_hashes", "hashes / words", "# outside heading marks, per word", f"{_GOPHER}: at most 0.1"),
    Signal("gopher_ellipses", "ellipses / words", "… and ..., per word", f"{_GOPHER}: at most 0.1"),
    Signal("gopher_bullet_lines", "bullet_lines / lines", "lines that begin with a bullet", f"{_GOPHER}: at most 0.9"),
    Signal("gopher_ellipsis_lines", "ellipsis_lines / lines", "lines that end in … or ...", f"{_GOPHER}: at most 0.3"),
    Signal("gopher_lettered_words", "lettered_words / words", "words with a letter in them", f"{_GOPHER}: at least 0.8"),
    Signal(
        "gopher_stop_words",
        "distinct_function_words",
        "distinct function words, of the language that has most of them in the text; Gopher's are eight English ones",
        f"{_GOPHER}: at least 2",
    ),
    Signal("gopher_dup_lines", "repeated_lines / lines", "lines that stood before", f"{_TABLE_A1}: at most 0.30"),
    Signal(
        "gopher_dup_line_chars",
        "repeated_line_characters / characters",
        "characters in lines that stood before",
        f"{_TABLE_A1}: at most 0.20; {_FINEWEB}: at most 0.01",
    ),
    Signal(
        "gopher_dup_paragraphs", "repeated_paragraphs / paragraphs", "paragraphs that stood before", f"{_TABLE_A1}: at most 0.30"
    ),
    Signal(
        "gopher_dup_paragraph_chars",
        "repeated_paragraph_characters / characters",
        "characters in paragraphs that stood before",
        f"{_TABLE_A1}: at most 0.20",
    ),
    *(
        Signal(
            f"gopher_top_{n}gram",
            f"ngrams_{n} / word_characters",
            f"characters of words in the most frequent {n}-gram, where it occurs twice",
            f"{_TABLE_A1}: at most {limit:.2f}",
        )
        for n, limit in ((2, 0.20), (3, 0.18), (4, 0.16))
    ),
    *(
        Signal(
            f"gopher_dup_{n}grams",
            f"ngrams_{n} / word_characters",
            f"characters of words in {n}-grams that stood before, none counted twice",
            f"{_TABLE_A1}: at most {limit:.2f}",
        )
        for n, limit in ((5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10))
    ),
    Signal("c4_ended_lines", "plain_end_lines / lines", "lines that end in . ? ! \" or ' but not in ...", f"{_C4}: keeps these"),
    Signal("c4_few_word_lines", "few_word_lines / lines", "lines of fewer than 3 words", f"{_C4}: keeps the others"),
    Signal("c4_braces", "braces", "curly brackets", f"{_C4}: none"),
    Signal("c4_lorem_ipsum", "lorem", "how often lorem and ipsum both occur", f"{_C4}: none"),
    Signal(
        "sentences",
        "sentences",
        "ends of sentences: . ! ? and other scripts' after a word of three letters, before a capital or the line's end",
        f"{_C4}: at least 3 (5 in its code); {_LUCIE}: at least 3",
    ),
    Signal(
        "fineweb_ended_lines",
        "ending_lines / lines",
        "lines that end a sentence, in any script, closing quotes and brackets aside",
        f"{_FINEWEB}: more than 0.12",
    ),
    Signal(
        "fineweb_short_lines",
        "short_lines / lines",
        "lines of at most 30 characters, spaces among them",
        f"{_FINEWEB}: less than 0.67",
    ),
    Signal("fineweb_newlines", "newlines / words", "newlines, per word", f"{_FINEWEB}: at most 0.3"),
    Signal("body_text", "body_words / words", "words outside headings and table rows", _OURS),
    Signal(
        "loose_text",
        "loose_words / words",
        "words on loose lines: outside headings and tables, and no end of a sentence (… is none), no ; or , at the end, no eight "
        "words in a row between | > › • ·, no label with its value; or of at most 16 words with a page's number at the end",
        _OURS,
    ),
    Signal(
        "function_words",
        "function_words / lettered_words",
        "words with letters that are function words, of the language that has most of them in the text",
        _OURS,
    ),
    Signal(
        "numbered_text",
        "numbered_words / words",
        "words on lines, outside headings and tables, of at most 16 words with a page's number at the end, as in a table of "
        "contents: of at most four digits, no year, no part of a longer number, not the value of a label",
        _OURS,
    ),
    Signal(
        "asking_lines",
        "asking_lines / body_lines",
        "lines outside headings and tables with something to fill in: fillers, a box, or at most six words and a colon",
        _OURS,
    ),
    Signal("empty_cells", "empty_cells / cells", "cells of tables that are empty", _OURS),
    Signal(
        "fillers",
        "fillers / characters",
        "characters that are . _ · in runs of three or more, spaces between them or not, or …",
        _OURS,
    ),
    Signal(
        "unlettered",
        "unlettered / characters",
        "characters that are no letters, those in headings and table rows aside: tables of figures are law",
        _OURS,
    ),
    Signal("markup", "markup / characters", "characters that are { } < > \\ =, outside headings and tables", _OURS),
    Signal("odd_characters", "odd / characters", "characters that running text has no use for (kernels/marks.py)", _OURS),
    Signal(
        "damaged", "damaged / characters", "characters that are U+FFFD, or part of one read in the wrong encoding (Ã©)", _OURS
    ),
    Signal("single_letters", "single_words / words", "words of one letter", _OURS),
    Signal("long_words", "long_word_characters / word_characters", "characters of words in words of more than 40", _OURS),
    Signal(
        "repeated_lines",
        "repeated_prose_characters / characters",
        "characters in lines that stood before and are no headings, table rows or list items",
        _OURS,
    ),
)


@lru_cache(maxsize=1)
def function_words() -> Lexicon:
    """The words of `function_words.toml`, as the kernel looks them up."""
    listed = tomllib.loads(files("moisson.corpus.stages").joinpath("function_words.toml").read_text("utf-8"))
    return lexicon({language: list(dict.fromkeys(words.split())) for language, words in listed.items()})


@stage(version=2, reads=("text",), writes=tuple(signal.name for signal in SIGNALS))
def measure_signals() -> Step:
    """Write every signal of `SIGNALS` as a column: counts as whole numbers, what is divided as a fraction."""

    def step(batch: pa.RecordBatch) -> Columns:
        counts = count_signals(strings(batch.column("text")), function_words())
        return {signal.name: pa.array(_values(counts, signal.made_of)) for signal in SIGNALS}

    return step


def _values(counts: NDArray[np.void], made_of: str) -> NDArray[np.int64] | NDArray[np.float64]:
    part, _, whole = made_of.partition(" / ")
    if not whole:
        return _column(counts, part)
    above, below = _column(counts, part), _column(counts, whole)
    return np.divide(above, below, out=np.zeros(len(above)), where=below > 0)


def _column(counts: NDArray[np.void], name: str) -> NDArray[np.int64]:
    found = counts["ngrams"][:, int(name[7:]) - 2] if name.startswith("ngrams_") else counts[name]
    return np.ascontiguousarray(found)
