"""Near-duplicates are proposed by MinHash of their word 5-grams, in bands."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import shingles

from moisson.kernels.minhash import band_keys, hash_shingles, shingle_of
from moisson.kernels.strings import Strings, strings

WORDS = st.lists(st.sampled_from(["le", "la", "Le", "code", "CODE", "du", "L", "1221", "ἀρχή", "ق", "e\u0301"]), max_size=20)
TEXTS = st.builds(lambda words, heading: f"# {heading}\n" + " ".join(words), WORDS, st.sampled_from(["Titre", "Chapitre II"]))


def of(*texts: str | None) -> Strings:
    return strings(pa.array(texts, pa.large_string()))


def numbered(first: int, last: int) -> str:
    return " ".join(f"mot{n}" for n in range(first, last))


@given(st.lists(TEXTS, max_size=6), st.integers(1, 6), st.booleans())
def test_keys_depend_on_the_set_of_ngrams_alone(texts: list[str], ngram: int, headings: bool) -> None:
    # With many rows in one band, equal keys mean equal sets, as the plain definition of n-grams gives them.
    keys, counts = band_keys(of(*texts), bands=1, rows=64, ngram=ngram, headings=headings)
    sets = [shingles(text, ngram, headings) for text in texts]
    for a in range(len(texts)):
        assert (counts[a] >= ngram) == bool(sets[a])
        for b in range(a):
            if sets[a] and sets[b]:
                assert (keys[0, a] == keys[0, b]) == (sets[a] == sets[b])


@given(st.lists(st.integers(0, 2**64 - 1), max_size=12), st.integers(1, 6))
def test_shingles_hashed_in_one_go_are_those_hashed_one_by_one(hashes: list[int], ngram: int) -> None:
    words = np.array(hashes, np.uint64)
    alone = [int(shingle_of(words, at, ngram)) for at in range(len(words) - ngram + 1)]
    count = hash_shingles(words, len(words), ngram)
    assert words[: max(count, 0)].tolist() == alone


@pytest.mark.parametrize("share", [0.1, 0.5, 0.85])
def test_one_hash_agrees_as_often_as_the_sets_are_similar(share: float) -> None:
    # Two runs of words that overlap so that their 5-gram sets have the similarity `share`.
    size = 3000
    shift = round(size * (1 - share) / (1 + share))
    keys, _ = band_keys(of(numbered(0, size), numbered(shift, size + shift)), bands=2000, rows=1)
    agree = float((keys[:, 0] == keys[:, 1]).mean())
    assert abs(agree - share) < 4 * (share * (1 - share) / 2000) ** 0.5  # four standard deviations


def test_hash_functions_are_independent_enough_for_the_bands_to_work() -> None:
    found = 0
    for k in range(200):
        size, base = 185, 10_000 * k
        shift = 15  # similarity 0.85
        keys, _ = band_keys(of(numbered(base, base + size), numbered(base + shift, base + size + shift)))
        found += bool((keys[:, 0] == keys[:, 1]).any())
    assert found >= 190  # 0.988 is expected


def test_equal_words_share_all_keys_and_texts_without_a_shingle_have_none() -> None:
    keys, counts = band_keys(of("Le contrat de travail est écrit.", "le CONTRAT, de travail : est écrit", "Abrogé.", ""))
    assert (keys[:, 0] == keys[:, 1]).all()
    assert counts.tolist() == [6, 6, 1, 0]
    assert not keys[:, 2:].any()


def test_a_slice_gives_the_same_keys() -> None:
    array = pa.array([numbered(0, 30), None, numbered(5, 90), "peu"], pa.large_string())
    whole, _ = band_keys(strings(array))
    part, _ = band_keys(strings(array.slice(2)))
    assert (whole[:, 2:] == part).all()


def test_one_huge_document_among_small_ones_is_signed_as_it_is_alone() -> None:
    huge = " ".join(map(str, np.arange(200_000)))
    together, counts = band_keys(of("un deux trois quatre cinq", huge, None))
    alone, _ = band_keys(of(huge))
    assert counts.tolist() == [5, 200_000, 0]
    assert (together[:, 1:2] == alone).all()
