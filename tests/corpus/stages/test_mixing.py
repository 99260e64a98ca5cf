"""Samples, caps and mixtures: exact, near, and the same next month."""

from collections import Counter
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from instructions import instructions

from moisson.contracts.errors import RecipeError
from moisson.contracts.stage import stages
from moisson.corpus.in_memory import InMemory
from moisson.corpus.stages import mixing

TYPES = {
    "id": pa.large_string(),
    "text": pa.large_string(),
    "language": pa.large_string(),
    "score": pa.float64(),
    "token_count": pa.int64(),
    "created": pa.large_string(),
    "vanished": pa.bool_(),
}


def corpus_of(rows: list[dict[str, Any]], cut: int = 3, seed: int = 0) -> InMemory:
    return InMemory(
        pa.Table.from_pylist([{"id": f"s/{n}", **row} for n, row in enumerate(rows)], pa.schema(TYPES)), cut, seed=seed
    )


def run(name: str, rows: list[dict[str, Any]], /, **parameters: object) -> pa.Table:
    stage = stages()[name]
    bound = stage.bind(parameters)
    found = corpus_of(rows).made(stage.build(**bound)).combine_chunks()
    assert set(found.column_names) == set(stage.writes_of(bound))
    assert set(stage.reads_of(bound)) <= set(TYPES)
    assert len(found) == len(rows)
    assert found["drop_reason"].is_null().equals(found["drop_detail"].is_null())
    return found


def kept(name: str, rows: list[dict[str, Any]], /, **parameters: object) -> list[dict[str, Any]]:
    reasons = run(name, rows, **parameters)["drop_reason"].to_pylist()
    return [row for row, reason in zip(rows, reasons, strict=True) if reason is None]


def documents(*sizes: tuple[str, int], length: int = 10) -> list[dict[str, Any]]:
    """So many documents of each language, each of `length` bytes."""
    return [
        {"id": f"{language}/{n}", "language": language, "text": "a" * length} for language, count in sizes for n in range(count)
    ]


def sizes(rows: list[dict[str, Any]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for row in rows:
        total[row["language"]] += len(row["text"].encode())
    return dict(total)


# sample


def test_a_documents_fate_depends_on_its_id_alone() -> None:
    rows = documents(("fr", 500), ("de", 500))
    later = [row | {"text": "changed"} for row in rows[300:]] + documents(("en", 200))
    ids, after = ({row["id"] for row in kept("sample", some, share=0.3)} for some in (rows, later))
    assert after & {row["id"] for row in rows} == ids & {row["id"] for row in later}


def test_a_number_of_documents_is_exact_for_each_value() -> None:
    rows = documents(("fr", 50), ("de", 5), ("en", 20))
    assert len(kept("sample", rows, documents=12)) == 12
    assert Counter(row["language"] for row in kept("sample", rows, documents=12, by="language")) == {"fr": 12, "de": 5, "en": 12}


# cap


def test_a_cap_is_never_exceeded_and_what_is_left_is_less_than_what_was_left_out() -> None:
    rows = [{"language": "fr", "text": "x" * (n % 7 + 1) * 3} for n in range(40)]
    stays = kept("cap", rows, by="language", bytes=100)
    out = [row for row in rows if row not in stays]
    assert 100 - 3 < sizes(stays)["fr"] <= 100
    assert 100 - sizes(stays)["fr"] < min(len(row["text"]) for row in out)


@pytest.mark.parametrize(("unit", "limit", "number"), [("documents", 2, 2), ("bytes", 30, 3), ("words", 4, 2), ("tokens", 25, 3)])
def test_a_cap_counts_in_four_units(unit: str, limit: int, number: int) -> None:
    rows = [{"language": "fr", "text": "zwei Äpfel"[:9], "token_count": 7} for _ in range(6)]  # 10 bytes, 2 words
    found = run("cap", rows, by="language", **{unit: limit})
    assert found["drop_reason"].null_count == number
    assert set(found["drop_reason"].drop_null().to_pylist()) == {"over-cap:fr"}
    assert found["drop_detail"].drop_null()[0].as_py().endswith(f"{unit} are kept")


def test_values_have_caps_of_their_own_and_so_has_none() -> None:
    rows = [*documents(("fr", 3), ("de", 1)), {"text": "a"}, {"text": "b"}, {"text": None}]
    reasons = Counter(run("cap", rows, by="language", documents=1)["drop_reason"].to_pylist())
    assert reasons == {None: 3, "over-cap:fr": 2, "over-cap:none": 2}


@pytest.mark.parametrize("by", ["vanished", "token_count", "score"])
def test_any_column_of_single_values_can_group(by: str) -> None:
    rows = [{"vanished": n < 3, "token_count": n // 3, "score": n // 3 * 0.5} for n in range(6)]
    assert len(kept("cap", rows, by=by, documents=1)) == 2


def test_with_an_order_the_best_stay() -> None:
    rows = [{"language": "fr", "text": "a", "score": score} for score in (0.1, None, 0.9, float("nan"), 0.5)]
    assert [row["score"] for row in kept("cap", rows, by="language", documents=2, order="score")] == [0.9, 0.5]
    assert [row["score"] for row in kept("cap", rows, by="language", documents=3, order="score")] == [0.1, 0.9, 0.5]
    dated = [{"language": "fr", "text": "a", "created": date} for date in ("2019", None, "2021-03", "2020")]
    assert [row["created"] for row in kept("sample", dated, documents=2, order="created")] == ["2021-03", "2020"]


# mix


def test_a_budget_is_never_exceeded_and_filled_to_less_than_a_document_for_each_value() -> None:
    rows = documents(("fr", 40)) + documents(("en", 30), length=7)
    stays = sizes(kept("mix", rows, by="language", weights={"fr": 3, "en": 1}, budget=200))
    assert stays == {"fr": 150, "en": 49}


def test_a_temperature_evens_out_and_one_changes_nothing() -> None:
    rows = documents(("fr", 400), ("de", 100), ("mt", 4))
    assert sizes(kept("mix", rows, by="language", temperature=1)) == sizes(rows)
    # 4000, 1000 and 40 to the power of 1/2 are as 20 : 10 : 2; of 1600 that is 1000 : 500 : 100, of which Maltese has 40.
    asked = {"by": "language", "temperature": 2, "budget": 1600}
    assert sizes(kept("mix", rows, **asked, short="leave")) == {"fr": 1000, "de": 500, "mt": 40}
    assert sizes(kept("mix", rows, **asked, short="fill")) == {"fr": 1040, "de": 520, "mt": 40}
    assert sizes(kept("mix", rows, **asked, short="shrink")) == {"fr": 400, "de": 200, "mt": 40}


def test_what_is_short_may_count_more_than_once_and_no_row_is_doubled() -> None:
    rows = documents(("fr", 400), ("mt", 4))
    asked = {"by": "language", "weights": {"fr": 3, "mt": 1}, "budget": 400, "max_repeats": 4.0}
    found = run("mix", rows, **asked)
    assert sizes(kept("mix", rows, **asked)) == {"fr": 300, "mt": 40}
    stays = found["drop_reason"].is_null()
    assert set(found["repeats"].filter(stays).slice(0, 30).to_pylist()) == {1.0}
    assert set(found["repeats"].slice(400).to_pylist()) == {2.5}
    assert set(run("mix", rows, by="language", weights={"fr": 1, "mt": 1})["repeats"].to_pylist()) == {1.0}


def test_a_value_that_is_absent_is_an_error_where_it_would_leave_nothing() -> None:
    rows = documents(("fr", 10), ("de", 10))
    with pytest.raises(RecipeError, match=r"nothing of language 'en'.*there is de, fr"):
        run("mix", rows, by="language", weights={"fr": 1, "en": 1})
    asked = {"by": "language", "weights": {"fr": 1, "en": 1}, "budget": 100}
    assert sizes(kept("mix", rows, **asked, short="leave")) == {"fr": 50}
    assert sizes(kept("mix", rows, **asked, short="fill")) == {"fr": 100}


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("sample", {}, "either share or documents"),
        ("sample", {"share": 0.5, "documents": 3}, "either share or documents"),
        ("sample", {"share": 1.5}, "from 0 to 1"),
        ("sample", {"share": 0.5, "by": "language"}, "go with documents"),
        ("sample", {"documents": -1}, "must not be negative"),
        ("cap", {"by": "language"}, "give one of"),
        ("cap", {"by": "language", "words": 1, "bytes": 1}, "give one of"),
        ("cap", {"by": "language", "words": -1}, "give one of"),
        ("mix", {"by": "language"}, "either weights or temperature"),
        ("mix", {"by": "language", "weights": {"fr": 1}, "temperature": 2}, "either weights or temperature"),
        ("mix", {"by": "language", "weights": {"fr": -1}}, "weight of 'fr'"),
        ("mix", {"by": "language", "weights": {"fr": float("nan")}}, "weight of 'fr'"),
        ("mix", {"by": "language", "weights": {"fr": 0}}, "no weight is above 0"),
        ("mix", {"by": "language", "temperature": 0}, "must be above 0"),
        ("mix", {"by": "language", "weights": {"fr": 1}, "short": "fill"}, "needs a budget"),
        ("mix", {"by": "language", "weights": {"fr": 1}, "budget": -1}, "must not be negative"),
        ("mix", {"by": "language", "weights": {"fr": 1}, "max_repeats": 0.5}, "from 1 to 1000"),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, parameters: dict[str, Any], said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        run(name, [], **parameters)


ROW = st.fixed_dictionaries(
    {
        "text": st.none() | st.text(max_size=8),
        "language": st.sampled_from(["fr", "de", None]),
        "score": st.none() | st.floats(),
        "token_count": st.none() | st.integers(0, 9),
    }
)
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("sample", {"share": 0.5}),
    ("sample", {"documents": 2, "by": "language", "order": "score"}),
    ("cap", {"by": "language", "bytes": 9}),
    ("cap", {"by": "language", "tokens": 9, "order": "score"}),
    ("mix", {"by": "language", "weights": {"fr": 2, "de": 1}, "budget": 20, "short": "fill"}),
    ("mix", {"by": "language", "temperature": 2, "unit": "words"}),
]


@given(st.lists(ROW, max_size=10), st.integers(1, 5), st.integers(0, 99), st.sampled_from(CALLS))
def test_the_cut_of_a_corpus_changes_nothing(
    rows: list[dict[str, Any]], cut: int, seed: int, call: tuple[str, dict[str, Any]]
) -> None:
    stage = stages()[call[0]]
    step = stage.build(**stage.bind(call[1]))
    whole = corpus_of(rows, 100).made(step).combine_chunks()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mixing, "OUT_ROWS", cut)
        assert corpus_of(rows, cut, seed).made(step).combine_chunks().equals(whole)


@pytest.mark.parametrize("call", CALLS)
def test_python_does_no_more_for_thousands_of_documents_than_for_a_hundred(call: tuple[str, dict[str, Any]]) -> None:
    stage = stages()[call[0]]
    step = stage.build(**stage.bind(call[1]))
    few, many = (corpus_of(documents(("fr", size)) + documents(("de", size)), 99_999) for size in (100, 3000))
    for corpus in (few, many):
        corpus.made(step)
    more = instructions(lambda: many.made(step)) - instructions(lambda: few.made(step))
    assert abs(more) < 100  # exact fractions of greater numbers take a few steps more
