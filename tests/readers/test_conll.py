"""Annotated tokens read as running text, without their labels and spaced as in print."""

import pytest
from shared_data import shared

from moisson.readers.read_options import DEFAULT
from moisson.readers.rows.conll import is_conll, read, running


@pytest.mark.parametrize(
    ("tokens", "sentence"),
    [
        ("Donnerstag , 1 . Januar .", "Donnerstag, 1. Januar."),
        ("die Angriffs - oder Verteidigungsgrenze", "die Angriffs- oder Verteidigungsgrenze"),
        ("Villa „ Bellavista “ . Aus", "Villa „Bellavista“. Aus"),
        ('He said " yes " ( twice ) .', 'He said "yes" (twice).'),
        ("no 20022 / 92", "no 20022/92"),
    ],
)
def test_tokens_are_spaced_as_in_print(tokens: str, sentence: str) -> None:
    assert running(tokens.split()) == sentence


def test_universal_dependencies_give_the_sentence_they_state() -> None:
    rest = "\t_" * 6
    tokens = ["1\tVamos\tir", "2-3\tal\t_", "2\ta\ta", "3\tel\tel", "4\tmar\tmar"]
    rows = "# text = Vamos al mar.\n" + "".join(f"{token}{rest}\t_\n" for token in tokens)
    assert is_conll(rows * 6, whole=True)
    (text,) = read(rows.encode(), DEFAULT)
    assert text.text == "Vamos al mar."


@pytest.mark.shared
def test_a_judgment_is_read_without_its_labels() -> None:
    folder = shared("pii-echr-fr/data/mariasierro+automatic-anonymization-ECHR-French-Spanish")
    (text,) = read((folder / "FR-manual-dev.tsv").read_bytes(), DEFAULT)
    assert text.text.startswith(
        "PROCÉDURE\nL’affaire a été déférée à la Cour par la Commission européenne des Droits de l’Homme (« la Commission »)"
        " le 28 mai 1996, dans le délai de trois mois qu’ouvrent les articles 32 § 1 et 47 de la Convention.\n"
        "A son origine se trouve une requête (no 20022/92) dirigée contre le Royaume de Suède"
    )
    assert "B-DATE" not in text.text
