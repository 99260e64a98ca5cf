"""Broken texts go, each for its own reason; law stays, however much it repeats, lists and counts."""

import pyarrow as pa
import pytest

from moisson.contracts.schemas import STRING
from moisson.contracts.stage import Step
from moisson.corpus.stages.quality import drop_repetitive, drop_short


def dropped(step: Step, *texts: str | None) -> list[tuple[str, str] | None]:
    found = step(pa.record_batch({"text": pa.array(texts, STRING)}))
    pairs = zip(found["drop_reason"].to_pylist(), found["drop_detail"].to_pylist(), strict=True)
    return [None if reason is None else (reason, detail) for reason, detail in pairs]


def test_a_body_that_is_too_short_goes_and_says_how_short_it_is() -> None:
    article = (
        "# Code du travail\n## Titre III : Statut juridique\n\nLes syndicats professionnels sont dotés de la personnalité civile."
    )
    step = drop_short(min_words=12, min_body_words=10)
    assert dropped(step, article, article + " Ils peuvent ester en justice.", "Table des matières", None) == [
        ("too-short", "9 words under headings, at least 10"),
        None,
        ("too-short", "3 words, at least 12"),
        ("too-short", "0 words, at least 12"),
    ]


def test_a_short_article_under_its_headings_stays_and_a_label_goes() -> None:
    article = (
        "# Code du travail\n## Partie législative > Première partie : Les relations individuelles de travail > Livre II : Le"
        " contrat de travail\n### Article L1222-1\n\nLe contrat de travail est exécuté de bonne foi."
    )
    label = "# Formulaire 15703*01 : Demande d'apostille\n\nPermet de demander l'apostille sur des documents."
    assert dropped(drop_short(), article, label) == [None, ("too-short", "14 words, at least 20")]


FORMULA = "Les dispositions du présent article sont applicables de plein droit aux contrats en cours.\n"
MORTALITY = "# Table TD 88-90 (en cas de décès)\n\n| x | Lx |\n" + "".join(f"| {n} | {100_000 - 930 * n} |\n" for n in range(107))
PAY = "# Grille de salaires\n\n| Coefficient | Salaire |\n" + "".join(f"| {n} | 1 {n},12 |\n" for n in range(200, 400, 5))
CONTRACT = (
    "Entre les soussignés :\n\nM. ......................................, demeurant à ..............................,\n\n"
    "il a été convenu ce qui suit. Le salarié est engagé à compter du .................. en qualité de ..................\n\n"
    "Fait à .................., le ..................\n\nLe salarié,\n\nL'employeur."
)
SIGNATORIES = "Ont signé :\n\n" + "\n".join(f"- Fédération n° {n} CGT ;\n- Fédération n° {n} CFDT ;" for n in range(1, 9))
CASES = "".join(
    f"## Cas n° {n}\n\nLa demande se fait en ligne.\n\nElle est gratuite pour le cas {n}, sans condition.\n\n" for n in range(40)
)


@pytest.mark.parametrize(
    "law",
    [
        pytest.param("L'article L. 1221-1 est abrogé.", id="one sentence"),
        pytest.param(FORMULA * 3 + "".join(FORMULA.replace("présent article", f"chapitre {n}") for n in range(9)), id="formula"),
        pytest.param(MORTALITY, id="mortality table"),
        pytest.param(PAY, id="pay scale"),
        pytest.param(CONTRACT, id="model contract to fill in"),
        pytest.param(SIGNATORIES, id="list of signatories"),
        pytest.param(CASES, id="sheet that repeats its steps for each case"),
        pytest.param("| Oui | Non |\n" * 60 + "Les réponses sont anonymes et facultatives.", id="table of equal rows"),
        pytest.param("", id="nothing at all, which is drop_short's business"),
    ],
)
def test_law_is_not_rejected(law: str) -> None:
    assert dropped(drop_repetitive(), law) == [None]
