"""Debates of the Bundestag in XML, by inputs written by hand after the published structure, and as plain text."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from shared_data import shared

from moisson.readers.contract import Text
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
