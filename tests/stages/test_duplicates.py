"""One of each stays: the best one, and only what is truly like it goes."""

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.schemas import RELEASE
from moisson.stage import Columns, Corpus, stages

VERSIONS = Path(__file__).parents[3] / "shared/data/neardup-fr-law-versions/data"
COLUMNS = ("id", "text", "force", "created", "valid_from", "word_count")


class Rows:
    def __init__(self, rows: list[dict[str, Any]]) -> None:
        schema = pa.schema([RELEASE.field(name) for name in COLUMNS])
        filled = [{"id": f"s/{n}", "word_count": len(row["text"].split()), **row} for n, row in enumerate(rows)]
        self._table = pa.Table.from_pylist(filled, schema)
        self.num_rows = len(rows)

    def column(self, name: str) -> pa.ChunkedArray:
        return self._table.column(name)


def run(name: str, documents: list[dict[str, Any]], /, **parameters: object) -> Columns:
    stage, corpus = stages()[name], Rows(documents)
    checked: Corpus = corpus
    found: Columns = stage.build(**stage.bind(parameters))(checked)
    return found


def kept(name: str, documents: list[dict[str, Any]], /, **parameters: object) -> list[str]:
    """For each document, the id of the one that stays: itself, or the one that the ledger names."""
    details = run(name, documents, **parameters)["drop_detail"].to_pylist()
    ids = [document.get("id", f"s/{row}") for row, document in enumerate(documents)]
    return [id if detail is None else json.loads(detail)["kept"] for id, detail in zip(ids, details, strict=True)]


PROSE = (
    "Tout employeur établit un document écrit qui contient les informations principales relatives à la relation de travail. "
    "Il le remet au salarié au plus tard sept jours après l'embauche, contre décharge, et en conserve une copie datée. "
)


def article(heading: str, body: str) -> str:
    return f"# Code du travail\n## {heading}\n\n{body}"


def test_the_same_words_are_duplicates_whatever_their_case_and_punctuation() -> None:
    rows = [{"text": "Le contrat, de travail."}, {"text": "LE CONTRAT DE TRAVAIL"}, {"text": "Le travail de contrat"}]
    found = run("drop_exact_duplicates", rows)
    assert found["drop_reason"].to_pylist() == [None, "duplicate:exact", None]
    assert found["drop_detail"].to_pylist() == [None, '{"kept":"s/0","similarity":1.0}', None]


def test_a_heading_tells_two_places_apart_unless_it_is_left_out() -> None:
    rows = [{"text": article("Titre I", PROSE)}, {"text": article("Titre II", PROSE)}]
    assert kept("drop_exact_duplicates", rows) == ["s/0", "s/1"]
    assert kept("drop_exact_duplicates", rows, headings=False) == ["s/0", "s/0"]


def test_a_body_of_a_few_words_is_compared_with_its_heading() -> None:
    rows = [{"text": article("Article 1", "Abrogé.")}, {"text": article("Article 2", "Abrogé.")}]
    for name in ("drop_exact_duplicates", "drop_near_duplicates"):
        assert kept(name, rows, headings=False) == ["s/0", "s/1"]


@pytest.mark.parametrize("name", ["drop_exact_duplicates", "drop_near_duplicates"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"force": "repealed", "created": "2024-01-01"}, {"force": "in-force", "created": "1999-01-01"}),
        ({"force": None, "created": "2024-01-01"}, {"force": "in-force", "created": None}),
        ({"created": "2019-12-31"}, {"created": "2020"}),
        ({"created": None, "valid_from": "2020-01-01"}, {"created": "2021-01-01", "valid_from": "1990-01-01"}),
        ({"created": None, "valid_from": None}, {"created": None, "valid_from": "1950"}),
        ({"word_count": 10}, {"word_count": 11}),
        ({"id": "s/b"}, {"id": "s/a"}),
    ],
    ids=["in force", "in force before newest", "newest", "created before valid_from", "dated", "longest", "first id"],
)
def test_the_best_stays(name: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    worse, better = {"id": "s/1", "text": PROSE, **first}, {"id": "s/2", "text": PROSE, **second}
    assert kept(name, [worse, better]) == [better["id"]] * 2
    assert kept(name, [better, worse]) == [better["id"]] * 2


def test_a_changed_figure_in_a_long_text_is_a_near_duplicate_with_its_similarity() -> None:
    long = " ".join(f"{n}. {PROSE}" for n in range(8))
    rows = [{"text": long}, {"text": long.replace("sept", "dix", 1)}]
    found = run("drop_near_duplicates", rows)
    assert found["drop_reason"].to_pylist() == [None, "duplicate:near"]
    # `sept` stands in one of eight copies, so all 70 distinct 5-grams stay and five with `dix` come: 70/75, rounded down.
    assert json.loads(found["drop_detail"][1].as_py()) == {"kept": "s/0", "similarity": 0.9333}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Le taux de la cotisation d'assurance maladie est fixé à 13,10 %.",
            "Le taux de la cotisation d'assurance vieillesse est fixé à 8,55 %.",
        ),
        (PROSE, PROSE + "En cas de changement, " + PROSE.replace("employeur", "utilisateur").replace("salarié", "intérimaire")),
        ("L'article L. 1 est abrogé.", "L'article L. 2 est abrogé."),
        ("Abrogé.", "Abrogé"),
    ],
    ids=["formula with another rate", "one holds the other", "short formula", "fewer than five words"],
)
def test_alike_is_not_the_same(one: str, other: str) -> None:
    assert kept("drop_near_duplicates", [{"text": one}, {"text": other}]) == ["s/0", "s/1"]


WORD = st.sampled_from([f"mot{n}" for n in range(6)])
BODIES = st.lists(WORD, max_size=14).map(" ".join)


@given(st.lists(BODIES, max_size=8), st.sampled_from([0.3, 0.6, 0.85]))
def test_what_goes_is_similar_enough_to_one_that_stays_and_no_two_alike_both_stay(bodies: list[str], threshold: float) -> None:
    # One row per band finds nearly every pair that shares anything, so what stays can be checked too.
    found = kept("drop_near_duplicates", [{"text": body} for body in bodies], threshold=threshold, bands=200, rows=1)
    stays = [k for k in range(len(bodies)) if found[k] == f"s/{k}"]
    for k, cluster in enumerate(found):
        into = int(cluster.removeprefix("s/"))
        assert into in stays
        assert into == k or similarity(bodies[k], bodies[into]) >= threshold
    for a, b in combinations(stays, 2):
        assert similarity(bodies[a], bodies[b]) < threshold


def similarity(one: str, other: str) -> float:
    a, b = ({tuple(words[k : k + 5]) for k in range(len(words) - 4)} for words in (one.split(), other.split()))
    return len(a & b) / len(a | b) if a | b else 0.0


@pytest.mark.shared
def test_successive_versions_of_real_codes_are_found_and_different_codes_are_not() -> None:
    files = sorted(VERSIONS.glob("*/*.md"))
    if not files:
        pytest.skip("the versions of French codes are not beside the checkout")
    texts = [file.read_text(encoding="utf-8").split("---", 2)[-1] for file in files]
    codes = [file.parent.name for file in files]
    found = kept("drop_near_duplicates", [{"text": text} for text in texts], threshold=0.5)
    for k, cluster in enumerate(found):
        assert codes[int(cluster.removeprefix("s/"))] == codes[k]
    wanted = {
        codes[a]
        for a, b in combinations(range(len(texts)), 2)
        if codes[a] == codes[b] and real_similarity(texts[a], texts[b]) >= 0.85
    }
    dropped = {codes[k] for k, cluster in enumerate(found) if cluster != f"s/{k}"}
    assert wanted
    assert wanted <= dropped


def real_similarity(one: str, other: str) -> float:
    return similarity(*(" ".join(re.findall(r"[^\W_]+", text.casefold())) for text in (one, other)))
