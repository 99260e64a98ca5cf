"""The shape of another project's record: its columns, and how a document becomes one.

What has no column goes into `metadata`, with rights and their evidence, so that a record can become a document again.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

import pyarrow as pa

from moisson.contracts.identity import canonical_json

Format = Literal["jsonl.zst", "parquet"]
Row = Mapping[str, Any]


class Shape(NamedTuple):
    """A project's record. `schema` gets the release's schema, `record` a row and the release's name."""

    name: str
    title: str
    folder: str  # where its files lie
    usual: Format
    schema: Callable[[pa.Schema], pa.Schema]
    record: Callable[[Row, str], dict[str, Any]]
    fields: Mapping[str, str]  # what each column holds, for the card


def rest(row: Row, placed: frozenset[str], release: str) -> dict[str, Any]:
    """The columns without a place of their own, and the release's name."""
    return {**{name: value for name, value in row.items() if name not in placed}, "release": release}


def rest_json(row: Row, placed: frozenset[str], release: str) -> str:
    """`rest` as a JSON string, for records whose metadata is one."""
    return canonical_json(rest(row, placed, release)).decode()


def rest_type(schema: pa.Schema, placed: frozenset[str]) -> pa.DataType:
    """The Arrow type of `rest`."""
    fields = [pa.field(field.name, usual(field.type)) for field in schema if field.name not in placed]
    return pa.struct([*fields, pa.field("release", pa.string())])


def usual(kind: pa.DataType) -> pa.DataType:
    """A type with 32-bit offsets, as other projects use: up to 2 GiB in a batch."""
    if pa.types.is_large_string(kind):
        return pa.string()
    if pa.types.is_large_list(kind) or pa.types.is_list(kind):
        return pa.list_(usual(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, usual(field.type)) for field in kind.fields])
    return kind
