"""Every file of a workspace as text, for tests that look for what must not be there."""

import io
import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq

from moisson.connectors.files.archive import members
from moisson.readers.contract import File


def decoded(root: Path) -> Iterator[tuple[Path, str]]:
    """Every file under a folder as text: by what it holds, of a clone its objects, and all but tables also as it lies there."""
    for path in sorted(root.rglob("*")):
        if path.is_dir() and path.suffix == ".git":
            asked = ["git", "--git-dir", str(path), "cat-file", "--batch-all-objects", "--batch"]
            yield path, subprocess.run(asked, capture_output=True, check=True).stdout.decode(errors="replace")
        elif path.is_file() and path.suffix == ".parquet":
            table = pq.read_table(path)
            about = f"{table.schema.metadata} {pq.read_metadata(path)}"
            yield path, f"{about} {json.dumps(table.to_pylist(), ensure_ascii=False, default=str)}"
        elif path.is_file():
            rows = stored(path) if path.suffix == ".sqlite" else iter(())
            pieces = [path.read_bytes(), *rows]
            yield path, b" ".join(each for piece in pieces for each in (piece, *unpacked(piece))).decode(errors="replace")


def stored(path: Path) -> Iterator[bytes]:
    """The values in a connector's memory or its index: in the file itself a page may end in the middle of a word."""
    with closing(sqlite3.connect(path)) as file:
        for (table,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in file.execute(f'SELECT * FROM "{table}"'):
                yield b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in row if value is not None)


def unpacked(data: bytes) -> Iterator[bytes]:
    """The names and contents of an archive's members; nothing where it is none."""
    for found in members("it", io.BytesIO(data)):
        if isinstance(found, File) and found.path != "it":
            yield found.path.encode() + b" " + found.data


def holding(root: Path, *words: str) -> set[str]:
    """The files under a folder in which one of these words stands, or whose path it is part of."""
    found = ((path.relative_to(root).as_posix(), text) for path, text in decoded(root))
    return {name for name, text in found if any(word in text or word in name for word in words)}
