"""The Parquet files of a release, written in rounds of tasks that meet through files.

One task makes the rows of a block, the next takes the rows of a file from those of all blocks. The process that drives them sees
figures and leaves alone: its memory grows by 16 bytes a document, for the sizes of clusters.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import rmtree
from typing import Any, NamedTuple
from uuid import uuid4

from moisson.contracts.disk import disk, flush
from moisson.contracts.errors import ConservationError
from moisson.contracts.merkle import merged, root_of
from moisson.corpus.stages.signatures import Signing
from moisson.release.blocks import Rows
from moisson.release.clusters import count_clusters
from moisson.release.exchange import Piece, cut, read, schema_of
from moisson.release.ledger import Refusals
from moisson.release.parquet import FILE_ROWS, SIGNED, Partition, Table, table_of
from moisson.release.rows import FOLDER, exchange_of, figures_of, leaves_of, make_rows
from moisson.release.stats.stats import Tally

FILES = "files"  # in the folder of the round: what becomes the release
ALWAYS = {"data": "und", "ledger": ""}  # parts that have a file even without rows, in which folder


class Written(NamedTuple):
    """The tables of a release, in a folder that becomes it, and what was counted while they were written."""

    folder: Path
    tables: tuple[Table, ...]  # in order of their paths
    root: str  # of the tree over the documents
    tally: Tally


def write_tables(rows: Rows, columns: Sequence[str], signing: Signing | None, refused: Sequence[str]) -> Written:
    """Write documents with the `columns` that the recipe publishes, their signatures by `signing`, and the ledger.

    `refused` is what `refusals` gives. Raises ConservationError where something got lost between blocks.
    """
    folder, blocks = rows.folder / FOLDER, range(rows.num_blocks)
    with disk(folder):
        folder.mkdir(exist_ok=True)  # a run that was killed goes on in its folder
    count_clusters(rows)
    given = {"columns": list(columns), "signing": signing and list(signing), "refused": list(refused)}
    receipts = rows.run(make_rows, [{"number": number, **given} for number in blocks])
    for what, there, taken in (
        ("documents", rows.num_rows, sum(receipt["documents"] for receipt in receipts)),
        ("rows of harvests' ledgers", Refusals(rows.folder, refused).num_rows, sum(receipt["refused"] for receipt in receipts)),
    ):
        if there != taken:
            raise ConservationError(f"of {there:,} {what}, {taken:,} came to the release.")
    tables = write_files(rows, receipts)
    tally = Tally()
    for number in blocks:
        tally.merge(figures_of(folder, number))
    return Written(folder / FILES, tables, root_of(merged(leaves_of(folder, number) for number in blocks)), tally)


def write_files(rows: Rows, receipts: Sequence[dict[str, Any]]) -> tuple[Table, ...]:
    """Write all files of a release from what the tasks of `make_rows` left; gives them in order of their paths."""
    written = rows.run(write_file, list(_tasks(receipts)))
    return tuple(sorted((Table(**made) for made in written), key=lambda table: table.path))


def _tasks(receipts: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A task for each file: rows k * FILE_ROWS to (k + 1) * FILE_ROWS of a part, or of a language of it."""
    for part in receipts[0]["pieces"]:
        groups = sorted({group for receipt in receipts for group in receipt["pieces"][part]})
        for group in groups or [ALWAYS.get(part, "")]:
            found = (
                (exchange_of(part, number), receipt["pieces"][part].get(group, [])) for number, receipt in enumerate(receipts)
            )
            for number, pieces in enumerate(cut(found, FILE_ROWS) or [[]]):
                yield {"part": part, "group": group, "number": number, "pieces": list(map(list, pieces))}


def write_file(rows: Rows, part: str, group: str, number: int, pieces: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Write one file of a release, where all its rows fit; gives it as a `Table`."""
    folder = rows.folder / FOLDER
    working = folder / uuid4().hex
    schema = schema_of(folder / exchange_of(part, 0))
    dictionary = SIGNED if part == "signatures" else True
    with disk(working):
        partition = Partition(working, schema, number, dictionary)
        for batch in read(folder, [Piece(*piece) for piece in pieces]):
            partition.add(batch)
        partition.close()
        (made,) = working.iterdir()
        flush(made)
        path = folder / FILES / part / group / made.name
        path.parent.mkdir(parents=True, exist_ok=True)
        made.replace(path)
        rmtree(working)
    return vars(table_of(path, folder / FILES))
