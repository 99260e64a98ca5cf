"""OCR noise: the share of a text that stands in words which its language would not write."""

from functools import lru_cache
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.stage import Columns, Step, stage
from moisson.kernels.strings import strings
from moisson.kernels.trigram_noise import ANY, NONE, Tables, measure_surprise

# Raise the stage's version with it: a test holds the two together.
MODEL_SHA256 = "e02957419fe46822e782fe892f597afa132de84e50d388144bbaccd942a376d1"
CROWD = 0.07  # of a passage's characters wrong, and it is hard to read
LEAST_PER_ERROR = 1.0  # of a table so weak that it sees few errors, what it sees is not blown up
SAME = {"bs": "hr", "sr-Latn": "hr", "no": "nb", "iw": "he"}
UNKNOWN = ("und", "mul", "")


@lru_cache(maxsize=1)
def load_tables() -> Tables:
    """The tables that `scripts/build_surprise.py` made, read once per process."""
    with files("moisson.corpus.stages").joinpath("data/surprise.npz").open("rb") as file, np.load(file) as found:
        languages = tuple(str(name) for name in found["languages"])
        return Tables(languages, *(found[name] for name in Tables._fields[1:]))


def _tables_of(languages: pa.Array, tables: Tables) -> NDArray[np.int64]:
    """The number of each row's table; `ANY` where no language is named."""
    named = pc.dictionary_encode(languages.cast(pa.large_string()))
    numbers = {name: number for number, name in enumerate(tables.languages)}
    of = [ANY if name in UNKNOWN else numbers.get(SAME.get(name, name), NONE) for name in named.dictionary.to_pylist()]
    rows: NDArray[np.int32] = pc.fill_null(named.indices, len(of)).to_numpy(zero_copy_only=False)
    return np.array([*of, ANY], np.int64)[rows]


@stage(version=2, reads=("text", "language"), writes=("noise", "noisy_share"))
def measure_noise(
    min_letters: int = 300,  # with fewer letters to judge, both columns are null
) -> Step:
    """Write how much of a text no language explains: what bad OCR and broken text layers leave, in eight scripts. Drops nothing.

    - `noise`: about the share of characters that are wrong, from 0. It is the share of letters that stand in surprising words
      (`moisson.kernels.trigram_noise`), by what made errors add to it in this language. Good law and debate have 0.00 to 0.03.
    - `noisy_share`: the share of letters in passages (of 200 to 1,000 letters) with over 0.07 of noise; shows what is broken in
      part.

    The language is the document's; a passage in another language of the same script counts as that. Both are null where fewer
    than `min_letters` letters can be judged, where there is no table for the language or its script, and where no language is
    named and none explains the text.
    """

    def step(batch: pa.RecordBatch) -> Columns:
        tables = load_tables()
        own = _tables_of(batch.column("language"), tables)
        per_error = np.maximum(np.append(tables.per_error, np.median(tables.per_error)), LEAST_PER_ERROR)[np.maximum(own, ANY)]
        judged, surprising, crowded = measure_surprise(strings(batch.column("text")), own, tables, CROWD * per_error)
        whole = np.maximum(judged, 1)
        noise = np.minimum(surprising / whole / per_error, 1.0)
        unknown = (judged < max(min_letters, 1)) | ((own == ANY) & (noise > CROWD))
        return {
            "noise": pa.array(np.round(noise, 4), mask=unknown),
            "noisy_share": pa.array(np.round(crowded / whole, 4), mask=unknown),
        }

    return step
