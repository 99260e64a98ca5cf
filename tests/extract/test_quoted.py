"""Long texts that pass through as they stand in the file give the same as those that become strings on the way."""

import io
import json
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moisson.errors import DocumentError
from moisson.extract.files import FileReader
from moisson.extract.how import How, Rows
from moisson.extract.rows import json as json_module
from moisson.extract.rows import parquet, quoted, reader
from moisson.extract.rows.values import Quoted
from moisson.identity import canonical_json
from moisson.reader import File, Raw, Text

FIRST = [{"id": f"premier-{number}", "text": "Le présent décret entre en vigueur."} for number in range(32)]
SIGNS = st.sampled_from(
    [*'abc"\\/ \n\r\t\b\f\v\x00\x1f\x1c\x7f{}[]:,', "\u00e9", "\u2019", "\u2028", "\xa0", "\uffff", "😀", "\\n", "\\u00e9"]
)
EDGES = [
    *map(str.encode, "aé’\u0800\ud7ff\ue000\uffff😀\U0010ffff"),
    *(bytes([sign]) for sign in b"\x80\x9f\xa0\xbf\xc0\xc2\xe0\xed\xf0\xf4\xf5"),
]
TEXTS = st.builds(lambda signs, times: "".join(signs) * times, st.lists(SIGNS, max_size=40), st.sampled_from([1, 1, 30]))
NAMES = st.sampled_from(["id", "text", "title", "content", "language", "meta", 'te"xt', "te\\xt"])
VALUES = st.one_of(TEXTS, st.none(), st.integers(), st.lists(TEXTS, max_size=2), st.dictionaries(NAMES, TEXTS, max_size=2))
ROWS = st.dictionaries(NAMES, VALUES, max_size=5) | st.fixed_dictionaries({"id": TEXTS, "text": TEXTS})


def outcome(data: bytes, rows: Rows | None = None) -> list[Any]:
    """All that is made of a file, or why nothing is."""
    files = FileReader(How(rows=rows))
    found: list[Any] = []
    try:
        for piece in files.split(File("f", data)):
            found.append(piece)
            if isinstance(piece, Raw):
                found += files.read(piece.body)
    except DocumentError as error:
        found.append(str(error))
    return found


def the_usual_way(data: bytes, rows: Rows | None = None) -> list[Any]:
    """The same where no text is left quoted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_module, "row_of", lambda *_: None)
        patch.setattr(reader, "row_of", lambda *_: None)
        patch.setattr(parquet, "_quoted", lambda *_: None)
        return outcome(data, rows)


def line(row: dict[str, Any], ascii: bool, spaced: bool) -> bytes:
    return json.dumps(row, ensure_ascii=ascii, separators=None if spaced else (",", ":")).encode("utf-8", "surrogatepass")


LINES = st.builds(line, ROWS, st.booleans(), st.booleans())
HARMED = st.builds(
    lambda line, at, by: line[: at % len(line)] + by + line[at % len(line) :],
    LINES,
    st.integers(0, 200),
    st.sampled_from(
        [
            b'"',
            b"\\",
            b"\\u12",
            b"\\ud800",
            b"\x01",
            b"\xff",
            b"\xc3",
            b"\xed\xa0\x80",
            b"\n",
            b" ",
            b"}",
            b',"text":"deux"',
            b"\\x",
            b"\\/",
            b"\\u0001",
        ]
    ),
)


@given(
    st.lists(LINES | HARMED, max_size=8),
    st.sampled_from([None, Rows(title="text"), Rows(text=["content", "text"], title="text.title")]),
)
@settings(max_examples=400)
def test_lines(lines: list[bytes], rows: Rows | None) -> None:
    data = b"\n".join([*map(orjson.dumps, FIRST), *lines])
    assert outcome(data, rows) == the_usual_way(data, rows)


@given(st.lists(st.tuples(TEXTS | st.none(), TEXTS), max_size=8), st.sampled_from([pa.string(), pa.large_string()]))
@settings(max_examples=200)
def test_parquet(rows: list[tuple[str | None, str]], kind: pa.DataType) -> None:
    table = pa.table(
        {
            "text": pa.array([*(row["text"] for row in FIRST), *(text for text, _ in rows)], kind),
            "id": pa.array([*(row["id"] for row in FIRST), *(id for _, id in rows)], kind),
        }
    )
    sink = io.BytesIO()
    pq.write_table(table, sink)
    assert outcome(sink.getvalue()) == the_usual_way(sink.getvalue())


def test_a_string_that_is_no_utf8_costs_its_row_alone() -> None:
    texts = [*(row["text"].encode() for row in FIRST), "Une « loi ».".encode(), b"Une \xff loi.", b"Une autre."]
    bounds = pa.py_buffer(np.cumsum([0, *map(len, texts)]).astype(np.int32))
    column = pa.StringArray.from_buffers(len(texts), bounds, pa.py_buffer(b"".join(texts)))
    sink = io.BytesIO()
    pq.write_table(pa.table({"text": column}), sink)
    found = [piece for piece in outcome(sink.getvalue()) if not isinstance(piece, Text)][len(FIRST) :]
    assert [getattr(piece, "reason", "read") for piece in found] == ["read", "encoding-unknown", "read"]


def test_a_column_without_a_sign_is_read() -> None:
    empty = {"text": ["", None] * 40, "id": [str(number) for number in range(80)]}
    sink = io.BytesIO()
    pq.write_table(pa.table({**empty, "content": ["Une loi."] * 80}), sink)
    assert len([piece for piece in outcome(sink.getvalue()) if isinstance(piece, Raw)]) == 80


@given(TEXTS, st.binary(max_size=3), st.integers(0, 100), st.dictionaries(st.sampled_from(["title", "markup", "text"]), TEXTS))
@settings(max_examples=400)
def test_contents(text: str, harm: bytes, at: int, others: dict[str, str]) -> None:
    content = canonical_json({"moisson-row": {"text": text} | others})
    at %= len(content)
    harmed = content[:at] + harm + content[at:]
    for each in (content, harmed):
        assert outcome_of(each) == _usually(each)


def outcome_of(content: bytes) -> Any:
    try:
        return list(reader.read(content, How()))
    except DocumentError as error:
        return str(error)


def _usually(content: bytes) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "row_of", lambda *_: None)
        return outcome_of(content)


@given(st.lists(st.sampled_from(EDGES), max_size=40).map(b"".join), st.integers(0, 34))
@settings(max_examples=600)
def test_what_is_utf8_is_known(data: bytes, before: int) -> None:
    data = b" " * before + data
    assert quoted.is_utf8(data) == (data.decode("utf-8", "ignore").encode() == data)


@pytest.mark.parametrize(
    "edge", [b"\xe0\x80\x93", b"\xed\xa0\x80", b"\xf0\x80\x80\x80", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80"]
)
def test_what_is_no_utf8_is_known_wherever_it_stands(edge: bytes) -> None:
    for before in (*range(70), *range(1020, 1060)):
        assert not quoted.is_utf8(b" " * before + edge + b" " * 70)


@pytest.mark.skipif(
    quoted.__file__.endswith(".py"), reason="nothing is compiled here: there is no C compiler, or MOISSON_COMPILE=0"
)
@pytest.mark.parametrize("text", ["dé", "’ et é", 'a\n"b"\\ \t\b\f', "😀 a" * 9, "x" * 99, "x" * 99 + "\nd’été" * 9])
def test_what_is_plain_is_left_as_it_stands(text: str) -> None:
    written = orjson.dumps(text)[1:-1]
    source = b'..{"id": 1, "text" : "%b", "x": {"text": ""}}\n' % written
    row = quoted.row_of(source, 2, len(source) - 1, b"text")
    assert row is not None and list(row) == ["id", "text", "x"]
    whole = f"\n{text}\n\n".encode()
    lines = b"\\n%b\\n\\n" % written
    kept = [Quoted(whole, 0, len(whole), False), Quoted(lines, 0, len(lines), True)]
    assert [quoted.content_of(b"<", held, b">") for held in (row["text"], *kept)] == [b"<%b>" % written] * 3
    assert list(map(str, kept)) == [whole.decode()] * 2


@pytest.mark.parametrize("text", [" \n", "\u2003", "\x01", ""])
def test_what_is_not_plain_is_left_to_become_a_string(text: str) -> None:
    assert quoted.content_of(b"", Quoted(text.encode(), 0, len(text.encode()), False), b"") is None


@pytest.mark.parametrize("form", ["parquet", "lines"])
def test_line_ends_of_windows_and_of_old_macs_become_those_of_unix(form: str) -> None:
    text = "\r\n\rUn.\r\n\r\nDeux.\rTrois.\n\rQuatre." + " mot" * 40 + "\r\n"
    rows = [*FIRST, {"id": "windows", "text": text}]
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    lines = b"\n".join(map(orjson.dumps, rows)).replace(b"Trois.\\n", b"Trois.\\u000a").replace(b"Deux.\\r", b"Deux.\\u000D")
    found = outcome(sink.getvalue() if form == "parquet" else lines.replace(b"Un.\\r\\n", b"Un.\\u000d\\u000A"))
    assert found[-1].text == "Un.\n\nDeux.\nTrois.\n\nQuatre." + " mot" * 40
