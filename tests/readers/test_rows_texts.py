"""Texts of rows, whatever signs they hold, are the same in JSON Lines and in Parquet; bytes that are no text are known."""

import io
import json
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moisson.readers.contract import File, Raw, Refused, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import How
from moisson.readers.rows.json import is_utf8

FIRST = [{"id": f"premier-{number}", "text": "Le présent décret entre en vigueur."} for number in range(32)]
SIGNS = st.sampled_from(
    [*'abc"\\/ \n\r\t\b\f\v\x00\x1f\x1c\x7f{}[]:,', "\u00e9", "\u2019", "\u2028", "\xa0", "\uffff", "😀", "\\n", "\\u00e9"]
)
TEXTS = st.builds(lambda signs, times: "".join(signs) * times, st.lists(SIGNS, max_size=40), st.sampled_from([1, 1, 30]))
EDGES = [
    *map(str.encode, "aé’\u0800\ud7ff\ue000\uffff😀\U0010ffff"),
    *(bytes([sign]) for sign in b"\x80\x9f\xa0\xbf\xc0\xc2\xe0\xed\xf0\xf4\xf5"),
]


def read(data: bytes) -> list[Raw | Refused | Text]:
    files = FileReader(How())
    found: list[Raw | Refused | Text] = []
    for piece in files.split(File("f", data)):
        found.append(piece)
        if isinstance(piece, Raw):
            found += files.read(piece.body)
    return found


def parquet(rows: list[dict[str, Any]], kind: pa.DataType) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, pa.schema({"id": kind, "text": kind})), sink)
    return sink.getvalue()


@given(
    st.lists(st.tuples(TEXTS, TEXTS), max_size=8),
    st.sampled_from([pa.string(), pa.large_string()]),
    st.booleans(),
)
@settings(max_examples=200)
def test_a_row_is_the_same_document_in_lines_and_in_parquet(rows: list[tuple[str, str]], kind: pa.DataType, ascii: bool) -> None:
    every = [*FIRST, *({"id": id, "text": text} for id, text in rows)]
    lines = "\n".join([json.dumps(row, ensure_ascii=ascii) for row in every]).encode()
    assert read(lines) == read(parquet(every, kind))


def test_a_column_without_a_sign_is_read() -> None:
    empty = {"text": ["", None] * 40, "id": [str(number) for number in range(80)]}
    sink = io.BytesIO()
    pq.write_table(pa.table({**empty, "content": ["Une loi."] * 80}), sink)
    assert len([piece for piece in read(sink.getvalue()) if isinstance(piece, Raw)]) == 80


@given(st.lists(st.sampled_from(EDGES), max_size=40).map(b"".join), st.integers(0, 34))
@settings(max_examples=600)
def test_what_is_utf8_is_known(data: bytes, before: int) -> None:
    data = b" " * before + data
    assert is_utf8(data) == (data.decode("utf-8", "ignore").encode() == data)


@pytest.mark.parametrize(
    "edge", [b"\xe0\x80\x93", b"\xed\xa0\x80", b"\xf0\x80\x80\x80", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80"]
)
def test_what_is_no_utf8_is_known_wherever_it_stands(edge: bytes) -> None:
    for before in (*range(70), *range(1020, 1060)):
        assert not is_utf8(b" " * before + edge + b" " * 70)


@pytest.mark.parametrize("form", ["parquet", "lines"])
def test_line_ends_of_windows_and_of_old_macs_become_those_of_unix(form: str) -> None:
    text = "\r\n\rUn.\r\n\r\nDeux.\rTrois.\n\rQuatre." + " mot" * 40 + "\r\n"
    rows = [*FIRST, {"id": "windows", "text": text}]
    lines = b"\n".join(map(orjson.dumps, rows)).replace(b"Trois.\\n", b"Trois.\\u000a").replace(b"Deux.\\r", b"Deux.\\u000D")
    lines = lines.replace(b"Un.\\r\\n", b"Un.\\u000d\\u000A")
    last = read(parquet(rows, pa.string()) if form == "parquet" else lines)[-1]
    assert isinstance(last, Text)
    assert last.text == "Un.\n\nDeux.\nTrois.\n\nQuatre." + " mot" * 40
