"""Parquet in batches, so that a file may be larger than memory; damage costs one row group.

A dictionary holds once a value that a million rows repeat, and the footer counts it once. So the largest such value sets the size
of a batch, and bytes are counted as rows come.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from moisson.contracts.errors import DocumentError
from moisson.readers.rows.values import NOT_UTF8

MOST_ROWS = 256  # that are unpacked at a time
BATCH = 1 << 21  # bytes of them, above which they are fewer: so the room that a batch took serves for the next
MAX_UNPACKED = 1 << 36  # bytes that a file may promise
MAX_RATIO = 2000  # bytes unpacked for each byte read, beyond MAX_SMALL
MAX_SMALL = 1 << 28
MAX_EXPANDED = 250  # bytes of rows for each byte of the file, beyond MAX_SMALL
LARGEST_BATCH = 1 << 26  # bytes that a batch of rows may come to
REPEATING = {"PLAIN_DICTIONARY", "RLE_DICTIONARY", "DELTA_BYTE_ARRAY"}  # encodings in which a value may cost no byte
# The head of a dictionary's page (Thrift's compact protocol): field 1, its kind, is 2; field 2, its size unpacked, a varint.
DICTIONARY_PAGE = re.compile(rb"\x15\x04\x15([\x80-\xff]{0,4}[\x00-\x7f])")
FAULTS = (pa.ArrowException, OSError, ValueError, OverflowError)


def parquet_rows(data: bytes) -> Iterator[tuple[int, dict[str, Any] | DocumentError]]:
    """The rows, counted from 1, and in their place what is wrong; raises DocumentError where the file has no readable footer."""
    try:
        file = pq.ParquetFile(pa.BufferReader(data), arrow_extensions_enabled=False)
        groups = file.metadata.num_row_groups
        promised = sum(file.metadata.row_group(i).total_byte_size for i in range(groups))
        wanted = [field.name for field in file.schema_arrow if not _bulk(field.type)]
    except FAULTS as error:
        raise DocumentError("parquet-damaged", f"its footer cannot be read: {_said(error)}") from None
    if promised > MAX_UNPACKED or (promised > MAX_SMALL and promised > MAX_RATIO * len(data)):
        raise DocumentError("parquet-too-large", f"{len(data):,} bytes promise {promised:,}")
    before = came = 0
    most = max(MAX_SMALL, MAX_EXPANDED * len(data))
    for group in range(groups):
        number = before
        try:
            few = _batch_rows(file.metadata.row_group(group).num_rows, file.metadata.row_group(group).total_byte_size)
            few = min(few, max(1, LARGEST_BATCH // max(_longest_row(data, file.metadata.row_group(group)), 1)))
            for batch in file.iter_batches(few, row_groups=[group], columns=wanted, use_threads=False):
                batch = _expanded(batch)
                came += batch.nbytes
                if came > most:
                    fault = f"{len(data):,} bytes expand to more than {most:,}, which row {number + 1} goes beyond"
                    yield number + 1, DocumentError("parquet-too-large", fault)
                    return
                for row in _rows(batch):
                    number += 1
                    yield number, row
        except FAULTS as error:
            fault = f"row group {group + 1} of {groups} cannot be read from row {number + 1} on: {_said(error)}"
            yield number + 1, DocumentError("parquet-damaged", fault)
        before += max(file.metadata.row_group(group).num_rows, number - before)


def _batch_rows(rows: int, size: int) -> int:
    """How many rows are unpacked at a time of so many, which take so many bytes."""
    most = MOST_ROWS
    while most > 1 and most * size > BATCH * rows:
        most //= 2
    return most


def _expanded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch with its values where they stand, and none in a dictionary of its own."""
    if not any(pa.types.is_dictionary(kind) for kind in batch.schema.types):
        return batch
    columns = [each.dictionary_decode() if pa.types.is_dictionary(each.type) else each for each in batch.columns]
    return pa.RecordBatch.from_arrays(columns, batch.schema.names)


def _longest_row(data: bytes, group: pq.RowGroupMetaData) -> int:
    """The most bytes that a row can come to by values that are written once and repeated."""
    columns = (group.column(i) for i in range(group.num_columns))
    return sum(
        _longest_value(data, each) for each in columns if each.physical_type == "BYTE_ARRAY" and REPEATING & {*each.encodings}
    )


def _longest_value(data: bytes, column: pq.ColumnChunkMetaData) -> int:
    """No value is longer than the dictionary that holds it, as its page's head says, nor than all of its column."""
    whole = int(column.total_uncompressed_size)
    if "DELTA_BYTE_ARRAY" in column.encodings or not column.dictionary_page_offset:
        return whole
    head = DICTIONARY_PAGE.match(data, column.dictionary_page_offset)
    return whole if head is None else min(whole, sum((byte & 0x7F) << 7 * i for i, byte in enumerate(head[1])) >> 1)


def _bulk(kind: pa.DataType) -> bool:
    """Whether a column holds numbers by the thousand, such as embeddings, or files; no document is made of these."""
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return pa.types.is_floating(kind.value_type) or _bulk(kind.value_type)
    return pa.types.is_struct(kind) and any(pa.types.is_binary(kind.field(i).type) for i in range(kind.num_fields))


def _rows(batch: pa.RecordBatch) -> Sequence[dict[str, Any] | DocumentError]:
    columns = {name: _readable(column) for name, column in zip(batch.schema.names, batch.columns, strict=True)}
    try:
        lists = [_values(column) for column in columns.values()]
    except (ValueError, pa.ArrowException):  # bytes that are no UTF-8, somewhere
        return [_one(columns, i) for i in range(batch.num_rows)]
    return [dict(zip(columns, values, strict=True)) for values in zip(*lists, strict=True)]


def _values(column: pa.Array) -> list[Any]:
    """Its values as Python has them; strings ten times faster than `to_pylist` gives them."""
    of_strings = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    values: list[Any] = (
        column.to_numpy(zero_copy_only=False).tolist() if of_strings else column.to_pylist(maps_as_pydicts="lossy")
    )
    return values


def _readable(column: pa.Array) -> pa.Array:
    """Dates of a kind that Python has; bytes as strings where they are UTF-8, for some programs do not say that they are."""
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        try:
            return column.cast(pa.large_string())
        except pa.ArrowInvalid:
            return column
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        return column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return column


def _one(columns: dict[str, pa.Array], i: int) -> dict[str, Any] | DocumentError:
    try:
        return {name: column[i].as_py(maps_as_pydicts="lossy") for name, column in columns.items()}
    except UnicodeDecodeError:
        return DocumentError(*NOT_UTF8)
    except ValueError as error:
        return DocumentError("parquet-damaged", f"a value of this row cannot be read: {_said(error)}")


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]
