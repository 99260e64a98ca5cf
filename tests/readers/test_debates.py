"""Debates of the Bundestag in XML, by inputs written by hand after the published structure, and as plain text."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from shared_data import shared
from told import left_out

from moisson.readers.contract import Speaker, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

GOLDEN = Path(__file__).parent / "golden" / "debates"


def read(content: bytes) -> Text:
    """The one document of a file, by its content."""
    (text,) = FileReader(DEFAULT).read(content)
    return text


@pytest.mark.parametrize("name", ["dbtplenarprotokoll", "dokument"])
def test_a_sitting_reads_as_speaker_and_words(name: str) -> None:
    assert read((GOLDEN / f"{name}.xml").read_bytes()).text == (GOLDEN / f"{name}.txt").read_text().rstrip("\n")


def test_the_number_of_a_printed_paper_is_kept_where_it_is_a_link_and_that_of_a_page_is_not() -> None:
    words = 'Drucksache <a href="https://a.de/85.pdf" typ="dokumentverweis">19/85</a><a href="S15" typ="druckseitennummer">15</a>'
    markup = f"<dbtplenarprotokoll><sitzungsverlauf><p klasse='T_Drs'>{words}</p></sitzungsverlauf></dbtplenarprotokoll>"
    assert read(markup.encode()).text == "Drucksache 19/85"


def sitting(*speeches: str) -> Text:
    """A protocol in XML of these speeches."""
    speech = "".join(f"<rede>{speech}</rede>" for speech in speeches)
    return read(f"<dbtplenarprotokoll><sitzungsverlauf>{speech}</sitzungsverlauf></dbtplenarprotokoll>".encode())


def speaker(key: str, fields: str, printed: str) -> str:
    return f'<p klasse="redner"><redner id="{key}"><name>{fields}</name></redner>{printed}</p>'


def test_fields_that_stand_doubled_name_a_speaker_once() -> None:
    doubled = "<vorname>SvenjaSvenja</vorname><nachname>SchulzeSchulze</nachname>"
    text = sitting(
        speaker("11005217 999990074", f"{doubled}<fraktion>SPDSPD</fraktion>", "Svenja Schulze (SPD):") + "<p>Eins.</p>"
        "<name>Präsidentin Bärbel Bas:</name><p>Zwei.</p>" + speaker("11005217 999990074", doubled, "") + "<p>Drei, vier.</p>"
    )
    assert text.text == "Svenja Schulze (SPD): Eins.\n\nPräsidentin Bärbel Bas: Zwei.\n\nSvenja Schulze: Drei, vier."
    assert text.speakers == (
        Speaker("Svenja Schulze", "11005217", "SPD", turns=2, words=3),
        Speaker("Bärbel Bas", role="Präsidentin", turns=1, words=1),
    )


@pytest.mark.parametrize(
    ("fields", "printed", "expected"),
    [
        (
            "<vorname>Kees</vorname><nachname>Vries</nachname><fraktion>CDU/CSU</fraktion>",
            "Kees de Vries (CDU/CSU):",
            Speaker("Kees de Vries", "1", "CDU/CSU", turns=1, words=1),
        ),
        (
            "<vorname>Michael</vorname><nachname>Thews</nachname><fraktion>SPD</fraktion>",
            "Michael Thews (SPD) (Gebärdensprachdolmetschung):",
            Speaker("Michael Thews", "1", "SPD", turns=1, words=1),
        ),
        (
            "<vorname>Annalena</vorname><nachname>Baerbock</nachname><rolle><rolle_lang>Bundesministerin</rolle_lang></rolle>",
            "Annalena Baerbock, Bundesministerin:",
            Speaker("Annalena Baerbock", "1", None, "Bundesministerin", 1, 1),
        ),
    ],
)
def test_the_name_of_a_speaker_is_the_printed_one_with_what_fields_add(fields: str, printed: str, expected: Speaker) -> None:
    text = sitting(f"{speaker('1', fields, printed)}<p>Ja.</p>")
    assert (text.text, text.speakers) == (f"{printed} Ja.", (expected,))


def test_a_name_within_a_paragraph_and_words_after_a_name_are_kept() -> None:
    fields = "<vorname>Heike</vorname><nachname>Baehrens</nachname><fraktion>SPD</fraktion>"
    said = speaker("1", fields, "Heike Baehrens (SPD): Angesichts der großen Zahl")
    text = sitting('<p klasse="N"><name>Präsidentin Bärbel Bas:</name></p><p>Bitte.</p>', f"{said}<p>Vier.</p>")
    assert text.text.split("\n\n") == [
        "Präsidentin Bärbel Bas: Bitte.",
        "Heike Baehrens (SPD): Angesichts der großen Zahl",
        "Vier.",
    ]


def test_a_footnote_is_called_once() -> None:
    text = sitting("<p>Reden zu Protokoll.<sup>1</sup>\n<fussnote>Anlage 2 </fussnote>\n</p><p>Weiter.</p>")
    assert text.text == "Reden zu Protokoll. (1)\n\n(1) Anlage 2\n\nWeiter."


def test_a_part_of_a_protocol_by_itself_names_a_speaker_once_too() -> None:
    fields = "\n<titel>Dr.</titel>\n<vorname>Lars</vorname>\n<nachname>Castellucci</nachname>\n<fraktion>SPD</fraktion>\n"
    words = "Wir beraten heute abschließend über zwei Gesetzentwürfe zum begleiteten Suizid und über einen Antrag dazu. " * 6
    part = f"<tagesordnungspunkt>{speaker('2', fields, 'Dr. Lars Castellucci (SPD):')}<p>{words}</p></tagesordnungspunkt>"
    assert read(part.encode()).text == f"Dr. Lars Castellucci (SPD):\n\n{words.strip()}"
    assert left_out(FileReader(DEFAULT).read, part.encode(), "xml") == {"repeated": 4}


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
