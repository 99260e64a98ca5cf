"""JSON that others wrote: what its grammar allows is read, whole, and can be written down again."""

import json
from math import inf, nan
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.contracts.identity import canonical_json
from moisson.readers.json_text import NotJson, parse_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), (1 << 64) - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (rb'{"a": "\ud83d"}', {"a": "\ufffd"}),
        (rb'{"a": "\ude00x\ud83d"}', {"a": "\ufffdx\ufffd"}),
        (rb'{"\ud83d": ["\ud83d\ude00"]}', {"\ufffd": ["\U0001f600"]}),
        (b'["\xed\xa0\xbd", "\xed\xa0\xbd\xed\xb8\x80"]', ["\ufffd", "\U0001f600"]),  # as Java and Oracle write it
        (b"[NaN, Infinity, -Infinity, 1e400, 1.5]", [None, None, None, None, 1.5]),
        (b'{"id": 20241126000000000000001}', {"id": "20241126000000000000001"}),
        (b"[18446744073709551615, 18446744073709551616]", [18446744073709551615, "18446744073709551616"]),
        (b"[-9223372036854775808, -9223372036854775809]", [-9223372036854775808, "-9223372036854775809"]),
        (b'["20241126000000000000001", 0.1234567890123456789012, 7]', ["20241126000000000000001", 0.12345678901234568, 7]),
        (b"[" + b"9" * 5_000 + b"]", ["9" * 5_000]),  # more digits than Python makes a number of
        (b"\xef\xbb\xbf{}", {}),
        ('{"é": 1}'.encode("utf-16"), {"é": 1}),
        ('\ufeff{"a": "é\ud83d"}', {"a": "é\ufffd"}),
    ],
)
def test_what_the_grammar_allows_is_read_whole(body: bytes | str, value: Any) -> None:
    found = parse_json(body)
    assert found == value
    assert orjson.loads(canonical_json(found)) == value, "and written down as it was read"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"<!doctype html><html></html>", "unexpected character"),
        (b'{"a": 1', "end of data"),
        (b'{"a": 1}{"b": 2}', "after document"),
        ('{"a": "dé"}'.encode("latin-1"), "not valid UTF-8"),
        (b'["a\nb"]', "control character"),
        (b"[" * 250 + b"]" * 250, "too deep"),
        (b"[" * 100_000 + b"]" * 100_000, "depth limit"),
        (b'{"n": 20241126000000000000001, "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too deep"),
    ],
)
def test_what_is_none_is_said(body: bytes, why: str) -> None:
    with pytest.raises(NotJson, match=why):
        parse_json(body)


@given(VALUES)
def test_what_both_readers_know_is_the_same_by_either(value: Any) -> None:
    written = orjson.dumps(value)
    assert parse_json(written) == orjson.loads(written)
    assert parse_json(b'[20241126000000000000001, "\\ud83d", ' + written + b"]")[2] == orjson.loads(written)


@given(st.text(st.characters(exclude_categories=())), st.integers(), st.sampled_from([nan, inf, 1.0]))
def test_whatever_python_writes_can_be_read_and_written_again(words: str, number: int, broken: float) -> None:
    for ascii in (True, False):
        text = json.dumps({words: [words, number, broken]}, ensure_ascii=ascii)
        for body in (text, text.encode("utf-8", "surrogatepass")):
            ((name, (said, counted, _)),) = parse_json(body).items()
            assert name == said
            assert said == words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            assert str(counted) == str(number)
            canonical_json([said, counted])
