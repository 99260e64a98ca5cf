"""Broken texts out, good law in: a law repeats its formulas and its tables with right.

The usual rules (Gopher's, C4's, FineWeb's) were made for web pages, and reject good law and debate by the hundred. Here signals
are columns first (`stages/signals.py`), and what is dropped follows from a table of limits by kind of document and language
(`thresholds.toml`), in which most rules need several signs at once.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.stage import DROPS, Columns, DataFile, Step, stage
from moisson.corpus.stages.reasons import Reasons
from moisson.corpus.stages.signals import function_words
from moisson.corpus.stages.thresholds import ANY, OCR, Condition, chosen_rules, numbers, signals_of
from moisson.kernels.signals import count_signals
from moisson.kernels.strings import strings
from moisson.kernels.words import measure_words


@stage(version=1, reads=("text",), writes=("word_count", *DROPS))
def drop_short(
    min_words: int = 20,  # words of the whole text
    min_body_words: int = 5,  # words under the headings
) -> Step:
    """Drop documents of fewer than `min_words` words, or whose body has fewer than `min_body_words` (`too-short`).

    The body is the text without its heading lines. An article of eight words under its code's headings is law ("Le contrat de
    travail est exécuté de bonne foi."); a sheet of eight words is a label, and headings without a body are a remnant.
    `word_count` counts the words of the whole text.
    """

    def step(batch: pa.RecordBatch) -> Columns:
        whole, body = measure_words(strings(batch.column("text")))
        reasons = Reasons(batch.num_rows)
        reasons.add("too-short", whole < min_words, lambda row: f"{whole[row]} words, at least {min_words}")
        reasons.add(
            "too-short", body < min_body_words, lambda row: f"{body[row]} words under headings, at least {min_body_words}"
        )
        return {"word_count": pa.array(whole), **reasons.columns()}

    return step


def _reads(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    rules = chosen_rules(parameters["table"], parameters["without"])
    return tuple(dict.fromkeys(("kind", "language", "confidence", *signals_of(rules))))


@stage(version=2, reads=_reads, writes=DROPS)
def drop_low_quality(
    table: DataFile | None = None,  # a table of thresholds (TOML), from the recipe's folder
    without: Sequence[str] = (),  # rules to leave out; columns that only they look at need not be there
) -> Step:
    """Drop documents that break a rule of a table of thresholds, Moisson's own where `table` names no other (`quality:<rule>`).

    The rules named in `without` are left out, and the columns that only they look at need not be there.
    """
    rules = chosen_rules(table, without)

    def step(batch: pa.RecordBatch) -> Columns:
        classes = _Classes(batch)
        reasons = Reasons(batch.num_rows)
        values = {name: numbers(batch.column(name)) for name in signals_of(rules)}
        for rule in rules:
            broken = np.ones(batch.num_rows, np.bool_)
            for condition in rule.conditions:
                value, limit = values[condition.signal], classes.limits(condition)
                broken &= value > limit if condition.above else value < limit
            reasons.add(f"quality:{rule.name}", broken, partial(classes.detail, rule.conditions, values))
        return reasons.columns()

    return step


class _Classes:
    """The kinds and languages that occur in a batch, each pair once, so that limits are looked up by pair and not by row."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        kind = pc.if_else(batch.column("confidence").is_valid(), OCR, batch.column("kind"))
        pairs = [_codes(kind), _codes(batch.column("language"))]
        size = len(pairs[1][1])
        codes, self._of_row = np.unique(pairs[0][0] * size + pairs[1][0], return_inverse=True)
        self._pairs = [(pairs[0][1][code // size], pairs[1][1][code % size]) for code in codes.tolist()]

    def limits(self, condition: Condition) -> NDArray[np.float64]:
        """The limit for each row; not a number, which nothing is above or below, where there is none."""
        found = [condition.limit(*pair) for pair in self._pairs]
        return np.array([np.nan if limit is None else limit[1] for limit in found], np.float64)[self._of_row]

    def detail(self, conditions: Sequence[Condition], values: Mapping[str, NDArray[np.float64]], row: int) -> str:
        """What was found of a row, and what the limits are."""
        said = []
        for condition in conditions:
            key, limit = condition.limit(*self._pairs[self._of_row[row]]) or ("", np.nan)
            most = "at most" if condition.above else "at least"
            where = "" if key == ANY else f" for {key}"
            said.append(f"{condition.signal} {values[condition.signal][row]:.3g}, {most} {limit:g}{where}")
        return "; ".join(said)


def _codes(column: pa.Array) -> tuple[NDArray[np.int64], list[str | None]]:
    """A number for each row, and what the numbers stand for."""
    encoded = column.dictionary_encode(null_encoding="encode")
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary.to_pylist()


@stage(version=2, reads=("text",), writes=DROPS)
def drop_repetitive(
    max_repeated: float = 0.8,  # the most in repeated lines
    max_fillers: float = 0.6,  # the most in runs of dots or underscores
    min_letters: float = 0.05,  # the least of letters
    max_damaged: float = 0.01,  # the most of damaged characters
) -> Step:
    """Drop texts that are broken: repeated, blank, without letters, or damaged. Shares are of characters that are not white
    space.

    Four rules in one stage, for recipes that want no signals as columns; `drop_low_quality` knows more.

    - `repeated-lines`: more than `max_repeated` of the text stands in lines that were there before. Headings, table rows and list
      items are not compared. Gopher's limit is 0.2; good public sheets that tell each case in full reach 0.78.
    - `blank-form`: more than `max_fillers` of the text are runs of dots or underscores, as on forms to fill in. Gopher limits
      lines that end in an ellipsis to 0.3; model contracts and registration forms reach 0.44.
    - `few-letters`: less than `min_letters` of the text are letters, figures in tables aside: mortality tables and pay scales are
      law. Gopher asks for a letter in 0.8 of the words.
    - `damaged`: more than `max_damaged` of the text are U+FFFD, left where characters were lost, or read in
      the wrong encoding.
    """
    known = function_words()

    def step(batch: pa.RecordBatch) -> Columns:
        counts = count_signals(strings(batch.column("text")), known)
        whole = counts["characters"]
        reasons = Reasons(batch.num_rows)

        def above(reason: str, name: str, limit: float, what: str) -> None:
            part = counts[name]
            over = part > limit * whole
            reasons.add(reason, over, lambda row: f"{part[row] / whole[row]:.0%} {what}, at most {limit:.0%}")

        above("damaged", "damaged", max_damaged, "of the characters were lost")
        above("repeated-lines", "repeated_prose_characters", max_repeated, "of the characters stand in repeated lines")
        above("blank-form", "fillers", max_fillers, "of the characters are dots or underscores")
        above("few-letters", "unlettered", 1 - min_letters, "of the characters are no letters")
        return reasons.columns()

    return step
