"""`signatures/*.parquet`, with which `drop_known` compares a later release.

One row per document, by id: id, version, SHA-256 of the text, a digest of its words, and its band keys. They are made from the
published text by the rules of the recipe's near-duplicate stage, which the file's metadata repeat.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from moisson.contracts.schemas import stamped
from moisson.corpus.recipe import Recipe
from moisson.corpus.stages.signatures import Signing, signature_rows, signature_schema, signing_for
from moisson.workspace.storage import PARQUET, ROW_GROUP

FOLDER = "signatures"


class SignatureWriter:
    """Writes signatures in row groups of a fixed size; a context manager."""

    def __init__(self, folder: Path, signing: Signing) -> None:
        self._signing, self._waiting = signing, signature_schema(signing).empty_table()
        self._path = folder / FOLDER / "part-00000.parquet"

    def __enter__(self) -> "SignatureWriter":
        self._path.parent.mkdir(parents=True)
        options = {name: value for name, value in PARQUET.items() if name != "row_group_size"}
        # Hashes do not compress, and a dictionary of them is a second copy.
        names = ["id", "version", "text_sha256"]
        self._file = pq.ParquetWriter(self._path, stamped(self._waiting.schema), use_dictionary=names, **options)
        return self

    def add(self, batch: pa.RecordBatch) -> None:
        """Sign documents (id, version, text, text_sha256)."""
        rows = pa.Table.from_batches([signature_rows(batch, self._signing)])
        self._waiting = pa.concat_tables([self._waiting, rows])
        while self._waiting.num_rows >= ROW_GROUP:
            self._write(self._waiting.slice(0, ROW_GROUP))
            self._waiting = self._waiting.slice(ROW_GROUP)

    def _write(self, rows: pa.Table) -> None:
        self._file.write_table(rows.combine_chunks().cast(self._file.schema), row_group_size=ROW_GROUP)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None and self._waiting.num_rows:
            self._write(self._waiting)
        self._file.close()


def signed(batches: Iterable[pa.RecordBatch], folder: Path, recipe: Recipe) -> Iterator[pa.RecordBatch]:
    """Pass batches on and write their signatures, where the recipe compares documents."""
    signing = signing_for([(bound.stage.name, bound.parameters) for bound in (*recipe.map_stages, *recipe.corpus_stages)])
    if signing is None:
        yield from batches
        return
    with SignatureWriter(folder, signing) as signatures:
        for batch in batches:
            signatures.add(batch)
            yield batch
