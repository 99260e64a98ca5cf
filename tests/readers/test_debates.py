"""Debates in the XML of parliaments, and as plain text. Those inputs are written by hand after the published structure."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Share, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

GOLDEN = Path(__file__).parent / "golden" / "debates"


def read(content: bytes) -> Text:
    """The one document of a file, by its content."""
    (text,) = FileReader(DEFAULT).read(content)
    return text


@pytest.mark.parametrize("name", ["dbtplenarprotokoll", "dokument", "compte_rendu", "cre"])
def test_a_sitting_reads_as_speaker_and_words(name: str) -> None:
    assert read((GOLDEN / f"{name}.xml").read_bytes()).text == (GOLDEN / f"{name}.txt").read_text().rstrip("\n")


def test_a_protocol_of_the_bundestag_states_number_and_day() -> None:
    text = read((GOLDEN / "dbtplenarprotokoll.xml").read_bytes())
    assert (text.format, text.title, text.created, text.language) == (
        "bundestag-xml",
        "Plenarprotokoll 19/237",
        "2021-06-25",
        "de",
    )
    assert text.identifiers == (Identifier("number", "19/237"),)


def test_a_sitting_of_the_assemblee_states_session_and_day() -> None:
    text = read((GOLDEN / "compte_rendu.xml").read_bytes())
    assert (text.created, text.language) == ("2025-05-23", "fr")
    assert text.title == "Session ordinaire 2024-2025 – Troisième – vendredi 23 mai 2025"


def test_each_speech_in_the_european_parliament_counts_for_its_language() -> None:
    text = read((GOLDEN / "cre.xml").read_bytes())
    assert text.languages == (Share("en", 16), Share("cs", 9))
    assert (text.language, text.created) == ("en", "2020-01-14")


def test_a_sitting_of_the_senat_names_speakers_with_their_office() -> None:
    text = read(
        "<PublicationDSenat><Metadonnees><dateParution>2013-01-16+01:00</dateParution><dateSeance>2013-01-15+01:00</dateSeance>"
        "<numSeance>45</numSeance></Metadonnees><ContenuDSenat><CompteRendu><Contenu><PresidentSeance>PRÉSIDENCE DE MME KHIARI"
        "<QualitePresident>vice-présidente</QualitePresident></PresidentSeance><Section><TitreStruct><Intitule>RAPPELS"
        "</Intitule></TitreStruct><Para><Orateur><Nom>M. François Marc.</Nom></Orateur> Monsieur le président !</Para><Para>"
        "<Orateur><Nom>M. Alain Vidalies, </Nom><Qualite>ministre délégué.</Qualite></Orateur> Oui.</Para><Para>Encore.</Para>"
        "</Section></Contenu></CompteRendu></ContenuDSenat></PublicationDSenat>".encode()
    )
    assert text.text.split("\n\n") == [
        "PRÉSIDENCE DE MME KHIARI vice-présidente",
        "# RAPPELS",
        "M. François Marc: Monsieur le président !",
        "M. Alain Vidalies, ministre délégué: Oui.",
        "Encore.",
    ]
    assert (text.created, text.identifiers) == ("2013-01-15", (Identifier("number", "45"),))


def test_the_senats_own_files_are_pages_around_its_speakers() -> None:
    text = read(
        '<?xml version="1.0" encoding="ISO-8859-1"?><cri:cri xmlns:cri="http://senat.fr/schemas/thb/cri"'
        ' xmlns="http://www.w3.org/1999/xhtml"><div class="intervenant"><cri:intervenant mat="19591F" nom="Xavier X" civ="M.">'
        '<p><span class="orateur_nom"><cri:orateurnom>M. Xavier X.</cri:orateurnom></span> La singularité approche.</p><p><span>'
        "<cri:infoentreparentheses>(Rires)</cri:infoentreparentheses></span></p></cri:intervenant></div></cri:cri>".encode(
            "latin-1"
        )
    )
    assert text.text == "M. Xavier X: La singularité approche.\n\n(Rires)"


def test_dutch_proceedings_old_and_new_put_the_party_in_brackets() -> None:
    new = (
        "<handelingen><agendapunt><itemnaam>Onderwijs</itemnaam><spreekbeurt nieuw='ja'><spreker><voorvoegsels>De heer"
        "</voorvoegsels><naam><achternaam>Jansen</achternaam></naam><politiek>VVD</politiek></spreker><tekst><al>Voorzitter.</al>"
        "<al>En nog een.</al></tekst></spreekbeurt></agendapunt></handelingen>"
    )
    old = (
        "<handeling><titel>Regeling</titel><voorz><al>Ik geef het woord.</al></voorz><spreker><wie><aanspr>De heer</aanspr> "
        "<naam>De Vries</naam> (<partij>PvdA</partij>):</wie><al>Goed.</al></spreker></handeling>"
    )
    assert read(new.encode()).text == "# Onderwijs\n\nDe heer Jansen (VVD): Voorzitter.\n\nEn nog een."
    assert read(old.encode()).text == "# Regeling\n\nDe voorzitter: Ik geef het woord.\n\nDe heer De Vries (PvdA): Goed."


def test_dutch_proceedings_under_the_root_of_official_publications_are_debates_with_their_metadata() -> None:
    text = read(
        b'<officiele-publicatie><metadata><meta name="DC.identifier" content="h-tk-20152016-4-5"/><meta name="DC.title" '
        b'content="Stemmingen"/><meta name="DCTERMS.issued" content="2015-12-01"/><meta name="OVERHEIDop.datumVergadering" '
        b'content="2015-09-15"/></metadata><handelingen><agendapunt><spreekbeurt nieuw="ja"><spreker><voorvoegsels>Mevrouw'
        b"</voorvoegsels><naam><achternaam>Voortman</achternaam></naam> (<politiek>GroenLinks</politiek>):</spreker><tekst>"
        b"<al>Voorzitter.</al></tekst></spreekbeurt></agendapunt></handelingen></officiele-publicatie>"
    )
    assert text.text == "Mevrouw Voortman (GroenLinks): Voorzitter."
    assert (text.title, text.created) == ("Stemmingen", "2015-09-15")
    assert text.identifiers == (Identifier("id", "h-tk-20152016-4-5"),)


def test_a_senators_office_follows_the_name_and_headings_of_the_page_are_headings() -> None:
    text = read(
        '<cri:cri xmlns:cri="http://senat.fr/schemas/thb/cri" xmlns="http://www.w3.org/1999/xhtml"><h1>Questions</h1><p><span>'
        "<cri:orateurnom>Mme Agnès Y</cri:orateurnom></span>, <span><cri:orateurqualite>ministre de la culture"
        "</cri:orateurqualite></span>. Merci.</p><p>Je continue.</p></cri:cri>".encode()
    )
    assert text.text == "# Questions\n\nMme Agnès Y, ministre de la culture: Merci.\n\nJe continue."


def test_the_day_and_the_session_that_open_a_sitting_are_lines_of_their_own() -> None:
    text = read(
        b'<compteRendu xmlns="http://schemas.assemblee-nationale.fr/referentiel"><contenu><quantiemes><journee>vendredi 23 mai'
        b"</journee><session>Session ordinaire</session></quantiemes><point><texte>Fin de vie</texte></point></contenu>"
        b"</compteRendu>"
    )
    assert text.text == "vendredi 23 mai\n\nSession ordinaire\n\n# Fin de vie"


def test_a_swedish_speech_is_html_inside_xml() -> None:
    text = read(
        "<anforande><dok_id>H8</dok_id><dok_titel>Protokoll 1</dok_titel><dok_datum>2020-09-08</dok_datum><avsnittsrubrik>"
        "Frågestund</avsnittsrubrik><talare>Ledamot Test (S)</talare><anforandetext>&lt;p&gt;Herr talman!&lt;/p&gt;&lt;p&gt;"
        "(Applåder)&lt;/p&gt;</anforandetext></anforande>".encode()
    )
    assert text.text == "# Frågestund\n\nLedamot Test (S): Herr talman!\n\n(Applåder)"
    assert (text.title, text.created, text.language) == ("Protokoll 1 – Frågestund", "2020-09-08", "sv")


def test_a_list_of_speeches_without_words_is_empty() -> None:
    with pytest.raises(DocumentError, match="empty"):
        read(b"<anforandelista antal='1'><anforande><talare>Ledamot Test (S)</talare></anforande></anforandelista>")


PLAIN = """Plenarprotokoll 17/36
Deutscher Bundestag
Stenografischer Bericht
36. Sitzung
I n h a l t :
Tagesordnungspunkt 1 .... 3420 A
36. Sitzung
Berlin, Mittwoch, den 21. April 2010
Beginn: 13.00 Uhr

  Vizepräsidentin Katrin Göring-Eckardt:
  Die Sitzung ist eröffnet. Ich rufe den Zusatzpunkt 1 auf, zu dem wir eine Regierungserklärung hören, und zwar zur Sicherheit.
  Das Wort hat der Minister:
  Dr. Peter Ramsauer, Bundesminister für Verkehr, Bau und Stadtentwicklung:
(Beifall bei der CDU/CSU)
  Frau Präsidentin!
  Volker Beck (Köln) (BÜNDNIS 90/DIE GRÜNEN):
  Wann?
______
3421\tDeutscher Bundestag – 17. Wahlperiode – 36. Sitzung, Berlin, Mittwoch, den 21. April 2010
"""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_plain_protocol_joins_names_and_words_and_leaves_the_contents_out(encoding: str) -> None:
    text = read(PLAIN.encode(encoding))
    assert text.text.split("\n\n")[3:] == [
        "36. Sitzung",
        "Berlin, Mittwoch, den 21. April 2010",
        "Beginn: 13.00 Uhr",
        "Vizepräsidentin Katrin Göring-Eckardt: Die Sitzung ist eröffnet. Ich rufe den Zusatzpunkt 1 auf, zu dem wir eine"
        " Regierungserklärung hören, und zwar zur Sicherheit.",
        "Das Wort hat der Minister:",
        "Dr. Peter Ramsauer, Bundesminister für Verkehr, Bau und Stadtentwicklung:",
        "(Beifall bei der CDU/CSU)",
        "Frau Präsidentin!",
        "Volker Beck (Köln) (BÜNDNIS 90/DIE GRÜNEN): Wann?",
    ]
    assert (text.format, text.title, text.created) == ("protocol", "Plenarprotokoll 17/36", "2010-04-21")


@pytest.mark.shared
def test_real_protocols_of_the_bundestag_name_every_speaker_before_words() -> None:
    folder = shared("de-bundestag-txt/data")
    for path in sorted(folder.rglob("*.txt")):
        content = path.read_bytes()
        assert sniff(content).name == "protocol"
        paragraphs = read(content).text.split("\n\n")
        alone = [
            part
            for part, after in pairwise(paragraphs)
            if re.fullmatch(r"(?:Vizep|P)räsident(?:in)? [^:]{3,40}:|[^:]{5,60}\((?:SPD|FDP|CDU/CSU)\):", part)
            and after[0] != "("
        ]
        assert alone == []
        assert sum(part.startswith(("Präsident", "Vizepräsident")) for part in paragraphs) > 10


def test_a_sitting_of_the_folketing_has_its_items_and_speakers_though_its_root_is_that_of_acts() -> None:
    def line(words: str) -> str:
        return f"<TekstGruppe><Exitus><Linea>{words}</Linea></Exitus></TekstGruppe>"

    meeting = "<DateOfSitting>2019-11-08T10:00:00</DateOfSitting><ParliamentarySession>20191</ParliamentarySession>"
    agenda = f"<DagsordenPlan>{line('<Char>Dagsorden</Char>')}</DagsordenPlan>"
    item = "<MetaFTAgendaItem><ItemNo>1</ItemNo><ShortTitle>L 33. Om selskabsskat.</ShortTitle></MetaFTAgendaItem>"
    member = "<MetaSpeakerMP><OratorFirstName>{}</OratorFirstName><OratorLastName>{}</OratorLastName></MetaSpeakerMP>".format
    title = line("<Char>Formanden </Char><Char>(Henrik Dam Kristensen):</Char>")
    chair = f"<Taler>{member('Henrik Dam', 'Kristensen')}<TalerTitel>{title}</TalerTitel></Taler>"
    other = f"<Taler>{member('Rune', 'Lund')}</Taler>"
    said = "<TaleSegment><MetaSpeechSegment><EdixiStatus>Aktiv</EdixiStatus></MetaSpeechSegment>{}</TaleSegment>".format
    first = f"<Tale>{chair}{said(line('<Char>Mødet er </Char><Char>åbnet</Char><Char>.</Char>'))}</Tale>"
    second = f"<Tale>{other}{said(line('<Char>Tak.</Char>') + line('<Char>Ja.</Char>'))}</Tale>"
    question = f"<PunktTekst>{line('<Char>1. behandling.</Char>')}</PunktTekst>"
    point = f"<DagsordenPunkt>{item}{question}<Aktivitet>{first}{second}</Aktivitet></DagsordenPunkt>"
    text = read(
        f"<Dokument><MetaMeeting>{meeting}<MeetingNumber>17</MeetingNumber></MetaMeeting>{agenda}{point}</Dokument>".encode()
    )
    assert (text.format, text.title, text.language, text.created) == ("folketing", "Folketinget, 17. møde", "da", "2019-11-08")
    assert text.text == (
        "# 1) L 33. Om selskabsskat.\n\n1. behandling.\n\nFormanden (Henrik Dam Kristensen): Mødet er åbnet.\n\n"
        "Rune Lund: Tak.\n\nJa."
    )
