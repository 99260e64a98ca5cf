"""Who speaks, for which group and how much, in records of parliaments in every format that says so."""

import json
from pathlib import Path

import pytest
from shared_data import shared

from moisson.readers.contract import File, Speaker, Text, Vote
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT

GOLDEN = Path(__file__).parent / "golden" / "debates"


def texts(*paths: Path) -> list[Text]:
    """The documents of files, read as a harvest would read them."""
    reader = FileReader(DEFAULT)
    files = [file for file in reader.gather(File(path.name, path.read_bytes()) for path in paths) if isinstance(file, File)]
    return [text for file in files if b"<text" in file.data or len(files) == 1 for text in reader.read(file.data)]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("sitting", "chair", "groups"),
    [
        ("HR_S02", ("PetrovBožo", "Most", "chair", 2, 60), {"Most", "SDSS", "NLM"}),
        ("SI_2014-08-25_SDZ7-Izredna-01", ("BrglezMilan", "SMC", "chair", 3, 862), {"SMC", "NSi"}),
        ("BG_2018-04-27", ("DzhaferNigyar", "ДПС", "chair", 1, 866), {"ДПС", "БСП", "ГЕРБ", "ВОЛЯ"}),
    ],
)
def test_a_sitting_of_parlamint_says_who_spoke_for_which_group(
    sitting: str, chair: tuple[str, str, str, int, int], groups: set[str]
) -> None:
    home = f"parlamint-a/data/matyaskopp+ParlaMint/ParlaMint-{sitting[:2]}"
    (text,) = texts(shared(f"{home}/ParlaMint-{sitting}.xml"), shared(f"{home}/ParlaMint-{sitting[:2]}.xml"))
    assert text.speakers is not None
    assert text.speakers[0][1:] == chair
    assert {each.group for each in text.speakers} == groups
    spoken, words = sum(each.words or 0 for each in text.speakers), len(text.text.split())
    assert 0.9 * words < spoken <= words, "nearly all that a sitting holds is said by somebody"


def person(group: str) -> str:
    return f'<person xml:id="a"><persName>Ana</persName>{group}</person>'


GROUPS = (
    '<org xml:id="P" role="parliament"><orgName>Parliament</orgName></org>'
    '<org xml:id="G" role="parliamentaryGroup"><orgName full="yes">The Greens</orgName><orgName full="abb">G</orgName></org>'
    '<org xml:id="party.R" role="politicalParty"><orgName>Reds</orgName></org>'
)


@pytest.mark.parametrize(
    ("held", "group"),
    [
        ('<affiliation role="member" ref="#P"/><affiliation role="member" ref="#party.R"/>', "Reds"),
        ('<affiliation role="member" ref="#party.R"/><affiliation role="member" ref="#G"/>', "G"),
        ('<affiliation ref="#party.R" from="2010" to="2014-05"/><affiliation ref="#G" from="2014-05-02"/>', "G"),
        ('<affiliation ref="#party.R" to="2015-01-01"/><affiliation ref="#G" from="2016"/>', None),
        ('<affiliation role="MP" ref="#G"/>', None),
        ('<affiliation ref="#party.Unlisted"/>', "Unlisted"),
    ],
)
def test_the_group_is_that_of_the_day_and_a_parliamentary_one_before_a_party(
    held: str, group: str | None, tmp_path: Path
) -> None:
    setting = '<profileDesc><settingDesc><setting><date when="2015-06-01"/></setting></settingDesc></profileDesc>'
    said = "Two words. <kinesic><desc>Applause</desc></kinesic>"
    words = f'<text><body><div><u who="#a" ana="#regular"><seg>{said}</seg></u></div></body></text>'
    (tmp_path / "a.xml").write_text(f"<TEI><teiHeader>{setting}</teiHeader>{words}</TEI>")
    (tmp_path / "list.xml").write_text(f"<teiCorpus><teiHeader>{GROUPS}{person(held)}</teiHeader></teiCorpus>")
    (text,) = texts(tmp_path / "a.xml", tmp_path / "list.xml")
    assert text.speakers == (Speaker("Ana", "a", group, "regular", 1, 2),)


def test_the_bundestag_s_xml_says_group_and_office() -> None:
    (text,) = texts(GOLDEN / "dbtplenarprotokoll.xml")
    assert text.speakers
    assert all(each.turns and each.words is not None for each in text.speakers)
    assert {each.group for each in text.speakers} - {None}
    assert any(each.role for each in text.speakers)


@pytest.mark.shared
def test_a_plain_protocol_says_who_presides_who_is_a_minister_and_whose_group_a_member_is_of() -> None:
    (text,) = texts(shared("de-bundestag-txt/data/data/txt/18081.txt"))
    assert text.speakers is not None
    by_name = {each.name: each for each in text.speakers}
    assert by_name["Peter Hintze"].role == "Vizepräsident"
    assert by_name["Heiko Maas"][2:4] == (None, "Bundesminister der Justiz und für Verbraucherschutz")
    assert by_name["Volker Beck (Köln)"][2:] == ("BÜNDNIS 90/DIE GRÜNEN", None, 13, 1213)
    assert {each.group for each in text.speakers} == {None, "SPD", "CDU/CSU", "DIE LINKE", "BÜNDNIS 90/DIE GRÜNEN"}


@pytest.mark.shared
def test_an_amendment_says_who_moved_it_and_what_became_of_it() -> None:
    (text,) = texts(shared("fr-parlement-zam/data/repondeur/tests/fetch/sample_data/an/269/155.xml"))
    assert text.speakers == (Speaker("Jean-Pierre Door", "267289", "730934", "auteur"),)
    assert text.votes == (Vote("Amendement n° 155 – Article 54", "Rejeté"),)


def test_a_question_says_who_asks_for_which_group_and_who_answers_and_a_procedure_what_was_decided(tmp_path: Path) -> None:
    asked = {
        "PERSON_TITEL": "Dr.",
        "VORNAME": "Hermann",
        "NACHNAME": "Kues",
        "FUNKTION": "Parl. Staatssekr.",
        "AKTIVITAETSART": "Antwort",
    }
    answered = {"VORNAME": "Ina", "NACHNAME": "Lenke", "FUNKTION": "MdB", "FRAKTION": "FDP", "AKTIVITAETSART": "Frage"}
    vote = {"BESCHLUSSTENOR": "Ablehnung", "BEZUGSDOKUMENT": "17/3528"}
    vote |= {"ABSTIMMUNGSART": "Namentliche Abstimmung", "ABSTIMMUNG_BEMERKUNG": "271:319:1"}
    step = {"URHEBER": "Beratung", "FUNDSTELLE": "25.04.2008 - BT", "PERSOENLICHER_URHEBER": [asked, answered], "BESCHLUSS": vote}
    record = {
        "vorgangId": "1",
        "VORGANG": {"WAHLPERIODE": "16", "TITEL": "Eine Frage", "ABSTRAKT": "Wie viele?"},
        "VORGANGSABLAUF": {"VORGANGSPOSITION": step},
    }
    (tmp_path / "a.json").write_text(json.dumps(record))
    (text,) = texts(tmp_path / "a.json")
    assert text.speakers == (
        Speaker("Dr. Hermann Kues", role="Antwort, Parl. Staatssekr."),
        Speaker("Ina Lenke", group="FDP", role="Frage"),
    )
    assert text.votes == (Vote("Beratung 17/3528", "Ablehnung", 271, 319, 1, "Namentliche Abstimmung 271:319:1"),)


def test_akoma_ntoso_says_who_speaks_in_which_role(tmp_path: Path) -> None:
    people = '<TLCPerson eId="a" href="/a" showAs="Ana Byrne"/><TLCRole eId="m" href="/m" showAs="Minister for Justice"/>'
    said = '<speech by="#a" as="#m"><from>The Minister</from><p>It is so.</p></speech>'
    said += '<speech by="#a"><p>And so it stays.</p></speech>'
    (tmp_path / "a.xml").write_text(
        '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><debate><meta>'
        f'<references source="#x">{people}</references></meta><debateBody>{said}</debateBody></debate></akomaNtoso>'
    )
    (text,) = texts(tmp_path / "a.xml")
    assert text.speakers == (
        Speaker("Ana Byrne", "a", None, "Minister for Justice", 1, 3),
        Speaker("Ana Byrne", "a", None, None, 1, 4),
    )


def test_what_is_no_debate_has_no_speakers(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        "<TEI><teiHeader/><text><body><p>Longtemps, je me suis couché de bonne heure.</p></body></text></TEI>"
    )
    (text,) = texts(tmp_path / "a.xml")
    assert text.speakers is None and text.votes is None
