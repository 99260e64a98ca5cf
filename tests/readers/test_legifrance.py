"""Answers of Légifrance's interface (PISTE): written by hand after the names and nesting of real ones."""

import json
from typing import Any

import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Identifier, Raw, Text
from moisson.readers.files import FileReader
from moisson.readers.law import legifrance
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

READER = FileReader(DEFAULT)
FOREVER = 32472144000000  # 2999-01-01
ARTICLE = {
    "id": "LEGIARTI000099000001",
    "texte": "Les sentiers\nsont ouverts.",
    "texteHtml": "<p>Les sentiers<br/>sont ouverts.</p>",
    "num": "L312-4",
    "nota": "Applicable dès 2020 & après.",
    "etat": "VIGUEUR",
    "dateDebut": 1551398400000,
    "dateFin": FOREVER,
    "context": {
        "titresTM": [{"titre": "Livre Ier : Des sentiers"}, {"titre": "Chapitre II : Entretien"}],
        "titreTxt": [{"titre": "Code des chemins"}],
    },
    "textTitles": [{"cid": "LEGITEXT000099000000", "titre": "Code des chemins", "nature": "CODE"}],
}
DECISION = {
    "id": "CETATEXT000099000002",
    "num": "499999",
    "dateTexte": 1591228800000,
    "ecli": "ECLI:FR:CECHR:2020:499999.20200604",
    "titre": "Conseil d'État, 4 juin 2020, 499999",
    "texteHtml": "Vu la procédure :<br/><br/>La commune demande l'annulation.",
    "sommaire": [{"id": "9A", "abstrats": None, "resumePrincipal": "<p>71-02 Les sentiers sont ouverts.</p>"}],
    "citationJp": "Rappr. CE, 5 mai 2010.",
}
LAW: dict[str, Any] = {
    "id": "LEGITEXT000099000003_04-06-2020",
    "cid": "JORFTEXT000099000003",
    "title": "LOI n° 2019-999 du 1er mars 2019 relative aux sentiers (1)",
    "nor": "TREL1999999L",
    "nature": "LOI",
    "jurisState": "VIGUEUR",
    "dateDebutVersion": "2020-06-04",
    "dateFinVersion": "2999-01-01",
    "dateParution": 1551484800000,
    "visa": "<p>Le Parlement a adopté :</p>",
    "signers": "<p>Fait le 1er mars 2019.</p>",
    "articles": [{"id": "LEGIARTI000099000004", "num": "1", "etat": "VIGUEUR", "content": "<p>Les sentiers sont ouverts.</p>"}],
    "sections": [
        {
            "title": "Titre Ier : Du passé",
            "articles": [{"num": "2", "etat": "ABROGE", "content": "<p>Ils sont fermés.</p>"}],
            "sections": [],
        },
        {
            "title": "Titre II : Des chiens",
            "articles": [],
            "sections": [
                {
                    "title": "Chapitre unique",
                    "articles": [
                        {"num": "3", "etat": "VIGUEUR", "surtitre": "Laisse", "content": "Ils sont tenus."},
                        {"num": None, "etat": "ABROGE_DIFF", "surtitre": "Muselière", "content": "<p>Ils en portent.</p>"},
                    ],
                }
            ],
        },
    ],
}


def answer(**held: Any) -> bytes:
    return json.dumps({"executionTime": 3, "dereferenced": False, **held}, ensure_ascii=False).encode()


def read(data: bytes) -> tuple[Raw, Text]:
    assert sniff(data).name == "legifrance"
    (raw,) = READER.split(File("some/file.json", data))
    assert isinstance(raw, Raw)
    (text,) = READER.read(raw.body)
    (whole,) = legifrance.read(data, DEFAULT)
    assert whole.text == text.text
    return raw, text


def test_an_article_is_as_in_the_xml() -> None:
    raw, text = read(answer(article=ARTICLE))
    assert text.text == (
        "# Code des chemins\n## Livre Ier : Des sentiers > Chapitre II : Entretien\n### Article L312-4\n\n"
        "Les sentiers\nsont ouverts.\n\nNOTA : Applicable dès 2020 & après."
    )
    assert (raw.id, raw.title, raw.legal_state) == ("LEGIARTI000099000001", "Code des chemins, article L312-4", "VIGUEUR")
    assert (raw.valid_from, raw.valid_to, raw.created) == ("2019-03-01", None, "2019-03-01")
    assert raw.url == "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000099000001"
    assert raw.part_of == (("LEGITEXT000099000000", "Code des chemins"),)


def test_a_decision_has_its_summary_and_precedents_after_it() -> None:
    raw, text = read(answer(text=DECISION))
    assert text.text == (
        "# Conseil d'État, 4 juin 2020, 499999\n\nVu la procédure :\n\nLa commune demande l'annulation.\n\n"
        "## Titrages et résumés\n\n71-02 Les sentiers sont ouverts.\n\n## Précédents jurisprudentiels\n\nRappr. CE, 5 mai 2010."
    )
    assert raw.created == "2020-06-04"
    assert text.identifiers == (Identifier("ecli", "ECLI:FR:CECHR:2020:499999.20200604"), Identifier("number", "499999"))


def test_a_text_is_its_articles_under_their_headings_without_those_that_have_ended() -> None:
    raw, text = read(answer(**LAW))
    assert text.text == (
        "# LOI n° 2019-999 du 1er mars 2019 relative aux sentiers (1)\n\nLe Parlement a adopté :\n\n"
        "## Article 1\n\nLes sentiers sont ouverts.\n\n## Titre II : Des chiens\n\n### Chapitre unique\n\n"
        "#### Article 3\n\nLaisse\n\nIls sont tenus.\n\n#### Muselière\n\nIls en portent.\n\nFait le 1er mars 2019."
    )
    assert (raw.id, raw.legal_state, raw.valid_from, raw.created) == (
        "LEGITEXT000099000003",
        "VIGUEUR",
        "2020-06-04",
        "2019-03-02",
    )
    assert text.identifiers == (Identifier("nor", "TREL1999999L"),)


def test_a_repealed_text_keeps_its_articles() -> None:
    gone = {**LAW, "jurisState": "ABROGE", "articles": [], "sections": LAW["sections"][:1]}
    assert "### Article 2\n\nIls sont fermés." in read(answer(**gone))[1].text


def test_what_was_read_in_a_code_page_is_put_right() -> None:
    twice = answer(article={**ARTICLE, "texteHtml": "<p>L’été dernier, à l’école, déjà.</p>"}).decode().encode()
    assert "L’été dernier, à l’école, déjà." in read(twice.decode("cp1252").encode())[1].text


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        ({"results": [{"titles": [{"id": "JURITEXT000099000005"}]}]}, "data-only"),
        ({"acco": {"id": "ACCOTEXT000099000006", "attachementUrl": "/x.docx"}}, "data-only"),
        ({**LAW, "articles": [{"id": "LEGIARTI000099000004", "num": "1"}], "sections": []}, "dila-structure"),
    ],
)
def test_what_holds_no_words_is_refused(held: dict[str, Any], reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        list(READER.split(File("x.json", answer(**held))))
