"""Writes a release in another project's records: shards of a fixed number of rows, with the release's documents beside them.

The folder is written beside its place and renamed once complete. The same release gives the same bytes.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from moisson.contracts.disk import damaged, disk
from moisson.contracts.errors import NotFound, UserError
from moisson.release.private import NOTICE, SENTENCE, notice, private
from moisson.stewardship.export.common_corpus import COMMON_CORPUS
from moisson.stewardship.export.datatrove import DATATROVE
from moisson.stewardship.export.dolma import DOLMA
from moisson.stewardship.export.luciole import LUCIOLE
from moisson.stewardship.export.shape import Format, Shape
from moisson.stewardship.opened import Released
from moisson.workspace.storage import PARQUET

SHAPES = {shape.name: shape for shape in (COMMON_CORPUS, DOLMA, DATATROVE, LUCIOLE)}
FILE_ROWS = 100_000
BATCH_ROWS = 1_000
PROVENANCE = "release"  # the folder of the release's own documents
ACCOUNT = "export.json"  # in it: what was exported, and how
NOT_PUBLISHED = {"costs.json"}


Card = Callable[[Released, Shape, dict[str, Any]], Mapping[str, str]]


def export(
    release: Released,
    to: Path,
    shape: Shape,
    written_as: Format | None = None,
    languages: Sequence[str] = (),
    card: Card | None = None,
) -> dict[str, Any]:
    """Write a release, or some of its languages, in the records of `shape`; writes and returns an account.

    `card` gives further text files for the folder's root. Raises NotFound where the release lacks a language, UserError where
    `to` exists already.
    """
    if release.languages and (unknown := [name for name in languages if name not in release.languages]):
        raise NotFound(f"{release.folder} has no documents in {unknown[0]}; --language can be: {', '.join(release.languages)}.")
    if not release.languages:
        raise NotFound(f"{release.folder} holds no documents: it was taken back, or its files are missing; export another.")
    with laid_out(to, release) as folder:
        account = _fill(release, folder, shape, written_as or shape.usual, sorted(set(languages)) or list(release.languages))
        _provenance(release, folder / PROVENANCE)
        if private(release.stats):
            account |= {"unlicensed": "private", "notice": SENTENCE}
            (folder / NOTICE).write_text(notice(release.stats), encoding="utf-8")
        (folder / PROVENANCE / ACCOUNT).write_bytes(orjson.dumps(account, option=orjson.OPT_INDENT_2) + b"\n")
        for name, text in (card(release, shape, account) if card else {}).items():
            (folder / name).write_text(text, encoding="utf-8")
    return account


@contextmanager
def laid_out(to: Path, release: Released) -> Iterator[Path]:
    """A new folder beside `to`, renamed to it once complete.

    Raises UserError where `to` exists or lies within the release.
    """
    to = to.resolve()
    if release.folder.resolve() in (to, *to.parents):
        raise UserError(f"{to} lies within the release; name a folder outside it with --to.")
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise UserError(f"{to} exists and is not an empty folder; name another with --to.")
    folder = to.with_name(f".{to.name}.part")
    with disk(to):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
            if to.exists():
                to.rmdir()
            folder.replace(to)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _fill(release: Released, folder: Path, shape: Shape, written_as: Format, languages: Sequence[str]) -> dict[str, Any]:
    """Write the documents of some languages below `folder`; returns the account."""
    files: dict[str, Any] = {}
    for language in languages:
        paths = release.languages[language]
        below = folder / shape.folder / language
        below.mkdir(parents=True)
        schema = shape.schema(pq.read_schema(paths[0]))
        for path, rows in _shards(below, written_as, schema, _records(release, paths, shape)):
            with path.open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
            files[path.relative_to(folder).as_posix()] = {"documents": rows, "bytes": path.stat().st_size, "sha256": digest}
    return {
        "release": release.name,
        "as": shape.name,
        "format": written_as,
        "languages": list(languages),
        "documents": sum(each["documents"] for each in files.values()),
        "files": files,
    }


def _provenance(release: Released, folder: Path) -> None:
    """Copy the release's own documents: card, attribution, manifest with its signature, figures, recipe …"""
    folder.mkdir(parents=True)
    for path in sorted(release.folder.iterdir()):
        if path.is_file() and path.name not in NOT_PUBLISHED:
            shutil.copyfile(path, folder / path.name)


def _records(release: Released, paths: Iterable[Path], shape: Shape) -> Iterator[list[dict[str, Any]]]:
    """The rows of files of one language as records, in batches."""
    for path in paths:
        try:
            with pq.ParquetFile(path, pre_buffer=False) as file:  # else what has been read of a file stays in memory
                for batch in file.iter_batches(BATCH_ROWS):
                    yield [shape.record(row, release.name) for row in batch.to_pylist()]
        except (pa.ArrowException, OSError) as error:
            raise damaged(path, error) from None


def _shards(
    folder: Path, written_as: Format, schema: pa.Schema, batches: Iterable[list[dict[str, Any]]]
) -> Iterator[tuple[Path, int]]:
    """Write batches into files of `FILE_ROWS` rows; yields each closed file with its number of rows."""
    number, waiting, batches = 0, list[dict[str, Any]](), iter(batches)
    while True:
        path = folder / f"part-{number:05d}.{written_as}"
        rows = 0
        with WRITERS[written_as](path, schema) as write:
            while rows < FILE_ROWS and (waiting := waiting or next(batches, [])):
                taken, waiting = waiting[: FILE_ROWS - rows], waiting[FILE_ROWS - rows :]
                write(taken)
                rows += len(taken)
        if rows or not number:
            yield path, rows
        else:
            path.unlink()
        if rows < FILE_ROWS:
            return
        number += 1


Write = Callable[[list[dict[str, Any]]], None]


@contextmanager
def _jsonl(path: Path, schema: pa.Schema) -> Iterator[Write]:
    """JSON Lines in UTF-8, compressed with zstd in one frame: some readers stop after the first."""
    del schema
    with pa.OSFile(str(path), "wb") as file, pa.CompressedOutputStream(file, "zstd") as out:
        yield lambda rows: out.write(b"".join(orjson.dumps(row) + b"\n" for row in rows))


@contextmanager
def _parquet(path: Path, schema: pa.Schema) -> Iterator[Write]:
    options = {name: value for name, value in PARQUET.items() if name != "row_group_size"}
    with pq.ParquetWriter(path, schema, **options) as writer:
        yield lambda rows: writer.write_table(pa.Table.from_pylist(rows, schema=schema))


WRITERS: dict[str, Callable[[Path, pa.Schema], Any]] = {"jsonl.zst": _jsonl, "parquet": _parquet}
