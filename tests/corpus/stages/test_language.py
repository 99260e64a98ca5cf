"""The words decide the language where they are many and clear; else the declaration stands."""

import pyarrow as pa
import pytest

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import Columns, stages
from moisson.corpus.stages.language import identify_language, languages

FRENCH = (
    "# Code du travail\n\nLe contrat de travail à durée indéterminée est la forme normale et générale de la relation de travail."
)
ENGLISH = (
    "This form allows you to make a request for disability pension if you are a victim of a terrorist act committed in France."
)
NORWEGIAN = (
    "Arbeidstaker har rett til permisjon under svangerskapet, og arbeidsgiver skal gi skriftlig beskjed om reglene som gjelder."
)
FIGURES = "| 1 234,56 | 2 345,67 | 3 456,78 |\n" * 9


def run(texts: list[str | None], declared: list[str | None], **parameters: object) -> Columns:
    batch = pa.record_batch({"text": pa.array(texts, STRING), "language": pa.array(declared, STRING)})
    return identify_language(**stages()["identify_language"].bind(parameters))(batch)


def test_what_the_words_say_goes_before_what_was_declared() -> None:
    found = run([FRENCH, ENGLISH, NORWEGIAN], ["fr", "fr", None])
    assert found["language"].to_pylist() == ["fr", "en", "nb"]
    assert found["language_declared"].to_pylist() == ["fr", "fr", None]
    assert min(found["language_score"].to_pylist()) > 0.9
    assert found["drop_reason"].null_count == 3


def test_what_is_surely_another_language_goes_and_says_which() -> None:
    found = run([FRENCH, ENGLISH, "Abstract", FIGURES], ["fr"] * 4, keep=["fr"])
    assert found["drop_reason"].to_pylist() == [None, "language:other", None, None]
    assert found["drop_detail"].to_pylist() == [None, "identified en (1.00), declared fr", None, None]


def test_the_languages_of_the_union_are_known_by_their_iso_codes() -> None:
    union = {"bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"}
    union |= {"hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"}
    assert union <= set(languages())
    assert {"nb", "nn", "ca", "eu", "gl", "lb", "is", "uk"} <= set(languages())
    assert {"ru", "ar", "zh", "af", "la"} <= set(languages())
    assert not {"no", "zxx"} & set(languages())


def test_a_language_nobody_can_identify_is_refused_before_any_work() -> None:
    with pytest.raises(RecipeError, match="`keep` names 'fre'"):
        identify_language(keep=["fre"])


@pytest.mark.parametrize(
    "law",
    [
        "# Code de la sécurité sociale\n## Annexes\n### Tableau n° 57\n\n| Désignation | Délai |\n| Tendinite | 7 j |",
        "# Article D3231-5\n\nLe taux horaire est fixé à 11,88 € (Smic au 1er janvier 2025 : 1 801,80 € pour 151,67 h).",
        "VU le code du travail, notamment ses articles L. 2261-15 et L. 2261-24 ; ARRÊTE : SONT RENDUES OBLIGATOIRES",
    ],
)
def test_french_law_with_tables_and_figures_is_french(law: str) -> None:
    assert run([law], ["fr"], keep=["fr"])["language"].to_pylist() == ["fr"]
