"""What a Word document holds besides its paragraphs: formulas, forms, and other documents that it takes in whole."""

import zipfile
from io import BytesIO

import pytest
from office_files import docx
from test_docx import p, r, read, text_of
from word_parts import STYLES


def m(words: str) -> str:
    """A run of a formula."""
    return f"<m:r><m:t>{words}</m:t></m:r>"


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (  # the solutions of a quadratic equation
            f"{m('x=')}<m:f><m:num>{m('-b±')}<m:rad><m:radPr><m:degHide m:val='1'/></m:radPr><m:deg/>"
            f"<m:e>{m('D')}</m:e></m:rad></m:num><m:den>{m('2a')}</m:den></m:f>",
            "x=(-b±√D)/2a",
        ),
        (f"<m:rad><m:deg>{m('3')}</m:deg><m:e>{m('x+1')}</m:e></m:rad>", "∛(x+1)"),
        (
            f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{m('i=1')}</m:sub><m:sup>{m('n')}</m:sup>"
            f"<m:e><m:sSub><m:e>{m('a')}</m:e><m:sub>{m('i')}</m:sub></m:sSub></m:e></m:nary>",
            "∑_(i=1)^na_i",
        ),
        (f"<m:nary><m:naryPr/><m:sub/><m:sup/><m:e>{m('dx')}</m:e></m:nary>", "∫dx"),  # what an integral need not say
        (f"<m:acc><m:accPr><m:chr m:val='\u0304'/></m:accPr><m:e>{m('x')}</m:e></m:acc>{m('=2')}", "x\u0304=2"),
        (
            f"<m:d><m:dPr><m:begChr m:val='{{'/><m:endChr m:val=''/></m:dPr><m:e><m:eqArr><m:e>{m('0, x=0')}</m:e>"
            f"<m:e>{m('1, x>0')}</m:e></m:eqArr></m:e></m:d>".replace("x>0", "x&gt;0"),
            "{0, x=0; 1, x>0",
        ),
        (
            f"<m:m><m:mr><m:e>{m('1')}</m:e><m:e>{m('2')}</m:e></m:mr><m:mr><m:e>{m('3')}</m:e><m:e>{m('4')}</m:e></m:mr></m:m>",
            "1 2; 3 4",
        ),
        (f"<m:func><m:fName>{m('sin')}</m:fName><m:e>{m('α')}</m:e></m:func>", "sin α"),
        (f"<m:limLow><m:e>{m('lim')}</m:e><m:lim>{m('x→0')}</m:lim></m:limLow>", "lim_(x→0)"),
    ],
)
def test_formulas_are_written_on_one_line(formula: str, text: str) -> None:
    assert text_of(p(f"<m:oMath>{formula}</m:oMath>")) == text


def form(data: str, shown: str = "") -> str:
    """A field of a form."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    begun = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
    return begun + "<w:r><w:instrText>FORM</w:instrText></w:r>" + mark.format("separate") + shown + mark.format("end")


def test_forms_show_what_is_ticked_and_chosen() -> None:
    boxes = [
        form(f"<w:checkBox>{state}</w:checkBox>") for state in ('<w:default w:val="0"/>', '<w:default w:val="0"/><w:checked/>')
    ]
    choice = form('<w:ddList><w:result w:val="1"/><w:listEntry w:val="Herr"/><w:listEntry w:val="Frau"/></w:ddList>')
    body = p(f"{boxes[0]}{r(' ja ')}{boxes[1]}{r(' nein')}") + p(choice + r(" Weiß")) + p(boxes[0])
    body += p(form('<w:textInput><w:default w:val="Name"/></w:textInput>', r("Max")))
    assert text_of(body) == "☐ ja ☒ nein\n\nFrau Weiß\n\nMax"


@pytest.mark.parametrize("prompt", ["Klicken Sie hier, um Text einzugeben.", "Wählen Sie ein Element aus.", "Choose an item."])
def test_what_word_asks_to_be_filled_in_is_out_and_what_the_writer_asks_for_stays(prompt: str) -> None:
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = p(r("Name: ") + control.format("<w:showingPlcHdr/>", r(prompt) + r(" Danke.")))
    body += p(r("Ort: ") + control.format("<w:showingPlcHdr/>", r("[Ort der ") + r("Behörde]")) + r(", den 1."))
    body += p(r("Klick: ") + control.format('<w:showingPlcHdr w:val="0"/>', r(prompt)))
    assert text_of(body) == f"Name:\n\nOrt: [Ort der Behörde], den 1.\n\nKlick: {prompt}"


def test_letters_in_a_font_of_signs_are_its_signs() -> None:
    body = p(
        r("20 ") + r("mg", '<w:rFonts w:ascii="Symbol"/>') + r(" ") + r("ü \uf0fc", '<w:rFonts w:ascii="Wingdings"/>') + r(" g")
    )
    assert text_of(body) == "20 μγ ✓ ✓ g"


def with_part(body: str, kind: str, name: str, content: bytes) -> bytes:
    """A document that refers to another part of its file as `c1`."""
    package = BytesIO(docx(body, styles=STYLES))
    relation = f'<Relationship Id="c1" Type="http://x/relationships/{kind}" Target="/word/{name}"/></Relationships>'
    with zipfile.ZipFile(package) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    relations = "word/_rels/document.xml.rels"
    members[relations] = members[relations].replace(b"</Relationships>", relation.encode())
    members[f"word/{name}"] = content
    with zipfile.ZipFile(package := BytesIO(), "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return package.getvalue()


def test_words_of_smart_art_are_a_list_in_the_order_of_its_tree() -> None:
    def point(id: str, words: str) -> str:
        return f'<d:pt modelId="{id}"><d:t><a:p><a:r><a:t>{words}</a:t></a:r></a:p><a:p/></d:t></d:pt>'

    links = [("0", "2", "1"), ("0", "1", "0"), ("2", "3", "0"), ("3", "2", "0"), ("1", "9", "0")]
    points = '<d:pt modelId="0" type="doc"/>' + point("3", "Prüfung") + point("2", "Vollzug") + point("1", "Gesetz")
    tied = "".join(f'<d:cxn srcId="{above}" destId="{below}" srcOrd="{place}"/>' for above, below, place in links)
    data = f'<d:dataModel xmlns:d="d" xmlns:a="a"><d:ptLst>{points}</d:ptLst><d:cxnLst>{tied}</d:cxnLst></d:dataModel>'
    drawing = '<w:drawing><d:relIds xmlns:d="d" xmlns:r="r" r:dm="c1"/></w:drawing>'
    found = read(with_part(p(r("Ablauf:") + f"<w:r>{drawing * 2}</w:r>"), "diagramData", "data1.xml", data.encode())).text
    assert found == "Ablauf:\n\n- Gesetz\n- Vollzug\n  - Prüfung"


def test_titles_of_a_chart_are_read_and_its_numbers_not() -> None:
    title = "<c:title><c:tx><c:rich><a:p><a:r><a:t>{}</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    chart = f"<c:chart>{title.format('Ausgaben')}<c:ser><c:v>4.3</c:v></c:ser><c:catAx>{title.format('Jahr')}</c:catAx></c:chart>"
    content = f'<c:chartSpace xmlns:c="c" xmlns:a="a">{chart}</c:chartSpace>'
    body = p('<w:r><w:drawing><c:chart xmlns:c="c" xmlns:r="r" r:id="c1"/></w:drawing></w:r>')
    assert read(with_part(body, "chart", "charts/chart1.xml", content.encode())).text == "Ausgaben\nJahr"
    assert read(with_part(body + p("Ende."), "chart", "charts/chart1.xml", content.encode()[:-9])).text == "Ende."
