"""Spoilt files: a document or a precise reason, whatever chance does to the bytes. `bench/hostile.py` does it at length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import SAMPLES

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw, Refused, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import How

READER = FileReader(How(ocr=False))


def outcome(data: bytes) -> list[Text | Refused | DocumentError]:
    """What becomes of a file: its documents, and the reasons for what is none. Anything else that is raised fails the test."""
    found: list[Text | Refused | DocumentError] = []
    try:
        for piece in READER.split(File("a", data)):
            if isinstance(piece, Raw):
                try:
                    found.extend(READER.read(piece.body))
                except DocumentError as error:
                    found.append(error)
            else:
                found.append(piece)
    except DocumentError as error:
        found.append(error)
    return found


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A sample that was cut, flipped, filled with other bytes, or grown together with another."""
    data = bytearray(draw(st.sampled_from(list(SAMPLES.values()))))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(["cut", "flip", "fill", "repeat", "splice", "remove"])):
            case "cut":
                data = data[:at]
            case "flip" if at < len(data):
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "fill":
                data[at : at + 4] = draw(
                    st.sampled_from([b"\x00\x00", b"<x>", b"</p>", b"&e;", b"\xff", b"{", b'"', b"-1", b"99999999999"])
                )
            case "repeat":
                data[at:at] = data[at : at + 40] * draw(st.integers(1, 50))
            case "splice":
                other = draw(st.sampled_from(list(SAMPLES.values())))
                data[at:at] = other[draw(st.integers(0, len(other))) :][:200]
            case "remove":
                del data[at : at + draw(st.integers(1, 200))]
    return bytes(data)


@pytest.mark.parametrize("format", SAMPLES)
def test_a_sample_is_read_as_it_stands(format: str) -> None:
    found = outcome(SAMPLES[format])
    assert found
    assert all(isinstance(each, Text) and each.text for each in found), found


@given(spoilt())
def test_a_spoilt_file_gives_documents_or_precise_reasons(data: bytes) -> None:
    for each in outcome(data):
        if not isinstance(each, Text):
            assert each.reason
            assert each.detail, each.reason


@pytest.mark.parametrize("format", SAMPLES)
def test_every_beginning_of_a_file_gives_documents_or_precise_reasons(format: str) -> None:
    data = SAMPLES[format]
    for end in range(0, len(data), max(1, len(data) // 60)):
        assert outcome(data[:end])
