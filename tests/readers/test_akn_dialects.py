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


def test_a_number_that_the_words_of_an_item_begin_with_too_stands_once() -> None:
    items = "<ol><li>1. The Water Bill</li><li>2. The Labour Bill<ol><li>1. Part</li></ol></li><li>10. later</li></ol>"
    assert made(f"<body>{items}</body>").text == ("1. The Water Bill\n2. The Labour Bill\n  1. Part\n3. 10. later")


def test_a_judgment_is_of_the_day_it_was_delivered_not_heard_and_named_by_its_citation() -> None:
    heading = (
        "<header><p>Case <docketNumber>CCT 40/08</docketNumber></p><p><neutralCitation>[2008] ZACC 19</neutralCitation></p>"
        '<p>Heard on: <docDate date="2008-09-16">16 September 2008</docDate></p></header>'
    )
    body = "<judgmentBody><decision><p>The appeal is dismissed.</p></decision></judgmentBody>"
    text = made(heading + body, "judgment", frbr("Work", '<FRBRdate date="2008-11-26" name="delivered"/>'))
    assert (text.created, text.title, text.kind) == ("2008-11-26", "[2008] ZACC 19", "decision")


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


def test_minutes_that_name_the_speaker_themselves_have_the_name_once() -> None:
    people = '<references source="#x"><TLCPerson eId="a" href="/a" showAs="Ascencio Mansilla, don Gabriel"/></references>'
    named = '<speech by="#a"><p>El señor<person refersTo="#a">ASCENCIO</person> (Presidente).- ¿Habría acuerdo?</p></speech>'
    body = f'<debateSection>{named}<speech by="#a"><p>Acordado: así se hará.</p></speech></debateSection>'
    assert made(f"<debateBody>{body}</debateBody>", "debate", people).text == (
        "El señor ASCENCIO (Presidente).- ¿Habría acuerdo?\n\nAscencio Mansilla, don Gabriel: Acordado: así se hará."
    )


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


def test_a_document_whose_metadata_give_no_day_is_of_that_of_its_cover() -> None:
    cover = '<coverPage><p>Brussels, <date date="2013-09-25">25 September 2013</date></p></coverPage>'
    when = frbr("Work", '<FRBRdate date="2999-01-01" name=""/>')
    assert made(f"{cover}<body><p>a</p></body>", meta=when).created == "2013-09-25"
    assert made(f"{cover}<body><p>a</p></body>", meta=when.replace("2999", "2012")).created == "2012-01-01"


def test_a_heading_that_is_the_number_and_its_name_stands_for_both() -> None:
    article = "<article><num>{}</num><heading>{}</heading><content><p>Yes.</p></content></article>"
    named = "".join(article.format(*pair) for pair in [("1", "Art. 1."), ("2", "§ 2"), ("3", "Art. 13"), ("4", "Article 4 bis")])
    assert made(f"<body>{named}</body>").text == (
        "# Art. 1.\n\nYes.\n\n# § 2\n\nYes.\n\n# 3 – Art. 13\n\nYes.\n\n# 4 – Article 4 bis\n\nYes."
    )
