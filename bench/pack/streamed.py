"""`croissant.json`, by mlcroissant: it validates without a warning, and streams the rows that pyarrow reads."""

from collections.abc import Iterator
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from shapes import Broken, library

PARTS = {"documents": "data", "ledger": "ledger"}


def croissant(folder: Path, most: int | None = None) -> str:
    """Validate, compare each file's digest, and stream both record sets: all of them, or the first `most` records of each."""
    mlcroissant = library("mlcroissant")
    path = folder / "croissant.json"
    if not path.is_file():
        raise Broken("there is no croissant.json")
    said = orjson.loads(path.read_bytes())
    if not said.get("license"):
        raise Broken("it states no license")
    try:
        dataset = mlcroissant.Dataset(jsonld=str(path))
    except mlcroissant.ValidationError as error:
        raise Broken(" ".join(str(error).split())) from None
    if found := sorted(dataset.metadata.ctx.issues.warnings):
        raise Broken(found[0])
    _check_files(folder, said)
    counts = {name: _compare(folder, dataset, name, most) for name in PARTS if any((folder / PARTS[name]).rglob("*.parquet"))}
    return f"valid, no warnings; streamed {', '.join(f'{rows:,} of {name}' for name, rows in counts.items())}"


def _check_files(folder: Path, said: dict[str, Any]) -> None:
    files = {one["contentUrl"]: one for one in said["distribution"] if one["@type"] == "cr:FileObject"}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet")}
    if wrong := sorted(there ^ files.keys()):
        raise Broken(f"{wrong[0]} is not both described and there")
    for name, one in files.items():
        with (folder / name).open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != one["sha256"]:
                raise Broken(f"{name} is not the file that croissant.json describes")


def _compare(folder: Path, dataset: Any, name: str, most: int | None) -> int:
    """Stream records; the first and the last of them must say in every field what pyarrow reads there. Gives their number."""
    paths = sorted((folder / PARTS[name]).rglob("*.parquet"))
    rows: int = sum(pq.read_metadata(path).num_rows for path in paths)
    wanted = rows if most is None else min(most, rows)
    first: dict[str, Any] | None = None
    last: dict[str, Any] | None = None
    streamed = 0
    for last in islice(dataset.records(name), most):
        first = first or last
        streamed += 1
    if streamed != wanted:
        raise Broken(f"{name}: {streamed} records streamed, {wanted} rows there")
    for record, place in ((first, 0), (last, wanted - 1)):
        if record:
            _same(name, record, *_row(paths, place))
    return streamed


def _row(paths: list[Path], place: int) -> tuple[pa.Schema, dict[str, Any]]:
    """A row by its place in all files."""
    for path in paths:
        rows = pq.read_metadata(path).num_rows
        if place < rows:
            table = pq.read_table(path).slice(place, 1)
            return table.schema, table.to_pylist()[0]
        place -= rows
    raise Broken(f"there is no row {place} after the last")


def _same(name: str, record: dict[str, Any], schema: pa.Schema, row: dict[str, Any]) -> None:
    for field in schema:
        id = f"{name}/{field.name}"
        want, have = expected(id, row[field.name], field.type), record.get(id)
        if want != have:
            raise Broken(f"{id}: streamed as {str(have)[:80]}, pyarrow reads {str(want)[:80]}")
    if unknown := record.keys() - {f"{name}/{column}" for column in schema.names} - {"documents/folder"}:
        raise Broken(f"{sorted(unknown)[0]} is no column")


def expected(id: str, value: Any, type: pa.DataType) -> Any:
    """A value as mlcroissant streams it: text as bytes, a struct by the ids of its fields, a missing list as one empty item."""
    if pa.types.is_large_list(type) or pa.types.is_list(type):
        if value is None and pa.types.is_struct(type.value_type):
            return [expected(id, None, type.value_type)]
        return None if value is None else [expected(id, item, type.value_type) for item in value]
    if pa.types.is_struct(type):
        return {key: expected(key, (value or {}).get(name), kind) for key, name, kind in _inside(id, type)}
    return value.encode() if isinstance(value, str) else value


def _inside(id: str, type: pa.DataType) -> Iterator[tuple[str, str, pa.DataType]]:
    for place in range(type.num_fields):
        field = type.field(place)
        yield f"{id}/{field.name}", field.name, field.type
