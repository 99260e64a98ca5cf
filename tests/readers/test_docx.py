"""Word documents: what a reader of the printed page would read, as Markdown."""

from pathlib import Path

import pytest
from office_files import docx, zipped
from shared_data import shared
from word_parts import FOOTNOTES, INDENTED, MERGED, NUMBERING, STYLES, WIDE

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

GOLDEN = Path(__file__).parent / "golden" / "docx"


def read(content: bytes) -> Text:
    """The one document of a file."""
    found = sniff(content)
    assert found.name == "docx"
    [text] = found.reader().read(content, DEFAULT)
    assert isinstance(text, Text)
    return text


def p(words: str, style: str = "", list_id: int = 0, level: int = 0) -> str:
    """A paragraph of one run, or of runs that are given as XML."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if list_id:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    inner = words if words.startswith("<") else f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def r(words: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def text_of(body: str) -> str:
    return read(docx(body, styles=STYLES, numbering=NUMBERING, footnotes=FOOTNOTES)).text


def test_headings_bear_the_level_and_number_of_their_style_in_any_language() -> None:
    body = p("Verordnung über Beispiele", "Titel") + p("Zweck", "berschrift1") + p("Näheres", "berschrift2") + p("Text.")
    body += p("Geltung", "berschrift1") + p("Weiteres", "berschrift2") + p("Anlage", "Anhang")
    found = read(docx(body, styles=STYLES, numbering=NUMBERING))
    assert found.text == (
        "# Verordnung über Beispiele\n\n## § 1 Zweck\n\n### 1.1 Näheres\n\nText.\n\n"
        "## § 2 Geltung\n\n### 2.1 Weiteres\n\n## Anlage"
    )
    assert found.title == "Verordnung über Beispiele"
    assert found.language == "de"


def test_a_heading_is_known_by_its_style_name_where_no_outline_level_is_stated() -> None:
    for name in ("Titre 2", "Überschrift 2", "heading 2", "Otsikko 2", "Nagłówek 2"):
        styles = f'<w:style w:type="paragraph" w:styleId="x"><w:name w:val="{name}"/></w:style>'
        assert read(docx(p("Words", "x"), styles=styles)).text == "## Words"
    assert read(docx(p("Words", "Heading3"))).text == "### Words"


def test_a_long_paragraph_in_a_headings_style_is_body_text() -> None:
    assert not text_of(p("wort " * 100, "Anhang")).startswith("#")


def test_bullets_become_dashes_and_words_in_a_number_begin_a_paragraph() -> None:
    body = p("Punkt", list_id=3) + p("Der Rat beschließt.", list_id=5) + p("", list_id=5)
    assert text_of(body) == "- Punkt\n\nArtikel 1 Der Rat beschließt.\n\nArtikel 2"


def test_tracked_changes_are_accepted() -> None:
    body = p(
        r("Der ")
        + f'<w:del w:id="1">{r("alte").replace("w:t ", "w:delText ").replace("/w:t", "/w:delText")}</w:del>'
        + f'<w:ins w:id="2">{r("neue")}</w:ins>{r(" Text")}<w:moveFrom w:id="3">{r(" fort")}</w:moveFrom>'
        + f'<w:moveTo w:id="4">{r(" her")}</w:moveTo>'
    )
    body += '<w:p><w:pPr><w:rPr><w:del w:id="5"/></w:rPr></w:pPr>' + r("Ein ") + "</w:p>" + p("Satz.")
    body += '<w:p><w:pPr><w:pPrChange w:id="6"><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr></w:pPrChange></w:pPr>'
    body += r("War Überschrift.", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>") + "</w:p>"
    assert text_of(body) == "Der neue Text her\n\nEin Satz.\n\nWar Überschrift."


def test_a_large_first_letter_belongs_to_its_paragraph() -> None:
    frame = '<w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr>'
    assert text_of(f"<w:p>{frame}{r('D')}</w:p>" + p("as Gesetz.") + p("Ende.")) == "Das Gesetz.\n\nEnde."


def test_a_paragraph_that_was_moved_away_is_not_counted() -> None:
    inner = f"<w:moveFrom>{r('Fort.')}</w:moveFrom>"
    mark = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr><w:rPr><w:moveFrom/></w:rPr></w:pPr>'
    assert text_of(p("Eins.", "", 2) + f"<w:p>{mark}{inner}</w:p>" + p("Zwei.", "", 2)) == "1. Eins.\n2. Zwei."


def test_hidden_words_comments_and_instructions_of_fields_are_out() -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    body = p(
        r("Seen")
        + r(" unseen", "<w:vanish/>")
        + r(" unseen", '<w:rStyle w:val="Geheim"/>')
        + r(" and seen", '<w:rStyle w:val="Geheim"/><w:vanish w:val="0"/>')
        + '<w:commentRangeStart w:id="1"/>'
        + mark.format("begin")
        + "<w:r><w:instrText> REF x \\h </w:instrText></w:r>"
        + mark.format("separate")
        + r(" (result)")
        + mark.format("end")
        + '<w:commentRangeEnd w:id="1"/><w:r><w:annotationRef/></w:r>'
        + f'<w:fldSimple w:instr=" PAGE ">{r(" 7")}</w:fldSimple><w:fldSimple w:instr="DATE">{r(" today")}</w:fldSimple>'
    )
    assert text_of(body) == "Seen and seen (result) today"


def test_notes_stand_after_the_paragraph_that_calls_them() -> None:
    call = '<w:r><w:rPr><w:rStyle w:val="Funotenzeichen"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    own = '<w:r><w:rPr><w:rStyle w:val="Funotenzeichen"/></w:rPr>'
    own += '<w:footnoteReference w:customMarkFollows="1" w:id="3"/><w:t>*</w:t></w:r>'
    body = p(r("Ein Gesetz") + call + r(" gilt.")) + p(r("Ein anderes") + own + r(" auch."))
    assert text_of(body) == ("Ein Gesetz (1) gilt.\n\n(1) BGBl. I S. 1.\n\nEin anderes * auch.\n\n* Mit Vorbehalt.")


def test_cells_that_span_columns_and_rows_stand_where_they_are_seen() -> None:
    def cell(words: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(words)}</w:tc>"

    body = (
        f"<w:tr>{cell('Land', MERGED)}{cell('Einwohner', WIDE)}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('2019')}{cell('2020')}</w:tr>"
        f"<w:tr>{cell('Malta')}{cell('493 559')}{cell('514 564')}</w:tr>"
        f"<w:tr>{INDENTED}{cell('x')}{cell('y')}</w:tr>"
    )
    body = f"<w:tbl>{body}</w:tbl>"
    assert text_of(body) == (
        "| Land | Einwohner |  |\n| --- | --- | --- |\n| Land | 2019 | 2020 |\n| Malta | 493 559 | 514 564 |\n|  | x | y |"
    )


def test_of_two_copies_of_a_text_box_one_is_read_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('Im Kasten.')}{p('Auch.')}</w:txbxContent>"
    body = p(
        r("Davor")
        + f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>{box}</wps:txbx></mc:Choice>'
        + f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        + r(" danach.")
    )
    assert text_of(body) == "Davor danach.\n\nIm Kasten.\n\nAuch."


def test_signs_breaks_and_formulas_are_words() -> None:
    body = p(
        "<w:r><w:t>Zeile</w:t><w:br/><w:t>zwei</w:t><w:tab/><w:t>Süd</w:t><w:noBreakHyphen/><w:t>Tirol, Ver</w:t><w:softHyphen/>"
        '<w:t>trag </w:t><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    )
    body += p(
        r("m")
        + r("2", '<w:vertAlign w:val="superscript"/>')
        + r(", 10")
        + r("6", '<w:vertAlign w:val="superscript"/>')
        + r("; ")
        + "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f>"
        "<m:r><m:t>=</m:t></m:r>"
        '<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:r><m:t>c</m:t></m:r></m:e></m:d></m:oMath>'
    )
    assert text_of(body) == "Zeile\nzwei Süd-Tirol, Vertrag α☑\n\nm2, 10^6; a/b=[c]"


def test_a_deleted_row_of_a_table_is_out() -> None:
    def row(words: str, properties: str = "") -> str:
        return f"<w:tr><w:trPr>{properties}</w:trPr><w:tc>{p(words)}</w:tc><w:tc>{p('2')}</w:tc></w:tr>"

    body = row("Eins") + row("Gestrichen", '<w:del w:id="1"/>') + row("Neu", '<w:ins w:id="2"/>')
    assert text_of(f"<w:tbl>{body}</w:tbl>") == "| Eins | 2 |\n| --- | --- |\n| Neu | 2 |"


def test_the_title_of_the_properties_counts_only_where_the_text_says_so() -> None:
    def with_title(title: str) -> str | None:
        core = f'<c:coreProperties xmlns:c="c" xmlns:dc="dc"><dc:title>{title}</dc:title></c:coreProperties>'
        body = p("Jahresbericht der Behörde") + p("Text.")
        return read(
            zipped(
                {"word/document.xml": f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>', "docProps/core.xml": core}
            )
        ).title

    assert with_title("Jahresbericht der Behörde") == "Jahresbericht der Behörde"
    assert with_title("Vorlage Jahresbericht v3") is None


@pytest.mark.shared
def test_a_real_judgment_laid_out_in_a_table_reads_as_a_text() -> None:
    path = shared("pdf-se-ferenda/data/test/files/repo/dv/downloaded/ADO/2013-63.docx")
    found = read(path.read_bytes())
    golden = (GOLDEN / "ad-2013-63-beginning.md").read_text().strip()
    assert found.text[: len(golden)] == golden
    assert found.text.endswith(
        "Beloppet ska betalas enligt den fördelning som Rättshjälpsmyndigheten bestämmer.\n\n"
        "| Sökord: | Föräldraledighet; Missgynnande; Tillfällig föräldrapenning |\n| --- | --- |"
    )
    assert found.language == "sv"


@pytest.mark.shared
def test_a_real_sitting_reads_as_a_debate_in_two_languages() -> None:
    folder = shared("parl-ct-docx/data/marilinapisani+ParlaMint/Transcripts Parliament of Catalonia")
    found = read((folder / "PCAT-4701-04012020.docx").read_bytes())
    golden = (GOLDEN / "pcat-4701-beginning.md").read_text().strip()
    assert found.text[: len(golden)] == golden
    assert [share.language for share in found.languages[:2]] == ["ca", "es"]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"word/document.xml": "<w:document xmlns:w='w'><w:body><w:p>"}, "xml-malformed"),
        ({"word/document.xml": "<w:document xmlns:w='w'/>", "word/styles.xml": "<broken"}, "xml-malformed"),
    ],
)
def test_a_damaged_part_is_named(members: dict[str, str], reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(zipped(members))
    assert caught.value.reason == reason


def test_a_speaker_who_says_nothing_keeps_a_line_and_a_speech_in_the_style_of_names_is_a_speech() -> None:
    speech = "Danke, Frau Präsidentin. Wir stimmen dem Antrag zu, denn er ist nötig. Mehr ist nicht zu sagen."
    body = p("Der Minister", "Redner") + p(speech, "Redner") + p("Er gilt ab Mai.") + p("Die Präsidentin", "Redner")
    body += p("Abstimmung", "berschrift1") + p("Der Schriftführer", "Redner")
    assert text_of(body) == (
        f"Der Minister: {speech}\n\nEr gilt ab Mai.\n\nDie Präsidentin:\n\n# § 1 Abstimmung\n\nDer Schriftführer:"
    )
