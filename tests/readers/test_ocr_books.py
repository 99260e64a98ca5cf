"""Whole books as recognising programs write them: ABBYY FineReader letter by letter, DjVu word by word."""

import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Share, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT

SPACE = 'xmlns="http://www.abbyy.com/FineReader_xml/FineReader10-schema-v1.xml"'


def read(content: str) -> Text:
    (text,) = FileReader(DEFAULT).read(content.encode())
    return text


def letters(words: str, sure: int = 80) -> str:
    return "".join(
        f'<charParams l="1" charConfidence="{255 if sign == " " else sure}" wordStart="false">{sign}</charParams>'
        for sign in words
    )


def line(words: str, top: int = 0) -> str:
    return (
        f'<line baseline="9" l="0" t="{top}" r="90" b="{top + 10}"><formatting lang="GermanNewSpelling">{letters(words)}'
        "</formatting></line>"
    )


def paragraph(*lines: str, style: str = "") -> str:
    return f'<par style="{style}">{"".join(line(words, 20 * at) for at, words in enumerate(lines))}</par>'


def abbyy(blocks: str, before: str = "") -> Text:
    return read(f'<document {SPACE} producer="ABBYY FineReader Engine 11">{before}<page width="100">{blocks}</page></document>')


def block(*paragraphs: str, kind: str = "Text") -> str:
    return f'<block blockType="{kind}"><region><rect l="1"/></region><text>{"".join(paragraphs)}</text></block>'


def test_letters_become_paragraphs_with_their_language_and_how_sure_they_are() -> None:
    text = abbyy(block(paragraph("Der Landtag be¬", "schließt das Gesetz."), paragraph("Es gilt.")))
    assert text.text == "Der Landtag beschließt das Gesetz.\n\nEs gilt."
    assert (text.format, text.language, text.languages, text.confidence) == ("abbyy", "de", (Share("de", 8),), 0.8)


def test_styles_say_what_a_paragraph_is() -> None:
    styles = {"a": "heading", "b": "footnote", "c": "rt", "d": "text"}
    stated = "".join(f'<paragraphStyle id="{id}" role="{role}"/>' for id, role in styles.items())
    written = (
        block(paragraph("Kopf 12", style="c"), paragraph("Vom Wege", style="a"), paragraph("Der Weg ist", style="d"))
        + block(paragraph("1 Zu diesem Weg.", style="b"))
        + block(paragraph("frei.", style="d"))
    )
    text = abbyy(written, f"<documentData><paragraphStyles>{stated}</paragraphStyles></documentData>").text
    assert text == "# Vom Wege\n\nDer Weg ist frei.\n\n1 Zu diesem Weg."


def test_a_table_has_rows_and_cells() -> None:
    cells = [[("Ort", 'colSpan="2"')], [("Ulm", ""), ("12", "")]]
    rows = "".join(
        f"<row>{''.join(f'<cell {span}><text>{paragraph(words)}</text></cell>' for words, span in row)}</row>" for row in cells
    )
    assert abbyy(f'<block blockType="Table">{rows}</block>').text == "Ort\n\n| Ulm | 12 |\n| --- | --- |"


def test_other_readings_are_left_out_and_words_may_stand_without_letters() -> None:
    variants = "<charRecVariants><charRecVariant charConfidence='1'>O</charRecVariant></charRecVariants>"
    first = f'<line><formatting><charParams charConfidence="60">{variants}D</charParams>{letters("as")}</formatting></line>'
    second = "<line><formatting>Gesetz </formatting><formatting bold='true'>gilt.</formatting></line>"
    text = abbyy(block(f"<par>{first}{second}</par>"))
    assert text.text == "Das Gesetz gilt."
    assert text.confidence == pytest.approx(0.7333, abs=1e-4)


def test_a_tab_keeps_words_apart_and_mark_up_laid_out_in_lines_does_not() -> None:
    signs = "".join(f"<charParams>\n  {sign}\n </charParams>" for sign in "Art")
    stop = '<charParams isTab="true">\t</charParams>'
    assert abbyy(block(f"<par><line><formatting>{signs}{stop}{letters('12')}</formatting></line></par>")).text == "Art 12"


def test_djvu_has_words_by_line_and_paragraph_over_pages() -> None:
    def words(said: str) -> str:
        written = (f'<WORD coords="1,9,8,2" x-confidence="70">{word}</WORD>' for word in said.split())
        return f"<LINE>{' '.join(written)}</LINE>"

    def scan(*paragraphs: list[str]) -> str:
        held = "".join(f"<PARAGRAPH>{''.join(map(words, lines))}</PARAGRAPH>" for lines in paragraphs)
        return (
            '<OBJECT><PARAM name="DPI" value="300"/><HIDDENTEXT><PAGECOLUMN><REGION>'
            f"{held}</REGION></PAGECOLUMN></HIDDENTEXT></OBJECT>"
        )

    pages = scan(["Der Landtag be-", "schließt das"], ["12"]) + scan(["Gesetz vom Wege."]) + scan(["Es gilt."])
    text = read(f"<!DOCTYPE DjVuXML>\n<DjVuXML><HEAD></HEAD><BODY>{pages}</BODY></DjVuXML>")
    assert text.text == "Der Landtag beschließt das\n\nGesetz vom Wege.\n\nEs gilt."
    assert (text.format, text.confidence) == ("djvu-xml", 0.7)


def test_a_book_that_breaks_off_is_refused() -> None:
    with pytest.raises(DocumentError, match="xml-malformed"):
        read(f'<?xml version="1.0"?><document {SPACE}><page>')


def test_a_page_of_abbyys_alone_is_known_by_how_it_states_its_place() -> None:
    text = read(f'<page width="100" resolution="300" originalCoords="1">{block(paragraph("Der Landtag."))}</page>')
    assert (text.format, text.text) == ("abbyy", "Der Landtag.")
