"""What a text shares with known passages equals what plain Python finds with sets of words."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from plain import words

from moisson.kernels.overlap import Index, Short, find_overlap, index, runs_of, salted, words_of
from moisson.kernels.strings import strings

NGRAM, BEGIN, NEAR = 4, 2, 3
WORDS = st.sampled_from(["le", "LE", "juge", "statue", "1", "ж", "ा", "中", "\u05d0\u05d1", "é", "e\u0301", "ſ"])
TEXTS = st.lists(WORDS | st.sampled_from(["\n", ".", "# "]), max_size=24).map(" ".join) | st.text(max_size=12)
RUN = st.lists(WORDS, min_size=2, max_size=3).map(" ".join)
SHORT = st.tuples(RUN, st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), max_size=2))


def known(passages: Sequence[str], short: Sequence[tuple[str, Sequence[str]]]) -> tuple[Index, Index, Short]:
    """Entries: the passages, then the short questions."""
    keys = [np.unique(runs_of(words_of(text), NGRAM)) for text in passages]
    entries = [np.full(len(found), number, np.int64) for number, found in enumerate(keys)]
    questions = [words_of(question) for question, _ in short]
    whole = [runs_of(found, len(found))[0] if len(found) else np.uint64(0) for found in questions]
    begins = [(runs_of(found, BEGIN)[0], len(passages) + number) for number, found in enumerate(questions) if len(found) >= BEGIN]
    answers: list[list[tuple[np.uint64, int]]] = [[] for _ in passages]
    for (_, held), question in zip(short, whole, strict=True):
        own = [words_of(answer) for answer in held]
        answers.append([(salted(runs_of(found, len(found)), question)[0], len(found)) for found in own if len(found)])
    flat = [pair for own in answers for pair in own]
    return (
        index(np.concatenate([np.empty(0, np.uint64), *keys]), np.concatenate([np.empty(0, np.int64), *entries])),
        index(np.array([key for key, _ in begins], np.uint64), np.array([entry for _, entry in begins], np.int64)),
        Short(
            np.array([0] * len(passages) + whole, np.uint64),
            np.array([0] * len(passages) + [len(found) for found in questions], np.int64),
            np.cumsum([0, *map(len, answers)]),
            np.array([key for key, _ in flat], np.uint64),
            np.array([length for _, length in flat], np.int64),
        ),
    )


def grams(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[k : k + NGRAM]) for k in range(len(found) - NGRAM + 1)}


def contains(span: list[str], run: list[str]) -> bool:
    return any(span[k : k + len(run)] == run for k in range(len(span) - len(run) + 1))


def asked(text: str, question: str, answers: Sequence[str]) -> bool:
    found, wanted = words(text), words(question)
    own = [words(answer) for answer in answers if words(answer)]
    reach = NEAR + max(map(len, own), default=0)
    places = [k for k in range(len(found) - len(wanted) + 1) if found[k : k + len(wanted)] == wanted]
    spans = [found[max(0, k - reach) : k] for k in places] + [found[k + len(wanted) :][:reach] for k in places]
    return len(wanted) >= BEGIN and any(contains(span, answer) for span in spans for answer in own)


@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=4), st.lists(SHORT, max_size=3))
def test_what_is_shared_equals_the_plain_definition(
    texts: list[str], passages: list[str], short: list[tuple[str, list[str]]]
) -> None:
    runs, begins, questions = known(passages, short)
    found = find_overlap(strings(pa.array(texts, pa.large_string())), NGRAM, runs, BEGIN, begins, NEAR, questions)
    expected = []
    for row, text in enumerate(texts):
        counts = [len(grams(text) & grams(passage)) for passage in passages]
        counts += [int(asked(text, question, answers)) for question, answers in short]
        expected += [(row, entry, count) for entry, count in enumerate(counts) if count]
    assert list(zip(*(column.tolist() for column in found), strict=True)) == expected


@given(TEXTS, st.integers(1, 6))
def test_runs_are_equal_exactly_where_their_words_are(text: str, ngram: int) -> None:
    found, plain = runs_of(words_of(text), ngram).tolist(), words(text)
    assert len(found) == max(len(plain) - ngram + 1, 0)
    for one, first in enumerate(found):
        for other, second in enumerate(found):
            assert (first == second) == (plain[one : one + ngram] == plain[other : other + ngram])


def test_many_entries_and_many_texts_that_share_all_of_them() -> None:
    passages = [f"un deux trois quatre {number}" for number in range(300)]
    runs, begins, short = known(passages, [])
    found = find_overlap(strings(pa.array([" ".join(passages)] * 3, pa.large_string())), NGRAM, runs, BEGIN, begins, NEAR, short)
    assert found.rows.tolist() == [row for row in range(3) for _ in range(300)]
    assert found.entries.tolist() == list(range(300)) * 3
    assert set(found.shared.tolist()) == {2}


def test_no_texts_no_entries_nulls_and_slices() -> None:
    nothing = known([], [])
    array = pa.array(["un deux trois quatre", None, "", "un deux trois quatre"], pa.large_string())
    for texts in (array, array.slice(0, 0)):
        assert not len(find_overlap(strings(texts), NGRAM, nothing[0], BEGIN, nothing[1], NEAR, nothing[2]).rows)
    runs, begins, short = known(["un deux trois quatre"], [])
    assert find_overlap(strings(array.slice(1)), NGRAM, runs, BEGIN, begins, NEAR, short).rows.tolist() == [2]


def test_an_answer_is_not_looked_up_without_its_question() -> None:
    answer = runs_of(words_of("cinquante euros"), 2)
    one, other = (salted(answer, np.uint64(question)) for question in (1, 2))
    assert one != other
    assert one != answer
