"""Akoma Ntoso as eight publishers write it, against texts written by hand and the files' own words."""

import re
from pathlib import Path

import pytest
from lxml import etree
from shared_data import shared

from moisson.readers.contract import Identifier, Text
from moisson.readers.law.akn import read
from moisson.readers.read_options import DEFAULT

GOLDEN = Path(__file__).parent / "golden" / "akn"
GAZETTES = "raw-gazettes-a/data/klomoli+legalize-pipeline/tests/fixtures/"
STATES = "eu-akn-tulit/data/tests/data/sources/member_states/"


def real(path: str) -> Text:
    (text,) = read(shared(path).read_bytes(), DEFAULT)
    return text


@pytest.mark.shared
@pytest.mark.parametrize(
    ("path", "golden"),
    [
        (f"{GAZETTES}ch/sample-ordinary-law.xml", "ch-gesetz.md"),
        (f"{GAZETTES}fi/sample-regulation.xml", "fi-asetus.md"),
        (f"{GAZETTES}lu/sample-with-tables.xml", "lu-loi.md"),
    ],
)
def test_real_documents_read_as_their_readers_see_them(path: str, golden: str) -> None:
    assert real(path).text == (GOLDEN / golden).read_text().rstrip("\n")


@pytest.mark.shared
def test_a_luxembourg_act_has_its_title_with_all_its_points() -> None:
    text = real(f"{GAZETTES}lu/sample-with-tables.xml")
    assert text.title is not None
    assert text.title.startswith("Loi du 21 décembre 2017 portant modification")
    assert "portant a) harmonisation" in text.title
    assert (text.language, text.created, text.valid_from) == ("fr", "2017-12-21", "2017-12-26")


@pytest.mark.shared
def test_an_act_without_frbr_data_has_them_from_the_publishers_own() -> None:
    text = real(f"{GAZETTES}lu/sample-regulation.xml")
    assert (text.language, text.created, text.identifiers) == ("fr", "2026-04-02", ())


@pytest.mark.shared
def test_a_german_ordinance_has_paragraphs_points_and_no_table_of_contents() -> None:
    text = real(f"{STATES}germany/legislation/bgbl-1_2025_145_2025-06-17_1_deu_2025-10-20_regelungstext-verkuendung-1.xml")
    assert text.text.startswith(
        "# Verordnung über die Gewährung von Auslandszuschlägen (Auslandszuschlagsverordnung - AuslZuschlV)\n\n"
        "## Abschnitt 1 – Auslandszuschlag\n\n### § 1 – Zuteilung der Dienstorte zu Zonenstufen\n\n(1) Befindet sich"
    )
    assert "Inhaltsübersicht" not in text.text
    assert "\n1. bis zu 500 Euro, wenn am Dienstort Belastungen auftreten, insbesondere aufgrund von\n  a) Knappheit" in text.text
    assert (text.title, text.language) == ("Verordnung über die Gewährung von Auslandszuschlägen", "de")
    assert (text.created, text.valid_from) == ("2025-06-17", None)  # its entry into force is given as 1001-01-01
    assert Identifier("eli", "eli/bund/bgbl-1/2025/145") in text.identifiers


@pytest.mark.shared
def test_a_bill_of_the_french_senate_has_the_words_before_their_points_and_each_number_once() -> None:
    text = real(f"{STATES}france/akn/tas24-021.akn.xml").text
    assert (
        "## Article 1er\n\nI. – Le code civil est ainsi modifié :\n\n1° L’article 60 est ainsi modifié :\n\na) (Supprimé)\n\n"
        "a bis) (nouveau) Après le premier alinéa, il est inséré un alinéa ainsi rédigé :\n\n« Lorsque la demande"
    ) in text


@pytest.mark.shared
def test_an_italian_act_keeps_the_lines_of_its_annexes() -> None:
    text = real(f"{STATES}italy/gazzetta_ufficiale/20240527_24G00083_VIGENZA_20240902.xml")
    assert "\n\nArticolo 2\n\nDefinizioni\n\nAi fini del presente Accordo:\n(a) con il termine" in text.text
    assert (text.created, text.valid_from) == ("2024-05-14", "2024-05-28")
    assert Identifier("urn", "urn:nir:stato:legge:2024-05-14;66") in text.identifiers
    assert Identifier("eli", "eli/id/2024/05/27/24G00083/CONSOLIDATED/20240902") in text.identifiers


@pytest.mark.shared
def test_a_greek_act_has_its_title_from_the_metadata() -> None:
    text = real(f"{STATES}greece/law_4330_2015.xml")
    assert text.title == "Τροποποίηση διατάξεων Κώδικα Φορολογίας Εισοδήματος και άλλες διατάξεις."
    assert text.created == "2015-06-16"
    assert "\n\n# Άρθρο 2\n\n" in text.text


@pytest.mark.shared
def test_a_proposal_of_the_commission_has_no_date_where_one_only_stands_in() -> None:
    text = real("eu-akn-tulit/data/tests/data/sources/eu/eurlex/akn/DIR-cmcxketrh00ca8x00qxqd29bn-en.xml")
    assert (text.created, text.language) == (None, "en")
    assert text.identifiers == (Identifier("number", "COM(2025) 162"),)
    assert "\n\nFor the European Parliament\nThe President\n[...]" in text.text


@pytest.mark.shared
def test_a_directive_has_its_celex_number_and_a_title_made_of_its_preface() -> None:
    text = real("eu-akn-tulit/data/tests/data/sources/eu/eurlex/akn/32014L0092.akn")
    assert Identifier("celex", "32014L0092") in text.identifiers
    assert text.title is not None
    assert text.title.startswith("Directive 2014/92/EU of the European Parliament and of the Council of 23 July 2014 on the")


LEFT_OUT_HERE = (
    *("authorialNote", "note", "toc", "del", "identification", "analysis", "lifecycle", "references", "proprietary"),
    *("publication", "temporalData", "workflow", "JOLUXWork", "JOLUXExpression", "JOLUXManifestation"),
)


def letters_of(words: str) -> str:
    return re.sub(r"[\W_]+", "", words)


@pytest.mark.shared
@pytest.mark.parametrize("path", ["lu-legilux/data", f"{GAZETTES}ch", f"{GAZETTES}fi", f"{STATES}italy"])
def test_every_word_of_every_file_is_kept_in_order(path: str) -> None:
    """Against the text nodes that lxml finds, but for what LEFT_OUT names. Words may be joined (`1er`), so letters count.

    Notes stand elsewhere than in the file: they are looked for one by one.
    """
    for file in sorted(shared(path).rglob("*.xml")):
        root = etree.fromstring(file.read_bytes(), etree.XMLParser(resolve_entities=False, huge_tree=True))
        (text,) = read(file.read_bytes(), DEFAULT)
        found = letters_of(text.text)
        for name in LEFT_OUT_HERE:
            for element in list(root.iter(f"{{*}}{name}")):
                if name in ("authorialNote", "note"):
                    assert letters_of("".join(element.itertext())) in found
                tail = element.tail
                element.clear()
                element.tail = tail
        letters, rest = letters_of("".join(map(str, root.itertext()))), iter(found)
        lost = next((i for i, letter in enumerate(letters) if letter not in rest), None)
        assert lost is None, f"{file}: lost at {letters[lost : lost + 60]!r}"


# Small files: what the standard and its dialects allow.
