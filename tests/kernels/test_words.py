"""Words are letters, numbers and the marks on them, in any script, and compare without case."""

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import words

from moisson.kernels.letters import END, LETTER, NEWER, WORD, decode, letters
from moisson.kernels.overlap import words_of
from moisson.kernels.strings import Strings, strings
from moisson.kernels.words import count_words, digest_words, measure_words

TEXTS = st.text(st.sampled_from("aÉé ’'-.\n#1٣ßΣςя中ा\u0301\u00a0|½") | st.characters(codec="utf-8"), max_size=60)


def of(*texts: str) -> Strings:
    return strings(pa.array(texts, pa.large_string()))


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_counts_equal_those_of_the_plain_definition(texts: list[str]) -> None:
    counts = measure_words(of(*texts))
    assert counts.whole.tolist() == [len(words(text)) for text in texts]
    assert counts.body.tolist() == [len(words(text, headings=False)) for text in texts]


@given(TEXTS, TEXTS, st.booleans())
def test_digests_are_equal_exactly_when_the_folded_words_are(one: str, other: str, headings: bool) -> None:
    first, second = digest_words(of(one, other), headings).tolist()
    assert (first == second) == (words(one, headings) == words(other, headings))


def hashed(word: str) -> int:
    state = 0xCBF29CE484222325
    for char in word:
        state = (state ^ ord(char)) * 0x9E3779B97F4A7C15 % 2**64
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        state = (state ^ state >> shift) * factor % 2**64
    return state ^ state >> 31


@given(TEXTS)
def test_a_hash_is_that_of_the_folded_characters_for_ever(text: str) -> None:
    # Files of hashed evaluation sets, and signatures of earlier releases, hold such hashes.
    assert words_of(text).tolist() == [hashed(word) for word in words(text)]


@given(TEXTS)
def test_case_and_punctuation_do_not_count(text: str) -> None:
    swapped = "".join(c.upper() if len(c.upper()) == 1 and c.upper().casefold() == c.casefold() else c for c in text)
    first, second = digest_words(of(text, " « " + swapped.replace(" ", " – ") + " ».")).tolist()
    assert first == second


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("L'article L. 1221-1 du code du travail", 9),
        ("aujourd’hui, 35 h ½", 5),
        ("# Code du travail\n\nLe présent code", 6),
        ("Österreichisches Bundesgesetzblatt Nr. 1", 4),
        ("Ο νόμος αριθ. 4412", 4),
        ("Законът е обнародван", 3),
        ("| 01 | 23 |", 2),
        ("…", 0),
        ("", 0),
    ],
)
def test_words_of_real_phrases(text: str, count: int) -> None:
    assert count_words(of(text)).tolist() == [count]


def test_heading_lines_can_be_left_out_but_hashes_elsewhere_stay() -> None:
    text = "# Titre premier\nLe juge no #2 statue.\n#hashtag\n###### Article 3\n####### sept dièses\n  # pas un titre"
    assert measure_words(of(text)).body.tolist() == [5 + 1 + 2 + 3]


def test_a_body_that_says_too_little_is_compared_with_its_headings() -> None:
    one, other = "# Article 1\n\nAbrogé.", "# Article 2\n\nAbrogé."
    bodies = digest_words(of(one, other), headings=False)
    assert (bodies[0] == bodies[1]).all()
    whole = digest_words(of(one, other), headings=False, least=5)
    assert (whole[0] != whole[1]).any()


def test_a_slice_counts_as_its_values_do() -> None:
    array = pa.array(["un", "deux mots", None, "trois petits mots"], pa.large_string())
    assert count_words(strings(array.slice(1))).tolist() == [2, 0, 3]


def test_decoding_gives_every_code_point() -> None:
    codes = [0x24, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFD, 0x10000, 0x10FFFF]
    data = np.frombuffer("".join(map(chr, codes)).encode(), np.uint8)
    at, found = 0, []
    while at < len(data):
        code, at = decode(data, at)
        found.append(int(code))
    assert found == codes


def test_classes_do_not_depend_on_what_this_python_knows_of_newer_unicode() -> None:
    classes, folded = letters()
    for first, last in NEWER:
        assert not classes[first : last + 1].any()
        assert folded[first : last + 1].tolist() == list(range(first, last + 1))
    # What Python 3.11, whose Unicode is 14.0, calls a letter or number: counted once, the same under every later Python.
    assert int((classes & WORD != 0).sum()) == 133_547
    assert unicodedata.category("é") == "Ll"
    assert classes[ord("é")] & LETTER
    assert len(classes) == END
