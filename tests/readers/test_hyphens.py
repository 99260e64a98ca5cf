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
        (["the on-", "the-", "run series"], "the on-the-run series"),
        (["MINIS-", "TÈRE"], "MINISTÈRE"),
        (["2010-", "2012"], "2010-2012"),
        (["της κυβερ\u2212", "νήσεως"], "της κυβερνήσεως"),
        (["a depth of 5 \u2212", "3 metres"], "a depth of 5 \u2212 3 metres"),
        (["une phrase", "sans trait"], "une phrase sans trait"),
        (["", "vide", " "], "vide"),
    ],
)
def test_a_hyphen_at_a_lines_end_goes_only_where_it_divides(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


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


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["a post-", "analysis", "of a well-", "known tree"], "a post-analysis"),
        (["a post-", "analysis", "one analysis"], "a postanalysis"),  # one tells no habit
        (["a post-", "analysis", "of differ-", "ent trees", "different ones"], "a postanalysis"),
    ],
)
def test_in_a_text_that_divides_no_words_a_hyphen_at_a_lines_end_stays(lines: list[str], joined: str) -> None:
    words = vocabulary(lines + ["and so on"] * 200)
    assert join_lines(lines[:2], "en", words) == joined


def test_where_many_lines_end_with_a_hyphen_words_are_divided() -> None:
    assert (
        join_lines(["a post-", "analysis"], "en", vocabulary(["a post-", "analysis of a well-", "known tree"] * 2))
        == "a postanalysis"
    )
