"""OpenDocument texts: what a reader of the printed page would read, as Markdown."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from office_files import ODF, odt, zipped
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

GOLDEN = Path(__file__).parent / "golden" / "odt"

STYLES = """
<style:default-style style:family="paragraph"><style:text-properties fo:language="fr" fo:country="FR"/></style:default-style>
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:default-outline-level="1"/>
<style:style style:name="Sans_20_numéro" style:family="paragraph" style:parent-style-name="Heading_20_1"
  style:list-style-name=""/>
<text:outline-style style:name="Outline">
  <text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>
  <text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>
</text:outline-style>
"""
AUTOMATIC = """
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="T3" style:family="text"><style:text-properties fo:language="de" fo:country="DE"/></style:style>
<text:list-style style:name="L1">
  <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="°"/>
  <text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>
</text:list-style>
<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>
<text:list-style style:name="L3">
  <text:list-level-style-number text:level="1" style:num-format="1" style:num-prefix="Article " text:start-value="4"/>
</text:list-style>
"""


def read(content: bytes) -> Text:
    """The one document of a file."""
    found = sniff(content)
    assert found.name == "odt"
    [text] = found.reader().read(content, DEFAULT)
    assert isinstance(text, Text)
    return text


def text_of(body: str) -> str:
    return read(odt(body, AUTOMATIC, STYLES)).text


def p(words: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def h(words: str, level: int, style: str = "Heading_20_1") -> str:
    return f'<text:h text:style-name="{style}" text:outline-level="{level}">{words}</text:h>'


def items(style: str, *inner: str, attributes: str = "") -> str:
    listed = "".join(f"<text:list-item>{words}</text:list-item>" for words in inner)
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:list{named}{attributes}>{listed}</text:list>"


def test_headings_bear_their_level_and_the_number_of_the_outline() -> None:
    body = p("Décret sur les exemples", "P1") + h("Objet", 1) + h("Détail", 2) + h("", 1) + p("Texte.")
    body += h("Portée", 1) + h("Annexe", 1, "Sans_20_numéro")
    found = read(odt(body, AUTOMATIC, STYLES))
    assert found.text == "# Décret sur les exemples\n\n## I. Objet\n\n### I.1 Détail\n\nTexte.\n\n## III. Portée\n\n## Annexe"
    assert found.title == "Décret sur les exemples"
    assert found.language == "fr"


def test_lists_show_their_numbers_and_go_on_where_they_say_so() -> None:
    body = items("L1", p("un") + items("", p("a"), p("b")), p("deux") + p("suite de deux"))
    body += p("Entre.") + items("L1", p("trois"), attributes=' text:continue-numbering="true"')
    body += items("L1", p("nouveau")) + items("L2", p("point"))
    assert text_of(body) == ("1° un\n   a) a\n   b) b\n2° deux\n   suite de deux\n\nEntre.\n\n3° trois\n1° nouveau\n- point")


def test_paragraphs_may_be_numbered_without_a_list_around_them() -> None:
    numbered = '<text:numbered-paragraph text:list-id="x" text:style-name="L1" text:level="{}">{}</text:numbered-paragraph>'
    body = numbered.format(1, p("eins")) + numbered.format(2, p("darin")) + p("Dazwischen.") + numbered.format(1, p("zwei"))
    assert text_of(body) == "1° eins\n   a) darin\n\nDazwischen.\n\n2° zwei"


def test_headings_in_lists_of_the_outlines_style_are_counted_with_the_outline() -> None:
    outline = '<text:list text:style-name="Outline"><text:list-item>{}</text:list-item></text:list>'
    inner = outline.format(f"<text:list><text:list-item>{h('b', 2)}</text:list-item></text:list>")
    assert text_of(outline.format(h("a", 1)) + inner + h("c", 1)) == "# I. a\n\n## I.1 b\n\n# II. c"


def test_tracked_changes_are_accepted_and_comments_left_out() -> None:
    body = '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info/>'
    body += f"{p('supprimé')}</text:deletion></text:changed-region></text:tracked-changes>"
    body += p(
        'Avant <text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>inséré'
        '<text:change-end text:change-id="c2"/><office:annotation><dc:creator>X</dc:creator><text:p>remarque</text:p>'
        "</office:annotation> après."
    )
    assert text_of(body) == "Avant inséré après."


def test_notes_stand_after_the_paragraph_that_calls_them() -> None:
    note = '<text:note text:note-class="footnote"><text:note-citation>{}</text:note-citation><text:note-body>{}</text:note-body>'
    note += "</text:note>"
    body = p(
        "Une loi" + note.format("1", p("JO du 3 mai.") + p("Deuxième alinéa.")) + " et" + note.format("*", p("Réserve.")) + "."
    )
    assert text_of(body) == "Une loi (1) et *.\n\n(1) JO du 3 mai.\n\nDeuxième alinéa.\n\n* Réserve."


def test_spaces_tabs_breaks_and_superscripts() -> None:
    body = p('a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d, 10<text:span text:style-name="T2">6</text:span>')
    assert text_of(body) == "a b c\nd, 10^6"


def test_signs_of_a_font_are_those_that_they_show() -> None:
    styles = (
        AUTOMATIC + '<style:style style:name="T4" style:family="text"><style:text-properties style:font-name="{}"/></style:style>'
    )
    body = p('P <text:span text:style-name="T4">\uf0da</text:span> Q')
    assert [read(odt(body, styles.format(font), STYLES)).text for font in ("Symbol", "Wingdings")] == ["P ∨ Q", "P Q"]


def test_one_file_of_xml_reads_as_the_zipped_one() -> None:
    body = h("Objet", 1) + items("L1", p("un"))
    flat = (
        f'<?xml version="1.0"?><office:document {ODF} office:mimetype="application/vnd.oasis.opendocument.text"><office:meta>'
        f"<dc:title>Objet du texte</dc:title></office:meta><office:styles>{STYLES}</office:styles>"
        f"<office:automatic-styles>{AUTOMATIC}"
        "</office:automatic-styles><office:master-styles><style:master-page><style:header><text:p>en-tête</text:p></style:header>"
        f"</style:master-page></office:master-styles><office:body><office:text>{body}</office:text></office:body></office:document>"
    )
    assert read(flat.encode()).text == text_of(body) == "# I. Objet\n\n1° un"


def test_prefixes_are_the_files_own() -> None:
    content = (
        '<o:document xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:f="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
        'xmlns:s="urn:oasis:names:tc:opendocument:xmlns:style:1.0" o:mimetype="application/vnd.oasis.opendocument.text">'
        '<o:styles><s:default-style s:family="paragraph"><s:text-properties f:language="fr"/></s:default-style></o:styles>'
        '<o:body><o:text><t:h t:outline-level="2">Objet</t:h><t:p>Mots.</t:p></o:text></o:body></o:document>'
    )
    found = read(content.encode())
    assert found.text == "## Objet\n\nMots."
    assert found.language == "fr"


def test_a_document_under_a_password_is_named() -> None:
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": "\x01\x02",
        "META-INF/manifest.xml": "<m><manifest:encryption-data/></m>",
    }
    with pytest.raises(DocumentError) as caught:
        read(zipped(members))
    assert caught.value.reason == "encrypted"


def test_a_file_without_its_content_is_named() -> None:
    with pytest.raises(DocumentError) as caught:
        read(zipped({"mimetype": "application/vnd.oasis.opendocument.text"}))
    assert caught.value.reason == "member-missing"


@pytest.mark.shared
def test_a_real_declaration_reads_as_its_page() -> None:
    path = shared("fr-rgaa/data/v4.1/Documents/rgaa4-2019-exemple-declaration.odt")
    found = read(path.read_bytes())
    golden = (GOLDEN / "exemple-declaration-beginning.md").read_text().strip()
    assert found.text[: len(golden)] == golden
    assert found.title == "Exemple de déclaration d’accessibilité RGAA 4.0"
    assert found.language == "fr"


@pytest.mark.shared
def test_a_real_reference_of_a_hundred_pages_shows_the_numbers_of_its_headings() -> None:
    found = read(shared("fr-rgaa/data/v4.1/Documents/RGAA-v4.1.odt").read_bytes())
    for heading in (
        "## 1 Règles de mise en œuvre des obligations en matière d'accessibilité numérique",
        "#### 1.2.1 Contenus concernés",
        "### 2.2 Critères de contrôle du RGAA",
        "#### 2.2.11 11. Formulaires",
    ):
        assert f"\n{heading}\n" in found.text


MATH = (
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>'
    '</mrow><annotation encoding="StarMath 5.0">E = m c^2</annotation></semantics></math>'
)


def test_formulas_stand_where_they_are_embedded() -> None:
    frame = '<draw:frame><draw:object xlink:href="{}" xmlns:xlink="http://www.w3.org/1999/xlink"/></draw:frame>'
    body = p("Es gilt " + frame.format("./Object 1") + " und " + frame.format("Formula-2/") + ".") + p(frame.format("./Chart"))
    chart = f'<office:document-content {ODF} xmlns:math="http://www.w3.org/1998/Math/MathML">Balken</office:document-content>'
    more = {"Object 1/content.xml": MATH, "Formula-2/content.xml": MATH.replace("E", "F"), "Chart/content.xml": chart}
    package = BytesIO(odt(body, AUTOMATIC, STYLES))
    with zipfile.ZipFile(package, "a") as archive:
        for name, words in more.items():
            archive.writestr(name, words)
    assert read(package.getvalue()).text == "Es gilt E = mc^2 und F = mc^2."


def test_sections_that_are_hidden_by_a_condition_are_out() -> None:
    section = '<text:section text:name="s" text:display="condition" text:condition="x" text:is-hidden="{}">{}</text:section>'
    body = p("Eins.") + section.format("true", p("Verborgen.")) + section.format("false", p("Gezeigt."))
    assert text_of(body) == "Eins.\n\nGezeigt."
