"""A sentence of every language that is to be known, written for this test: named, or what several fit equally."""

from pathlib import Path

import pytest
from test_language import run

ROWS = (Path(__file__).parent / "sentences.tsv").read_text("utf-8").splitlines()
SENTENCES: dict[str, str] = dict(row.split("\t") for row in ROWS)
POLYTONIC = "Πᾶς πολίτης ἔχει τὸ δικαίωμα νὰ ὑποβάλῃ ἔνστασιν εἰς τὸν δῆμον, ὅταν νομίζῃ ὅτι ἡ ἀπόφασις θίγει τὰ συμφέροντά του."


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_is_named(language: str) -> None:
    assert run([SENTENCES[language]], [None])["language"].to_pylist() == [language.partition(",")[0]]


def test_greek_with_all_its_accents_is_greek_unless_it_was_declared_ancient() -> None:
    found = run([POLYTONIC] * 3, [None, "el", "grc"])
    assert found["language"].to_pylist() == ["el", "el", "grc"]
    assert found["language_disagrees"].to_pylist() == [None, False, False]
    assert found["language_shares"].to_pylist()[2][0]["language"] == "grc"


@pytest.mark.parametrize(
    ("declared", "language"), [(None, "hbs"), ("hr", "hr"), ("bos", "bs"), ("srp", "sr"), ("cnr", "cnr"), ("fr", "hbs")]
)
def test_what_several_fit_is_the_one_declared(declared: str | None, language: str) -> None:
    found = run([SENTENCES["hbs"]], [declared])
    assert found["language"].to_pylist() == [language]
    assert found["language_disagrees"].to_pylist() == [{None: None, "fr": True}.get(declared, False)]


def test_a_text_is_in_one_of_the_four_and_what_fits_several_goes_with_the_rest() -> None:
    text = "\n\n".join([SENTENCES["hbs"], SENTENCES["hr"], SENTENCES["hbs"]])
    found = run([text], [None])
    assert found["language"].to_pylist() == ["hr"]
    assert [run["language"] for run in found["language_runs"].to_pylist()[0]] == ["hr"]


def test_serbian_beside_croatian_is_told_by_its_letters() -> None:
    found = run([f"{SENTENCES['hr']}\n\n{SENTENCES['sr']}"], [None])
    assert {share["language"] for share in found["language_shares"].to_pylist()[0]} == {"hr", "sr"}


def test_who_keeps_croatian_keeps_what_may_be() -> None:
    found = run([SENTENCES["hbs"], SENTENCES["sl"]], [None, None], keep=["hr"])
    assert found["drop_reason"].to_pylist() == [None, "language:other"]


def test_capitals_within_a_sentence_are_read_as_small_letters() -> None:
    text = "Prehajamo na 2. TOČKO DNEVNEGA REDA, TO JE NA PONOVNO ODLOČANJE O ZAKONU O SPREMEMBAH ZAKONA O FINANCIRANJU OBČIN."
    assert run([text], [None])["language"].to_pylist() == ["sl"]


DOMAIN = "Nome do domínio: o nome do domínio é usado para construir a base do seu diretório, por exemplo exemplo.org ou foo.pt."
ADDRESS = "Address: Directorate B, Impact Assessment, Office KOHL 02Y066, Rue Wiertz 60, 1047 Brussels, Belgium, Luxembourg"
BETWEEN = "Distancia máxima permitida entre dos pulsaciones para que se consideren una pulsación doble (en segundos o píxeles)."


def test_a_text_that_nothing_else_names_is_in_the_likeliest_language_of_the_union() -> None:
    found = run([DOMAIN] * 3, [None, "fr", "tlh"])
    assert found["language"].to_pylist() == ["pt", "fr", "tlh"]
    assert 0.5 < found["language_score"].to_pylist()[0] < 0.9
    assert found["language_disagrees"].to_pylist() == [None, False, None]
    assert [share["language"] for share in found["language_shares"].to_pylist()[0]] == ["pt"]
    assert run([DOMAIN], [None], likely_score=0.9)["language"].to_pylist() == [None]
    assert run([DOMAIN], [None], keep=["fr"])["drop_reason"].to_pylist() == [None]


def test_what_looks_like_a_smaller_language_or_is_between_two_is_not_guessed() -> None:
    assert run([ADDRESS, BETWEEN, DOMAIN[:60]], [None] * 3)["language"].to_pylist() == [None, None, None]
