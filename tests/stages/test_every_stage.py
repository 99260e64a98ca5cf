"""What holds for every built-in stage: the batch cut changes nothing, no rows are no error, the declared columns are written."""

from functools import cache
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moisson.schemas import FACTS, RELEASE, STRING
from moisson.stage import Columns, Stage, stages

DOCUMENT = sorted(
    name for name, stage in stages().items() if stage.scope == "document" and stage.build.__module__.startswith("moisson.")
)
CORPUS = sorted(
    name for name, stage in stages().items() if stage.scope == "corpus" and stage.build.__module__.startswith("moisson.")
)

PIECES = [
    "# Article L1221-1\n\n",
    "Le contrat de travail est soumis aux règles du droit commun. ",
    "Der Arbeitsvertrag ist formlos gültig, soweit nicht das Gesetz etwas anderes bestimmt. " * 2,
    "Tél. : 01 42 77 06 56, cppni @ leem. org\r\n",
    "\u00a0\u200b ﬁ e\u0301  \n\n\n- item\n  - sous-item\n",
    "| 01 | 23 |\n",
    "........\n........\n",
    "Fait à Paris.\n" * 6,
    "\ufffd",
]
TEXTS = st.none() | st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=5).map("".join)
BASIS = st.sampled_from(["licence", "statute", "agreement", None])
RIGHTS = st.none() | BASIS.map(lambda basis: {**{field.name: None for field in FACTS.field("rights").type}, "basis": basis})
RESERVED = st.sampled_from([None, [], [{"protocol": "tdmrep", "value": "1", "where": "/robots.txt", "seen_at": None}]])
DATES = st.sampled_from(["2001-01-01", "2020", "2020-02-03", None])
ROW = st.fixed_dictionaries(
    {
        "text": TEXTS,
        "language": st.sampled_from(["fr", "de", None]),
        "rights": RIGHTS,
        "reservation": RESERVED,
        "force": st.sampled_from(["in-force", "repealed", None]),
        "created": DATES,
        "valid_from": DATES,
        "word_count": st.integers(0, 3) | st.none(),
    }
)
ROWS = st.lists(ROW, max_size=12)


def table(rows: list[dict[str, Any]]) -> pa.Table:
    rows = [{"id": f"source/{number:02}", **row} for number, row in enumerate(rows)]
    columns = (
        "id",
        *next(
            iter(rows),
            dict.fromkeys(["text", "language", "rights", "reservation", "force", "created", "valid_from", "word_count"]),
        ),
    )
    return pa.Table.from_pylist(rows, pa.schema([RELEASE.field(name) for name in dict.fromkeys(columns)]))


@cache
def built(name: str) -> tuple[Stage, Any]:
    stage = stages()[name]
    return stage, stage.build(**stage.bind({"keep": ["fr"]} if name == "identify_language" else {}))


def one_batch(rows: pa.Table) -> pa.RecordBatch:
    return rows.combine_chunks().to_batches()[0] if rows.num_rows else pa.RecordBatch.from_pylist([], rows.schema)


@pytest.mark.parametrize("name", DOCUMENT)
@given(rows=ROWS, cuts=st.lists(st.integers(0, 12), max_size=3))
@settings(max_examples=40)
def test_the_batch_cut_changes_nothing(name: str, rows: list[dict[str, Any]], cuts: list[int]) -> None:
    stage, step = built(name)
    batch = one_batch(table(rows))
    whole: Columns = step(batch)
    assert set(whole) == set(stage.writes)
    assert all(len(column) == len(rows) for column in whole.values())
    bounds = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [step(batch.slice(a, b - a)) for a, b in pairwise(bounds)]
    for column, values in whole.items():
        assert pa.concat_arrays([part[column] for part in parts]).equals(values)


class Rows:
    def __init__(self, rows: pa.Table) -> None:
        self._rows = rows
        self.num_rows = rows.num_rows

    def column(self, name: str) -> pa.ChunkedArray:
        return self._rows.column(name)


@pytest.mark.parametrize("name", CORPUS)
@given(rows=ROWS, cuts=st.lists(st.integers(0, 12), max_size=3))
@settings(max_examples=40)
def test_the_chunks_of_a_corpus_change_nothing(name: str, rows: list[dict[str, Any]], cuts: list[int]) -> None:
    stage, step = built(name)
    whole = table(rows)
    bounds = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    chunked = pa.concat_tables([whole.slice(a, b - a) for a, b in pairwise(bounds)])
    found: Columns = step(Rows(whole))
    assert set(found) == set(stage.writes)
    for column, values in step(Rows(chunked)).items():
        assert values.equals(found[column])


@pytest.mark.parametrize("name", [*DOCUMENT, *CORPUS])
def test_no_rows_give_columns_of_the_same_types(name: str) -> None:
    stage, step = built(name)
    row = dict.fromkeys(["text", "language", "rights", "reservation", "force", "created", "valid_from", "word_count"])
    of_one, of_none = (
        step(one_batch(rows) if stage.scope == "document" else Rows(rows)) for rows in (table([row]), table([row]).slice(0, 0))
    )
    assert {name: len(column) for name, column in of_none.items()} == dict.fromkeys(stage.writes, 0)
    assert {name: column.type for name, column in of_none.items()} == {name: column.type for name, column in of_one.items()}
    for column in of_one:
        if column in RELEASE.names:
            assert of_one[column].type == RELEASE.field(column).type
        elif column.startswith("drop_"):
            assert of_one[column].type == STRING


@pytest.mark.parametrize("name", [*DOCUMENT, *CORPUS])
def test_a_row_without_values_is_no_error_and_says_why_only_where_it_is_dropped(name: str) -> None:
    stage, step = built(name)
    row = dict.fromkeys(["text", "language", "rights", "reservation", "force", "created", "valid_from", "word_count"])
    rows = table([row, row])
    found = step(one_batch(rows) if stage.scope == "document" else Rows(rows))
    if "drop_reason" in stage.writes:
        assert found["drop_reason"].is_null().equals(found["drop_detail"].is_null())
