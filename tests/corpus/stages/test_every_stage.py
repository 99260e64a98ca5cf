"""What holds for every built-in stage: the batch cut changes nothing, no rows are no error, the declared columns are written."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moisson.contracts.schemas import EXTRACTED, FACTS, RELEASE, STRING
from moisson.contracts.stage import Columns, Each, Work, stages
from moisson.corpus.in_memory import InMemory

PARAMETERS: dict[str, dict[str, Any]] = {
    "identify_language": {"keep": ["fr"]},
    "drop_where": {"column": "confidence", "below": 0.5},
    "sample": {"share": 0.5},
    "cap": {"by": "language", "documents": 1},
    "mix": {"by": "language", "weights": {"fr": 1.0}, "budget": 200, "short": "leave"},
}
NEEDS_A_FILE = {
    "join_scores",
    "drop_judged",
    "drop_known",
    "count_tokens",
    "read_reservations",
    "inherit_rights",
    "repair_text",
}  # their own tests cut batches and corpora too


def _own(scope: str) -> list[str]:
    own = (stage for stage in stages().values() if stage.build.__module__.startswith("moisson.") and stage.scope == scope)
    return sorted({stage.name for stage in own} - NEEDS_A_FILE)


DOCUMENT, CORPUS = _own("document"), _own("corpus")

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
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from([None, "Titre", "Décision, tél. 01 42 77 06 56"]),
    "text": TEXTS,
    "language": st.sampled_from(["fr", "de", None]),
    "kind": st.sampled_from(["law", "decision", None]),
    "jurisdiction": st.sampled_from(["fr", "eu", None]),
    "rights": RIGHTS,
    "reservation": RESERVED,
    "force": st.sampled_from(["in-force", "repealed", None]),
    "created": DATES,
    "valid_from": DATES,
    "word_count": st.integers(0, 3) | st.none(),
}
ROW = st.fixed_dictionaries(FIELDS)
ROWS = st.lists(ROW, max_size=12)
OTHERS = (None, 0, 1, 7)  # what stands in columns that only stages write


def table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pa.Table:
    """Rows with the given columns: those of FIELDS as given, an id, and numbers."""
    types = {field.name: field.type for schema in (EXTRACTED, RELEASE) for field in schema}
    arrays = {}
    for name in dict.fromkeys(("id", *columns)):
        type = types.get(name, pa.uint64() if name.startswith("band_") else pa.float64())
        if name in FIELDS:
            values = [row[name] for row in rows]
        elif name == "id":
            values = [f"source/{number:02}" for number in range(len(rows))]
        elif pa.types.is_large_string(type):
            values = [None if number % 3 == 2 else "a" * 64 for number in range(len(rows))]
        elif pa.types.is_nested(type):
            values = [None] * len(rows)
        else:
            values = [OTHERS[number % len(OTHERS)] for number in range(len(rows))]
        arrays[name] = pa.array(values, type)
    return pa.table(arrays)


class Built:
    """A stage with its parameters."""

    def __init__(self, name: str) -> None:
        self.stage = stages()[name]
        bound = self.stage.bind(PARAMETERS.get(name, {}))
        self.step = self.stage.build(**bound)
        self.reads, self.writes = self.stage.reads_of(bound), self.stage.writes_of(bound)

    def run(self, rows: pa.Table, cut: int = 1000, seed: int = 0) -> Columns:
        """All columns whole; a corpus stage's tasks get `cut` rows each, in an order and by threads that `seed` draws."""
        if self.stage.scope == "document":
            found: Columns = self.step(one_batch(rows))
            return found
        made = InMemory(rows, cut, 2 * cut, seed, threads=1 + seed % 3).made(self.step).combine_chunks()
        return {name: pa.concat_arrays(made[name].chunks) for name in made.column_names}


built = cache(Built)


def one_batch(rows: pa.Table) -> pa.RecordBatch:
    return rows.combine_chunks().to_batches()[0] if rows.num_rows else pa.RecordBatch.from_pylist([], rows.schema)


@pytest.mark.parametrize("name", DOCUMENT)
@given(rows=ROWS, cuts=st.lists(st.integers(0, 12), max_size=3))
@settings(max_examples=30)
def test_the_batch_cut_changes_nothing(name: str, rows: list[dict[str, Any]], cuts: list[int]) -> None:
    one = built(name)
    batch = one_batch(table(rows, one.reads))
    whole: Columns = one.step(batch)
    assert set(whole) == set(one.writes)
    assert all(len(column) == len(rows) for column in whole.values())
    bounds = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [one.step(batch.slice(a, b - a)) for a, b in pairwise(bounds)]
    for column, values in whole.items():
        assert pa.concat_arrays([part[column] for part in parts]).equals(values)


@pytest.mark.parametrize("name", CORPUS)
@given(rows=ROWS, cuts=st.lists(st.integers(0, 12), max_size=3), cut=st.integers(1, 5), seed=st.integers(0, 99))
@settings(max_examples=40)
def test_neither_the_chunks_of_a_corpus_nor_its_tasks_and_their_order_change_anything(
    name: str, rows: list[dict[str, Any]], cuts: list[int], cut: int, seed: int
) -> None:
    one = built(name)
    whole = table(rows, one.reads)
    bounds = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    found = one.run(whole)
    assert set(found) == set(one.writes)
    chunks = pa.concat_tables([whole.slice(a, b - a) for a, b in pairwise(bounds)])
    for column, values in one.run(chunks, cut, seed).items():
        assert values.equals(found[column])


class Deciding(InMemory):
    """What the process that decides may see: numbers, a column at a time, and what is read to tell short words apart."""

    def column(self, name: str) -> pa.ChunkedArray:
        assert pa.types.is_primitive(self.table.column(name).type), name
        return super().column(name)

    def each(self, work: Work, names: Sequence[str], **given: Any) -> Mapping[str, pa.ChunkedArray]:
        made = super().each(work, names, **given)
        assert all(pa.types.is_primitive(column.type) and column.type.bit_width <= 64 for column in made.values())
        return made


@pytest.mark.parametrize("name", CORPUS)
@given(rows=ROWS)
@settings(max_examples=5)
def test_no_text_passes_through_the_process_that_decides(name: str, rows: list[dict[str, Any]]) -> None:
    one = built(name)
    made = one.step(Deciding(table(rows, one.reads), 3, seed=1))
    for columns in () if isinstance(made, Each) else made:
        assert "text" not in columns


@pytest.mark.parametrize("name", [*DOCUMENT, *CORPUS])
def test_no_rows_give_columns_of_the_same_types(name: str) -> None:
    one = built(name)
    row = table([dict.fromkeys(FIELDS)], one.reads)
    of_one, of_none = one.run(row), one.run(row.slice(0, 0))
    assert {name: len(column) for name, column in of_none.items()} == dict.fromkeys(one.writes, 0)
    assert {name: column.type for name, column in of_none.items()} == {name: column.type for name, column in of_one.items()}
    for column in of_one:
        if column in RELEASE.names:
            assert of_one[column].type == RELEASE.field(column).type
        elif column.startswith("drop_"):
            assert of_one[column].type == STRING


@pytest.mark.parametrize("name", [*DOCUMENT, *CORPUS])
def test_a_row_without_values_is_no_error_and_says_why_only_where_it_is_dropped(name: str) -> None:
    one = built(name)
    row = dict.fromkeys(FIELDS)
    found = one.run(table([row, row], one.reads))
    if "drop_reason" in one.writes:
        assert found["drop_reason"].is_null().equals(found["drop_detail"].is_null())
