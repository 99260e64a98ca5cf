"""Notices go, and can be put back; the words of law stay, however often it says them."""

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from instructions import instructions
from repeated_lines import FORMULAS, NOTICES
from shared_data import shared

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import REMOVED
from moisson.contracts.stage import stages
from moisson.corpus.in_memory import InMemory
from moisson.corpus.stages import boilerplate
from moisson.corpus.stages.boilerplate import put_back

LAWS = ("law-cz-legalize", "law-de-gesetze", "law-ee-legalize", "law-fi-legalize", "law-no-legalize")
NAMES = [one + other for one in "abcdef" for other in "ghijkl"]
MANY = [f"# Acte {name}\n\nUn premier alinéa sur {name}.\n\nUn dernier sur {name} aussi." for name in NAMES]
DOCUMENTS = MANY[:12]


def corpus_of(rows: list[dict[str, Any]], cut: int = 1000, seed: int = 0) -> InMemory:
    schema = pa.schema({name: pa.large_string() for name in ("source", "language", "text")})
    table = pa.Table.from_pylist([{"source": "s", "language": "fr", **row} for row in rows], schema)
    return InMemory(table, cut, 3 * cut, seed)


def run(rows: list[dict[str, Any]], /, cut: int = 1000, **parameters: Any) -> pa.Table:
    stage = stages()["remove_boilerplate"]
    found = corpus_of(rows, cut, seed=cut).made(stage.build(**stage.bind(parameters)))
    assert set(found.column_names) == set(stage.writes_of({}))
    return found


def texts(documents: list[str], /, **parameters: Any) -> list[str]:
    left: list[str] = run([{"text": text} for text in documents], **parameters)["text"].to_pylist()
    return left


def with_foot(*lines: str, documents: list[str] = DOCUMENTS) -> list[str]:
    return ["\n\n".join([text, *lines]) for text in documents]


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_at_the_end_or_the_beginning_of_documents_goes(notice: str) -> None:
    assert texts(with_foot(notice)) == DOCUMENTS
    assert texts([f"{notice}\n\n{text}" for text in DOCUMENTS]) == DOCUMENTS


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_law_says_of_itself_stays_even_where_every_document_says_it(formula: str) -> None:
    documents = with_foot(formula)
    assert texts(documents) == documents
    documents = [f"{formula}\n\n{text}" for text in MANY]
    assert texts(documents) == documents


@pytest.mark.parametrize(
    "line", ["# Mentions légales", "- www.travail.gouv.fr", "| Contact | www.travail.gouv.fr |", "1. www.a.fr", "***"]
)
def test_headings_lists_tables_and_rules_stay(line: str) -> None:
    assert texts(with_foot(line)) == with_foot(line)


def test_figures_may_differ_in_a_page_number_and_in_a_copyright_but_not_in_an_address() -> None:
    assert texts([f"{text}\n\nPage {n} sur {n + 3}" for n, text in enumerate(DOCUMENTS)]) == DOCUMENTS
    assert texts([f"{text}\n\n© {2000 + n} DILA" for n, text in enumerate(DOCUMENTS)]) == DOCUMENTS
    own = [f"{text}\n\nhttps://www.legifrance.gouv.fr/jorf/{n}" for n, text in enumerate(DOCUMENTS)]
    assert texts(own) == own


@pytest.mark.parametrize(
    "line",
    [
        "employés de l’Etat page {}",  # Mémorial A, Luxembourg
        "modifiée page {}",
        "p. {})",
        "s. {}.10.1995",  # Bundestag
        "Elle doit respecter la norme NF P90-3{}.",  # Journal officiel
        "- S{} pour 2008 ;",
        "Instituteur titulaire du C.A.P. (4{})",
        "Page {} :",
        "Modèle en page {}.",
        "BGBl. I S. {}",
        "Bundesgesetzblatt Teil I Seite {}",
        "Smluvní strana {}",
    ],
)
def test_a_number_at_the_end_of_a_reference_is_no_page_number(line: str) -> None:
    documents = [f"{text}\n\n{line.format(n + 1)}" for n, text in enumerate(DOCUMENTS)]
    assert texts(documents) == documents


def test_what_stands_between_a_notice_and_the_edge_goes_and_what_stands_inwards_stays() -> None:
    signed = with_foot("La directrice des affaires juridiques", documents=DOCUMENTS)
    foot = ["Pour en savoir plus : www.travail.gouv.fr", "Direction générale du travail", "39-43, quai André-Citroën"]
    assert texts(with_foot(*foot, documents=signed)) == signed
    formula = "Le présent décret entre en vigueur demain."
    assert texts(with_foot(*foot, formula)) == [f"{text}\n\n{formula}" for text in DOCUMENTS]


def test_a_letterhead_needs_nearly_all_of_many_documents() -> None:
    bare = MANY
    documents = [f"Direction des archives du pays\n\n{text}" for text in bare]
    assert texts(documents) == bare
    assert texts(documents[:12]) == documents[:12]
    assert texts(documents + bare) == documents + bare
    feet = [f"{text}\n\n12 rue des Archives, Paris" for text in bare]
    assert texts(feet) == bare
    signed = [f"{text}\n\nJeanne Martin" for text in bare]
    assert texts(signed) == signed


def test_what_repeats_because_whole_texts_do_is_no_letterhead() -> None:
    head = ["Direction des archives du pays", "Service des boissons et des vins"]
    assert texts(["\n".join([*head, text]) for text in MANY]) == MANY
    alike = [f"Alinéa {k}." for k in "abcdefghijklmnopqrst"]
    versions = ["\n".join([*head, *alike, f"Version {name}", *alike]) for name in NAMES]
    assert texts(versions) == versions


def test_a_line_must_repeat_often_enough_within_one_source_and_language() -> None:
    rows = [{"text": text} for text in with_foot("www.travail.gouv.fr")]
    assert run(rows, least_documents=13)["removed"].to_pylist() == [[]] * 12
    assert run([*rows[:4], *({"text": text} for text in DOCUMENTS)])["removed"].to_pylist() == [[]] * 16
    assert run([*rows[:6], *({"text": text} for text in DOCUMENTS)], least_share=0.5)["removed"].to_pylist() == [[]] * 18
    apart = [row | {"source": str(n // 4)} for n, row in enumerate(rows)]
    assert run(apart)["removed"].to_pylist() == [[]] * 12
    apart = [row | {"language": str(n // 4)} for n, row in enumerate(rows)]
    assert run(apart)["removed"].to_pylist() == [[]] * 12
    assert all(run(rows)["removed"].to_pylist())


def test_an_entry_of_records_goes_only_where_most_records_have_it() -> None:
    some = with_foot("E-mail: info@example.org", documents=DOCUMENTS[:6]) + DOCUMENTS[6:]
    assert texts(some) == some
    assert texts(with_foot("E-mail: info@example.org")) == DOCUMENTS


def test_what_was_removed_is_kept_with_its_line_and_can_be_put_back() -> None:
    found = run([{"text": text} for text in with_foot("  www.travail.gouv.fr ", "Page 3 sur 12\n")])
    assert found["removed"].type == REMOVED
    assert found["removed"][0].as_py() == [
        {"line": 6, "text": ""},
        {"line": 7, "text": "  www.travail.gouv.fr "},
        {"line": 8, "text": ""},
        {"line": 9, "text": "Page 3 sur 12"},
        {"line": 10, "text": ""},
    ]
    assert (
        put_back(found["text"][0].as_py(), found["removed"][0].as_py())
        == f"{DOCUMENTS[0]}\n\n  www.travail.gouv.fr \n\nPage 3 sur 12\n"
    )


def test_a_document_of_nothing_else_is_dropped_and_one_of_little_else_is_left_alone() -> None:
    notices = "www.travail.gouv.fr\n\nPage 1 sur 2"
    found = run([{"text": text} for text in [*with_foot(notices), notices, "A.\n\n" + notices]])
    assert found["drop_reason"].to_pylist() == [None] * 12 + ["boilerplate-only", None]
    assert found["drop_detail"][12].as_py() == "nothing stays without its 3 lines that repeat"
    assert found["text"].to_pylist() == [*DOCUMENTS, "", "A.\n\n" + notices]
    assert put_back("", found["removed"][12].as_py()) == notices
    assert texts([*with_foot(notices), "A.\n\n" + notices], max_removed=1.0)[-1] == "A."


@pytest.mark.parametrize(
    "parameters",
    [
        {"least_share": 0.0},
        {"letterhead_share": 1.5},
        {"max_removed": 0.0},
        {"least_documents": 1},
        {"window": 0},
        {"window": 101},
    ],
)
def test_what_makes_no_sense_is_refused(parameters: dict[str, Any]) -> None:
    with pytest.raises(RecipeError, match="stage remove_boilerplate: "):
        run([], **parameters)


LINES = st.sampled_from(
    ["www.travail.gouv.fr", "Page 1 sur 2", "Page 3", "Archives", "Un alinéa.", "Article 1", "# T", "", " ", "שלום é", "a"]
)
ROW = st.fixed_dictionaries(
    {
        "text": st.none() | st.lists(LINES, max_size=8).map("\n".join),
        "source": st.sampled_from(["s", "t"]),
        "language": st.sampled_from(["fr", None]),
    }
)


@given(st.lists(ROW, max_size=14), st.integers(1, 5), st.integers(1, 4), st.integers(1, 3))
@settings(max_examples=60)
def test_the_cut_changes_nothing_and_nothing_is_lost(rows: list[dict[str, Any]], cut: int, window: int, judged: int) -> None:
    asked: dict[str, Any] = {"least_documents": 2, "window": window, "max_removed": 1.0}
    whole = run(rows, **asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boilerplate, "JUDGED", judged)
        assert run(rows, cut, **asked).combine_chunks().equals(whole.combine_chunks())
    for row, text, removed in zip(rows, whole["text"].to_pylist(), whole["removed"].to_pylist(), strict=True):
        assert (text is None and not removed) if row["text"] is None else put_back(text, removed) == row["text"]


def test_python_does_no_more_for_thousands_of_documents_than_for_a_hundred() -> None:
    step = stages()["remove_boilerplate"].build()
    texts = ["Un texte sur " + "".join(chr(ord("a") + int(digit)) for digit in str(n)) for n in range(3000)]
    few, many = (corpus_of([{"text": f"{text}\nTous droits réservés"} for text in texts[:size]], 9999) for size in (100, 3000))
    for corpus in (few, many):
        assert all(corpus.made(step)["removed"].to_pylist())
    assert instructions(lambda: few.made(step)) == instructions(lambda: many.made(step))


def bodies(name: str) -> list[str]:
    files = sorted(Path(file) for file in shared(name).rglob("data/**/*.md"))
    return [re.sub(r"\A---\n.*?\n---\n", "", file.read_text(encoding="utf-8"), flags=re.DOTALL).strip() for file in files]


@pytest.mark.shared
@pytest.mark.parametrize("name", LAWS)
def test_of_real_laws_nothing_goes_but_what_was_put_around_them(name: str) -> None:
    laws = bodies(name)
    rows = [{"text": text, "source": name} for text in laws]
    assert run(rows)["text"].to_pylist() == laws
    head, foot = "Amtliche Sammlung · www.example.eu/recht", "Ausdruck vom 01.02.2020\nSeite 1 von 9"
    planted = [f"{head}\n\n{text}\n\n{foot}" if n % 3 else text for n, text in enumerate(laws)]
    left = run([{"text": text, "source": name} for text in planted])["text"].to_pylist()
    kept = [text for text, law in zip(left, laws, strict=True) if text != law]
    assert all(len(text) < 300 for text in kept)  # laws so short that the notices are most of them
    assert len(kept) < len(laws) / 20
