"""Parquet whose few bytes stand for many: the rows that come are bounded, and so is the memory they take."""

import io
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.rows.parquet import parquet_rows

TEXT = "Toute clause attributive de juridiction incluse dans un contrat de travail est nulle et de nul effet. "


def repeated(size: int, rows: int, encoding: str) -> bytes:
    """One long text, written once, and as many rows that repeat it."""
    text = TEXT * (size // len(TEXT))
    out = io.BytesIO()
    if encoding == "dictionary":
        column = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([text]))
        pq.write_table(pa.table({"text": column}), out, compression="zstd", dictionary_pagesize_limit=1 << 30)
    else:
        table = pa.table({"text": pa.array([text] * rows)})
        how = {"text": "DELTA_BYTE_ARRAY"}
        pq.write_table(table, out, compression="zstd", use_dictionary=False, column_encoding=how, data_page_size=1 << 30)
    return out.getvalue()


READ = """
import sys, resource
from moisson.readers.rows.parquet import parquet_rows
from moisson.contracts.errors import DocumentError
data, before = open(sys.argv[1], "rb").read(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rows = last = 0
for number, row in parquet_rows(data):
    rows, last = rows + isinstance(row, dict), row if isinstance(row, DocumentError) else last
print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10, repr(last))
"""


@pytest.mark.parametrize(("size", "rows", "encoding"), [(8 << 20, 20_000, "dictionary"), (4 << 20, 120, "delta")])
def test_a_value_that_a_file_repeats_costs_its_rows_beyond_a_bound(size: int, rows: int, encoding: str, tmp_path: Path) -> None:
    """Gigabytes of text in a few kilobytes; read 256 rows at a time, as others are, they would take 1 to 2 GB."""
    path = tmp_path / "bomb.parquet"
    path.write_bytes(repeated(size, rows, encoding))
    assert path.stat().st_size < 100_000
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, timeout=100, check=True)
    came, mib, said = done.stdout.split(" ", 2)
    assert 10 < int(came) <= (1 << 28) // size
    assert int(mib) < 500
    assert "parquet-too-large" in said


def test_a_file_of_constants_is_read_whole() -> None:
    """As tables are: a licence and a language that all rows share, beside words of their own."""
    rows = 20_000
    table = pa.table({"text": [f"{TEXT}{n}" for n in range(rows)], "licence": ["etalab-2.0"] * rows, "about": [TEXT * 9] * rows})
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    found = [row for _, row in parquet_rows(out.getvalue())]
    assert len(found) == rows
    assert not any(isinstance(row, DocumentError) for row in found)
