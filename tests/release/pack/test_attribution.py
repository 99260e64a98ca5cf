"""Whom to name: a test for each licence, with the licence's own clause; lines are compared as people read them."""

import re
from copy import deepcopy
from typing import Any

import pytest
from markdown_it import MarkdownIt
from small_release import FACTS, packed, tally

from moisson.release.pack.attribution import attribution, licences


@pytest.fixture(scope="module")
def stats() -> dict[str, Any]:
    return tally().stats(FACTS)


def of_one(stats: dict[str, Any], license: str | None, **more: Any) -> dict[str, Any]:
    """The same release with one source under one licence."""
    changed = deepcopy(stats)
    source = changed["sources"][0]
    source |= {
        "title": "Collection of laws",
        "publisher": {"name": "The Office", "url": "https://office.example"},
        "record": "https://data.example/laws",
        "licenses": [{"license": license, "documents": 3, "words": 98}],
        **more,
    }
    changed["sources"] = [source]
    changed["rights"]["by_license"] = [{"license": license, "documents": 3, "words": 98}]
    return changed


def line(stats: dict[str, Any]) -> str:
    """The only line, with links as `text <address>`."""
    written = attribution(packed(stats))
    (found,) = [text for text in written.splitlines() if text.startswith("- ")]
    return re.sub(r"\[((?:\\.|[^\]])*)\]\(<([^>]*)>\)", r"\1 <\2>", found).replace("\\", "")


LAWS = "Collection of laws <https://data.example/laws>"
OFFICE = "The Office <https://office.example>"
EXTRACTED = "text extracted from the publisher's files, without layout and pictures; personal data replaced by placeholders"


def test_licence_ouverte(stats: dict[str, Any]) -> None:
    """« Sous réserve de : mentionner la paternité de l'« Information » : sa source (au moins le nom du « Concédant ») et la date
    de dernière mise à jour de l'« Information » réutilisée. »"""
    assert line(of_one(stats, "etalab-2.0")) == (
        f"- Source: {OFFICE}, {LAWS}, date of last update: 2026-03-27."
        " Licence Ouverte / Open Licence 2.0 <https://www.etalab.gouv.fr/licence-ouverte-open-licence>. (3 documents)"
    )


def test_creative_commons(stats: dict[str, Any]) -> None:
    """CC BY 4.0, section 3(a)(1): « retain […] identification of the creator(s) […]; a notice that refers to this Public License;
    […] a URI or hyperlink to the Licensed Material to the extent reasonably practicable; indicate if You modified the Licensed
    Material […]; and indicate the Licensed Material is licensed under this Public License, and include the text of, or the URI or
    hyperlink to, this Public License »"""
    assert line(of_one(stats, "CC-BY-4.0")) == (
        f"- {LAWS}, by {OFFICE}, licensed under Creative Commons Attribution 4.0 International"
        f" <https://creativecommons.org/licenses/by/4.0/>. Changes were made: {EXTRACTED}. (3 documents)"
    )


def test_open_government_licence(stats: dict[str, Any]) -> None:
    """« If the Information Provider does not provide a specific attribution statement, you must use the following: Contains
    public sector information licensed under the Open Government Licence v3.0. »"""
    address = " <https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/>"
    assert line(of_one(stats, "OGL-UK-3.0")).replace(address, "") == (
        "- Contains public sector information licensed under the Open Government Licence v3.0."
        f" Source: {OFFICE}, {LAWS}. (3 documents)"
    )


def test_norwegian_licence(stats: dict[str, Any]) -> None:
    """NLOD 2.0, section 5: « the licensee shall normally state the following: "Contains data under the Norwegian licence for Open
    Government data (NLOD) distributed by [name of licensor]". If the information has been changed, the licensee must clearly
    indicate that changes have been made by the licensee. »"""
    assert line(of_one(stats, "NLOD-2.0")) == (
        "- Contains data under the Norwegian licence for Open Government data (NLOD) <https://data.norge.no/nlod/no/2.0>"
        f" distributed by {OFFICE}: {LAWS}, version 2.0 of the licence. Changes were made: {EXTRACTED}. (3 documents)"
    )


def test_datenlizenz_deutschland(stats: dict[str, Any]) -> None:
    """(2) « Bezeichnung des Bereitstellers nach dessen Maßgabe, der Vermerk „Datenlizenz Deutschland – Namensnennung – Version
    2.0“ […] mit Verweis auf den Lizenztext unter www.govdata.de/dl-de/by-2-0 sowie einen Verweis auf den Datensatz (URI) »; (3)
    « Veränderungen […] sind im Quellenvermerk mit dem Hinweis zu versehen, dass die Daten geändert wurden. »"""
    assert line(of_one(stats, "DL-DE-BY-2.0")) == (
        f"- {OFFICE}, Datenlizenz Deutschland – Namensnennung – Version 2.0 <https://www.govdata.de/dl-de/by-2-0>, data set:"
        f" {LAWS}, https://data.example/laws <https://data.example/laws>. The data were changed: {EXTRACTED}. (3 documents)"
    )


def test_open_database_licence(stats: dict[str, Any]) -> None:
    """ODbL 1.0, section 4.3: « Contains information from DATABASE NAME, which is made available here under the Open Database
    License (ODbL). »"""
    assert line(of_one(stats, "ODbL-1.0")) == (
        f"- Contains information from {LAWS} ({OFFICE}), which is made available here under the Open Database License (ODbL)"
        " <https://opendatacommons.org/licenses/odbl/1-0/>. (3 documents)"
    )


def test_open_data_commons_attribution(stats: dict[str, Any]) -> None:
    """ODC-By 1.0, section 4.3: « Contains information from DATABASE NAME which is made available under the ODC Attribution
    License. »"""
    assert f"Contains information from {LAWS} ({OFFICE}) which is made available under the ODC Attribution License" in line(
        of_one(stats, "ODC-By-1.0")
    )


def test_italian_licence(stats: dict[str, Any]) -> None:
    """IODL 2.0, section 3: « indicare la fonte delle Informazioni e il nome del Licenziante, includendo, se possibile, una copia
    di questa licenza o un collegamento (link) ad essa; »"""
    said = line(of_one(stats, "LicenseRef-IODL-2.0"))
    assert said.startswith(f"- Source: {OFFICE}, {LAWS}. Italian Open Data License 2.0 <https://www.dati.gov.it/")


def test_reuse_of_commission_documents(stats: dict[str, Any]) -> None:
    """Decision 2011/833/EU, article 6(2): « (a) the obligation for the reuser to acknowledge the source of the documents; (b) the
    obligation not to distort the original meaning or message of the documents »"""
    assert line(of_one(stats, "LicenseRef-COM-REUSE")) == (
        f"- Source: {OFFICE}, {LAWS}. Reuse is authorised under Commission Decision 2011/833/EU"
        " <https://eur-lex.europa.eu/eli/dec/2011/833/oj>, if the source is named and the meaning kept. (3 documents)"
    )


@pytest.mark.parametrize("license", ["CC0-1.0", "DL-DE-ZERO-2.0", "PDDL-1.0", "CC-PDM-1.0"])
def test_what_is_given_freely_is_named_as_a_courtesy(stats: dict[str, Any], license: str) -> None:
    said = line(of_one(stats, license))
    assert said.startswith(f"- {OFFICE}, {LAWS}.")
    assert "no attribution is asked for; named as a courtesy." in said


def test_statute(stats: dict[str, Any]) -> None:
    """§ 5(1) UrhG: « Gesetze, Verordnungen, amtliche Erlasse und Bekanntmachungen sowie Entscheidungen und amtlich verfaßte
    Leitsätze zu Entscheidungen genießen keinen urheberrechtlichen Schutz. » Paragraph 1 asks for no source."""
    german = of_one(stats, None, rights={"basis": "statute", "level": "statute"}, jurisdiction="de")
    assert line(german) == (
        f"- {OFFICE}, {LAWS}. By right of a statute that lets anyone use it; no licence asks for a name: named as a courtesy."
        " (3 documents)"
    )


def test_french_public_information_without_a_licence(stats: dict[str, Any]) -> None:
    """Article L. 322-1 CRPA: « la réutilisation des informations publiques est soumise à la condition que ces dernières ne soient
    pas altérées, que leur sens ne soit pas dénaturé et que leurs sources et la date de leur dernière mise à jour soient
    mentionnées. »"""
    french = of_one(stats, None, rights={"basis": "statute", "level": "statute"}, jurisdiction="fr")
    assert line(french).startswith(
        f"- Source: {OFFICE}, {LAWS}, date of last update: 2026-03-27. No licence: French public information"
    )


def test_the_licences_file_says_what_the_law_on_french_public_information_asks_for(stats: dict[str, Any]) -> None:
    rights = {"basis": "statute"}
    assert "source and date, of French public information" in licences(
        packed(of_one(stats, None, jurisdiction="fr", rights=rights))
    )
    assert "source and date" not in licences(packed(of_one(stats, None, jurisdiction="de", rights=rights)))


def test_a_licence_that_nobody_knows_is_named_as_stated(stats: dict[str, Any]) -> None:
    assert "Collection of laws <https://data.example/laws>, under `LicenseRef-Our-own`." in line(
        of_one(stats, "LicenseRef-Our-own")
    )


def test_a_title_cannot_become_markup(stats: dict[str, Any]) -> None:
    html = MarkdownIt("commonmark").render(
        attribution(packed(of_one(stats, "CC-BY-4.0", title="<b>](https://x.example) `code`")))
    )
    assert "<b>" not in html
    assert html.count("<a ") == 3


def test_an_empty_release_has_no_one_to_name(stats: dict[str, Any]) -> None:
    empty = deepcopy(stats)
    empty["rights"]["by_license"] = []
    for source in empty["sources"]:
        source["licenses"] = []
    assert "there is no one to name" in attribution(packed(empty))
    assert "This release holds no documents." in licences(packed(empty))
