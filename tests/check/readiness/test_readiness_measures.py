"""What is measured of documents, a few at a time; memory does not grow with the texts."""

import gc
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from town import DECISION, MAIL

from moisson.check.readiness.batches import batches
from moisson.check.readiness.coverage import Coverage
from moisson.check.readiness.duplicates import Duplicates
from moisson.check.readiness.extraction import FAMILIES, Extraction, family
from moisson.check.readiness.findings import Finding
from moisson.check.readiness.languages import Languages
from moisson.check.readiness.pages import Pages
from moisson.check.readiness.personal import PersonalData
from moisson.harvest.preview import Outcome
from moisson.readers.contract import LeftOut, Text


def document(path: str, text: str, **fields: Any) -> Outcome:
    return Outcome(path, path, "text", Text(text, "text", **fields))


def of(found: Iterator[Finding], key: str) -> Finding:
    (only,) = (each for each in found if each.key == key)
    return only


def test_copies_are_found_whatever_their_case_and_near_copies_with_their_likeness() -> None:
    measured = Duplicates()
    near = DECISION.replace("deux mois", "trois semaines")
    for batch in batches([document("a", DECISION), document("b", DECISION.upper()), document("c", near), document("d", "Peu.")]):
        measured.add(batch)
    exact = of(measured.findings(), "duplicates-exact")
    assert [place.path for place in exact.places] == ["a", "b"] and exact.count == 1
    (place,) = of(measured.findings(), "duplicates-near").places
    assert place.path == "c" and place.note is not None and place.note.endswith("≈ a")
    measured.close()


def test_too_much_text_is_compared_for_exact_copies_only_and_the_report_says_so() -> None:
    measured = Duplicates(most_bytes=len(DECISION.encode()) + 100)
    for text in (DECISION, DECISION.replace("deux", "trois"), DECISION):
        for batch in batches([document("x", text)]):
            measured.add(batch)
    assert of(measured.findings(), "duplicates-not-compared").count == 2
    assert of(measured.findings(), "duplicates-exact").count == 1
    measured.close()


def test_a_document_in_another_language_than_declared_is_named() -> None:
    measured = Languages()
    for batch in batches([document("a", DECISION * 2, language="de"), document("b", DECISION * 2, language="fr")]):
        measured.add(batch)
    found = of(measured.findings(), "language-differs")
    assert [(place.path, place.note) for place in found.places] == [("a", "de → fr")]


def test_what_documents_do_not_say_of_themselves_is_counted() -> None:
    measured = Coverage()
    for batch in batches([document("a", DECISION, title="t", created="2024"), document("b", DECISION)]):
        measured.add(batch)
    assert measured.as_dict()["without"] == {"title": 1, "date": 1, "identifier": 2}


@pytest.mark.parametrize(
    ("reason", "format", "expected"),
    [
        ("extract:pdf-encrypted", "pdf", "encrypted"),
        ("file:permission", "file", "access"),
        ("extract:format-unsupported", "png", "image"),
        ("extract:format-unsupported", "sqlite", "unsupported"),
        ("split:rows-unmapped", "csv", "columns"),
        ("extract:never-heard-of", "x", "other"),
    ],
)
def test_a_reason_belongs_to_what_is_to_be_done_about_it(reason: str, format: str, expected: str) -> None:
    assert family(Outcome("a", "a", format, reason=reason)) == expected
    assert expected in FAMILIES


def test_lost_characters_and_unsure_recognition_are_found() -> None:
    measured = Extraction()
    spoiled = [
        document("a", DECISION.replace("é", "\ufffd")),
        document("b", DECISION, confidence=0.4, missing="x"),
        document("c", DECISION),
    ]
    for each in spoiled:
        measured.meet(each)
    for batch in batches(spoiled):
        measured.add(batch)
    found = {each.key: [place.path for place in each.places] for each in measured.findings()}
    assert found["characters-lost"] == ["a"]
    assert found["recognition-unsure"] == found["partly-read"] == ["b"]


def test_a_document_that_loses_words_is_named_and_no_text_is_called_whole() -> None:
    whole = document("a", DECISION, words_held=100, words_given=100, left_out=())
    lossy = document("b", DECISION, words_held=200, words_given=150, left_out=(LeftOut("foot", 20), LeftOut("unknown", 30)))
    for met, expected in (([whole], "all-read"), ([whole, lossy], "words-lost")):
        measured = Extraction()
        for each in met:
            measured.meet(each)
        for batch in batches(met):
            measured.add(batch)
        assert [found.key for found in measured.findings()] == [expected]


def test_a_passage_is_placed_on_its_page_though_paragraphs_were_joined() -> None:
    pages = ["Anna Muster wohnt hier. Ein langer Satz, der", "über die Seite geht. Anna Muster", "Ende."]
    text = "Anna Muster wohnt hier. Ein langer Satz, der über die Seite geht. Anna Muster\n\nEnde."
    placed = Pages(text, pages)
    second = text.rindex("Anna")
    assert [placed.page_of(0, 11), placed.page_of(second, second + 11), placed.page_of(len(text) - 5, len(text))] == [1, 2, 3]
    assert Pages(text, pages).page_of(text.index("der"), text.index("Seite")) is None  # a page ends within it


def test_names_that_cannot_be_looked_for_are_said_to_be_unsearched() -> None:
    swedish = (
        "Riksdagen beslutade att lagen skulle träda i kraft vid årets slut. Regeringen ska se till att myndigheterna följer den."
    )
    measured = PersonalData()
    for batch in batches([document("a", swedish * 3), document("b", DECISION * 2)]):
        measured.add(batch)
    found = of(measured.findings(), "personal-names-unsearched")
    assert (found.count, found.values["languages"]) == (1, "sv")
    measured.close()


def test_a_key_that_is_a_mail_address_is_not_written() -> None:
    measured = Coverage()
    row = Outcome(f"rows.jsonl#{MAIL}", "rows.jsonl", "row", Text(DECISION, "row"))
    for batch in batches([row]):
        measured.add(batch)
    parts = [place.part for each in measured.findings() for place in each.places]
    assert parts and not any(MAIL in str(part) for part in parts)


@pytest.mark.long
def test_what_is_kept_does_not_grow_with_the_texts() -> None:
    """36 documents more, of 190 kB each: what stays in memory of them is a hundredth of that."""

    def kept(documents: int) -> int:
        measures = (Extraction(), Languages(), Coverage(), PersonalData(), Duplicates())
        texts = (document(f"{number}", f"{number} " * 20 + DECISION * 400) for number in range(documents))
        before = pa.total_allocated_bytes()
        tracemalloc.start()
        for batch in batches(texts):
            for measure in measures:
                measure.add(batch)
        del batch
        gc.collect()  # what is only waiting for a collection is not kept
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        held += pa.total_allocated_bytes() - before
        for measure in measures:
            if isinstance(measure, (PersonalData, Duplicates)):
                measure.close()
        return int(held)

    kept(12)  # what is loaded once
    assert kept(48) - kept(12) < 36 * 190_000 / 100
