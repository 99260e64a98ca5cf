"""What a record of another project is: its columns, and how a document of a release becomes one.

What their record has no place for goes into its `metadata`, with rights and their evidence, so that nothing is lost: a record can
be made a document again.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

import pyarrow as pa

from moisson.contracts.identity import canonical_json

Format = Literal["jsonl.zst", "parquet"]
Row = Mapping[str, Any]


class Shape(NamedTuple):
    """A project's record. `schema` and `record` are asked with the release's own schema and rows, and the release's name."""

    name: str
    title: str
    folder: str  # where its files lie
    usual: Format
    schema: Callable[[pa.Schema], pa.Schema]
    record: Callable[[Row, str], dict[str, Any]]
    fields: Mapping[str, str]  # what each column holds, for the card


def rest(row: Row, placed: frozenset[str], release: str) -> dict[str, Any]:
    """The columns that have no place of their own, and the release's name."""
    return {**{name: value for name, value in row.items() if name not in placed}, "release": release}


def rest_json(row: Row, placed: frozenset[str], release: str) -> str:
    """The same as JSON in a string, for records whose metadata is one."""
    return canonical_json(rest(row, placed, release)).decode()


def rest_type(schema: pa.Schema, placed: frozenset[str]) -> pa.DataType:
    """The Arrow type of `rest`."""
    fields = [pa.field(field.name, usual(field.type)) for field in schema if field.name not in placed]
    return pa.struct([*fields, pa.field("release", pa.string())])


def usual(kind: pa.DataType) -> pa.DataType:
    """A type as other projects have it: strings and lists of up to 2 GiB in a batch."""
    if pa.types.is_large_string(kind):
        return pa.string()
    if pa.types.is_large_list(kind) or pa.types.is_list(kind):
        return pa.list_(usual(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, usual(field.type)) for field in kind.fields])
    return kind
