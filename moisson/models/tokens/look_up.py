"""Where the tokens of a document lie."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import NotFound
from moisson.contracts.token_files import Dataset, TokenFiles
from moisson.workspace.storage import LAST, extent


def trace_in_tokens(folder: Path, id: str) -> dict[str, Any]:
    """The places of a document, or of all that were read from a harvested entry: file, index, offsets in tokens and in bytes.

    Raises NotFound where these tokens have none, UserError for what is no folder of tokens.
    """
    tokens = TokenFiles.open(folder)
    places = [place for dataset in tokens.datasets for place in _places(dataset, id)]
    if not places:
        raise NotFound(f"{id} is in no dataset of {folder}, whose documents are those of {tokens.manifest.release.name}.")
    return {
        "id": id,
        "tokens": str(folder),
        "release": tokens.manifest.release.name,
        "tokenizer": tokens.manifest.tokenizer.name,
        "places": sorted(places, key=lambda place: str(place["id"])),
    }


def _places(dataset: Dataset, id: str) -> Iterator[dict[str, Any]]:
    width = np.dtype(dataset.dtype).itemsize
    for table in _rows(dataset, id):
        for row in table.to_pylist():
            place = {"file": f"{dataset.prefix.name}.bin", **row}
            yield {**place, "first_byte": row["first_token"] * width, "bytes": row["tokens"] * width}


def _rows(dataset: Dataset, id: str) -> Iterator[pa.Table]:
    """The rows with this id, or that of a part of it; a row group is read only where its statistics allow one."""
    with dataset.opened() as file:
        for number in range(file.num_row_groups):
            least, greatest = extent(file, number, "id")
            if least <= f"{id}#{LAST}" and id <= greatest:
                table = file.read_row_group(number)
                yield table.filter(pc.or_(pc.equal(table["id"], id), pc.starts_with(table["id"], f"{id}#")))
