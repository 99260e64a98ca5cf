"""64 bits for each text's bytes, to find equal texts by; whoever must be sure compares the texts too."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.strings import Strings
from moisson.kernels.words import mix

_START = np.uint64(0xCBF29CE484222325)
_STEP = np.uint64(0x9E3779B97F4A7C15)


@kernel
def _hash(offsets: Any, data: Any, out: Any) -> None:
    for row in range(len(out)):
        state = _START
        for at in range(offsets[row], offsets[row + 1]):
            state = (state ^ np.uint64(data[at])) * _STEP
        out[row] = mix(state)


def hash_texts(texts: Strings) -> NDArray[np.uint64]:
    """A hash of each text; equal for equal bytes."""
    out = np.zeros(len(texts.offsets) - 1, np.uint64)
    _hash(texts.offsets, texts.data, out)
    return out
