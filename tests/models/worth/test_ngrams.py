"""The n-gram model: chances that sum to one, the formula done by hand, and text that it has learnt costs less."""

import numpy as np
import pyarrow as pa
import pytest
from small_source import SENTENCES

from moisson.kernels.strings import strings
from moisson.models.worth.ngrams import Model, learn


def taught(text: str, order: int) -> Model:
    return learn(np.frombuffer(text.encode(), np.uint8), order)


def bits(model: Model, *texts: bytes) -> list[float]:
    return [float(each) for each in model.bits(strings(pa.array(texts, pa.large_binary()).view(pa.large_string())))]


@pytest.mark.parametrize("order", range(1, 9))
@pytest.mark.parametrize("history", ["", "le sal", "zq", "l employeur "])
def test_the_chances_of_what_follows_sum_to_one(order: int, history: str) -> None:
    model = taught("\n".join(SENTENCES).lower(), order)
    (before,) = bits(model, history.encode())
    after = bits(model, *(history.encode() + bytes([byte]) for byte in range(256)))
    assert sum(2.0 ** (before - each) for each in after) == pytest.approx(1, abs=1e-9)


def test_two_orders_by_hand() -> None:
    """In `abab`, `a` and `b` each follow one byte; every discount is 0.75, as no run is seen four times."""
    model = taught(" abab", 2)
    # runs of two: " a" once, "ab" twice, "ba" once; before "a" stand two bytes, before "b" one.
    lower = {b"a": (2 - 0.75) / 3 + 2 * 0.75 / 3 / 256, b"b": (1 - 0.75) / 3 + 2 * 0.75 / 3 / 256}
    after_space = (1 - 0.75) / 1 + 0.75 * lower[b"a"]
    after_a = (2 - 0.75) / 2 + 0.75 / 2 * lower[b"b"]
    assert bits(model, b"a", b"ab") == pytest.approx([-np.log2(after_space), -np.log2(after_space) - np.log2(after_a)])


def test_text_like_what_was_learnt_costs_less_and_longer_orders_know_more() -> None:
    learnt, other = "\n".join(SENTENCES[:25]).lower(), "\n".join(SENTENCES[25:]).lower().encode()
    one, three, six = (bits(taught(learnt, order), other)[0] / len(other) for order in (1, 3, 6))
    assert six < three < one < 8
    assert bits(taught("zyx wvu " * 200, 6), other)[0] / len(other) > three


def test_a_text_of_nothing_is_learnt_as_nothing() -> None:
    assert bits(taught("", 5), b"ab") == [16.0]
