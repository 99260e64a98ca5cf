"""Runs of words: where they begin and end, and which of them another text has."""

import numpy as np
import pyarrow as pa

from moisson.kernels.byte_grams import mark, runs, shingles
from moisson.kernels.strings import strings


def test_runs_of_words_lie_within_a_line_of_a_text() -> None:
    texts = strings(pa.array(["un deux trois\nquatre cinq", "", "deux trois"], pa.large_string()))
    found, starts, ends, rows = shingles(texts, 2)
    whole = texts.data.tobytes()
    said = [whole[start:end].decode() for start, end in zip(starts, ends, strict=True)]
    assert said == ["un deux", "deux trois", "quatre cinq", "deux trois"]
    assert rows.tolist() == [0, 0, 0, 2]
    assert found[1] == found[3]
    assert len(set(found.tolist())) == 3


def test_the_order_of_words_matters_and_what_stands_around_does_not() -> None:
    texts = strings(pa.array(["a b c", "b a c", "x a b c"], pa.large_string()))
    found, _, _, rows = shingles(texts, 3)
    assert found[rows == 0].tolist() == found[rows == 2][1:].tolist()
    assert found[0] not in found[rows == 1]


def test_wanted_runs_are_marked() -> None:
    wanted = np.array([3, 7, 7 + (1 << 40), 9], np.uint64)
    there = np.zeros(4, np.bool_)
    mark(np.array([7, 1, 9 + (1 << 50)], np.uint64), wanted, there)
    assert there.tolist() == [False, True, False, False]


def test_runs_of_bytes_sort_as_text_does() -> None:
    data = np.frombuffer(b"banane", np.uint8)
    found = runs(data, 3)
    assert [int(each).to_bytes(8, "big")[:3] for each in found] == [b"ban", b"ana", b"nan", b"ane"]
    assert runs(data, 8).tolist() == []
