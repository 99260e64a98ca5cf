"""National legislation and decisions in XML of their own: real ones against texts written by hand, small inputs for the rest."""

import pytest
from national_files import GAZETTES, given, golden, read_all
from shared_data import shared

from moisson.readers.contract import Identifier
from moisson.readers.sniff import sniff

RECHTSPRAAK = "nl-rechtspraak/data/src/test/resources/docs"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"{GAZETTES}/nl/sample-regulation.xml", "bwb-subsidieplafond"),
        (f"{GAZETTES}/ee/amendment_103012025003.xml", "riigi-teataja-tervisekassa"),
        (f"{GAZETTES}/ris-nor-NOR12030057.xml", "ris-produktdeklaration"),
        (f"{RECHTSPRAAK}/simple-example.xml", "rechtspraak-simple-example"),
    ],
)
def test_a_whole_document_is_its_golden_text(path: str, name: str) -> None:
    (text,) = read_all(shared(path).read_bytes())
    assert text.text == golden(name)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"{GAZETTES}/dk/2023-1547.xml", "lexdania-2023-1547-beginning"),
        (f"{GAZETTES}/constitucion-sample.xml", "boe-constitucion-beginning"),
        (f"{GAZETTES}/ie/sample-environment-2015.xml", "eisb-environment-beginning"),
    ],
)
def test_a_long_document_begins_as_its_golden_text(path: str, name: str) -> None:
    (text,) = read_all(shared(path).read_bytes())
    assert text.text.startswith(golden(name) + "\n")


@pytest.mark.shared
def test_a_long_document_ends_and_goes_on_as_its_golden_text() -> None:
    (act,) = read_all(shared(f"{GAZETTES}/dk/2023-1547.xml").read_bytes())
    assert act.text.endswith(golden("lexdania-2023-1547-end"))
    (law,) = read_all(shared(f"{GAZETTES}/gii-gg.xml").read_bytes())
    assert golden("gii-grundgesetz-middle") in law.text


@pytest.mark.shared
def test_a_treaty_is_a_document_for_each_of_its_languages() -> None:
    english, dutch = read_all(shared(f"{GAZETTES}/nl/sample-treaty.xml").read_bytes())
    assert (english.part, english.language, dutch.part, dutch.language) == ("en", "en", "nl", "nl")
    assert "Have agreed as follows:" in english.text
    assert "Have agreed as follows:" not in dutch.text


@pytest.mark.shared
def test_pseudonyms_stay_and_zones_are_apart() -> None:
    (text,) = read_all(shared(f"{RECHTSPRAAK}/ECLI.NL.RBGEL.2015.6991.xml").read_bytes())
    assert "[eiseres], eiseres" in text.text
    headings = [line for line in text.text.split("\n") if line.startswith("#")]
    assert headings == ["# Inhoudsindicatie", "# Uitspraak", "## Procesverloop", "## Overwegingen", "## Beslissing"]


def test_a_decision_may_have_a_conclusion_notes_and_numbered_lists() -> None:
    (text,) = read_all(given("rechtspraak-conclusie"))
    assert text.text == (
        "# Conclusie\n\n## 1. Feiten\n\nDe zaak (1) is oud.\n\n(1) Rov. 2.\n\n1. een;\n2. twee.\n\n"
        "Kop\n\n| a | b |\n| --- | --- |"
    )
    assert text.identifiers == (Identifier("ecli", "ECLI:NL:PHR:2020:1"),)


def test_letters_and_signs_that_are_elements_become_letters_and_signs() -> None:
    (text,) = read_all(given("eisb-letters"))
    assert text.text == "# GARDA ACT 2020\n\n## Dáil\n\n1. The “Síochána”—€5, 2 × 3 (1) .\n\n(1) OJ L1."


def test_of_a_blocks_versions_the_last_is_read_and_notes_on_changes_are_not() -> None:
    (text,) = read_all(given("boe-versions"))
    assert text.text == ("# Ley 1/2000\n\n## CAPÍTULO I – General\n\n### Artículo 1.\n\nAhora.\n\n| a | b |\n| --- | --- |")
    assert (text.title, text.created, text.identifiers) == ("Ley 1/2000", "2000-01-03", (Identifier("boe", "BOE-A-1"),))


def test_a_dutch_act_that_amends_another_quotes_it() -> None:
    (text,) = read_all(
        b"""<officiele-publicatie><staatsblad><intitule>Wet van 1 mei</intitule><regeling><wettekst><wijzig-artikel><kop>
        <label>Artikel</label><nr>II</nr></kop><wat>De Wet wordt gewijzigd:</wat><wijzig-lid><lidnr>A</lidnr>
        <wat>Artikel 3 komt te luiden:</wat>
        <artikel><kop><label>Artikel</label><nr>3</nr></kop><al>Nieuw.</al></artikel></wijzig-lid></wijzig-artikel><artikel><kop>
        <label>Artikel</label><nr>III</nr></kop><al>Slot.</al></artikel></wettekst></regeling></staatsblad>
        </officiele-publicatie>"""
    )
    assert text.text == (
        "# Wet van 1 mei\n\n## Artikel II\n\nDe Wet wordt gewijzigd:\n\nA Artikel 3 komt te luiden:\n\nArtikel 3\n\nNieuw.\n\n"
        "## Artikel III\n\nSlot."
    )


@pytest.mark.shared
def test_each_text_of_a_treaty_has_its_title_in_its_own_language() -> None:
    english, dutch = read_all(shared(f"{GAZETTES}/nl/sample-treaty.xml").read_bytes())
    for text, title in (
        (english, "Convention for the Protection of Human Rights and Fundamental Freedoms"),
        (dutch, "Verdrag tot bescherming van de rechten van de mens en de fundamentele vrijheden"),
    ):
        assert text.title == title
        assert text.text.startswith(f"# {title}\n\n")


def test_lists_of_definitions_and_divisions_of_german_law() -> None:
    (text,) = read_all(given("gii-lists"))
    assert text.text == (
        "# X-Gesetz\n\n## Teil 1\n\n### Kapitel 2 – Regeln\n\n#### § 1 – Zweck\n\n"
        "Es gilt:\n\n1. eins,\n  a) innen,\n2. zwei (1).\n\n(1) Eine Fußnote."
    )


def test_zones_of_austrian_decisions_stand_under_their_labels() -> None:
    (text,) = read_all(given("ris-decision"))
    assert (
        text.text == "## Spruch\n\nDer Revision wird nicht Folge gegeben.\n\nBegründung folgt.\n\n"
        "## Artikel 1\n\n| Alt | Neu |\n| --- | --- |"
    )
    assert (text.created, text.identifiers, text.kind) == ("2019-04-03", (Identifier("number", "1Ob1/19x"),), "decision")


def test_estonian_annexes_in_html_become_text_with_tables() -> None:
    (text,) = read_all(given("riigi-teataja-annex"))
    assert text.text == "# Määrus\n\n## § 1. Nimi\n\n(1) Tekst:\n\n1) üks.\n\n| A < B | 2 |\n| --- | --- |"


@pytest.mark.parametrize("root", ["Dokument", "act", "response", "documento", "dokumente"])
def test_another_vocabulary_under_a_known_root_is_read_by_names(root: str) -> None:
    words = "Die Behörde hat den Antrag geprüft und ihm nach Anhörung aller Beteiligten in vollem Umfang stattgegeben."
    markup = f"<{root}><titel>Bescheid</titel>" + f"<absatz>{words}</absatz>" * 6 + f"</{root}>"
    (text,) = read_all(markup.encode())
    assert text.format == "xml"
    assert text.text.startswith(f"# Bescheid\n\n{words}\n\n{words}")


def test_comments_before_the_root_do_not_slow_the_sniffing() -> None:
    """Each comment could end at any later one: 2 to the power of 60 ways."""
    assert sniff(b"<?xml version='1.0'?>" + b"<!-- a --> " * 60 + b"<open-rechtspraak>").name == "rechtspraak"
