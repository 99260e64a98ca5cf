"""TEI: dictionaries, letters, registers, notes, spoken corpora, and what headers say of languages and dates."""

from moisson.readers.contract import Identifier, Text
from moisson.readers.read_options import DEFAULT
from moisson.readers.tei.header import read_header
from moisson.readers.tei.reader import read

SPACE = 'xmlns="http://www.tei-c.org/ns/1.0"'


def edition(body: str, *, header: str = "", root: str = "", after: str = "") -> Text:
    """The document of a small file."""
    content = f"<TEI {SPACE} {root}><teiHeader>{header}</teiHeader><text><body>{body}</body>{after}</text></TEI>"
    (text,) = read(content.encode(), DEFAULT)
    return text


def header(inner: str, around: str = "") -> str:
    return f"<TEI {SPACE}><teiHeader {around}>{inner}</teiHeader></TEI>"


def test_the_parts_of_a_dictionarys_entry_stand_apart_on_one_line() -> None:
    entries = (
        '<entry xml:id="abre"><form type="lemma"><orth>abre</orth><pron>abʁ</pron></form><gramGrp><pos>n.</pos><gen>m.</gen>'
        '</gramGrp><sense><def>arbre</def><cit type="example"><quote>un abre vert</quote><bibl>Littré</bibl></cit></sense>'
        "<etym>Du latin <mentioned>arbor</mentioned>.</etym></entry>"
        "<entryFree><form><orth>ad</orth></form>, prép. <def>vers</def>.</entryFree>"
        "<superEntry><entry><form><orth>ae</orth></form><sense><def>un</def></sense></entry></superEntry>"
    )
    assert edition(f"<div><head>A</head>{entries}</div>").text == (
        "# A\n\nabre abʁ n. m. arbre un abre vert Littré Du latin arbor.\n\nad, prép. vers.\n\nae un"
    )


def test_a_quotation_outside_a_dictionary_is_a_paragraph_as_before() -> None:
    assert edition("<p>Dit:</p><cit><quote>vici</quote><bibl>Suet.</bibl></cit>").text == "Dit:\n\nvici\n\nSuet."


def test_the_parts_of_a_name_and_of_a_reference_do_not_run_together() -> None:
    reference = (
        "<biblStruct><analytic><title>Wave turbulence</title><author><persName><forename>Sergei</forename><surname>Annenkov"
        "</surname></persName></author></analytic><monogr><title>Phys. Rev.</title><imprint><date>2009</date></imprint></monogr>"
        "</biblStruct>"
    )
    person = (
        "<person><persName><surname>Kraus</surname><forename>Karl</forename></persName><birth><date>1874</date></birth></person>"
    )
    after = f"<back><listBibl>{reference}</listBibl><listPerson>{person}</listPerson></back>"
    assert edition("<p><persName><forename>K</forename>.<surname>Kraus</surname></persName>s</p>", after=after).text == (
        "K.Krauss\n\nWave turbulence Sergei Annenkov Phys. Rev. 2009\n\nKraus Karl 1874"
    )


def test_a_sign_that_refers_to_a_note_is_no_part_of_the_word_before() -> None:
    notes = '<div type="notes"><note xml:id="n1">1 Dritter Satz.</note><note xml:id="n2"><p>Vierter.</p></note></div>'
    text = edition(
        '<p>Das Wort<ref target="#n1">1</ref> und, Ende<ref target="#n2">*</ref>. Siehe <ref target="#n1">1</ref>, auch'
        f'<ref target="#s3">3</ref>.</p>{notes}'
    ).text
    assert text == "Das Wort (1) und, Ende *. Siehe 1, auch3.\n\n1 Dritter Satz.\n\nVierter."


def test_the_texts_of_a_corpus_in_one_file_are_in_its_language() -> None:
    own = '<TEI xml:lang="hr"><teiHeader/><text><body><p>Tekst.</p></body></text></TEI>'
    other = "<TEI><teiHeader/><text><body><p>Besedilo.</p></body></text></TEI>"
    used = '<profileDesc><langUsage><language ident="sl"/></langUsage></profileDesc>'
    texts = read(f"<teiCorpus {SPACE}><teiHeader>{used}</teiHeader>{own}{other}</teiCorpus>".encode(), DEFAULT)
    assert [(text.language, text.text) for text in texts] == [("hr", "Tekst."), ("sl", "Besedilo.")]


def test_a_letter_has_its_own_title_and_the_day_on_which_it_was_sent() -> None:
    said = (
        '<fileDesc><titleStmt><title level="s" type="main">Correspondence</title><title level="a">To Thun</title></titleStmt>'
        "</fileDesc><profileDesc><correspDesc>"
        '<correspAction type="received"><date when="1860-01-06"/></correspAction>'
        '<correspAction type="sent"><date when-iso="1860-01-04"/></correspAction></correspDesc></profileDesc>'
    )
    found = read_header(header(said).encode())
    assert (found.title, found.created) == ("To Thun", "1860-01-04")


def test_numbers_of_publishers_and_people_are_not_the_texts() -> None:
    said = (
        '<fileDesc><publicationStmt><publisher>Library<idno type="ISIL">DE-17</idno></publisher><idno type="DOI">10.1/x</idno>'
        '</publicationStmt><sourceDesc><bibl><author>N. N.<idno type="ORCID">0000</idno></author><idno type="ISBN">3</idno>'
        "</bibl></sourceDesc></fileDesc>"
    )
    assert read_header(header(said).encode()).identifiers == (Identifier("isbn", "3"), Identifier("doi", "10.1/x"))


def test_a_time_is_apart_from_any_letter_before_it() -> None:
    opened = "<note>La séance est ouverte à <time>deux heures</time>.</note><note>Konec ob<time>12.15</time></note>"
    assert edition(f'<div>{opened}<u who="#a"><seg>Oui.</seg></u></div>').text == (
        "[La séance est ouverte à deux heures.]\n\n[Konec ob 12.15]\n\nOui."
    )


def test_the_parts_of_a_note_on_a_vote_are_apart() -> None:
    note = '<note type="voters"><desc>Pour :</desc><seg>M. A.</seg><desc>Contre :</desc><seg>M. B.</seg></note>'
    assert edition(f'<div>{note}<u who="#a"><seg>Oui.</seg></u></div>').text == "[Pour : M. A. Contre : M. B.]\n\nOui."


def test_words_are_apart_in_a_file_that_leaves_the_spaces_to_the_reader() -> None:
    words = "<w>idem</w><w>kući</w><pc>,</pc><w>pa</w><pc>(</pc><w>ne</w><pc>)</pc><w>zna<w>m</w></w><w part='F'>o</w>"
    assert edition(f'<u who="#a">{words}</u>').text == "idem kući, pa (ne) znamo"
    spaced = "<w>do</w><w>n't</w> <w>go</w>"
    assert edition(f'<u who="#a">{spaced}</u>').text == "don't go"


def test_speakers_may_be_listed_behind_the_header() -> None:
    listed = '<listPerson><person xml:id="q"><persName>Interviewer</persName></person></listPerson>'
    said = '<u who="#q"><seg>Why?</seg></u>'
    assert edition(f"{listed}<div>{said}</div>").text == "Interviewer\n\nInterviewer: Why?"
    content = f"<TEI {SPACE}><teiHeader/><standOff>{listed}</standOff><text><body>{said}</body></text></TEI>"
    (text,) = read(content.encode(), DEFAULT)
    assert text.text == "Interviewer: Why?"


def test_tokens_each_on_a_line_of_its_own_become_running_text_by_their_signs() -> None:
    def tokens(words: str, language: str) -> str:
        marked = "\n".join(f"<pc>{word}</pc>" if not word[0].isalnum() else f"<w>{word}</w>" for word in words.split())
        return edition(f"<p>\n<s>\n{marked}\n</s>\n</p>", root=f'xml:lang="{language}"').text

    said = "Começa já a resentir- se , n ' aquelle ponto ( só ) ; « Que dizes ? » disse : — D ' alli !"
    assert tokens(said, "pt") == "Começa já a resentir-se, n'aquelle ponto (só); «Que dizes?» disse: — D'alli!"
    assert tokens("Il dit : « Viens ! » , puis il partit .", "fr") == "Il dit : « Viens ! », puis il partit."
    assert tokens('Er sagte " Komm , bald ! " und ging . Haus- und Hof', "de") == 'Er sagte "Komm, bald!" und ging. Haus- und Hof'


def test_of_levels_of_transcription_the_most_regular_that_all_words_have_is_read() -> None:
    word = "<w><choice><me:facs>k<am>̅</am>gr</me:facs><me:dipl>k<ex>onun</ex>gr</me:dipl>{}</choice></w>"
    levels = 'xmlns:me="http://www.menota.org/ns/1.0"'
    whole = word.format("<me:norm>konungur</me:norm>")
    assert edition(f"<p>{whole} {whole}</p>", root=levels).text == "konungur konungur"
    assert edition(f"<p>{whole} {word.format('')}</p>", root=levels).text == "konungr konungr"


def test_what_is_struck_out_is_gone_over_paragraphs_and_what_is_restored_stays() -> None:
    body = (
        '<p>He <restore><del>never</del></restore> wrote<metamark>⁁</metamark> this<delSpan spanTo="#d1"/> and</p><p>more '
        '<anchor xml:id="d1"/>to <del>him</del> her.<delSpan spanTo="#nowhere"/></p><p>End.</p>'
    )
    assert edition(body).text == "He never wrote this\n\nto her.\n\nEnd."


def test_a_sign_for_a_divided_word_joins_it_and_white_space_of_the_page_parts() -> None:
    body = (
        '<p>prea<g ref="char:EOLhyphen"/>ched of the diuel<g ref="char:EOLhyphen"/><pb n="4"/>liſh <g ref="char:V">V</g>p.'
        '<space quantity="3"/>Amen.</p>'
    )
    assert edition(body).text == "preached of the diuelliſh Vp. Amen."


def test_a_speaker_without_words_is_named_where_the_name_stands() -> None:
    body = (
        '<div><head>Seduta</head><note type="speaker">Presidenza NAPOLITANO</note><note>Sale al banco.</note>'
        '<note type="speaker">PRESIDENTE</note><u who="#x1"><seg>È aperta.</seg></u></div>'
    )
    assert edition(body).text == "# Seduta\n\nPresidenza NAPOLITANO:\n\n[Sale al banco.]\n\nPRESIDENTE: È aperta."


def test_keys_of_programs_in_notes_of_a_debate_are_no_remarks() -> None:
    notes = '<note type="agendaItem">2014-10-07-0</note><note>FIN_SEAN_1_2</note><note>COVID-19</note>'
    assert edition(f'<div>{notes}<u who="unknown"><seg>Mødet er åbnet.</seg></u></div>').text == ("[COVID-19]\n\nMødet er åbnet.")


def test_the_label_of_an_item_begins_it() -> None:
    items = "<label>AB</label><item>Alpha</item><label>CD</label><item><p>Gamma.</p></item><label>EF</label><item/>"
    assert edition(f'<list type="gloss">{items}</list><p>End.</p>').text == "- AB Alpha\n- CD Gamma.\n\nEF\n\nEnd."


def test_a_diary_has_the_day_that_a_title_is_and_a_play_that_of_its_first_event() -> None:
    printed = "<sourceDesc><biblStruct><monogr><imprint><date>1981</date></imprint></monogr></biblStruct></sourceDesc>"
    titles = '<titleStmt><title level="a">Tagebuch</title><title type="iso-date">1911-03-09</title></titleStmt>'
    assert read_header(header(f"<fileDesc>{titles}{printed}</fileDesc>").encode()).created == "1911-03-09"
    events = '<event type="print" when="1759"/><event when="1758" type="premiere"/><event type="war" when="1756"/>'
    content = f"<TEI {SPACE}><teiHeader/><standOff><listEvent>{events}</listEvent></standOff><text><p>Ja.</p></text></TEI>"
    assert next(read(content.encode(), DEFAULT)).created == "1758"
