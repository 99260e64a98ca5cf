"""Akoma Ntoso: habits of publishers that no file at hand shows; the inputs are written by hand after others' files."""

from moisson.readers.contract import Identifier, Text
from moisson.readers.law.akn import read
from moisson.readers.read_options import DEFAULT

SPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"


def documents(content: str) -> list[Text]:
    return list(read(content.encode(), DEFAULT))


def made(body: str, kind: str = "act", meta: str = "") -> Text:
    """The document of a small file."""
    (text,) = documents(f'<akomaNtoso xmlns="{SPACE}"><{kind} name="x"><meta>{meta}</meta>{body}</{kind}></akomaNtoso>')
    return text


def frbr(level: str, inner: str) -> str:
    return f"<identification source='#x'><FRBR{level}>{inner}</FRBR{level}></identification>"


def test_the_number_of_a_question_stays_before_the_name_of_who_asks() -> None:
    people = '<references source="#x"><TLCPerson eId="b" href="/b" showAs="Mr. J. Brown"/></references>'
    body = (
        '<questions><num>*20.</num><question by="#b"><from>Mr Brown</from><p>to ask the Minister:</p></question></questions>'
        '<questions><num>*21.</num><question by="#b"><p>to ask again:</p></question></questions>'
        '<questions><num>*22.</num><heading>Roads</heading><question by="#b"><from>Mr Brown:</from><p>to ask.</p></question>'
        '<answer by="#m"><from>The Minister</from><p>No.</p></answer></questions>'
    )
    assert made(f"<debateBody>{body}</debateBody>", "debate", people).text == (
        "*20. Mr Brown: to ask the Minister:\n\n*21. Mr. J. Brown: to ask again:\n\n# *22. Roads\n\nMr Brown: to ask.\n\n"
        "The Minister: No."
    )


def test_a_number_that_the_words_of_an_item_begin_with_too_stands_once() -> None:
    items = "<ol><li>1. The Water Bill</li><li>2. The Labour Bill<ol><li>1. Part</li></ol></li><li>10. later</li></ol>"
    assert made(f"<body>{items}</body>").text == ("1. The Water Bill\n2. The Labour Bill\n  1. Part\n3. 10. later")


def test_a_note_that_begins_with_its_own_mark_bears_it_once() -> None:
    notes = '<notes source="#x"><note eId="n1"><p>* Notice has been given</p></note><note eId="n2"><p>Plain</p></note></notes>'
    body = '<body><p>Motion<noteRef href="#n1" marker="*"/> and<noteRef href="#n2" marker="2"/> more.</p></body>'
    assert made(body, meta=notes).text == "Motion * and (2) more.\n\n* Notice has been given\n\n(2) Plain"


def test_a_dash_is_no_number_of_a_division_and_one_of_a_paragraph_stays() -> None:
    body = (
        "<chapter><num>-</num><heading>Capo I Definizioni</heading><article><num>Art. 1.</num><heading>Oggetto</heading>"
        "<paragraph><num>-</num><content><p>Testo.</p></content></paragraph></article></chapter>"
    )
    assert made(f"<body>{body}</body>").text == "# Capo I Definizioni\n\n## Art. 1. Oggetto\n\n- Testo."


def test_a_judgment_is_of_the_day_it_was_delivered_not_heard_and_named_by_its_citation() -> None:
    heading = (
        "<header><p>Case <docketNumber>CCT 40/08</docketNumber></p><p><neutralCitation>[2008] ZACC 19</neutralCitation></p>"
        '<p>Heard on: <docDate date="2008-09-16">16 September 2008</docDate></p></header>'
    )
    body = "<judgmentBody><decision><p>The appeal is dismissed.</p></decision></judgmentBody>"
    text = made(heading + body, "judgment", frbr("Work", '<FRBRdate date="2008-11-26" name="delivered"/>'))
    assert (text.created, text.title, text.kind) == ("2008-11-26", "[2008] ZACC 19", "decision")


def test_a_judgment_without_a_name_or_number_is_named_by_its_header() -> None:
    dates = '<FRBRdate date="2021-03-01" name="veroeffentlichung"/><FRBRdate date="2020-01-15" name="entscheidungsdatum"/>'
    body = "<header><p>Mieterhöhung bei Möbeln</p></header><judgmentBody><motivation><p>Er gilt.</p></motivation></judgmentBody>"
    text = made(body, "judgment", frbr("Work", dates))
    assert (text.created, text.title) == ("2020-01-15", "Mieterhöhung bei Möbeln")
    assert text.text == "Mieterhöhung bei Möbeln\n\nEr gilt."


def test_a_gazette_without_a_title_is_named_by_its_cover() -> None:
    cover = "<coverPage><p><docType>Special Issue</docType> Vol. CXIII - No. <docNumber>126</docNumber></p></coverPage>"
    text = made(f"{cover}<collectionBody><p>Notice 1</p></collectionBody>", "officialGazette")
    assert text.title == "Special Issue Vol. CXIII - No. 126"


def test_the_address_of_an_expression_names_its_language_where_nothing_else_does() -> None:
    address = '<FRBRthis value="/akn/it/act/legge/stato/1990-08-07/241/ita@2026-04-21/!main"/>'
    assert made("<body><p>x</p></body>", meta=frbr("Expression", address)).language == "it"
    stated = address + '<FRBRlanguage language="deu"/>'
    assert made("<body><p>x</p></body>", meta=frbr("Expression", stated)).language == "de"


def test_each_act_of_an_answer_that_holds_several_is_a_document() -> None:
    def act(language: str, words: str) -> str:
        stated = frbr("Expression", f'<FRBRlanguage language="{language}"/>')
        return f'<akomaNtoso xmlns="{SPACE}"><act><meta>{stated}</meta><body><p>{words}</p></body></act></akomaNtoso>'

    texts = documents(f"<AknXmlList><Results>{act('swe', 'Dataskyddslag')}{act('fin', 'Tietosuojalaki')}</Results></AknXmlList>")
    assert [(text.language, text.text) for text in texts] == [("sv", "Dataskyddslag"), ("fi", "Tietosuojalaki")]
    assert len({text.part for text in texts}) == 2


def test_what_a_draft_marks_as_deleted_or_moved_away_is_no_part_of_it() -> None:
    marked = "".join(
        f'<paragraph leos:softaction="{action}"><num>{number}.</num><content><p>{action}</p></content></paragraph>'
        for number, action in enumerate(("del", "add", "move_to", "move_from"), 1)
    )
    body = f'<body xmlns:leos="urn:eu:europa:ec:leos"><article><num>Article 1</num>{marked}</article></body>'
    assert made(body, "bill").text == "# Article 1\n\n2. add\n\n4. move_from"


def test_a_table_of_contents_before_the_body_is_no_part_of_the_title() -> None:
    preface = '<preface><p>Sesión 56</p><toc><tocItem href="#a" level="1">I. Cuenta 12</tocItem></toc><p>Índice</p></preface>'
    text = made(
        f"{preface}<debateBody><p>Se abre.</p></debateBody>", "debate", frbr("Expression", '<FRBRlanguage language="esp"/>')
    )
    assert (text.title, text.language) == ("Sesión 56", "es")
    assert text.text == "Sesión 56\n\nÍndice\n\nSe abre."


def test_dots_and_dashes_after_a_speakers_name_are_its_end() -> None:
    body = "<debateBody><speech by='#x'><from>El señor BURGOS (Presidente).-</from><p>En votación.</p></speech></debateBody>"
    assert made(body, "debate").text == "El señor BURGOS (Presidente): En votación."


def test_placeholders_and_variables_stand_for_what_the_references_show() -> None:
    def show(key: str, words: str) -> str:
        return f'<TLCConcept eId="{key}" href="#o" showAs="{words}"/>'

    names = '<FRBRuri value="#varUri"/><FRBRname value="#varNo-DL1"/><FRBRnumber value="#varProject"/>'
    references = show("varTitle", "Environment Bill") + show("varAct", "Environment Bill #varYear") + show("varYear", "")
    references += show("varUri", "https://example.org/bill") + show("varNo", "") + show("varProject", "SP1")
    body = (
        '<coverPage><block name="title"><docTitle><ref class="placeholder" href="#varTitle"/></docTitle></block></coverPage>'
        '<body><p>In the <ref class="placeholder" href="#varAct"/>, see <ref href="#varTitle"/>section 2 and '
        '<ref class="placeholder" href="#varTitle">this Bill</ref>.</p></body>'
    )
    text = made(body, "bill", f"{frbr('Work', names)}<references>{references}</references>")
    assert (text.title, text.url) == ("Environment Bill", "https://example.org/bill")
    assert text.identifiers == (Identifier("number", "SP1"),)
    assert text.text == "# Environment Bill\n\nIn the Environment Bill, see section 2 and this Bill."


def test_names_of_those_who_propose_an_amendment_are_apart() -> None:
    names = "<docProponent>James McMurdock</docProponent><docProponent>Jack Rankin</docProponent>"
    body = f'<amendmentBody><amendmentHeading><block name="s">{names}</block></amendmentHeading></amendmentBody>'
    assert made(body, "amendment").text == "James McMurdock, Jack Rankin"
    spaced = "<p>By <docProponent>the Minister</docProponent> and <docProponent>others</docProponent></p>"
    assert made(f"<amendmentBody>{spaced}</amendmentBody>", "amendment").text == "By the Minister and others"
    apart = "<p><docProponent>A</docProponent></p><p>By <docProponent>B</docProponent></p>"
    assert made(f"<amendmentBody>{apart}</amendmentBody>", "amendment").text == "A\n\nBy B"


def test_what_ends_a_quotation_of_provisions_stands_at_its_end() -> None:
    quoted = (
        '<quotedStructure startQuote="“" endQuote="”"><section><num>2B</num><heading>Targets</heading><p>a duty.</p></section>'
    )
    body = f'<p><mod>Insert—{quoted}</quotedStructure><inline name="AppendText">, and</inline></mod></p>'
    text = made(f"<body>{body}<p>the <inline name='AppendText'>rest</inline> stays.</p></body>")
    assert text.text == "Insert—\n\n“2B – Targets\n\na duty.”, and\n\nthe rest stays."


def test_a_question_that_says_who_asks_has_the_name_once() -> None:
    people = '<references source="#x"><TLCPerson eId="m" href="/m" showAs="Micheál Martin"/></references>'
    body = (
        '<debateSection><question by="#m"><p>4. <b>Deputy Micheál Martin</b> asked the Taoiseach.</p></question>'
        '<question by="#m"><p>5. To ask.</p></question></debateSection>'
    )
    assert made(f"<debateBody>{body}</debateBody>", "debate", people).text == (
        "4. Deputy Micheál Martin asked the Taoiseach.\n\nMicheál Martin: 5. To ask."
    )


def test_minutes_that_name_the_speaker_themselves_have_the_name_once() -> None:
    people = '<references source="#x"><TLCPerson eId="a" href="/a" showAs="Ascencio Mansilla, don Gabriel"/></references>'
    named = '<speech by="#a"><p>El señor<person refersTo="#a">ASCENCIO</person> (Presidente).- ¿Habría acuerdo?</p></speech>'
    body = f'<debateSection>{named}<speech by="#a"><p>Acordado: así se hará.</p></speech></debateSection>'
    assert made(f"<debateBody>{body}</debateBody>", "debate", people).text == (
        "El señor ASCENCIO (Presidente).- ¿Habría acuerdo?\n\nAscencio Mansilla, don Gabriel: Acordado: así se hará."
    )


def test_notes_of_the_publisher_on_where_a_provision_holds_are_no_text() -> None:
    notes = "".join(
        f'<note eId="n{number}" marker="#" refersTo="{kind}"><p>{words}</p></note>'
        for number, (kind, words) in enumerate(
            [("kommentierende-fussnote", "(+++ Textnachweis +++)"), ("aenderungsfussnote", "§ 1 neu"), ("fussnote", "Amtlich")]
        )
    )
    assert made("<body><p>Text.</p></body>", meta=f'<notes source="x">{notes}</notes>').text == "Text.\n\nAmtlich"


def test_a_title_behind_a_label_names_the_document_and_stays_in_its_line() -> None:
    title = "<docTitle>Fourway v Agency (653/07)</docTitle> <neutralCitation>[2008] ZASCA 134</neutralCitation>"
    text = made(
        f"<header><p>COURT</p><p>Neutral citation: {title}</p></header><judgmentBody><p>Dismissed.</p></judgmentBody>", "judgment"
    )
    assert text.text == "COURT\n\nNeutral citation: Fourway v Agency (653/07) [2008] ZASCA 134\n\nDismissed."
    assert text.title == "Fourway v Agency (653/07)"
    short = "<p>Kurztitel: <shortTitle><embeddedStructure><p>Urteil zu Kosten</p></embeddedStructure></shortTitle></p>"
    text = made(f"<header>{short}</header><judgmentBody><p>Abgewiesen.</p></judgmentBody>", "judgment")
    assert (text.text, text.title) == ("Kurztitel:\n\nUrteil zu Kosten\n\nAbgewiesen.", "Urteil zu Kosten")


def test_the_title_of_a_table_of_contents_is_not_the_documents() -> None:
    cover = "<coverPage><p>CÁMARA DE DIPUTADOS</p><p>Sesión 56ª</p></coverPage>"
    toc = "<toc><tocItem href='#a' level='0'>I. ASISTENCIA</tocItem><tocItem href='#b' level='0'>II. ACTAS</tocItem></toc>"
    opening = "<debateSection><num>I.</num><heading>ASISTENCIA</heading><p>Ninguna.</p></debateSection>"
    front = f"{cover}<preface><longTitle><p>ÍNDICE</p></longTitle>{toc}</preface>"
    text = made(f"{front}<debateBody>{opening}</debateBody>", "debate")
    assert text.text == "CÁMARA DE DIPUTADOS\n\nSesión 56ª\n\n# I. ASISTENCIA\n\nNinguna."
    assert text.title == "CÁMARA DE DIPUTADOS Sesión 56ª"
    named = "<preface><longTitle><p>Act to provide for the management of the water of the Union</p></longTitle></preface>"
    title = made(f"{named}<preface>{toc}</preface><body><p>Text.</p></body>").title
    assert title == "Act to provide for the management of the water of the Union"


def test_a_record_was_made_on_another_day_than_its_document() -> None:
    work = frbr("Work", '<FRBRdate date="1992-11-05" name="Erfassungsdatum"/>')
    expression = frbr("Expression", '<FRBRdate date="2022-04-11" name="Zitierdatum"/>')
    assert made("<mainBody><p>Beschluss.</p></mainBody>", "doc", work + expression).created == "2022-04-11"
    assert made("<mainBody><p>Beschluss.</p></mainBody>", "doc", work).created == "1992-11-05"


def test_the_parts_of_a_german_judgment_are_called_by_an_attribute() -> None:
    tenor = "<decision xmlns:ris='http://x' ris:domainTerm='Tenor'><p>Der Beklagte zahlt.</p></decision>"
    number = "<hcontainer ris:domainTerm='Randnummer'><num>1</num><content><p>Streit.</p></content></hcontainer>"
    facts = f"<background xmlns:ris='http://x' ris:domainTerm='Tatbestand'>{number}</background>"
    text = made(f"<judgmentBody>{tenor}{facts}<decision><p>Ohne.</p></decision></judgmentBody>", "judgment")
    assert text.text == "# Tenor\n\nDer Beklagte zahlt.\n\n# Tatbestand\n\n1 Streit.\n\nOhne."


def test_the_number_of_a_document_stands_apart_from_the_word_before_it() -> None:
    """As in Greek decisions, whose long headers name those who sat: their titles are the court and the number."""
    court = "<p><docProponent>ΤΟ ΣΥΜΒΟΥΛΙΟ ΤΗΣ ΕΠΙΚΡΑΤΕΙΑΣ</docProponent></p>"
    sat = f"<p>Σύνθεση: {'Χρ. Ράμμος, Σύμβουλος, ' * 6}Πάρεδρος.</p>"
    body = "<judgmentBody><motivation><p>Επειδή.</p></motivation></judgmentBody>"
    text = made(f"<header><p>Αριθμός<docNumber>593/2016</docNumber></p>{court}{sat}</header>{body}", "judgment")
    assert text.text.startswith("Αριθμός 593/2016\n\nΤΟ ΣΥΜΒΟΥΛΙΟ ΤΗΣ ΕΠΙΚΡΑΤΕΙΑΣ\n\nΣύνθεση:")
    assert text.title == "ΤΟ ΣΥΜΒΟΥΛΙΟ ΤΗΣ ΕΠΙΚΡΑΤΕΙΑΣ, 593/2016"
    named = made(f"<header><p>(<docNumber>5</docNumber>)</p>{court}</header>{body}", "judgment")
    assert (named.title, named.text[:3]) == ("(5) ΤΟ ΣΥΜΒΟΥΛΙΟ ΤΗΣ ΕΠΙΚΡΑΤΕΙΑΣ", "(5)")


def test_what_german_regulations_state_in_elements_of_their_own() -> None:
    dates = "<x:entryIntoEffectDate>2025-01-01</x:entryIntoEffectDate><x:expiryDate>2025-02-02</x:expiryDate>"
    stated = f"{dates}<x:dateToQuoteEntry>2024-12-05</x:dateToQuoteEntry><x:referenceNumber>AX-1</x:referenceNumber>"
    alias = frbr("Work", '<FRBRalias name="Dokumentnummer" value="KSNR1"/><FRBRdate date="2025-09-17" name="Migration"/>')
    proprietary = f"<proprietary source='#x' xmlns:x='http://x'>{stated}</proprietary>"
    text = made("<mainBody><p>Bekanntmachung.</p></mainBody>", "doc", f"{alias}{proprietary}")
    assert (text.created, text.valid_from, text.valid_to) == ("2024-12-05", "2025-01-01", "2025-02-02")
    assert [tuple(name) for name in text.identifiers] == [("juris", "KSNR1"), ("number", "AX-1")]


def test_a_line_that_goes_on_in_small_letters_is_no_line_of_its_own() -> None:
    """In files whose other line breaks mean something, as in those of the Italian gazette."""
    words = "I commi della disposizione e\nfinale esauriscono:\na) gli uni;\nb) gli altri;\nVisto, il Guardasigilli:\nCastelli"
    text = made(f"<body>\n    <article>\n        <content><p>{words}</p></content>\n    </article></body>")
    assert text.text == (
        "I commi della disposizione e finale esauriscono:\na) gli uni;\nb) gli altri;\nVisto, il Guardasigilli:\nCastelli"
    )


def test_questions_that_have_headings_of_their_own_stand_side_by_side() -> None:
    body = (
        '<questions><question by="#a"><heading>Schools</heading><from>Ms A</from><p>When?</p></question><answer>'
        "<p>Soon.</p></answer>"
        '<question by="#b"><heading>Roads</heading><from>Mr B</from><p>Where?</p></question></questions>'
    )
    assert made(f"<debateBody>{body}</debateBody>", "debate").text == (
        "# Schools\n\nMs A: When?\n\nSoon.\n\n# Roads\n\nMr B: Where?"
    )


def test_a_note_in_the_margin_is_called_by_nothing() -> None:
    body = (
        '<section><num>3.<authorialNote placement="side"><p>Cap. 446</p></authorialNote></num><heading>Replacement</heading>'
        '<content><p>Amended<authorialNote placement="side" marker="*"><p>Late.</p></authorialNote>.</p>'
        '<p><authorialNote placement="left" marker="#sec_2"><p>Aside</p></authorialNote>More.</p></content></section>'
    )
    assert made(f"<body>{body}</body>").text == "# 3. Replacement\n\nCap. 446\n\nAmended *.\n\n* Late.\n\nMore.\n\nAside"


def test_the_state_of_an_act_or_bill_is_no_word_on_who_may_read_it() -> None:
    def state(words: str, kind: str) -> str | None:
        return made(f"<preface><p><docStatus>{words}</docStatus></p></preface><body><p>a</p></body>", kind).legal_state

    assert state("As introduced", "bill") == "As introduced"
    assert state("Distr.: General", "bill") is None
    assert state("Official Report", "statement") is None


def test_a_document_whose_metadata_give_no_day_is_of_that_of_its_cover() -> None:
    cover = '<coverPage><p>Brussels, <date date="2013-09-25">25 September 2013</date></p></coverPage>'
    when = frbr("Work", '<FRBRdate date="2999-01-01" name=""/>')
    assert made(f"{cover}<body><p>a</p></body>", meta=when).created == "2013-09-25"
    assert made(f"{cover}<body><p>a</p></body>", meta=when.replace("2999", "2012")).created == "2012-01-01"


def test_a_day_stands_apart_from_the_word_before_it_and_the_number_in_the_text_counts() -> None:
    front = (
        "<preface><p><docNumber>2023 No. 1066</docNumber></p>"
        '<p><span>Made</span><docDate date="2023-10-05">5th October 2023</docDate></p></preface>'
    )
    text = made(f"{front}<body><p>a</p></body>", meta=frbr("Work", '<FRBRnumber value="SI000109"/>'))
    assert text.text == "2023 No. 1066\n\nMade 5th October 2023\n\na"
    assert text.identifiers == (Identifier("number", "SI000109"), Identifier("number", "2023 No. 1066"))
    assert made(f"{front}<body><p>a</p></body>", meta=frbr("Work", '<FRBRnumber value="1066"/>')).identifiers == (
        Identifier("number", "1066"),
    )


def test_a_mere_number_of_a_quoted_section_stands_before_its_words() -> None:
    def quoted(number: str) -> str:
        section = f"<section><num>{number}</num><content><p>An Act may provide.</p></content></section>"
        mod = f"<mod>insert—<quotedStructure>{section}</quotedStructure></mod>"
        return made(f"<body><section><num>1.</num><content><p>{mod}</p></content></section></body>").text

    assert quoted("(3A)") == "# 1.\n\ninsert—\n\n(3A) An Act may provide."
    assert quoted("Art. 4") == "# 1.\n\ninsert—\n\nArt. 4\n\nAn Act may provide."


def test_a_name_of_one_word_is_the_kind_of_document_and_no_title() -> None:
    """As the Italian Senate's amendments, all of which are called so."""
    meta = frbr("Work", '<FRBRname value="Emendamento"/>')
    front = (
        "<preface><p><affectedDocument>DDL 755</affectedDocument></p><p><docNumber>Emendamento n. 1.1</docNumber></p></preface>"
    )
    body = "<amendmentBody><amendmentContent><p>Sopprimere.</p></amendmentContent></amendmentBody>"
    assert made(f"{front}{body}", "amendment", meta).title == "DDL 755 Emendamento n. 1.1"
    assert made(body, "amendment", meta).title == "Emendamento"


def test_a_heading_that_is_the_number_and_its_name_stands_for_both() -> None:
    article = "<article><num>{}</num><heading>{}</heading><content><p>Yes.</p></content></article>"
    named = "".join(article.format(*pair) for pair in [("1", "Art. 1."), ("2", "§ 2"), ("3", "Art. 13"), ("4", "Article 4 bis")])
    assert made(f"<body>{named}</body>").text == (
        "# Art. 1.\n\nYes.\n\n# § 2\n\nYes.\n\n# 3 – Art. 13\n\nYes.\n\n# 4 – Article 4 bis\n\nYes."
    )


def test_a_division_called_by_a_points_sign_is_a_point() -> None:
    points = "".join(f"<section><num>{n})</num><content><p>a sign;</p></content></section>" for n in (1, 2))
    body = f"<paragraph><num>1</num><list><intro><p>It has:</p></intro>{points}</list></paragraph>"
    assert made(f"<body>{body}</body>").text == "1 It has:\n\n1) a sign;\n\n2) a sign;"
