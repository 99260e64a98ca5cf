"""The record of Dolma: `id`, `text`, `source`, `version`, `added`, `created`, `metadata`.

As `docs/data-format.md` of allenai/dolma says it (commit 43b0314), and as `dolma.core.data_types.InputSpec` reads it (dolma
1.2.1): `added` and `created` are strings that may be empty and never null, files lie under `documents/`. A release has
no date of fetching, so `added` is empty; `created` is a timestamp where the day is known, else the year or month.
"""

import re
from typing import Any

import pyarrow as pa

from moisson.stewardship.export.shape import Row, Shape, rest, rest_type

PLACED = frozenset(("id", "text", "source"))
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
STRINGS = ("id", "text", "source", "version", "added", "created")


def schema(release: pa.Schema) -> pa.Schema:
    return pa.schema([*((name, pa.string()) for name in STRINGS), ("metadata", rest_type(release, PLACED))])


def record(row: Row, release: str) -> dict[str, Any]:
    created = row["created"] or ""
    return {
        "id": row["id"],
        "text": row["text"],
        "source": row["source"],
        "version": release,
        "added": "",
        "created": f"{created}T00:00:00.000Z" if DAY.fullmatch(created) else created,
        "metadata": rest(row, PLACED, release),
    }


DOLMA = Shape(
    "dolma",
    "Dolma",
    "documents",
    "jsonl.zst",
    schema,
    record,
    {
        "id": "the document's id",
        "text": "the text",
        "source": "the source's name",
        "version": "the release",
        "added": "empty: a release does not say when a document was brought home",
        "created": "the publisher's date",
        "metadata": "every other column of the release: rights with their evidence, the document's own version, url …",
    },
)
