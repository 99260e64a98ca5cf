"""The scan of JSON gives the strings that a parser gives, and knows what is none."""

import json
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
