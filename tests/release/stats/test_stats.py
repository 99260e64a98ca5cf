"""The figures of a release: counted by hand for six documents, and the same however the release is cut."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_release import DOCUMENTS, FACTS, FICHES, LEDGERED, LEGI, RELEASED, document, tally

from moisson.contracts.errors import ConservationError, StorageError
from moisson.contracts.schemas import RELEASE, STRING
from moisson.release.stats.stats import StageFacts, Tally
from moisson.release.stats.tally import Margin


@pytest.fixture(scope="module")
def stats() -> dict[str, Any]:
    return tally().stats(FACTS)


def test_totals_are_those_counted_by_hand(stats: dict[str, Any]) -> None:
    text = [str(row["text"]) for row in DOCUMENTS]
    assert stats["totals"] == {
        "documents": 6,
        "contradicted": 0,
        "words": 27 + 31 + 40 + 22 + 30 + 12,
        "characters": sum(map(len, text)),
        "bytes": sum(len(one.encode()) for one in text),
        "tokens": None,
        "sources": 2,
        "found": 10,
        "ledger": 6,
        "masked": 2,
        "reserved": 1,
        "vanished": 1,
        "unseen_rights": 4,
        "otherwise": 0,
        "unread": 0,
    }


def test_the_funnel_leads_from_found_to_released_with_every_reason(stats: dict[str, Any]) -> None:
    assert [(step["step"], step["documents"], step["dropped"]) for step in stats["funnel"]] == [
        ("found", 10, 1),  # one more was not taken in at harvest
        ("extracted", 10, 1),  # one failed, and one sheet gave two documents
        ("drop_short", 8, 2),
        ("mask_identifiers", 8, 0),
        ("drop_near_duplicates", 6, 2),
        ("released", 6, 0),
    ]
    assert stats["funnel"][4]["reasons"] == [{"reason": "duplicate:near", "documents": 2}]


def test_each_source_says_what_it_lost_and_why(stats: dict[str, Any]) -> None:
    legi, fiches = stats["sources"]
    assert (legi["name"], legi["found"], legi["documents"], legi["words"]) == (LEGI, 5, 3, 98)
    assert legi["dropped"]["reasons"] == [{"stage": "drop_short", "reason": "under-20-words", "documents": 2}]
    assert (legi["share_of_words"], fiches["share_of_words"]) == (0.6049, 0.3951)
    assert fiches["dropped"] == {
        "extracted": 5,
        "documents": 3,
        "not_taken_in": 1,
        "reasons": [
            {"stage": "drop_near_duplicates", "reason": "duplicate:near", "documents": 2},
            {"stage": "extract", "reason": "extract:empty", "documents": 1},
        ],
    }


def test_lengths_are_classed_and_percentiles_are_lengths_that_occur(stats: dict[str, Any]) -> None:
    assert stats["lengths"] == {
        "classes": [{"from": 10, "to": 19, "documents": 1}, {"from": 20, "to": 49, "documents": 5}],
        "mean": 27.0,
        "min": 12,
        "p1": 12,
        "p5": 12,
        "p25": 22,
        "p50": 27,
        "p75": 31,
        "p95": 40,
        "p99": 40,
        "max": 40,
    }
    assert stats["sources"][0]["lengths"]["p50"] == 31
    assert stats["sources"][0]["lengths"]["mean"] == 32.7


def test_rights_are_counted_by_level_basis_and_licence(stats: dict[str, Any]) -> None:
    rights = stats["rights"]
    assert rights["by_level"] == [
        {"level": "asserted", "documents": 3, "words": 98},
        {"level": "portal", "documents": 2, "words": 52},
        {"level": "statute", "documents": 1, "words": 12},
    ]
    assert rights["by_license"] == [
        {"license": "etalab-2.0", "documents": 5, "words": 150},
        {"license": None, "documents": 1, "words": 12},
    ]
    assert rights["by_source"][1] == {
        "source": FICHES,
        "license": "etalab-2.0",
        "basis": "licence",
        "level": "portal",
        "seen": True,
        "documents": 2,
        "words": 52,
    }


def test_languages_law_and_dates(stats: dict[str, Any]) -> None:
    assert [(row["language"], row["documents"], row["words"]) for row in stats["languages"]] == [("fr", 5, 150), ("en", 1, 12)]
    assert [(row["legal_state"], row["force"], row["documents"]) for row in stats["legal"]] == [
        (None, None, 3),
        ("VIGUEUR", "in-force", 2),
        ("VIGUEUR_DIFF", "future", 1),
    ]
    assert {name: stats["dates"][name] for name in ("min", "max", "unknown")} == {
        "min": "2008-05-01",
        "max": "2025-11-13",
        "unknown": 1,
    }
    assert [(row["year"], row["documents"]) for row in stats["dates"]["years"]] == [(2008, 2), (2017, 1), (2025, 2)]
    assert [(source["last_update"], source["last_update_says"]) for source in stats["sources"]] == [
        ("2026-03-27", "publisher"),
        ("2025-11-13", "documents"),
    ]


def test_masks_clusters_and_containers(stats: dict[str, Any]) -> None:
    assert stats["masks"]["kinds"] == [
        {"kind": "email", "documents": 2, "occurrences": 3},
        {"kind": "phone", "documents": 1, "occurrences": 1},
    ]
    assert stats["clusters"] == {
        "looked_for": True,
        "clusters": 1,
        "kept": 1,
        "stood_for": 3,
        "sizes": [{"from": 3, "to": 3, "clusters": 1}],
        "largest": [{"id": "e", "size": 3}],
    }
    assert stats["containers"]["largest"] == [
        {"source": LEGI, "id": "LEGITEXT000006072050", "title": "Code du travail", "documents": 3, "words": 98}
    ]


def test_what_the_documents_are_is_counted() -> None:
    more: list[dict[str, Any]] = [
        {
            "kind": "law",
            "jurisdiction": "fr",
            "script": "Latn",
            "language_score": 0.99,
            "language_declared": "fr",
            "missing": "p. 2",
        },
        {"kind": "law", "jurisdiction": "fr", "script": "Latn", "language_score": 0.5, "language_declared": "oc"},
        {"language_score": None, "removed": [{"line": 1, "text": "Imprimer"}, {"line": 9, "text": "DILA"}]},
        {"contamination": [{"set": "mmlu", "part": "passage", "items": 4}, {"set": "arc", "part": "passage", "items": 1}]},
        {"contamination": [{"set": "mmlu", "part": "passage", "items": 3}], "removed": [{"line": 1, "text": "Imprimer"}]},
        {"removed": []},
    ]
    rows = [{**row, **fields} for row, fields in zip(DOCUMENTS, more, strict=True)]
    counts = Tally()
    counts.add(pa.RecordBatch.from_pylist(rows, schema=RELEASE))
    counts.ledger(LEDGERED)
    stages = [*FACTS.stages, StageFacts("remove_boilerplate#2", 2, {}, "corpus", "")]
    found = counts.stats(replace(FACTS, stages=stages))
    assert [(row["kind"], row["documents"], row["words"]) for row in found["kinds"]] == [(None, 4, 104), ("law", 2, 58)]
    assert [(row["script"], row["documents"]) for row in found["scripts"]] == [(None, 4), ("Latn", 2)]
    assert found["jurisdictions"][1] == {"jurisdiction": "fr", "documents": 2, "words": 58}
    assert [(row["from"], row["to"], row["documents"]) for row in found["language_scores"]] == [
        (0.99, 1.0, 1),
        (0.5, 0.9, 1),
        (None, None, 4),
    ]
    assert (found["totals"]["otherwise"], found["totals"]["unread"]) == (1, 1)
    assert found["boilerplate"] == {
        "looked_for": True,
        "documents": 2,
        "lines": 3,
        "by_source": [{"source": LEGI, "documents": 1, "lines": 2}, {"source": FICHES, "documents": 1, "lines": 1}],
    }
    assert found["contamination"] == {
        "looked_for": False,
        "sets": [
            {"set": "arc", "part": "passage", "documents": 1, "items": 1},
            {"set": "mmlu", "part": "passage", "documents": 2, "items": 7},
        ],
    }


def test_hosts_are_counted_and_those_of_crawled_sources_listed(stats: dict[str, Any]) -> None:
    assert stats["hosts"] == {
        "hosts": 2,
        "documents": 3,
        "words": 79,
        "without": 3,
        "largest": [
            {"host": "travail-emploi.gouv.fr", "documents": 2, "words": 52},
            {"host": "legifrance.gouv.fr", "documents": 1, "words": 27},
        ],
        "crawled": {"hosts": 0, "documents": 0, "words": 0, "without": 0, "listed": []},
    }
    crawled = replace(FACTS, sources=[FACTS.sources[0], replace(FACTS.sources[1], origin={"connector": "web"})])
    assert tally().stats(crawled)["hosts"]["crawled"] == {
        "hosts": 1,
        "documents": 2,
        "words": 52,
        "without": 1,
        "listed": [{"host": "travail-emploi.gouv.fr", "documents": 2, "words": 52}],
    }


def test_protocols_of_opt_outs_are_counted(stats: dict[str, Any]) -> None:
    assert stats["protocols"] == [{"protocol": "robots.txt", "documents": 1}]


def test_the_ledger_follows_the_order_of_the_run_and_names_documents(stats: dict[str, Any]) -> None:
    assert [(row["stage"], row["reason"], row["documents"]) for row in stats["ledger"]] == [
        ("split", "json-malformed", 1),
        ("extract", "extract:empty", 1),
        ("drop_short", "under-20-words", 2),
        ("drop_near_duplicates", "duplicate:near", 2),
    ]
    assert {example["id"] for example in stats["ledger"][2]["examples"]} == {
        f"{LEGI}/LEGIARTI000006900785",
        f"{LEGI}/LEGIARTI000006900786",
    }
    assert stats["ledger"][2]["sources"] == {LEGI: 2}


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_the_same_figures_however_batches_are_cut(rows: int, stats: dict[str, Any]) -> None:
    assert orjson.dumps(tally(rows).stats(FACTS)) == orjson.dumps(stats)


def test_the_same_figures_when_sums_go_to_disk(monkeypatch: pytest.MonkeyPatch, stats: dict[str, Any]) -> None:
    monkeypatch.setattr("moisson.release.stats.tally.FOLD_AT", 1)
    monkeypatch.setattr("moisson.release.stats.tally.SPILL_AT", 1)
    counts = tally(1)
    assert any(margin._disk for margin in vars(counts).values() if isinstance(margin, Margin))
    assert counts.stats(FACTS) == stats
    assert counts.stats(FACTS) == stats  # what is on disk can be read again


@settings(max_examples=20)
@given(st.data())
def test_the_same_figures_however_parts_are_counted_and_in_whatever_order_merged(
    tmp_path_factory: pytest.TempPathFactory, stats: dict[str, Any], data: st.DataObject
) -> None:
    folder, parts = tmp_path_factory.mktemp("parts"), data.draw(st.integers(1, 4))
    counts = [Tally() for _ in range(parts)]
    for batch in [*RELEASED.to_batches(max_chunksize=1), *LEDGERED.to_batches(max_chunksize=1)]:
        tally = counts[data.draw(st.integers(0, parts - 1))]
        (tally.ledger if batch.schema == LEDGERED.schema else tally.add)(batch)
    whole = Tally()
    with pytest.MonkeyPatch.context() as patch:
        if data.draw(st.booleans()):
            patch.setattr("moisson.release.stats.tally.FOLD_AT", 1)
            patch.setattr("moisson.release.stats.tally.SPILL_AT", 1)
        for number in data.draw(st.permutations(range(parts))):
            counts[number].save(folder / str(number))
            whole.merge(folder / str(number))
        assert orjson.dumps(whole.stats(FACTS)) == orjson.dumps(stats)


def test_what_is_on_disk_is_saved_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moisson.release.stats.tally.FOLD_AT", 1)
    monkeypatch.setattr("moisson.release.stats.tally.SPILL_AT", 1)
    names = [f"n{number}" for number in range(300)]
    one, other = Margin("source", "name"), Margin("source", "name")
    for margin in (one, other):
        for name in names:
            margin.add({"source": pa.array(["a"], STRING), "name": pa.array([name], STRING), "count": pa.array([1])})
    with pa.OSFile(str(tmp_path / "saved"), "wb") as sink:
        one.save(sink)
    with pa.OSFile(str(tmp_path / "saved")) as source:
        other.merge(source)
    assert [row["count"] for row in other.rows()] == [2] * len(names)


def test_a_damaged_part_is_an_error_in_one_sentence(tmp_path: Path) -> None:
    tally().save(tmp_path / "part")
    (tmp_path / "part").write_bytes((tmp_path / "part").read_bytes()[:-100])
    with pytest.raises(StorageError, match="part cannot be read"):
        Tally().merge(tmp_path / "part")


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 40).map(str), st.integers(-9, 9)), max_size=60))
def test_sums_on_disk_are_sums(rows: list[tuple[str | None, str, int]]) -> None:
    expected: Counter[tuple[str | None, str]] = Counter()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("moisson.release.stats.tally.FOLD_AT", 3)
        patch.setattr("moisson.release.stats.tally.SPILL_AT", 5)
        margin = Margin("source", "name")
        for source, name, count in rows:
            expected[source, name] += count
            columns = {"source": pa.array([source], STRING), "name": pa.array([name], STRING), "count": pa.array([count])}
            margin.add(columns)
        found = margin.rows()
    assert [(row["source"], row["name"]) for row in found] == sorted(expected, key=lambda key: (key[0] is not None, key))
    assert {(row["source"], row["name"]): row["count"] for row in found} == dict(expected)


def test_an_empty_release_has_figures_too() -> None:
    counts = Tally()
    counts.add(pa.RecordBatch.from_pylist([], schema=RELEASE))
    counts.ledger(LEDGERED.slice(0, 0))
    empty = counts.stats(replace(FACTS, sources=[replace(source, found=0) for source in FACTS.sources], stages=[]))
    assert (empty["totals"]["documents"], empty["lengths"]["p50"], empty["sources"][0]["share_of_words"]) == (0, None, 0.0)


def test_a_document_lost_without_a_reason_is_refused() -> None:
    more = replace(FACTS, sources=[replace(FACTS.sources[0], found=6), FACTS.sources[1]])
    with pytest.raises(ConservationError, match=r"fr_dila_legi: of 6 documents found, 3 are released and 2 stand in the ledger"):
        tally().stats(more)


def test_a_stage_whose_count_contradicts_the_ledger_is_refused() -> None:
    wrong = replace(FACTS, stages=[StageFacts("drop_short", 1, {}, "map", "", dropped=3), *FACTS.stages[1:]])
    with pytest.raises(ConservationError, match=r"stage drop_short dropped 3 documents, but .* account for 2"):
        tally().stats(wrong)


def test_documents_of_a_source_that_the_recipe_does_not_name_are_refused() -> None:
    with pytest.raises(ConservationError, match="documents of fr_travail_fiches, which its recipe does not name"):
        tally().stats(replace(FACTS, sources=FACTS.sources[:1]))


def test_a_release_without_word_counts_is_refused() -> None:
    row = document(LEGI, "x", "Un texte.", 2, {}) | {"word_count": None}
    with pytest.raises(ConservationError, match="word_count"):
        Tally().add(pa.RecordBatch.from_pylist([row], schema=RELEASE))
