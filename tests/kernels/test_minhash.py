"""Near-duplicates are proposed by MinHash and confirmed by the exact similarity of their word 5-grams."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import jaccard as plain_jaccard

from moisson.kernels.minhash import Confirmed, band_keys, confirm, join_bands
from moisson.kernels.strings import Strings, strings

WORDS = st.lists(st.sampled_from(["le", "la", "Le", "code", "CODE", "du", "travail", "L", "1221", "est", "réputé"]), max_size=40)
TEXTS = st.builds(lambda words, heading: f"# {heading}\n" + " ".join(words), WORDS, st.sampled_from(["Titre", "Chapitre II"]))


def of(*texts: str) -> Strings:
    return strings(pa.array(texts, pa.large_string()))


def jaccard(pair: Strings, ngram: int, headings: bool) -> float:
    """What `confirm` finds for two texts when it keeps the first, whatever their likeness."""
    found = Confirmed(2)
    confirm(pair, np.array([0, 1], np.int64), 0.0, ngram, headings, found)
    return float(found.shared[1] / found.union[1]) if found.kept[1] == 0 else 0.0


def numbered(first: int, last: int) -> str:
    return " ".join(f"mot{n}" for n in range(first, last))


@given(TEXTS, TEXTS, st.integers(1, 6), st.booleans())
def test_similarity_equals_that_of_the_plain_definition(one: str, other: str, ngram: int, headings: bool) -> None:
    assert jaccard(of(one, other), ngram, headings) == plain_jaccard(one, other, ngram, headings)


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


def plain_components(keys: Sequence[Sequence[int]], live: Sequence[bool]) -> list[int]:
    component = list(range(len(live)))
    changed = True
    while changed:
        changed = False
        for band in keys:
            for a in range(len(live)):
                for b in range(a):
                    if live[a] and live[b] and band[a] == band[b] and component[a] != component[b]:
                        component[a] = component[b] = min(component[a], component[b])
                        changed = True
    return component


@given(
    st.integers(0, 9).flatmap(
        lambda n: st.tuples(
            st.lists(st.lists(st.integers(0, 3), min_size=n, max_size=n), min_size=1, max_size=3),
            st.lists(st.booleans(), min_size=n, max_size=n),
        )
    )
)
def test_components_are_what_shared_keys_link(case: tuple[list[list[int]], list[bool]]) -> None:
    keys, live = case
    found = join_bands(np.array(keys, np.uint64).reshape(len(keys), len(live)), np.array(live, np.bool_))
    assert found.tolist() == plain_components(keys, live)


def test_only_what_is_similar_to_the_one_that_stays_goes_and_the_rest_repeat() -> None:
    # a ~ b ~ c in a chain, with a and c less similar than the threshold; d is c again.
    texts = of(numbered(0, 104), numbered(8, 112), numbered(16, 120), numbered(16, 120))
    assert plain_jaccard(numbered(0, 104), numbered(8, 112)) == pytest.approx(92 / 108)
    found = Confirmed(4)
    confirm(texts, np.array([0, 1, 2, 3]), 0.85, 5, True, found)
    assert found.kept.tolist() == [0, 0, 2, 2]
    assert (found.shared[1], found.union[1]) == (92, 108)
    assert (found.shared[3], found.union[3]) == (100, 100)


def test_the_threshold_itself_counts_as_similar() -> None:
    texts = of(numbered(0, 21), numbered(0, 24))  # 17 and 20 shingles: 0.85
    for threshold, kept in ((0.85, 0), (0.8501, 1)):
        found = Confirmed(2)
        confirm(texts, np.array([0, 1]), threshold, 5, True, found)
        assert found.kept[1] == kept


def test_a_slice_gives_the_same_keys() -> None:
    array = pa.array([numbered(0, 30), None, numbered(5, 90), "peu"], pa.large_string())
    whole, _ = band_keys(strings(array))
    part, _ = band_keys(strings(array.slice(2)))
    assert (whole[:, 2:] == part).all()
