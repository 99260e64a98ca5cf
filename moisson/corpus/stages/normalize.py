"""Text in one form: NFC, plain spaces and line breaks, nothing invisible."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.stage import Columns, Step, stage
from moisson.kernels.cleaning import clean
from moisson.kernels.strings import string_array, strings


@stage(version=1, reads=("text",), writes=("text",))
def normalize_text() -> Step:
    """Write `text` in one form; doing it twice changes nothing.

    - Unicode NFC.
    - CR, CR LF, VT, FF, NEL and U+2028, U+2029 become `\\n`; every other space, and the tab, a plain space.
    - Out: controls, private-use characters and noncharacters, soft hyphens, zero-width spaces, word joiners, direction marks,
      byte-order marks. U+200C and U+200D stay after characters of scripts that need them (Arabic, Indic …) and of emoji.
    - U+FFFD stays: it is the evidence that something was lost before.
    - Spaces collapse to one and go at line ends and starts; a list item keeps its indentation. At most one blank line between
      paragraphs, none at start and end.
    """

    def step(batch: pa.RecordBatch) -> Columns:
        text = batch.column("text")
        cleaned, composes = clean(strings(text))
        valid = text.is_valid() if text.null_count else None
        result = string_array(cleaned, valid)
        rows = np.flatnonzero(composes)
        return {"text": _replace(result, rows, _compose(text.take(pa.array(rows)))) if len(rows) else result}

    return step


def _compose(texts: pa.Array) -> pa.Array:
    """NFC before cleaning, because composition decides what is a joiner's neighbour; and after, because what goes may have kept a
    letter and its mark apart."""
    cleaned, _ = clean(strings(pc.utf8_normalize(texts, form="NFC")))
    return pc.utf8_normalize(string_array(cleaned), form="NFC")


def _replace(texts: pa.Array, rows: NDArray[np.int64], values: pa.Array) -> pa.Array:
    mask = np.zeros(len(texts), np.bool_)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), values)
