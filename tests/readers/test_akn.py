"""Akoma Ntoso: acts, bills, judgments, debates and collections, in the dialects that publishers write."""

from pathlib import Path

import pytest
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Text
from moisson.readers.law.akn import read
from moisson.readers.law.akn_lines import Marker
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

GOLDEN = Path(__file__).parent / "golden" / "akn"
GAZETTES = "raw-gazettes-a/data/klomoli+legalize-pipeline/tests/fixtures/"
STATES = "eu-akn-tulit/data/tests/data/sources/member_states/"
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


def real(path: str) -> Text:
    (text,) = read(shared(path).read_bytes(), DEFAULT)
    return text


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


def test_the_full_stop_after_a_quotation_stays_with_it() -> None:
    quoted = "<section><num>3A</num><content><p>New.</p></content></section>"
    body = f"""<section><num>2</num><content><p>Insert—</p><p><mod><quotedStructure startQuote="“" endQuote="”">{quoted}
        </quotedStructure><inline name="appendText">.</inline></mod></p></content></section>"""
    assert words(body) == "# 2\n\nInsert—\n\n“3A New.”."


# Real documents.


def test_levels_are_headings_where_they_have_one() -> None:
    body = """<section><num>1</num><heading>Roads</heading><subsection><num>(1)</num><intro><p>In this Act—</p></intro>
        <paragraph><num>(a)</num><content><p>a road is a way;</p></content></paragraph><wrapUp><p>and so on.</p></wrapUp>
        </subsection>
        <subsection><heading>Bridges</heading><content><p>Too.</p></content></subsection></section>"""
    assert words(body) == ("# 1 – Roads\n\n(1) In this Act—\n\n(a) a road is a way;\n\nand so on.\n\n## Bridges\n\nToo.")


def test_containers_without_heading_add_no_level() -> None:
    body = """<hcontainer name="wrapper"><article><num>Art. 1</num><alinea><content><p>One.</p></content></alinea>
        </article></hcontainer>
        <hcontainer name="annex"><num>Annex</num><heading>Rates</heading><content><p>None.</p></content></hcontainer>"""
    assert words(body) == "# Art. 1\n\nOne.\n\n# Annex – Rates\n\nNone."


def test_a_prefix_and_an_old_version_change_nothing() -> None:
    content = """<an:akomaNtoso xmlns:an="http://www.akomantoso.org/2.0"><an:act><an:preface><an:p>
        <an:docTitle>On <an:b>roads</an:b>
        </an:docTitle></an:p></an:preface><an:body><an:article><an:num>1</an:num><an:p>Yes.</an:p></an:article></an:body>
        </an:act>
        </an:akomaNtoso>"""
    (text,) = read(content.encode(), DEFAULT)
    assert (text.title, text.text) == ("On roads", "# On roads\n\n## 1\n\nYes.")


def test_a_publishers_own_elements_between_the_articles_are_left_out() -> None:
    around = 'xmlns:scl="http://www.scl.lu" xmlns:html="http://www.w3.org/1999/xhtml"'
    body = """<body><article><scl:work><scl:jolux>http://x</scl:jolux></scl:work><num>1</num>
        <p>Yes <html:b>sir</html:b>.</p></article></body>"""
    assert made(body, around=around).text == "# 1\n\nYes sir."


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


def test_judgments_keep_their_parts_and_their_citation() -> None:
    body = """<header><p>Neutral Citation Number: <neutralCitation>[2023] EWCA Civ 1</neutralCitation></p></header>
        <judgmentBody>
        <introduction><level><heading>The facts</heading><paragraph><num>1.</num><content><p>It rained.</p></content>
        </paragraph></level>
        </introduction><decision><paragraph><num>2.</num><content><p>Dismissed.</p></content></paragraph></decision>
        </judgmentBody>"""
    meta = """<identification source="#x"><FRBRWork><FRBRthis value="https://example.org/ewca/civ/2023/1"/>
        <FRBRalias name="ecli" value="ECLI:EW:CA:2023:1"/><FRBRdate date="2023-01-15" name="judgment"/>
        <FRBRname value="Widget Co v Example Ltd"/></FRBRWork></identification>"""
    text = made(body, "judgment", meta)
    assert text.text == ("Neutral Citation Number: [2023] EWCA Civ 1\n\n# The facts\n\n1. It rained.\n\n2. Dismissed.")
    assert (text.title, text.created, text.url) == (
        "Widget Co v Example Ltd",
        "2023-01-15",
        "https://example.org/ewca/civ/2023/1",
    )
    assert text.identifiers == (
        Identifier("ecli", "ECLI:EW:CA:2023:1"),
        Identifier("neutral-citation", "[2023] EWCA Civ 1"),
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


def test_number_and_state_may_stand_in_the_text() -> None:
    text = made("<preface><p><docNumber>SR 311.6</docNumber> <docStatus>in force</docStatus></p></preface><body><p>a</p></body>")
    assert (text.identifiers, text.legal_state) == ((Identifier("number", "SR 311.6"),), "in force")


def test_an_address_that_only_the_publishers_own_data_give_counts() -> None:
    meta = """<identification source="#x"><FRBRWork><FRBRthis value=""/></FRBRWork><scl:work>
        <scl:jolux scl:name="uriThis">http://x.lu/eli/etat/a1</scl:jolux>
        <scl:jolux scl:name="dateDocument">2024-05-22</scl:jolux></scl:work></identification>"""
    text = made("<body><p>a</p></body>", meta=meta, around='xmlns:scl="http://www.scl.lu"')
    assert (text.identifiers, text.created) == ((Identifier("eli", "http://x.lu/eli/etat/a1"),), "2024-05-22")


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


def test_quoted_law_is_not_the_acts_own_and_keeps_its_quotation_marks() -> None:
    body = """<article><num>1</num><p>Insert—<mod><quotedStructure startQuote="“" endQuote="”"><section><num>3A</num>
        <heading>Bridges</heading>
        <subsection><num>(1)</num><content><p>Bridges are roads.</p></content></subsection></section></quotedStructure>
        </mod></p>
        <p>For <quotedText startQuote="‘" endQuote="’">way</quotedText> read road.</p></article>"""
    assert words(body) == "# 1\n\nInsert—\n\n“3A – Bridges\n\n(1) Bridges are roads.”\n\nFor ‘way’ read road."


def test_changes_are_accepted_and_removed_elements_go() -> None:
    body = """<article><num>1</num><p>Pay <del>ten</del><ins>twelve</ins> euro.</p></article>
        <article status="removed"><num>2</num><p>Gone.</p></article>"""
    assert words(body) == "# 1\n\nPay twelve euro."


VERSIONS = """<identification source="#x"><FRBRWork><FRBRdate date="2001-01-01" name="Generation"/></FRBRWork></identification>
    <lifecycle source="#x"><eventRef eId="e1" date="2001-01-01" source="#s"/>
        <eventRef eId="e2" date="2010-01-01" source="#s"/></lifecycle>
    <temporalData source="#x"><temporalGroup eId="t1"><timeInterval start="#e1" end="#e2"/></temporalGroup>
    <temporalGroup eId="t2"><timeInterval start="#e2"/></temporalGroup></temporalData>"""


def test_of_several_versions_the_last_holds() -> None:
    body = """<body><article period="#t1"><num>1</num><p>Old.</p></article><article period="#t2"><num>1</num><p>New.</p>
        </article>
        <article><num>2</num><p>Always.</p></article></body>"""
    assert made(body, meta=VERSIONS).text == "# 1\n\nNew.\n\n# 2\n\nAlways."


def test_where_no_version_would_hold_the_words_stay() -> None:
    assert made('<body><article period="#t1"><num>1</num><p>Old.</p></article></body>', meta=VERSIONS).text == "# 1\n\nOld."


def test_notes_kept_in_the_metadata_stand_where_they_are_called() -> None:
    notes = """<notes source="#x"><note eId="n1" marker="4"><p>As amended.</p></note><note eId="n2"><p>Never called.</p>
        </note></notes>"""
    body = """<body><p>The fee<noteRef href="#n1" marker="4"/> is due.</p><p>It is<noteRef href="#n1"/>.</p></body>"""
    assert made(body, meta=notes).text == ("The fee (4) is due.\n\n(4) As amended.\n\nIt is (4).\n\n(1) Never called.")


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


@pytest.mark.parametrize(
    ("kind", "attributes", "signs"),
    [
        ("ul", {}, ["", ""]),
        ("ol", {}, ["1.", "2."]),
        ("ol", {"start": "7"}, ["7.", "8."]),
        ("ol", {"scl:symbol": "a)"}, ["a)", "b)"]),
        ("ol", {"scl:symbol": "c)"}, ["c)", "d)"]),
        ("ol", {"scl:symbol": "1°"}, ["1°", "2°"]),
        ("ol", {"scl:symbol": "(IV)"}, ["(A)", "(B)"]),
        ("ol", {"scl:symbol": "i)"}, ["i)", "ii)"]),
        ("ul", {"scl:symbol": "dash"}, ["", ""]),
        ("ul", {"scl:symbol": "custom"}, ["", ""]),
    ],
)
def test_list_signs_are_counted_from_the_first(kind: str, attributes: dict[str, str], signs: list[str]) -> None:
    marker = Marker(kind, attributes)
    assert [marker.next({}), marker.next({})] == signs


def test_an_items_own_sign_wins() -> None:
    assert Marker("ol", {"symbol": "custom"}).next({"symbol": "–"}) == ""
    assert Marker("ul", {"symbol": "custom"}).next({"symbol": "§ 3"}) == "§ 3"
    assert Marker("ol", {}).next({"value": "4a"}) == "4a."
    letters = Marker("ol", {"symbol": "y)"})
    assert [letters.next({}) for _ in range(4)] == ["y)", "z)", "aa)", "bb)"]


def test_a_table_of_contents_and_its_heading_are_left_out() -> None:
    body = """<preface><toc><tocItem level="1" href="#a">Chapter 1</tocItem></toc></preface><preamble><blockContainer>
        <heading>Contents</heading>
        <toc><tocItem level="1" href="#a">Chapter 1</tocItem></toc></blockContainer></preamble><body><p>Words.</p></body>"""
    assert made(body).text == "Words."


def test_lines_wrapped_by_a_program_are_one_line_and_lines_broken_by_hand_stay() -> None:
    wrapped = "<akomaNtoso>\n  <act>\n    <body>\n      <p>These words\n        go on and\n        on.</p>\n    </body>\n"
    wrapped += "  </act>\n</akomaNtoso>"
    broken = wrapped.replace("These words\n        go on and\n        on.", "KINGDOM\nOF NORTH\n\nLaw of 1901:\n(a) one;")
    assert [text.text for text in read(wrapped.encode(), DEFAULT)] == ["These words go on and on."]
    assert [text.text for text in read(broken.encode(), DEFAULT)] == ["KINGDOM\nOF NORTH\n\nLaw of 1901:\n(a) one;"]


def test_a_damaged_file_is_refused_with_the_place() -> None:
    with pytest.raises(DocumentError, match="xml-malformed: line 1"):
        words("<article><num>1</article>")


def test_a_portion_is_a_document() -> None:
    assert made("<portionBody><article><num>5</num><p>Alone.</p></article></portionBody>", "portion").text == "# 5\n\nAlone."


def test_the_day_of_adoption_counts_before_that_of_presentation() -> None:
    frbr = (
        "<FRBRWork><FRBRdate name='#presentation' date='2024-01-02'/></FRBRWork>"
        "<FRBRExpression><FRBRdate name='#adoption' date='2024-03-04'/><FRBRlanguage language='cz'/></FRBRExpression>"
    )
    text = made("<body><p>words</p></body>", "bill", f"<identification>{frbr}</identification>")
    assert (text.created, text.language) == ("2024-03-04", "cs")
