"""The record of Common Corpus (Pleias): a flat row, with `metadata` for what has no column.

Columns as its users read them: `identifier`, `collection`, `open_type`, `license`, `date` (a year), `title`, `creator`,
`language` (its English name), `language_type`, `word_count`, `token_count`, `text`. OpenLLM France's reader of it
(Luciole-Training, `data/processing/common_corpus_v2.py`) asks for `open_type`, `collection`, `language` and takes `int(date)`.
"""

import re
from typing import Any

import pyarrow as pa

from moisson.readers.facts.stated import BY_NAME
from moisson.stewardship.export.shape import Row, Shape, rest_json

PLACED = frozenset(("id", "source", "license", "title", "publisher", "word_count", "token_count", "text"))
YEAR = re.compile(r"\d{4}")
ENGLISH = {code: name.title() for name, code in reversed(BY_NAME.items())}  # of a language's names the English one comes first
OPEN_TYPE = "Open Government"
LANGUAGE_TYPE = "Written"


def schema(release: pa.Schema) -> pa.Schema:
    del release  # everything that is not flat is one string
    words = ("identifier", "collection", "open_type", "license")
    more = ("title", "creator", "language", "language_type")
    return pa.schema(
        [
            *((name, pa.string()) for name in words),
            ("date", pa.int64()),
            *((name, pa.string()) for name in more),
            ("word_count", pa.int64()),
            ("token_count", pa.int64()),
            ("text", pa.string()),
            ("metadata", pa.string()),
        ]
    )


def record(row: Row, release: str) -> dict[str, Any]:
    language = row["language"]
    year = YEAR.match(row["created"] or "")
    return {
        "identifier": row["id"],
        "collection": row["source"],
        "open_type": OPEN_TYPE,
        "license": row["license"],
        "date": int(year[0]) if year else None,
        "title": row["title"],
        "creator": row["publisher"],
        "language": ENGLISH.get(language or "", language),
        "language_type": LANGUAGE_TYPE,
        "word_count": row["word_count"],
        "token_count": row["token_count"],
        "text": row["text"],
        "metadata": rest_json(row, PLACED, release),
    }


COMMON_CORPUS = Shape(
    "common-corpus",
    "Common Corpus",
    "data",
    "parquet",
    schema,
    record,
    {
        "identifier": "the document's id",
        "collection": "the source's name",
        "open_type": f"`{OPEN_TYPE}`",
        "license": "SPDX id or LicenseRef; null where a statute is the basis, not a licence: see `metadata`",
        "date": "the year of the publisher's date",
        "title": "the title",
        "creator": "the publisher",
        "language": "the language's English name",
        "language_type": f"`{LANGUAGE_TYPE}`",
        "word_count": "words",
        "token_count": "tokens, where the release names a tokenizer",
        "text": "the text",
        "metadata": "JSON: every other column of the release, rights with their evidence, the whole date, url …",
    },
)
