"""Which files of a folder hold some words, whatever they are packed in."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq


def holders(folder: Path, said: str) -> Iterator[str]:
    """Every file that holds these words."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            words = [path.read_bytes().decode("utf-8", "replace"), path.name]
            if path.suffix == ".parquet":
                words += map(str, pq.read_table(path, partitioning=None).to_pylist())
            if path.suffix == ".sqlite":
                with sqlite3.connect(path) as rows:
                    words += rows.iterdump()
                    tables = [name for (name,) in rows.execute("select name from sqlite_master where type = 'table'")]
                    words += [
                        cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
                        for name in tables
                        for row in rows.execute(f"select * from {name}")
                        for cell in row
                    ]
            if any(said in each for each in words):
                yield path.relative_to(folder).as_posix()
