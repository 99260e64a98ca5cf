"""Tokens that were made before: what a new release has in common with an older one is copied."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.token_files import Dataset, TokenFiles
from moisson.workspace.storage import extent

COLUMNS = ["text_sha256", "first_token", "tokens"]


class Earlier:
    """A folder of tokens of the same tokenizer, looked up by texts.

    Rows lie in the order of releases, so the documents of a piece of one release lie near each other in those of another: only
    row groups that may have their ids are read. A text that has moved far is tokenised again, to the same end.
    """

    def __init__(self, folder: Path) -> None:
        self._datasets = TokenFiles.open(folder).datasets

    def find(self, ids: pa.ChunkedArray, texts: pa.ChunkedArray) -> dict[str, NDArray[Any]]:
        """Tokens by the SHA-256 of their text, where they are found; `ids` and `texts` (SHA-256) are of the same documents."""
        if not len(ids):
            return {}
        first, last = pc.min(ids).as_py(), pc.max(ids).as_py()
        found: dict[str, NDArray[Any]] = {}
        for dataset in self._datasets:
            for table in _near(dataset, first, last):
                known = table.filter(pc.is_in(table["text_sha256"], pa.array(texts.unique())))
                for text, begin, count in zip(*(known[name].to_pylist() for name in COLUMNS), strict=True):
                    found[text] = dataset.tokens[begin : begin + count]
        return found


def _near(dataset: Dataset, first: str, last: str) -> Iterator[pa.Table]:
    """The rows whose group may have an id of a range."""
    with dataset.opened() as file:
        for number in range(file.num_row_groups):
            least, greatest = extent(file, number, "id")
            if least <= last and first <= greatest:
                yield file.read_row_group(number, COLUMNS)


@lru_cache(maxsize=1)
def earlier(folder: Path, manifest_sha256: str | None) -> Earlier:
    """The tokens of a folder, which does not change while its manifest does not; a process opens them once."""
    del manifest_sha256  # part of the cache key
    return Earlier(folder)
