"""The record of datatrove: `text`, `id`, and everything else in `metadata`.

As `datatrove.data.Document` and the readers' default adapter have it (datatrove 0.10.1): `JsonlReader` and `ParquetReader` take
`metadata` as an object, or a struct, and give it back as a dictionary.
"""

from typing import Any

import pyarrow as pa

from moisson.stewardship.export.shape import Row, Shape, rest, rest_type

PLACED = frozenset(("id", "text"))


def schema(release: pa.Schema) -> pa.Schema:
    return pa.schema([("text", pa.string()), ("id", pa.string()), ("metadata", rest_type(release, PLACED))])


def record(row: Row, release: str) -> dict[str, Any]:
    return {"text": row["text"], "id": row["id"], "metadata": rest(row, PLACED, release)}


DATATROVE = Shape(
    "datatrove",
    "datatrove",
    "data",
    "jsonl.zst",
    schema,
    record,
    {"text": "the text", "id": "the document's id", "metadata": "every other column of the release, and its name"},
)
