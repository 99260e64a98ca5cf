"""The scan of JSON gives the strings that a parser gives, and knows what is none."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_data import shared

from moisson.kernels.json_strings import strings_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)


def strings(value: Any) -> Iterator[str]:
    """The strings of a parsed value, in order."""
    if isinstance(value, str):
        yield value
    else:
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from strings(each)


@given(st.lists(JSON) | st.dictionaries(TEXT, JSON), st.sampled_from([None, 1]), st.booleans(), st.booleans())
def test_the_strings_are_those_of_a_parser(value: Any, indent: int | None, ascii_alone: bool, wide: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_alone, separators=(" ,", " :\n") if wide else None)
    assert strings_of(text.encode()) == "\n".join(strings(orjson.loads(text))).encode()


def test_every_escape_is_read() -> None:
    raw = rb'["\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00\u0000"]'
    assert strings_of(raw) == orjson.loads(raw)[0].encode()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"42",
        b'{"a": "b"} {"a": "c"}',
        b'["a"',
        b'["a"]]',
        b'["a]',
        b'["a\\',
        b'["\\x"]',
        b'["\\u12g4"]',
        b'["\\u12',
        b'["\\ud800"]',
        b'["\\udc00"]',
        b'["\\ud800\\u0041"]',
        b'["a\nb"]',
        b"[draft] of a law",
        b"[1] 2",
        b"{\\rtf1 words}",
        b'\xef\xbb\xbf["a"]',
    ],
)
def test_what_is_no_json_has_no_strings(text: bytes) -> None:
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(text if text != b"42" else b"")
    assert strings_of(text) is None


@pytest.mark.shared
def test_real_files_give_what_a_parser_finds_in_them() -> None:
    """And the values of a name that comes twice in an object, of which parsers keep the last: the file shows both."""
    files = [path for path in sorted(Path(shared("")).glob("*/data/**/*.json*")) if path.stat().st_size < 1_000_000][:150]
    read = 0
    for path in files:
        data = path.read_bytes()
        try:
            orjson.loads(data)
        except orjson.JSONDecodeError:
            continue
        read += 1
        every = json.loads(data, object_pairs_hook=lambda pairs: [value for _, value in pairs])
        assert strings_of(data) == "\n".join(strings(every)).encode(), path
    assert read > 50
