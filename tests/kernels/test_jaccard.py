"""What goes is confirmed by the exact similarity of word n-grams; an index of the rare ones changes no decision."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain import jaccard as plain_jaccard
from plain import shingles

from moisson.kernels.jaccard import NO_VERSIONS, Confirmed, Versions, confirm
from moisson.kernels.strings import Strings, strings

WORDS = st.lists(st.sampled_from(["le", "la", "Le", "code", "CODE", "du", "travail", "L", "1221", "est", "réputé"]), max_size=40)
TEXTS = st.builds(lambda words, heading: f"# {heading}\n" + " ".join(words), WORDS, st.sampled_from(["Titre", "Chapitre II"]))
THRESHOLDS = st.sampled_from([0.05, 0.3, 0.5, 0.6, 0.75, 0.85, 0.95, 1.0])


def of(*texts: str) -> Strings:
    return strings(pa.array(texts, pa.large_string()))


def numbered(first: int, last: int) -> str:
    return " ".join(f"mot{n}" for n in range(first, last))


def decide(texts: Sequence[str], threshold: float, *, ngram: int = 5, headings: bool = True, few: int = 24) -> Confirmed:
    """All texts as one component, in their order."""
    count = len(texts)
    return confirm(of(*texts), np.arange(count), np.array([0, count]), threshold, ngram, headings, few=few)


@given(TEXTS, TEXTS, st.integers(1, 6), st.booleans())
def test_similarity_equals_that_of_the_plain_definition(one: str, other: str, ngram: int, headings: bool) -> None:
    found = decide([one, other], 1e-9, ngram=ngram, headings=headings)
    expected = plain_jaccard(one, other, ngram, headings)
    assert (found.shared[1] / found.union[1] if found.kept[1] == 0 else 0.0) == expected


def plain_decisions(
    texts: Sequence[str], threshold: float, ngram: int, fixed: int = 0, versions: Versions = NO_VERSIONS
) -> list[tuple[int, int, int]]:
    """For each text of a component, best first: which stays in its place, and the counts of their similarity."""
    sets = [shingles(text, ngram) for text in texts]
    decided: list[tuple[int, int, int]] = []
    stay: list[int] = []
    for row, mine in enumerate(sets):
        for other in stay if row >= fixed else []:
            theirs = sets[other]
            either, both = len(mine | theirs), len(mine & theirs)
            apart = len(versions.work) and versions.work[row] == versions.work[other] and row != other
            if either and both / either >= threshold and not (apart and versions.wording[row] != versions.wording[other]):
                decided.append((other, both, either))
                break
        else:
            decided.append((row, 1, 1))
            if row < fixed or not fixed:
                stay.append(row)
    return decided


def decisions(found: Confirmed) -> list[tuple[int, int, int]]:
    return list(zip(found.kept.tolist(), found.shared.tolist(), found.union.tolist(), strict=True))


VARIANTS = st.lists(
    st.tuples(st.integers(0, 2), st.lists(st.tuples(st.integers(0, 39), st.integers(0, 5)), max_size=4), st.integers(20, 40)),
    max_size=12,
).map(lambda drawn: [variant(*one) for one in drawn])


def variant(base: int, changes: list[tuple[int, int]], length: int) -> str:
    """One of three texts of forty words, some words changed, cut short."""
    words = [f"{'abc'[base]}{n % 17}" for n in range(40)]
    for at, by in changes:
        words[at] = f"x{by}"
    return " ".join(words[:length])


@given(VARIANTS, THRESHOLDS, st.sampled_from([0, 2, 24]), st.integers(1, 5), st.integers(0, 3))
@settings(max_examples=400)
def test_decisions_are_those_of_comparing_all_pairs(texts: list[str], threshold: float, few: int, ngram: int, fixed: int) -> None:
    fixed = min(fixed, len(texts))
    found = confirm(
        of(*texts),
        np.arange(len(texts)),
        np.array([0, len(texts)]),
        threshold,
        ngram,
        True,
        np.array([fixed], np.int64),
        few=few,
    )
    assert decisions(found) == plain_decisions(texts, threshold, ngram, fixed)


@given(VARIANTS, THRESHOLDS, st.sampled_from([0, 24]), st.data())
def test_versions_are_never_dropped_for_each_other(texts: list[str], threshold: float, few: int, data: st.DataObject) -> None:
    count = len(texts)
    codes = st.lists(st.integers(0, 1), min_size=count, max_size=count).map(lambda drawn: np.array(drawn, np.int64))
    versions = Versions(data.draw(codes), data.draw(codes))
    found = confirm(
        of(*texts),
        np.arange(count),
        np.array([0, count]),
        threshold,
        5,
        True,
        versions=versions if count else NO_VERSIONS,
        few=few,
    )
    assert decisions(found) == plain_decisions(texts, threshold, 5, versions=versions)


def test_an_index_over_many_texts_of_one_mould_changes_no_decision() -> None:
    drawn = np.random.default_rng(1).integers(0, 1000, (400, 12))
    drawn[:, :6] %= 2  # half of what differs takes one of two values
    mould = numbered(0, 120).split()
    texts = []
    for row in drawn.tolist():
        words = list(mould)
        words[5:125:10] = [f"v{value}" for value in row]
        texts.append(" ".join(words))
    for threshold in (0.3, 0.45, 0.6):
        assert decisions(decide(texts, threshold)) == decisions(decide(texts, threshold, few=1000))
    assert len(set(decide(texts, 0.45).kept.tolist())) not in (1, 400)  # the case is one that decides something


def test_only_what_is_similar_to_the_one_that_stays_goes_and_the_rest_repeat() -> None:
    # a ~ b ~ c in a chain, with a and c less similar than the threshold; d is c again.
    texts = [numbered(0, 104), numbered(8, 112), numbered(16, 120), numbered(16, 120)]
    assert plain_jaccard(texts[0], texts[1]) == pytest.approx(92 / 108)
    for few in (0, 24):
        found = decide(texts, 0.85, few=few)
        assert decisions(found) == [(0, 1, 1), (0, 92, 108), (2, 1, 1), (2, 100, 100)]


@pytest.mark.parametrize("few", [0, 24])
def test_the_threshold_itself_counts_as_similar(few: int) -> None:
    texts = [numbered(0, 21), numbered(0, 24)]  # 17 and 20 shingles: 0.85
    assert decide(texts, 0.85, few=few).kept.tolist() == [0, 0]
    assert decide(texts, 0.8501, few=few).kept.tolist() == [0, 1]


def test_components_are_decided_apart_and_in_the_order_given() -> None:
    texts = of(numbered(0, 50), numbered(0, 51), numbered(0, 52), numbered(0, 50))
    found = confirm(texts, np.array([3, 0, 2, 1]), np.array([0, 2, 4]), 0.85, 5, True)
    assert found.kept.tolist() == [3, 2, 2, 3]


@given(VARIANTS, THRESHOLDS, st.integers(0, 40))
def test_a_bound_on_what_is_read_for_one_text_never_lets_go_what_is_not_similar(
    texts: list[str], threshold: float, most: int
) -> None:
    found = confirm(of(*texts), np.arange(len(texts)), np.array([0, len(texts)]), threshold, 5, True, few=0, most=most)
    for row, into in enumerate(found.kept.tolist()):
        assert into == row or plain_jaccard(texts[row], texts[into]) >= threshold
        assert found.kept[into] == into
