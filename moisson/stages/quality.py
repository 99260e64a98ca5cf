"""Broken texts out, good law in: a law repeats its formulas and its tables with right.

The rules descend from those of Gopher (Rae et al. 2021, *Scaling Language Models*, table A1), which were made for web pages.
Their thresholds reject one in a hundred good legal texts, so these here are far wider, and the rules on repeated n-grams are
left out.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.kernels.repetition import measure_repetition
from moisson.kernels.strings import strings
from moisson.kernels.words import measure_words
from moisson.stage import DROPS, Columns, Step, stage
from moisson.stages.reasons import Reasons

Counts = NDArray[np.int64]


@stage(version=1, reads=("text",), writes=("word_count", *DROPS))
def drop_short(min_words: int = 20, min_body_words: int = 5) -> Step:
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


@stage(version=1, reads=("text",), writes=DROPS)
def drop_repetitive(
    max_repeated: float = 0.8, max_fillers: float = 0.6, min_letters: float = 0.05, max_damaged: float = 0.01
) -> Step:
    """Drop texts that are broken: repeated, blank, without letters, or damaged. Shares are of characters that are not white
    space.

    - `repeated-lines`: more than `max_repeated` of the text stands in lines that were there before. Headings, table rows and list
      items are not compared. Gopher's limit is 0.2; good public sheets that tell each case in full reach 0.78.
    - `blank-form`: more than `max_fillers` of the text are runs of dots or underscores, as on forms to fill in. Gopher limits
      lines that end in an ellipsis to 0.3; model contracts and registration forms reach 0.44.
    - `few-letters`: less than `min_letters` of the text are letters, figures in tables aside: mortality tables and pay scales are
      law. Gopher asks for a letter in 0.8 of the words.
    - `damaged`: more than `max_damaged` of the text are U+FFFD, left where characters were lost. Ours.
    """

    def step(batch: pa.RecordBatch) -> Columns:
        found = measure_repetition(strings(batch.column("text")))
        reasons = Reasons(batch.num_rows)

        def above(reason: str, part: Counts, whole: Counts, limit: float, what: str) -> None:
            over = part > limit * whole
            reasons.add(reason, over, lambda row: f"{part[row] / whole[row]:.0%} {what}, at most {limit:.0%}")

        above("damaged", found.damaged, found.characters, max_damaged, "of the characters were lost")
        above(
            "repeated-lines",
            found.repeated_line_characters,
            found.characters,
            max_repeated,
            "of the characters stand in repeated lines",
        )
        above("blank-form", found.fillers, found.characters, max_fillers, "of the characters are dots or underscores")
        above("few-letters", found.unlettered, found.characters, 1 - min_letters, "of the characters are no letters")
        return reasons.columns()

    return step
