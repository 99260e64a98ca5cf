"""Why rows are dropped, gathered rule by rule: Python objects only for the rows that are."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.schemas import STRING
from moisson.contracts.stage import DROPS, Columns


class Reasons:
    """Why each row of a batch is dropped; the first reason given stays."""

    def __init__(self, size: int) -> None:
        self._place = np.full(size, -1, np.int64)  # of each row's words in the lists below
        self._words: tuple[list[str], list[str]] = ([], [])

    def add(self, reason: str, rows: NDArray[np.bool_], detail: Callable[[int], str]) -> None:
        """Drop the rows where `rows` is true."""
        new = np.flatnonzero(rows & (self._place < 0))
        self._place[new] = len(self._words[0]) + np.arange(len(new))
        self._words[0].extend([reason] * len(new))
        self._words[1].extend(detail(row) for row in new.tolist())

    def columns(self) -> Columns:
        """`drop_reason` and `drop_detail`, null where a row is kept."""
        places = pa.array(self._place, mask=self._place < 0)
        return {name: pa.array(words, STRING).take(places) for name, words in zip(DROPS, self._words, strict=True)}
