"""A kernel stage runs the same Python for a batch of a hundred kept documents as for one of thousands: nothing per document."""

from typing import Any

import pyarrow as pa
import pytest
from instructions import instructions
from small_source import SENTENCES

from moisson.contracts.schemas import EXTRACTED, RELEASE
from moisson.contracts.stage import stages

NEEDS_PARAMETERS = {"drop_where": {"column": "confidence", "below": 0.1}}
PER_DOCUMENT = {
    "count_tokens": "a tokenizer's library takes Python strings",
    "read_reservations": "a library matches each address with a host's rules",
    "count_groups": "of debates alone, and what it reads are lists of speakers",
    "find_votes": "of debates alone, by the regular expressions of thirteen languages",
}
NEEDS_A_FILE = (
    "join_scores",
    "drop_judged",
    "drop_contaminated",
    "drop_known",
    "inherit_rights",
    "repair_text",
)  # their own tests count instructions
KEPT = "\n\n".join(SENTENCES)  # a document that no stage drops
NO_CANDIDATE = {
    "mask_personal_data": "Le sel se dissout dans cette eau tiède, puis il sèche au soleil. " * 4
}  # and no word of people


def batch_of(columns: tuple[str, ...], text: str, rows: int) -> pa.RecordBatch:
    types = {field.name: field.type for schema in (RELEASE, EXTRACTED) for field in schema}
    values: dict[str, Any] = {
        "text": text,
        "id": "fr_x/1",
        "version": "0" * 64,
        "language": "fr",
        "kind": "law",
        "jurisdiction": "fr",
    }
    values |= {"rights": {"license": "etalab-2.0", "basis": "licence"}, "language_score": 0.99}
    arrays = {
        name: pa.array([values[name]] * rows, types[name]) if name in values else pa.nulls(rows, types.get(name, pa.float64()))
        for name in columns
    }
    return pa.record_batch(arrays)


def document_stages() -> list[str]:
    apart = (*PER_DOCUMENT, *NEEDS_A_FILE)
    return [name for name, found in stages().items() if found.scope == "document" and name not in apart]


@pytest.mark.parametrize("name", document_stages())
def test_the_number_of_instructions_does_not_depend_on_the_number_of_documents(name: str) -> None:
    found = stages()[name]
    bound = found.bind(NEEDS_PARAMETERS.get(name, {}))
    step = found.build(**bound)
    few, many = (batch_of(found.reads_of(bound), NO_CANDIDATE.get(name, KEPT), rows) for rows in (100, 3000))
    for batch in (few, many):  # compile, and fill every cache
        assert step(batch).get("drop_reason", pa.nulls(1)).null_count == (
            batch.num_rows if "drop_reason" in found.writes_of(bound) else 1
        )
    assert instructions(lambda: step(few)) == instructions(lambda: step(many))
