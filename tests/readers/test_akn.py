"""Akoma Ntoso: acts, bills, judgments, debates and collections, in the dialects that publishers write."""

import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.law.akn import read
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

SPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"


def all_of(body: str, space: str = SPACE, around: str = "") -> list[Text]:
    content = f'<akomaNtoso xmlns="{space}" {around}>{body}</akomaNtoso>'.encode()
    assert sniff(content).name == "akn"
    return list(read(content, DEFAULT))


def made(body: str, kind: str = "act", meta: str = "", around: str = "") -> Text:
    """The document of a small file."""
    (text,) = all_of(f"<{kind} name='x'><meta>{meta}</meta>{body}</{kind}>", around=around)
    return text


def words(body: str) -> str:
    return made(f"<body>{body}</body>").text


# Notes of the publisher, and what stands between divisions.


def test_notes_on_how_a_provision_has_changed_are_left_out_and_footnotes_stay() -> None:
    meta = """<notes source="#x"><note class="commentary F" eId="c1"><p>Words substituted by 2014 c. 1</p></note>
        <note class="footnote" eId="f1" marker="1"><p>OJ L 1.</p></note></notes>"""
    body = """<section><num><noteRef href="#c1" class="commentary"/>1</num><heading>Duty</heading><content>
        <p><noteRef href="#c1"/>An authority<noteRef href="#f1" marker="1"/> must act.</p></content></section>"""
    assert made(f"<body>{body}</body>", meta=meta).text == "# 1 – Duty\n\nAn authority (1) must act.\n\n(1) OJ L 1."


def test_editorial_remarks_are_left_out_and_others_stay() -> None:
    body = """<section><num>1.</num><heading>Aim</heading><remark status="editorial">[section 1 substituted by Act 4]</remark>
        <content><p>It aims. <remark>so said</remark></p></content></section>"""
    assert words(body) == "# 1. Aim\n\nIt aims. so said"


def test_a_heading_between_divisions_is_no_part_of_the_heading_before_it() -> None:
    body = "<part><num>Part 1</num><heading>Duties</heading><crossHeading>Of all</crossHeading><p>a</p></part>"
    assert words(body) == "# Part 1 – Duties\n\n## Of all\n\na"


def test_a_reader_calls_an_act_by_its_title_and_a_debate_by_its_day_too() -> None:
    work = """<identification><FRBRWork><FRBRalias value="Ports Act, 1970"/><FRBRdate date="1970-05-01" name="x"/></FRBRWork>
        </identification>"""
    preface = "<preface><longTitle><p>To provide for ports.</p></longTitle></preface>"
    assert made(f"{preface}<body><p>a</p></body>", meta=work).title == "Ports Act, 1970"
    assert made("<preface><p><docTitle>Sitting</docTitle></p></preface>", "debate", meta=work).title == "Sitting, 1970-05-01"
    assert made("<preface><p><docTitle>Decreto. (24G00083)</docTitle></p></preface>").title == "Decreto."


def test_a_tab_is_a_space() -> None:
    assert words("<p>is<marker name='tab'/>so</p>") == "is so"


# Real documents.


def test_debates_are_speaker_and_words() -> None:
    body = """<preface><p><docTitle>Dáil Éireann Debate</docTitle></p></preface><debateBody><debateSection name="q">
        <heading>Housing</heading>
        <summary>The Chair took the Chair.</summary><question by="#maeve"><p>How many homes?</p></question>
        <speech by="#min"><from>The Minister (Mr Bob Lee): </from><p>Ten.</p><p>Or more.</p></speech>
        <scene>(Interruptions)</scene>
        <speech by="#maeve"><p>Thank you.</p></speech></debateSection></debateBody>"""
    meta = '<references source="#x"><TLCPerson eId="maeve" href="/x" showAs="Maeve O’Neill"/></references>'
    assert made(body, "debate", meta).text == (
        "# Dáil Éireann Debate\n\n## Housing\n\n[The Chair took the Chair.]\n\nMaeve O’Neill: How many homes?\n\n"
        "The Minister (Mr Bob Lee): Ten.\n\nOr more.\n\n(Interruptions)\n\nMaeve O’Neill: Thank you."
    )


def test_a_collection_gives_each_document_that_it_holds() -> None:
    def document(name: str, kind: str, inside: str) -> str:
        work = f'<FRBRWork><FRBRthis value="/akn/un/2020/!{name}"/></FRBRWork>'
        meta = f'<meta><identification source="#x">{work}</identification></meta>'
        return f"<component><{kind} name='{name}'>{meta}{inside}</{kind}></component>"

    first, second, third = all_of(
        "<documentCollection name='pack'><meta><identification source='#x'><FRBRWork><FRBRthis value='/akn/un/2020/!main'/>"
        "</FRBRWork><FRBRExpression><FRBRlanguage language='eng'/></FRBRExpression></identification></meta>"
        "<preface><p>A package</p></preface>"
        "<collectionBody>"
        + document("bill", "bill", "<preface><longTitle><p>A Bill</p></longTitle></preface><body><p>Roads.</p></body>")
        + document("memo", "doc", "<mainBody><p>Why.</p></mainBody>")
        + "</collectionBody></documentCollection>"
    )
    assert (first.part, first.text, first.title) == ("", "A package", "A package")
    assert (second.part, second.text, second.title, second.language) == ("bill", "# A Bill\n\nRoads.", "A Bill", "en")
    assert (third.part, third.text) == ("memo", "Why.")


def test_annexes_are_part_of_their_act() -> None:
    body = """<preface><longTitle><p>An Act</p></longTitle></preface><body><article><num>1</num><p>See below.</p></article>
        </body><attachments>
        <attachment><heading>Schedule A</heading><subheading>Rates</subheading><doc name="a">
        <meta><identification source="#x"><FRBRWork>
        <FRBRthis value="/other"/>
        </FRBRWork></identification></meta><mainBody><paragraph><num>1</num><content><p>Words.</p></content></paragraph>
        </mainBody></doc>
        </attachment><attachment><doc name="b"><preface><docTitle>Annex II</docTitle></preface><mainBody><p>More.</p>
        </mainBody></doc>
        </attachment></attachments>"""
    text = made(body)
    assert text.text == "# An Act\n\n## 1\n\nSee below.\n\n## Schedule A – Rates\n\n1 Words.\n\n## Annex II\n\nMore."
    assert (text.title, text.identifiers) == ("An Act", ())


def test_changes_are_accepted_and_removed_elements_go() -> None:
    body = """<article><num>1</num><p>Pay <del>ten</del><ins>twelve</ins> euro.</p></article>
        <article status="removed"><num>2</num><p>Gone.</p></article>"""
    assert words(body) == "# 1\n\nPay twelve euro."


VERSIONS = """<identification source="#x"><FRBRWork><FRBRdate date="2001-01-01" name="Generation"/></FRBRWork></identification>
    <lifecycle source="#x"><eventRef eId="e1" date="2001-01-01" source="#s"/>
        <eventRef eId="e2" date="2010-01-01" source="#s"/></lifecycle>
    <temporalData source="#x"><temporalGroup eId="t1"><timeInterval start="#e1" end="#e2"/></temporalGroup>
    <temporalGroup eId="t2"><timeInterval start="#e2"/></temporalGroup></temporalData>"""


def test_where_no_version_would_hold_the_words_stay() -> None:
    assert made('<body><article period="#t1"><num>1</num><p>Old.</p></article></body>', meta=VERSIONS).text == "# 1\n\nOld."


def test_notes_may_follow_what_calls_them() -> None:
    body = """<body><p>The fee<noteRef href="#n1" marker="*"/> is due.</p></body><conclusions><notes source="#x">
        <note eId="n1" marker="*">
        <p>As amended.</p></note></notes></conclusions>"""
    assert made(body).text == "The fee * is due.\n\n* As amended."


def test_tables_lists_images_and_lines() -> None:
    body = """<table><caption>Rates</caption><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>
        <foreign><x:table xmlns:x="http://www.w3.org/1999/xhtml"><x:tr><x:td>p</x:td><x:td>q</x:td></x:tr></x:table></foreign>
        <p>Line<eol/>two <img src="x.png" alt="A map"/> H<sub>2</sub>O</p><p>pub<eol breakWith="-"/>lic</p>
        <blockList><listIntroduction>These:</listIntroduction><item><num>a.</num><p>one</p></item></blockList>"""
    assert words(body) == (
        "Rates\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n| p | q |\n| --- | --- |\n\nLine\ntwo [A map] H2O\n\npublic\n\n"
        "These:\n\na. one"
    )


def test_lines_wrapped_by_a_program_are_one_line_and_lines_broken_by_hand_stay() -> None:
    wrapped = "<akomaNtoso>\n  <act>\n    <body>\n      <p>These words\n        go on and\n        on.</p>\n    </body>\n"
    wrapped += "  </act>\n</akomaNtoso>"
    broken = wrapped.replace("These words\n        go on and\n        on.", "KINGDOM\nOF NORTH\n\nLaw of 1901:\n(a) one;")
    assert [text.text for text in read(wrapped.encode(), DEFAULT)] == ["These words go on and on."]
    assert [text.text for text in read(broken.encode(), DEFAULT)] == ["KINGDOM\nOF NORTH\n\nLaw of 1901:\n(a) one;"]


def test_a_damaged_file_is_refused_with_the_place() -> None:
    with pytest.raises(DocumentError, match="xml-malformed: line 1"):
        words("<article><num>1</article>")
