"""When a document loses more words in silence than its format usually does.

`unknown` of `left_out` is what nobody told of. Nine of ten real files of a format, of those that this was measured on, stay below
the usual share, which is rounded up; a document above it is worth a look.
"""

from collections.abc import Mapping

FEWEST = 20  # words lost below which nothing is marked: a date, an address, the labels of a form
USUAL = 0.03
USUAL_OF: Mapping[str, float] = {
    "html": 0.01,
    "pdf": 0.05,  # pages hold figures whose labels are no text
    "alto": 0.05,
    "row": 0.05,
    "dila-xml": 0.30,  # trees in JSON: names of elements and addresses stand in strings, as the words do
    "ted": 0.10,
    "eforms": 0.05,
    "xml": 0.20,  # of vocabularies that nobody has described
    "riigi-teataja": 0.20,
    "gii": 0.05,
}


def usual_share(format: str) -> float:
    """The share of its words that a document of a format may lose in silence."""
    return USUAL_OF.get(format, USUAL)


def loses_much(format: str, words_held: int | None, unknown: int) -> bool:
    """Whether that is more than is usual."""
    return bool(words_held) and unknown >= FEWEST and unknown > usual_share(format) * (words_held or 0)
