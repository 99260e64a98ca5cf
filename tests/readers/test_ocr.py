"""Recognised pages: ALTO, PAGE, hOCR and pdf2xml, against files written and read by hand."""

from pathlib import Path

import pytest
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Share, Text
from moisson.readers.files import FileReader
from moisson.readers.ocr import pages
from moisson.readers.ocr.lines import running
from moisson.readers.ocr.page_text import read_pages
from moisson.readers.ocr.pages import Block, Kind, Line, Page
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


def test_confidence_is_the_mean_over_the_words_that_have_one() -> None:
    assert read((GOLDEN / "page.xml").read_bytes()).confidence == pytest.approx((0.6 + 1 + 1 + 0.6 + 0.8) / 5)
    hocr = read((GOLDEN / "two_pages.hocr").read_bytes())
    assert hocr.confidence == pytest.approx((0.5 + 0.9 + 0.8 + 1 + 1 + 0.6 + 0.9) / 7, abs=1e-4)
    assert (hocr.title, hocr.language) == ("Registre", "fr")


def test_alto_turns_character_marks_of_doubt_into_confidence() -> None:
    words = [0.5, 0.5, 1.0, 0.8, 1, 1, 1, 1, 1.0, 0.0]
    assert read((GOLDEN / "alto2.xml").read_bytes()).confidence == pytest.approx(sum(words) / len(words))


def test_hocr_reads_alike_as_xml_and_as_html_that_is_no_xml() -> None:
    xhtml = (GOLDEN / "two_pages.hocr").read_bytes()
    html = xhtml.replace(b' content="ocropus 1.3"/>', b' content="ocropus 1.3">')  # never closed
    for data in (
        html,
        html.partition(b"?>")[2].replace(b' xmlns="http://www.w3.org/1999/xhtml"', b""),
        b"<!DOCTYPE html>\n" + html,
    ):
        assert read(data) == read(xhtml)


def test_the_language_of_blocks_is_counted() -> None:
    assert read((GOLDEN / "alto2.xml").read_bytes()).languages == (Share("fr", 9),)
    assert read((GOLDEN / "page.xml").read_bytes()).language == "de"


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


def test_a_file_without_words_has_a_reason() -> None:
    with pytest.raises(DocumentError, match="empty"):
        read(b'<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page imageFilename="x"/></PcGts>')


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


def _page(head: str, *lines: str, note: str = "") -> Page:
    blocks = [Block([Line(head), *map(Line, lines)])]
    return Page([*blocks, Block([Line(note)], Kind.NOTE)] if note else blocks)


def test_a_paragraph_goes_on_over_the_page_before_the_note_in_between() -> None:
    work = [
        _page("12 HISTOIRE", "Les arbres per-", note="(a) Voyez."),
        _page("HISTOIRE 13", "dent leurs feuilles."),
        _page("14 HISTOIRE", "Fin."),
    ]
    assert read_pages(work, "alto").text == "Les arbres perdent leurs feuilles.\n\n(a) Voyez.\n\nFin."


def test_a_running_head_beside_the_page_number_goes_with_it() -> None:
    head = [Line("6", 500, 280, 570, 420), Line("La foire S. Germain,", 670, 286, 1600, 416, heading=True)]
    page = Page([Block([*head, Line("Il n’y a pas grand ouvrage.", 400, 480, 1800, 600)])])
    assert read_pages([page], "alto").text == "Il n’y a pas grand ouvrage."


def test_a_year_that_ends_a_date_is_no_page_number() -> None:
    assert (
        read_pages([Page([Block([Line("A Genève le 28. Avril,"), Line("1753.")])])], "alto").text
        == "A Genève le 28. Avril, 1753."
    )
    assert read_pages([Page([Block([Line("les plus éloi-"), Line("153")])])], "alto").text == "les plus éloi-"


def test_a_block_of_many_lines_is_no_furniture_whatever_its_label() -> None:
    title = Block(
        [Line(words) for words in ("L'ambassade", "de la compagnie", "orientale des", "provinces unies.")], Kind.FURNITURE
    )
    assert read_pages([Page([title])], "alto").text == "L'ambassade de la compagnie orientale des provinces unies."


@pytest.mark.shared
def test_an_initial_on_a_line_of_its_own_returns_to_its_word() -> None:
    text = read(shared("ocr-alto-gallica/data/data/bpt6k822192/bpt6k822192_f10.xml").read_bytes()).text
    assert "Après avoir ſubi les deux Examens dans l’Univerſité de Coppenhague" in text


def test_lines_of_verse_stay_lines() -> None:
    verse = ["Je chante les combats,", "Et ce prélat terrible", "Qui par ses longs travaux", "Et sa force invincible"]
    assert read_pages([Page([Block([Line(line) for line in verse])])], "alto").text == "\n".join(verse)


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


def test_names_that_come_again_and_again_are_speakers_and_a_single_one_is_a_heading() -> None:
    turns = [
        "ACTE I.",
        "COLOMBINE.",
        "Qui va ?",
        "ARLEQUIN.",
        "Moi.",
        "COLOMBINE.",
        "Toi ?",
        "ARLEQUIN.",
        "Oui.",
        "COLOMBINE.",
        "Ah !",
    ]
    lines = [(0, 12 * at, 90, "H" if words.isupper() else "D", words) for at, words in enumerate(turns)]
    assert read(_alto(lines)).text == (
        "# ACTE I.\n\nCOLOMBINE: Qui va ?\n\nARLEQUIN: Moi.\n\nCOLOMBINE: Toi ?\n\nARLEQUIN: Oui.\n\nCOLOMBINE: Ah !"
    )
    assert read(_alto(lines[:5])).text == "# ACTE I. COLOMBINE.\n\nQui va ?\n\n# ARLEQUIN.\n\nMoi."


def test_headings_with_room_between_them_are_two() -> None:
    lines = [(0, 0, 90, "H", "TO THE"), (0, 30, 90, "H", "QUEEN."), (0, 60, 90, "H", "MADAM,"), (0, 72, 90, "D", "It is so.")]
    assert read(_alto(lines)).text == "# TO THE QUEEN.\n\n# MADAM,\n\nIt is so."


def test_pages_that_are_alike_as_a_whole_keep_their_words() -> None:
    form = [Line(f"{words} of the form") for words in ("Name", "Place", "Day", "Month", "Year", "Sign", "Seal", "Stamp")]
    assert "Month of the form" in read_pages([Page([Block(list(form))]) for _ in range(3)], "page").text
