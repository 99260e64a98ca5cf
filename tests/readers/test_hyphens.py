"""Words that a line's end divides: joined where it only divides them, kept where the hyphen is their own."""

import pytest

from moisson.readers.hyphens import join_lines, vocabulary


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["die Agglo-", "merationen sowie"], "die Agglomerationen sowie"),
        (["Wahl\u00ad", "ordnung"], "Wahlordnung"),
        (["der Nord-", "Süd-Achse"], "der Nord-Süd-Achse"),
        (["Basel-Land-", "schaft"], "Basel-Landschaft"),
        (["Ein-", "und Ausfuhr"], "Ein- und Ausfuhr"),
        (["vis-à-", "vis de la gare"], "vis-à-vis de la gare"),
        (["lui-", "même"], "lui-même"),
        (["MINIS-", "TÈRE"], "MINISTÈRE"),
        (["2010-", "2012"], "2010-2012"),
        (["une phrase", "sans trait"], "une phrase sans trait"),
        (["", "vide", " "], "vide"),
    ],
)
def test_a_hyphen_at_a_lines_end_goes_only_where_it_divides(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


def test_a_word_that_stands_elsewhere_with_its_hyphen_keeps_it() -> None:
    assert join_lines(["la sous-", "traitance"], "fr", vocabulary(["de sous-traitance"])) == "la sous-traitance"
    assert join_lines(["le porte-", "feuille"], "fr", vocabulary(["un portefeuille"])) == "le portefeuille"
    assert join_lines(["un chef-", "cantonnier"], "de", vocabulary(["chef-cantonnier"])) == "un chef-cantonnier"


def test_the_vocabulary_holds_no_halves_of_words() -> None:
    assert vocabulary(["die Agglo-", "nach vis-à-vis"]) == {"die", "nach", "vis-à-vis"}


def test_the_vocabulary_holds_words_without_the_signs_and_figures_around_them() -> None:
    said = ["(Haus), 12abc Nord-Süd-", "l’État d'un_seul x²", "Haus"]
    assert vocabulary(said) == {"Haus", "abc", "l’État", "d'un", "seul", "x²"}


def test_a_long_text_is_cut_in_its_last_word_only() -> None:
    assert join_lines(["www.example.org/a-b and the so-", "ciety of the Agglo-", "meration"], "en") == (
        "www.example.org/a-b and the society of the Agglomeration"
    )


def test_a_hyphen_in_an_address_of_the_web_belongs_there_and_a_word_of_the_document_is_whole_whatever_its_letters() -> None:
    said = ["see https://example.org/forms/online-", "application.html"]
    assert join_lines(said, "en", vocabulary(["an onlineapplication"])) == "see https://example.org/forms/online-application.html"
    assert join_lines(["www.example.org/a-", "b and so-", "ciety"], "en") == "www.example.org/a-b and society"
    assert join_lines(["the Trace-", "Monkey compiler"], "en", vocabulary(["of TraceMonkey as"])) == "the TraceMonkey compiler"
    assert join_lines(["Rhein-", "Main"], "de", vocabulary(["in Rhein-Main"])) == "Rhein-Main"


@pytest.mark.parametrize(
    ("language", "lines", "joined"),
    [
        ("nb", ["en ILO-", "konvensjon"], "en ILO-konvensjon"),
        ("nb", ["for e-", "helse og ikke-", "militære mål"], "for e-helse og ikke-militære mål"),
        ("cs", ["KONFE-", "RENCE"], "KONFERENCE"),
        ("fi", ["vakio-", "olosuhteet, raja-", "arvot, sääs-", "töt"], "vakio-olosuhteet, raja-arvot, säästöt"),
        ("fr", ["l'image a-t-", "elle un titre"], "l'image a-t-elle un titre"),
        ("fr", ["complétez-", "les, mettez-", "la à jour"], "complétez-les, mettez-la à jour"),
        ("fr", ["les simp-", "les règ-", "les de l'é-", "tat"], "les simples règles de l'état"),
        ("ca", ["recuperar-", "ho, donar-", "nos, par-", "lar de cultu-", "ra"], "recuperar-ho, donar-nos, parlar de cultura"),
        ("pt", ["deve referir-", "se ao interes-", "se público"], "deve referir-se ao interesse público"),
    ],
)  # fmt: skip
def test_languages_keep_hyphens_of_their_own(language: str, lines: list[str], joined: str) -> None:
    assert join_lines(lines, language) == joined


def test_an_abbreviation_keeps_its_hyphen_where_both_parts_stand_elsewhere() -> None:
    assert join_lines(["CZ-", "NACE"], "cs", vocabulary(["kód NACE v CZ a jinde"])) == "CZ-NACE"
    assert join_lines(["où l'image a-t-", "elle un titre"], "fr", vocabulary(["une telle loi"])) == "où l'image a-t-elle un titre"


def test_a_number_goes_on_behind_a_dash_and_an_address_behind_a_slash() -> None:
    assert (
        join_lines(["Modelle 737–", "9 und M–", "30, siehe Akte 2018–", "23–51"])
        == "Modelle 737–9 und M–30, siehe Akte 2018–23–51"
    )
    assert join_lines(["das Haus –", "3 Zimmer –", "und Bern–", "Basel"]) == "das Haus – 3 Zimmer – und Bern– Basel"
    assert join_lines(["siehe https://", "www.example.org und"]) == "siehe https://www.example.org und"
    said = ["unter https://example.org/akten/", "liste.html, http://example.org/", "und am Ort/", "im Rat"]
    assert join_lines(said) == "unter https://example.org/akten/liste.html, http://example.org/ und am Ort/ im Rat"


def test_small_words_within_a_compound_keep_its_hyphens() -> None:
    assert (
        join_lines(["the quality-of-", "life index, a state-of-the-", "art one"], "en")
        == "the quality-of-life index, a state-of-the-art one"
    )
