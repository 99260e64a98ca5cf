"""Where the tokens of a document lie."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import NotFound
from moisson.contracts.token_files import MANIFEST, Dataset, TokenFiles, is_tokens
from moisson.workspace.storage import LAST, extent


def folders_in(workspace: Path) -> list[Path]:
    """The folders of tokens in a workspace."""
    found = {path.parent for depth in ("*", "*/*") for path in (workspace / "tokens").glob(f"{depth}/{MANIFEST}")}
    return sorted(folder for folder in found if is_tokens(folder))


def trace_in_tokens(folders: Sequence[Path], id: str) -> list[dict[str, Any]]:
    """Where a document's tokens lie, or those of all that were read from a harvested entry: see `places_in`.

    Raises NotFound where no folder has any, UserError for what is no folder of tokens.
    """
    if found := places_in(folders, id):
        return found
    raise NotFound(f"{id} is in no dataset of {', '.join(map(str, folders))}; `moisson trace {id} --release DIR` says why.")


def places_in(folders: Sequence[Path], id: str) -> list[dict[str, Any]]:
    """The places of a document: folder, file, index, and offsets in tokens and in bytes; none where no folder has it."""
    return [
        {"folder": str(folder), "release": tokens.manifest.release.name, "tokenizer": tokens.manifest.tokenizer.name, **place}
        for folder in folders
        for tokens in (TokenFiles.open(folder),)
        for place in sorted(
            (place for dataset in tokens.datasets for place in _places(dataset, id)), key=lambda place: str(place["id"])
        )
    ]


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
