"""When a document loses more words in silence than its format usually does.

`unknown` of `left_out` is what nobody told of. A document above the usual share is worth a look. Nine of ten real files lose at
most 0.7% in every format but PDF (`bench/conservation.py --most 100`), and 0.3% where XML is read as if no vocabulary were known
(145 files of 15 vocabularies). Of 65 PDFs, 54 lose at most 5%; most of the others have fonts whose letters have no names.
"""

from collections.abc import Mapping

FEWEST = 20  # words lost below which nothing is marked: a date, an address, the labels of a form
USUAL = 0.01
USUAL_OF: Mapping[str, float] = {
    "pdf": 0.05,  # pages hold figures whose labels are no text
}


def usual_share(format: str) -> float:
    """The share of its words that a document of a format may lose in silence."""
    return USUAL_OF.get(format, USUAL)


def loses_much(format: str, words_held: int | None, unknown: int) -> bool:
    """Whether that is more than is usual."""
    return bool(words_held) and unknown >= FEWEST and unknown > usual_share(format) * (words_held or 0)
