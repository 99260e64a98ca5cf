"""Why rows are dropped, gathered rule by rule."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.schemas import STRING
from moisson.stage import DROPS, Columns


class Reasons:
    """Why each row of a batch is dropped; the first reason given stays."""

    def __init__(self, size: int) -> None:
        self._reasons: dict[int, tuple[str, str]] = {}
        self._size = size

    def add(self, reason: str, rows: NDArray[np.bool_], detail: Callable[[int], str]) -> None:
        """Drop the rows where `rows` is true."""
        for row in np.flatnonzero(rows).tolist():
            self._reasons.setdefault(row, (reason, detail(row)))

    def columns(self) -> Columns:
        """`drop_reason` and `drop_detail`, null where a row is kept."""
        pairs = [self._reasons.get(row, (None, None)) for row in range(self._size)]
        return {name: pa.array([pair[k] for pair in pairs], STRING) for k, name in enumerate(DROPS)}
