"""TEI: debates, plays, verse and prose, against files written and read by hand."""

from pathlib import Path

import pytest
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Share, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff
from moisson.readers.tei.reader import read

GOLDEN = Path(__file__).parent / "golden" / "tei"
PARLAMINT = "parlamint-a/data/matyaskopp+ParlaMint"


def document(content: bytes) -> Text:
    """The one document of a file, by its content."""
    (text,) = FileReader(DEFAULT).read(content)
    return text


def tei(body: str, *, header: str = "", language: str = "sl") -> str:
    """The text of a small TEI file."""
    return document(
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="{language}"><teiHeader><fileDesc/>{header}</teiHeader>'
        f"<text><body>{body}</body></text></TEI>".encode()
    ).text


def test_a_play_with_verse_notes_readings_and_breaks_reads_as_its_editors_mean_it() -> None:
    text = document((GOLDEN / "play.xml").read_bytes())
    assert text.text == (GOLDEN / "play.txt").read_text(encoding="utf-8").rstrip("\n")
    assert (text.title, text.language, text.created) == ("Le Double", "fr", "1761-03")
    assert text.identifiers == (Identifier("id", "play"), Identifier("ark", "ark:/1/x"))
    assert Share("la", 2) in text.languages


@pytest.mark.shared
@pytest.mark.parametrize("name", ["ParlaMint-HR_S11.xml", "ParlaMint-HR_S11.ana.xml"])
def test_a_sitting_reads_the_same_plain_and_annotated(name: str) -> None:
    text = document(shared(f"{PARLAMINT}/ParlaMint-HR/{name}").read_bytes())
    assert text.text == (GOLDEN / "ParlaMint-HR_S11.txt").read_text(encoding="utf-8").rstrip("\n")
    assert (text.created, text.language) == ("2019-01-25", "hr")
    assert text.languages[0].language == "hr"
    assert text.languages[0].words in (186, 187)  # one word is two tokens: `132.-139.`
    assert text.title is not None
    assert text.title.startswith("Hrvatski parlamentarni korpus ParlaMint-HR, sjednica 11")


@pytest.mark.shared
def test_every_annotated_sitting_has_the_words_of_its_plain_file() -> None:
    pairs = 0
    for annotated in sorted(shared(PARLAMINT).rglob("*.ana.xml")):
        plain = annotated.with_name(annotated.name.replace(".ana", ""))
        if plain.exists():
            pairs += 1
            ours, theirs = (document(path.read_bytes()).text for path in (plain, annotated))
            assert ours.replace("[", "(").replace("]", ")") == theirs.replace("[", "(").replace("]", ")")
    assert pairs >= 7


@pytest.mark.shared
@pytest.mark.parametrize("root", ["ParlaMint-BG/ParlaMint-BG.xml", "ParlaMint-SI/ParlaMint-SI.xml"])
def test_the_header_of_a_corpus_has_a_reason_of_its_own(root: str) -> None:
    with pytest.raises(DocumentError, match="tei-corpus-header"):
        document(shared(f"{PARLAMINT}/{root}").read_bytes())


def test_the_stop_behind_a_speakers_initials_is_theirs() -> None:
    def told(note: str) -> str:
        return tei(f'<div><note type="speaker">{note}</note><u who="#p1"><seg>Так.</seg></u></div>')

    assert told("КИРИЛЕНКО В.А.") == "КИРИЛЕНКО В.А.: Так."
    assert told("Kyrylenko V. A.:") == "Kyrylenko V. A.: Так."
    assert told("ГОЛОВУЮЧИЙ.") == "ГОЛОВУЮЧИЙ: Так."
    assert told("B.") == "B: Так."


def test_a_speaker_is_named_by_the_note_else_the_list_else_the_id() -> None:
    people = (
        '<profileDesc><particDesc><listPerson><person xml:id="p1"><persName><surname>Novak</surname><forename>Ana</forename>'
        "</persName></person></listPerson></particDesc></profileDesc>"
    )
    body = (
        '<div><note type="speaker">PREDSEDNIK DR. BRGLEZ:</note><u who="#p1"><seg>Ena.</seg></u><u who="#p1"><seg>Dve.</seg></u>'
        '<u who="#HorvatIvan.1970"><p>Tri.</p></u><u who="#x12"><seg>Štiri.</seg></u></div>'
    )
    assert tei(body, header=people).split("\n\n") == [
        "PREDSEDNIK DR. BRGLEZ: Ena.",
        "Ana Novak: Dve.",
        "Horvat Ivan: Tri.",
        "Štiri.",
    ]


def test_a_vote_that_is_a_table_is_no_remark() -> None:
    rows = "<row><cell>For</cell><cell>84</cell></row><row><cell>Against</cell><cell>2</cell></row>"
    body = f'<div><u who="#AnaNovak"><seg>We vote.</seg></u><note type="vote"><table>{rows}</table></note></div>'
    assert tei(body, language="en") == "Ana Novak: We vote.\n\n| For | 84 |\n| --- | --- |\n| Against | 2 |"


def test_a_direction_between_a_name_and_the_words_stays_there_and_one_alone_too() -> None:
    body = (
        "<div><sp><speaker>DER KAMMERDIENER</speaker><stage>welcher hereintritt.</stage><p>Hier bin ich.</p></sp>"
        "<sp><speaker>FAUST</speaker><stage>(geht ab.)</stage></sp></div>"
    )
    assert tei(body, language="de") == "DER KAMMERDIENER: [welcher hereintritt.] Hier bin ich.\n\nFAUST: (geht ab.)"


def test_remarks_in_english_on_a_debate_in_another_language_are_left_out() -> None:
    remark = '<vocal><desc xml:lang="sl">smeh</desc><desc xml:lang="en">laughter</desc></vocal>'
    assert tei(f'<div><u who="#AnaNovak"><seg>Dober dan.</seg></u>{remark}</div>') == "Ana Novak: Dober dan.\n\n[smeh]"


def test_several_sittings_in_one_corpus_file_are_several_documents_and_share_its_people() -> None:
    sitting = (
        '<TEI xml:id="s{0}"><teiHeader><fileDesc><titleStmt><title>Seja {0}</title></titleStmt></fileDesc><profileDesc>'
        '<settingDesc><setting><date when="2020-01-0{0}"/></setting></settingDesc></profileDesc></teiHeader><text><body>'
        '<u who="#p1"><seg>Beseda.</seg></u></body></text></TEI>'
    )
    corpus = (
        '<teiCorpus xmlns="http://www.tei-c.org/ns/1.0" xml:lang="sl"><teiHeader><fileDesc/><profileDesc><particDesc><listPerson>'
        '<person xml:id="p1"><persName>Ana Novak</persName></person></listPerson></particDesc></profileDesc></teiHeader>'
        f"{sitting.format(1)}{sitting.format(2)}</teiCorpus>"
    )
    found = list(read(corpus.encode(), DEFAULT))
    assert [(text.part, text.title, text.created, text.text) for text in found] == [
        ("s1", "Seja 1", "2020-01-01", "Ana Novak: Beseda."),
        ("s2", "Seja 2", "2020-01-02", "Ana Novak: Beseda."),
    ]


@pytest.mark.shared
def test_a_real_transcription_joins_words_over_lines_and_pages() -> None:
    text = document(shared("ocr-alto-gallica/data/data/bpt6k15204009.xml").read_bytes())
    assert text.text.startswith("PRÉFACE. ES Inſectes m'ont occupé pendant quelques années.")
    assert "préſentés à l'Académie Royale des Sciences, par divers Savans" in text.text
    assert (text.created, text.language) == ("1754", "fr")


@pytest.mark.shared
def test_a_real_novel_keeps_chapters_and_dates_from_its_first_edition() -> None:
    text = document(shared("tei-roman18/data/XML-TEI/files/Voltaire_Princesse.xml").read_bytes())
    assert (text.created, text.language) == ("1768", "fr")
    assert "# CHAPITRE I. DESCRIPTION DU PALAIS DU ROI DE BABYLONE, PÈRE DE LA BELLE BABYLONIENNE." in text.text


def test_what_is_not_well_formed_says_where() -> None:
    with pytest.raises(DocumentError, match="xml-malformed"):
        document(b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>un</body></text></TEI>')


def test_other_vocabularies_are_not_taken_for_tei() -> None:
    assert sniff(b"<TEInotice><text/></TEInotice>").name == "xml"
