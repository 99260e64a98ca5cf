"""One of each stays: the best one, and only what is truly like it goes."""

import json
import random
import re
from itertools import combinations
from typing import Any

import pyarrow as pa
import pytest
from duplicate_rows import Rows, decide, sign
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import shared

from moisson.contracts.errors import RecipeError
from moisson.kernels.minhash import band_keys
from moisson.kernels.strings import strings


def kept(name: str, documents: list[dict[str, Any]], /, **parameters: object) -> list[str]:
    """For each document, the id of the one that stays: itself, or the one that the ledger names."""
    details = decide(name, Rows(documents), **parameters)["drop_detail"]
    ids = [document.get("id", f"s/{row}") for row, document in enumerate(documents)]
    return [id if detail is None else json.loads(detail)["kept"] for id, detail in zip(ids, details, strict=True)]


PROSE = (
    "Tout employeur établit un document écrit qui contient les informations principales relatives à la relation de travail. "
    "Il le remet au salarié au plus tard sept jours après l'embauche, contre décharge, et en conserve une copie datée. "
)
LONG = " ".join(f"{n}. {PROSE}" for n in range(8))
BOTH = pytest.mark.parametrize("name", ["drop_exact_duplicates", "drop_near_duplicates"])


def article(heading: str, body: str) -> str:
    return f"# Code du travail\n## {heading}\n\n{body}"


def test_the_same_words_are_duplicates_whatever_their_case_and_punctuation() -> None:
    rows = [{"text": "Le contrat, de travail."}, {"text": "LE CONTRAT DE TRAVAIL"}, {"text": "Le travail de contrat"}]
    found = decide("drop_exact_duplicates", Rows(rows))
    assert found["drop_reason"] == [None, "duplicate:exact", None]
    assert found["drop_detail"] == [None, '{"kept":"s/0","similarity":1.0}', None]
    assert (found["cluster_id"], found["cluster_size"]) == (["s/0", "s/0", "s/2"], [2, 2, 1])


@BOTH
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


@BOTH
def test_a_recipe_may_prefer_by_other_rules(name: str) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "s/0", "text": PROSE, "source": "mirror", "confidence": 0.9, "created": "2024"},
        {"id": "s/1", "text": PROSE, "source": "publisher", "confidence": 0.7, "created": "2020"},
        {"id": "s/2", "text": PROSE, "source": "elsewhere", "confidence": None, "created": "2025"},
    ]
    assert kept(name, rows, prefer=["newest"]) == ["s/2"] * 3
    assert kept(name, rows, prefer=["source"], source_order=["publisher", "mirror"]) == ["s/1"] * 3
    assert kept(name, rows, prefer=["source", "newest"], source_order=["nowhere"]) == ["s/2"] * 3
    assert kept(name, rows, prefer=["score"], score="confidence") == ["s/0"] * 3
    assert kept(name, rows, prefer=[]) == ["s/0"] * 3
    for wrong in ({"prefer": ["score"]}, {"score": "confidence"}, {"source_order": ["mirror"]}):
        with pytest.raises(RecipeError, match="go together"):
            decide(name, Rows(rows), **wrong)


def test_a_changed_figure_in_a_long_text_is_a_near_duplicate_with_its_similarity() -> None:
    rows = [{"text": LONG}, {"text": LONG.replace("sept", "dix", 1)}]
    found = decide("drop_near_duplicates", Rows(rows))
    assert found["drop_reason"] == [None, "duplicate:near"]
    # `sept` stands in one of eight copies, so all 70 distinct 5-grams stay and five with `dix` come: 70/75, rounded down.
    assert json.loads(found["drop_detail"][1]) == {"kept": "s/0", "similarity": 0.9333}


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


@BOTH
def test_where_nothing_is_dropped_the_clusters_are_kept(name: str) -> None:
    rows = [{"text": LONG}, {"text": "Tout autre chose, en six mots."}, {"text": LONG}]
    found = decide(name, Rows(rows), action="mark")
    assert found == {"cluster_id": ["s/0", "s/1", "s/0"], "cluster_size": [2, 1, 2]}


WORD = st.sampled_from([f"mot{n}" for n in range(6)])
BODIES = st.lists(WORD, max_size=14).map(" ".join)
VARIANTS = st.tuples(st.integers(0, 1), st.lists(st.integers(0, 59), max_size=3), st.integers(30, 60)).map(
    lambda drawn: " ".join("x" if n in drawn[1] else f"{'ab'[drawn[0]]}{n}" for n in range(drawn[2]))
)


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


def plain_decisions(texts: list[str], threshold: float, bands: int, rows: int) -> list[int]:
    """By the definition: components of shared keys; in each, longest first, whoever is like one that stays goes."""
    keys, _ = band_keys(strings(pa.array(texts, pa.large_string())), bands, rows)
    component = list(range(len(texts)))
    for a, b in combinations(range(len(texts)), 2):
        long = min(len(texts[a].split()), len(texts[b].split())) >= 5
        if long and component[a] != component[b] and (keys[:, a] == keys[:, b]).any():
            component = [component[a] if of == component[b] else of for of in component]
    found = list(range(len(texts)))
    stay: list[int] = []
    for row in sorted(range(len(texts)), key=lambda row: (-len(texts[row].split()), f"s/{row}")):
        like = (o for o in stay if component[o] == component[row] and similarity(texts[o], texts[row]) >= threshold)
        found[row] = next(like, row)
        if found[row] == row:
            stay.append(row)
    return found


@given(st.lists(VARIANTS | BODIES, max_size=10), st.sampled_from([0.5, 0.85]), st.sampled_from([(14, 8), (4, 3)]))
@settings(max_examples=60)
def test_decisions_are_those_of_comparing_all_pairs_of_each_component(
    texts: list[str], threshold: float, shape: tuple[int, int]
) -> None:
    bands, rows = shape
    found = kept("drop_near_duplicates", [{"text": text} for text in texts], threshold=threshold, bands=bands, rows=rows)
    assert found == [f"s/{row}" for row in plain_decisions(texts, threshold, bands, rows)]


def similarity(one: str, other: str) -> float:
    a, b = ({tuple(words[k : k + 5]) for k in range(len(words) - 4)} for words in (one.split(), other.split()))
    return len(a & b) / len(a | b) if a | b else 0.0


@BOTH
@given(texts=st.lists(VARIANTS | st.sampled_from(["", "Abrogé."]), max_size=12), chunk=st.integers(1, 5), seed=st.integers(0, 9))
@settings(max_examples=30)
def test_neither_chunks_nor_the_order_of_rows_nor_signing_before_change_a_decision(
    name: str, texts: list[str], chunk: int, seed: int
) -> None:
    documents = [{"id": f"s/{n}", "text": text, "title": "t", "valid_from": str(n % 2)} for n, text in enumerate(texts)]
    mixed = random.Random(seed).sample(documents, len(documents))
    signed = {"signed": True} if name == "drop_near_duplicates" else {}
    one = decide(name, Rows(documents), threshold=0.6) if signed else decide(name, Rows(documents))
    other = decide(name, sign(Rows(mixed, chunk)), threshold=0.6, **signed) if signed else decide(name, Rows(mixed, chunk))
    for column, values in one.items():
        by_id = dict(zip([document["id"] for document in mixed], other[column], strict=True))
        assert values == [by_id[document["id"]] for document in documents]


ABOUT = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["t", "u", None]),
        "created": st.sampled_from(["2001-01-01", "2020", None]),
        "valid_from": st.sampled_from(["2003", "2021-01-01", None]),
        "identifiers": st.sampled_from(
            [None, [{"scheme": "eli", "value": "/eli/1"}], [{"scheme": "eli", "value": "/eli/1/2015-10-01"}]]
        ),
        "force": st.sampled_from(["in-force", "repealed", "future", None]),
        "changed": st.integers(0, 2),
    }
)


@BOTH
@given(st.lists(ABOUT, max_size=5), st.lists(ABOUT, max_size=5), st.booleans())
@settings(max_examples=60)
def test_what_becomes_of_like_documents_follows_from_them_alone(
    name: str, some: list[dict[str, Any]], others: list[dict[str, Any]], keep_versions: bool
) -> None:
    """Not even from others of the same act."""

    def documents(group: list[dict[str, Any]], text: str, after: str) -> list[dict[str, Any]]:
        words = text.split()
        return [
            {**about, "id": f"s/{2 * n}{after}", "text": " ".join([*words[: about["changed"]], "x", *words[about["changed"] :]])}
            for n, about in enumerate(group)
        ]

    asked: dict[str, Any] = {"keep_versions": keep_versions} if name == "drop_near_duplicates" else {}
    mine = documents(some, LONG, "a")
    alone = decide(name, Rows(mine), **asked)
    both = sorted([*mine, *documents(others, " ".join(f"mot{n}" for n in range(90)), "b")], key=lambda row: str(row["id"]))
    beside = decide(name, Rows(both, 2, seed=1), **asked)
    here = [row["id"].endswith("a") for row in both]
    mine_first = sorted(range(len(mine)), key=lambda n: str(mine[n]["id"]))
    for column, values in alone.items():
        left = [value for value, is_mine in zip(beside[column], here, strict=True) if is_mine]
        assert left == [values[n] for n in mine_first]


def test_signatures_made_otherwise_are_refused() -> None:
    rows = [{"text": article(f"Titre {n}", LONG)} for n in range(3)]
    decide("drop_near_duplicates", sign(Rows(rows), headings=False), signed=True, headings=False)
    for made in ({"headings": True}, {"ngram": 4}, {"rows": 7}):
        with pytest.raises(RecipeError, match="sign_words"):
            decide("drop_near_duplicates", sign(Rows(rows), **{"headings": False, **made}), signed=True, headings=False)


LAW = {
    "source": "s",
    "title": "Code du travail, article L1",
    "publisher_version": "A",
    "valid_from": "2001-01-01",
    "format": "html",
}
ELI = [{"scheme": "eli", "value": "/eli/loi/2001/1"}]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"valid_from": "2009-01-01", "publisher_version": "B"}, "duplicate:version"),
        ({"publisher_version": "B"}, "duplicate:version"),
        ({}, "duplicate:near"),
        ({"title": "Code du travail, article L2", "valid_from": "2009-01-01"}, "duplicate:near"),
        ({"source": "t", "valid_from": "2009-01-01"}, "duplicate:near"),
        ({"identifiers": ELI, "valid_from": "2009-01-01"}, "duplicate:near"),
    ],
    ids=["later", "another version", "a copy", "another article", "another source", "another document"],
)
def test_versions_of_one_text_are_told_from_copies(second: dict[str, Any], reason: str) -> None:
    rows: list[dict[str, Any]] = [{**LAW, "text": LONG}, {**LAW, "text": LONG.replace("sept", "dix", 1), **second}]
    dropped = [found for found in decide("drop_near_duplicates", Rows(rows))["drop_reason"] if found]
    assert dropped == [reason]
    stay = decide("drop_near_duplicates", Rows(rows), keep_versions=True)
    assert [found for found in stay["drop_reason"] if found] == ([] if reason == "duplicate:version" else [reason])


def test_where_only_an_identifier_names_the_law_its_wordings_are_versions_and_its_formats_are_copies() -> None:
    undated = {"source": "s", "identifiers": ELI, "title": "Loi"}
    rows: list[dict[str, Any]] = [
        {**undated, "format": "html", "text": LONG},
        {**undated, "format": "html", "text": LONG.replace("sept", "dix", 1)},
        {**undated, "format": "pdf", "text": LONG.replace("sept", "sep t", 1)},
    ]
    found = decide("drop_near_duplicates", Rows(rows), prefer=[])["drop_reason"]
    assert found == [None, "duplicate:version", "duplicate:near"]


@pytest.mark.shared
def test_successive_versions_of_real_codes_are_found_and_different_codes_are_not() -> None:
    files = sorted(shared("neardup-fr-law-versions/data").glob("*/*.md"))
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
