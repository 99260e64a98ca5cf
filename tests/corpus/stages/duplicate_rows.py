"""A small corpus, as corpus stages see it, for the tests of duplicates."""

from typing import Any

import pyarrow as pa

from moisson.contracts.schemas import RELEASE, STRING
from moisson.contracts.stage import stages

COLUMNS = (
    *("id", "text", "force", "created", "valid_from", "valid_to", "word_count", "source", "title", "format", "identifiers"),
    *("part_of", "publisher_version", "confidence", "legal_state"),
)


class Rows:
    """Rows given as objects, in chunks of `chunk` rows."""

    def __init__(self, rows: list[dict[str, Any]], chunk: int = 1000) -> None:
        schema = pa.schema([RELEASE.field(name) for name in COLUMNS])
        filled = [{"id": f"s/{n}", "word_count": len((row["text"] or "").split()), **row} for n, row in enumerate(rows)]
        table = pa.Table.from_pylist(filled, schema)
        self.table = pa.Table.from_batches(table.to_batches(max_chunksize=chunk), table.schema)
        self.num_rows = len(rows)

    def column(self, name: str) -> pa.ChunkedArray:
        return self.table.column(name)

    def put(self, columns: dict[str, pa.Array]) -> None:
        """Add columns of the whole."""
        for name, values in columns.items():
            self.table = self.table.append_column(name, values)


def decide(name: str, corpus: Rows, /, **parameters: object) -> dict[str, list[Any]]:
    """The columns that a stage writes, as lists."""
    stage = stages()[name]
    bound = stage.bind(parameters)
    made = list(stage.build(**bound)(corpus))
    assert all(set(columns) == set(stage.writes_of(bound)) for columns in made)
    found = {column: [value for columns in made for value in columns[column].to_pylist()] for column in made[0]}
    assert {len(values) for values in found.values()} == {corpus.num_rows}
    assert {columns["drop_reason"].type for columns in made if "drop_reason" in columns} <= {STRING}
    return found


def sign(corpus: Rows, **parameters: object) -> Rows:
    """The corpus with the columns of `sign_words`."""
    stage = stages()["sign_words"]
    whole = corpus.table.select(["text"]).combine_chunks().to_batches()
    batch = whole[0] if whole else pa.RecordBatch.from_pylist([], corpus.table.select(["text"]).schema)
    corpus.put(stage.build(**stage.bind(parameters))(batch))
    return corpus
