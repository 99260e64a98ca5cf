"""Recognised pages: ALTO, PAGE, hOCR and pdf2xml, against files written and read by hand."""

from pathlib import Path

import pytest
from shared_data import shared

from moisson.readers.contract import Text
from moisson.readers.files import FileReader
from moisson.readers.ocr import pages
from moisson.readers.ocr.lines import running
from moisson.readers.ocr.pages import Kind
from moisson.readers.read_options import DEFAULT

GOLDEN = Path(__file__).parent / "golden" / "ocr"
KANT = "ocr-page-ocrd/data/data/kant_aufklaerung_1784-page-region-line-word_glyph/data"


def read(content: bytes) -> Text:
    """The one document of a file, by its content."""
    (text,) = FileReader(DEFAULT).read(content)
    return text


def golden(name: str) -> str:
    return (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.parametrize("name", ["alto2.xml", "page.xml", "two_pages.hocr"])
def test_a_page_reads_in_order_without_furniture_and_with_its_words_whole(name: str) -> None:
    assert read((GOLDEN / name).read_bytes()).text == golden(name.partition(".")[0])


@pytest.mark.shared
@pytest.mark.parametrize(
    "path",
    [
        "ocr-alto-gallica/data/data/bpt6k70173w/bpt6k70173w_f4.xml",
        "ocr-alto-gallica/data/data/bpt6k15204009/bpt6k15204009_f10.xml",
        f"{KANT}/OCR-D-GT-PAGE/PAGE_0017_PAGE.xml",
    ],
)
def test_real_pages_read_as_people_read_them(path: str) -> None:
    file = shared(path)
    assert read(file.read_bytes()).text == golden(file.stem)


def test_hocr_reads_alike_as_xml_and_as_html_that_is_no_xml() -> None:
    xhtml = (GOLDEN / "two_pages.hocr").read_bytes()
    html = xhtml.replace(b' content="ocropus 1.3"/>', b' content="ocropus 1.3">')  # never closed
    for data in (
        html,
        html.partition(b"?>")[2].replace(b' xmlns="http://www.w3.org/1999/xhtml"', b""),
        b"<!DOCTYPE html>\n" + html,
    ):
        assert read(data) == read(xhtml)


@pytest.mark.shared
def test_a_real_hocr_file_keeps_its_paragraphs() -> None:
    text = read(shared("ocr-hocr/data/Tests/default.hocr").read_bytes())
    paragraphs = text.text.split("\n\n")
    assert paragraphs[:2] == ["Hradbami zavířily bubny a zaduněly rohy.", "U Lounské brány střídaly se stráže."]
    assert paragraphs[2].startswith(
        "Srša vstal, protřel si oko, jako by se byl probudil ze sna hlubokého, a již byl opět tím jednookým"
    )
    assert text.language == "cs"


@pytest.mark.parametrize(("system", "text"), [("tesseract 5.3.0", "Rapport annuel\n\nLe texte."), ("ocropus 1.3", "Le texte.")])
def test_what_tesseract_calls_a_header_is_a_line_across_columns_and_stays(system: str, text: str) -> None:
    page = (
        f"<html><head><meta name='ocr-system' content='{system}'/></head><body><div class='ocr_page'><div class='ocr_carea'>"
        "<p class='ocr_par'><span class='ocr_header'><span class='ocrx_word'>Rapport</span> <span class='ocrx_word'>annuel</span>"
        "</span></p></div><p class='ocr_par'><span class='ocr_line'>Le texte.</span></p></div></body></html>"
    )
    assert read(page.encode()).text == text


@pytest.mark.shared
def test_pdf2xml_joins_lines_and_leaves_running_heads_out() -> None:
    text = read(shared("pdf-se-ferenda/data/test/files/pdfreader/intermediate/custom-encoding.xml").read_bytes()).text
    assert "antar lag om ändring i lagen (1996:1512) om dubbelbeskattningsavtal mellan de nordiska länderna." in text
    assert "# Propositionens huvudsakliga innehåll" in text
    assert "Prop.\n" not in text


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Aufklaͤ-", "rung hinderlich"], "Aufklaͤrung hinderlich"),
        (["ver⸗", "ſchuldet"], "verſchuldet"),
        (["Saint-", "Denis"], "Saint-Denis"),
        (["Ein- ", "und Ausfuhr"], "Ein- und Ausfuhr"),
        (["quel¬", "ques"], "quelques"),
        (["a =", "b"], "a = b"),
        (["", "seul", ""], "seul"),
    ],
)
def test_lines_come_together(lines: list[str], expected: str) -> None:
    assert running(lines, "de") == expected


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("RunningTitleZone", Kind.FURNITURE),
        ("NumberingZone", Kind.FURNITURE),
        ("MarginTextZone", Kind.NOTE),
        ("MainZone#2", Kind.BODY),
        ("HeadingLine", Kind.HEADING),
        ("TitlePageZone", Kind.BODY),
        ("page-number", Kind.FURNITURE),
        ("caption", Kind.CAPTION),
        ("DropCapitalZone", Kind.DROP_CAPITAL),
        ("paragraph", Kind.BODY),
        ("titre 1", Kind.HEADING),
        ("page de titre", Kind.BODY),
        ("titre courant", Kind.FURNITURE),
        ("Überschrift", Kind.HEADING),
    ],
)
def test_labels_of_several_vocabularies_are_understood(label: str, kind: Kind) -> None:
    assert pages.kind_of(label) is kind


@pytest.mark.shared
def test_an_initial_on_a_line_of_its_own_returns_to_its_word() -> None:
    text = read(shared("ocr-alto-gallica/data/data/bpt6k822192/bpt6k822192_f10.xml").read_bytes()).text
    assert "Après avoir ſubi les deux Examens dans l’Univerſité de Coppenhague" in text


def _alto(lines: list[tuple[int, int, int, str, str]]) -> bytes:
    """A page with one block: left, top and right of its lines, what they are tagged as, and their words; 10 units high."""
    written = "".join(
        f'<TextLine HPOS="{left}" VPOS="{top}" WIDTH="{right - left}" HEIGHT="10" TAGREFS="{tag}">'
        f'<String CONTENT="{words}"/></TextLine>'
        for left, top, right, tag, words in lines
    )
    return (
        '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Tags><OtherTag ID="H" LABEL="HeadingLine"/><OtherTag ID="D" '
        f'LABEL="DefaultLine"/></Tags><Layout><Page><PrintSpace><TextBlock>{written}</TextBlock></PrintSpace></Page></Layout></alto>'
    ).encode()


def test_a_line_gone_astray_returns_to_its_place_and_columns_stay_columns() -> None:
    assert read(_alto([(0, 0, 90, "D", "one"), (0, 24, 90, "D", "three"), (0, 12, 90, "D", "two")])).text == "one two three"
    assert read(_alto([(0, 0, 40, "D", "one"), (0, 12, 40, "D", "two"), (50, 0, 90, "D", "three")])).text == "one two three"
