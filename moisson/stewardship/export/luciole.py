"""The record of the Luciole Training Dataset (OpenLLM France): `source`, `id`, `language`, `text`, `messages`, `metadata`.

As `HF_SCHEMA` and its adapter have it (OpenLLM-France/Luciole-Training, `data/processing/pretraining/utils.py`, commit 501c690):
`metadata` is JSON in a string, `language` is never null, and `messages` (conversations) are null for documents.
"""

from typing import Any

import pyarrow as pa

from moisson.stewardship.export.shape import Row, Shape, rest_json

PLACED = frozenset(("source", "id", "language", "text"))
MESSAGES = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))


def schema(release: pa.Schema) -> pa.Schema:
    del release  # everything that has no column is one string
    strings = [pa.field(name, pa.string()) for name in ("source", "id", "language", "text")]
    return pa.schema([*strings, pa.field("messages", MESSAGES), pa.field("metadata", pa.string())])


def record(row: Row, release: str) -> dict[str, Any]:
    return {
        "source": row["source"],
        "id": row["id"],
        "language": row["language"] or "und",
        "text": row["text"],
        "messages": None,
        "metadata": rest_json(row, PLACED, release),
    }


LUCIOLE = Shape(
    "luciole",
    "Luciole",
    "data",
    "parquet",
    schema,
    record,
    {
        "source": "the source's name",
        "id": "the document's id",
        "language": "ISO 639-1, or `und`",
        "text": "the text",
        "messages": "null: a document is no conversation",
        "metadata": "JSON: every other column of the release, rights with their evidence, the document's version, url …",
    },
)
