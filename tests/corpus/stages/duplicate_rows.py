"""A small corpus, as corpus stages see it, for the tests of duplicates."""

from typing import Any

import pyarrow as pa

from moisson.contracts.schemas import RELEASE, STRING
from moisson.contracts.stage import DROPS, stages
from moisson.corpus.in_memory import InMemory

COLUMNS = (
    *("id", "text", "force", "created", "valid_from", "valid_to", "word_count", "source", "title", "format", "identifiers"),
    *("part_of", "publisher_version", "confidence", "legal_state"),
)


class Rows(InMemory):
    """Rows given as objects, for tasks of `chunk` rows that run in an order drawn by `seed`."""

    def __init__(self, rows: list[dict[str, Any]], chunk: int = 1000, seed: int = 0) -> None:
        schema = pa.schema([RELEASE.field(name) for name in COLUMNS])
        filled = [{"id": f"s/{n}", "word_count": len((row["text"] or "").split()), **row} for n, row in enumerate(rows)]
        super().__init__(pa.Table.from_pylist(filled, schema), chunk, seed=seed)

    def put(self, columns: dict[str, pa.Array]) -> None:
        """Add columns of the whole."""
        for name, values in columns.items():
            self.table = self.table.append_column(name, values)


def decide(name: str, corpus: Rows, /, **parameters: object) -> dict[str, list[Any]]:
    """The columns that a stage writes, as lists."""
    stage = stages()[name]
    bound = stage.bind(parameters)
    made = corpus.made(stage.build(**bound))
    assert set(made.column_names) == set(stage.writes_of(bound))
    assert len(made) == corpus.num_rows
    assert all(made[name].type == STRING for name in DROPS if name in made.column_names)
    return dict(made.to_pydict())


def sign(corpus: Rows, **parameters: object) -> Rows:
    """The corpus with the columns of `sign_words`."""
    stage = stages()["sign_words"]
    whole = corpus.table.select(["text"]).combine_chunks().to_batches()
    batch = whole[0] if whole else pa.RecordBatch.from_pylist([], corpus.table.select(["text"]).schema)
    corpus.put(stage.build(**stage.bind(parameters))(batch))
    return corpus
