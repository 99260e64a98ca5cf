"""TEI: debates, plays, verse and prose, against files written and read by hand."""

from pathlib import Path

import pytest
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Share, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff
from moisson.readers.tei.header import readable
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


def test_lists_that_corpora_share_have_the_same_reason() -> None:
    with pytest.raises(DocumentError, match="tei-corpus-header"):
        document(b'<listPerson xmlns="http://www.tei-c.org/ns/1.0"><person><persName>Ana</persName></person></listPerson>')


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


def test_an_interruption_stands_in_brackets_and_the_speaker_is_not_named_again() -> None:
    body = (
        '<div><u who="#BorisJohnson"><kinesic><desc>Applause.</desc></kinesic><seg>I propose <vocal><desc>noise</desc></vocal> a '
        'deal.<gap reason="inaudible"><desc>(Inaudible.)</desc></gap>So.</seg><note type="time">(10.20)</note><seg>Now.</seg></u>'
        '<note type="vote-ayes">84 for.</note><gap reason="editorial"><desc>SAMPLING</desc></gap></div>'
    )
    assert tei(body, language="en").split("\n\n") == [
        "[Applause.]",
        "Boris Johnson: I propose [noise] a deal. (Inaudible.) So.",
        "(10.20)",
        "Now.",
        "[84 for.]",
    ]


def test_a_vote_that_is_a_table_is_no_remark() -> None:
    rows = "<row><cell>For</cell><cell>84</cell></row><row><cell>Against</cell><cell>2</cell></row>"
    body = f'<div><u who="#AnaNovak"><seg>We vote.</seg></u><note type="vote"><table>{rows}</table></note></div>'
    assert tei(body, language="en") == "Ana Novak: We vote.\n\n| For | 84 |\n| --- | --- |\n| Against | 2 |"


def test_a_speaker_of_no_known_name_bears_the_one_that_an_earlier_turn_announced() -> None:
    body = (
        '<div><note type="speaker">Präsident Sobotka</note><u who="#PAD_1"><seg>Eins.</seg></u>'
        '<note type="speaker">Abg. Kopf:</note><u who="#PAD_2"><seg>Zwei.</seg></u><u who="#PAD_1"><seg>Drei.</seg></u></div>'
    )
    assert tei(body, language="de") == "Präsident Sobotka: Eins.\n\nAbg. Kopf: Zwei.\n\nPräsident Sobotka: Drei."


def test_a_time_alone_is_no_remark_and_a_long_one_is_a_paragraph_of_the_record() -> None:
    telling = "Sedan, i kraft af Rikets Regeringsform, lagtima Riksdag sammanträdt, " * 5
    body = (
        f'<div><note type="time"><time>10:04:23</time></note><note>{telling}</note><note>Applåder.</note>'
        '<u who="unknown"><seg>grunderna för Sveriges stats-</seg></u><pb/><note>4 Den 18 Januari.</note>'
        '<u who="unknown"><seg>\n författning.</seg></u></div>'
    )
    assert tei(body, language="sv").split("\n\n") == [
        telling.strip(),
        "[Applåder.]",
        "grunderna för Sveriges statsförfattning.",
        "[4 Den 18 Januari.]",
    ]


def test_a_direction_between_a_name_and_the_words_stays_there_and_one_alone_too() -> None:
    body = (
        "<div><sp><speaker>DER KAMMERDIENER</speaker><stage>welcher hereintritt.</stage><p>Hier bin ich.</p></sp>"
        "<sp><speaker>FAUST</speaker><stage>(geht ab.)</stage></sp></div>"
    )
    assert tei(body, language="de") == "DER KAMMERDIENER: [welcher hereintritt.] Hier bin ich.\n\nFAUST: (geht ab.)"


def test_a_word_cut_off_at_the_end_keeps_a_hyphen_and_the_front_tells_the_day() -> None:
    text = document(
        b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><front><docDate when="1867-01-18">d</docDate></front><body>'
        b"<ab>Surface sup\xc3\xa9rieu\xc2\xac</ab></body></text></TEI>"
    )
    assert (text.text, text.created) == ("d\n\nSurface supérieu-", "1867-01-18")


def test_a_sign_that_mark_up_parts_from_its_word_stands_at_it() -> None:
    assert tei("<p>la <hi>terre</hi> , et <ref target='#n'/> . Puis ... <hi> 3 </hi> .5</p>", language="fr") == (
        "la terre, et. Puis ... 3 .5"
    )
    body = '<div><u who="#AnaNovak"><seg>o predlogu <note>tlač 5</note>. Prosim.</seg></u></div>'
    assert tei(body) == "Ana Novak: o predlogu [tlač 5]. Prosim."


def test_an_utterance_that_another_cut_in_two_goes_on_under_its_name() -> None:
    body = (
        '<div><u who="#BorisJohnson" xml:id="a">One.</u><u who="#BorisJohnson" prev="#a">Two.</u><u who="#JeremyCorbyn">No!</u>'
        '<u who="#BorisJohnson" prev="#a">Three.</u></div>'
    )
    assert tei(body, language="en") == "Boris Johnson: One.\n\nTwo.\n\nJeremy Corbyn: No!\n\nBoris Johnson: Three."


def test_remarks_in_english_on_a_debate_in_another_language_are_left_out() -> None:
    remark = '<vocal><desc xml:lang="sl">smeh</desc><desc xml:lang="en">laughter</desc></vocal>'
    assert tei(f'<div><u who="#AnaNovak"><seg>Dober dan.</seg></u>{remark}</div>') == "Ana Novak: Dober dan.\n\n[smeh]"


def test_the_language_of_each_utterance_is_counted() -> None:
    text = document(
        '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="nl"><text><body><div><u who="#JanPeeters" xml:lang="nl">'
        '<seg>De zitting.</seg><seg xml:lang="fr">La séance est ouverte.</seg></u></div></body></text></TEI>'.encode()
    )
    assert text.languages == (Share("fr", 4), Share("nl", 2))
    assert text.language == "fr"


def test_tokens_are_spaced_by_join_whether_or_not_the_file_is_indented() -> None:
    tokens = (
        '<s><w>Dober</w><w join="right">dan</w><pc>,</pc><name type="PER"><w>dr.</w><w join="right">Brglez</w></name><pc>!</pc>'
        '<linkGrp type="UD-SYN"><link target="#a #b"/></linkGrp></s><s><pc join="right">(</pc><w join="right">da<w norm="d"/></w>'
        "<pc>)</pc></s>"
    )
    expected = "Ana Novak: Dober dan, dr. Brglez! (da)"
    assert tei(f'<div><u who="#AnaNovak"><seg>{tokens}</seg></u></div>') == expected
    indented = tokens.replace("><", ">\n  <")
    assert tei(f'<div><u who="#AnaNovak"><seg>{indented}</seg></u></div>') == expected


def test_without_join_the_white_space_of_the_file_counts() -> None:
    assert tei("<p><w>Le</w><c> </c><w>chat</w><pc>,</pc> <w>noir</w></p>", language="fr") == "Le chat, noir"


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


def test_the_fourth_version_of_tei_is_read_too() -> None:
    text = document(
        b'<?xml version="1.0"?><!DOCTYPE TEI.2 SYSTEM "tei.dtd"><TEI.2 id="old"><teiHeader><fileDesc><titleStmt>'
        b'<title>Candide</title></titleStmt><sourceDesc><bibl><date value="1759">1759</date></bibl></sourceDesc></fileDesc>'
        b"</teiHeader><text><body><div0><head>I</head><p>Il y avait en Westphalie, &eacute;crit-on.</p></div0></body></text>"
        b"</TEI.2>"
    )
    assert text.text == "# I\n\nIl y avait en Westphalie, écrit-on."
    assert (text.title, text.created) == ("Candide", "1759")


def test_zones_that_end_with_the_page_go_on_and_their_running_heads_are_gone() -> None:
    body = (
        "<div><ab><lb/>Les Inſectes m'ont occupé pendant quel¬<lb/>ques années dans la</ab><fw>III</fw><note>(*) Voyez.</note>"
        "<pb/><fw>PRE'FACE.</fw><ab><lb/>gétation des plan-<lb/>tes.</ab></div>"
    )
    assert tei(body, language="fr") == (
        "Les Inſectes m'ont occupé pendant quelques années dans la gétation des plantes.\n\n(*) Voyez."
    )


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


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("IvanGašparovič.1941", "Ivan Gašparovič"),
        ("Strenja-LinićInes", "Strenja-Linić Ines"),
        ("McDonaldMary", "McDonald Mary"),
        ("Anna_Maria_Bernini", "Anna Maria Bernini"),
        ("ΜΠΟΥΡΑΣ_ΑΘΑΝΑΣΙΟΣ", "ΜΠΟΥΡΑΣ ΑΘΑΝΑΣΙΟΣ"),
        ("PAD_35521", ""),
        ("ABG_SPD_12", ""),
        ("person123abc", ""),
        ("chair", ""),
        ("MP", ""),
    ],
)
def test_a_name_is_read_out_of_an_id_only_where_it_is_one(key: str, name: str) -> None:
    assert readable(key) == name


def test_what_is_not_well_formed_says_where() -> None:
    with pytest.raises(DocumentError, match="xml-malformed"):
        document(b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>un</body></text></TEI>')


def test_other_vocabularies_are_not_taken_for_tei() -> None:
    assert sniff(b"<TEInotice><text/></TEInotice>").name == "xml"


@pytest.mark.parametrize(
    ("header", "body", "kind"),
    [
        (
            "<profileDesc><textClass><keywords><term>Roman</term></keywords></textClass></profileDesc>",
            "<p>Il dit.</p>",
            "literature",
        ),
        ('<encodingDesc n="eltec-1"><p/></encodingDesc>', "<p>Il dit.</p>", "literature"),
        ("", "<castList><castItem>ORGON</castItem></castList><p>Il dit.</p>", "literature"),
        ("<profileDesc><textClass><keywords><term>lettre</term></keywords></textClass></profileDesc>", "<p>Il dit.</p>", None),
        ("", "<u who='#a'>Il dit.</u>", "debate"),
    ],
)
def test_novels_and_plays_say_that_they_are_literature(header: str, body: str, kind: str | None) -> None:
    content = f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc/>{header}</teiHeader><text><body>{body}</body></text></TEI>'
    assert document(content.encode()).kind == kind
