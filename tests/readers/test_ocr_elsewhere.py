"""Recognised pages as programs of other houses write them: Kraken, Transkribus, OCRopus, Tesseract with its choices, Google."""

import pytest

from moisson.readers.contract import Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT


def read(content: str) -> Text:
    """The one document of a file, by its content."""
    (text,) = FileReader(DEFAULT).read(content.encode())
    return text


def alto(blocks: str, order: str = "") -> str:
    return (
        f'<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">{order}<Layout><Page><PrintSpace>{blocks}</PrintSpace></Page>'
        "</Layout></alto>"
    )


def line(id: str, words: str, top: int = 0) -> str:
    return f'<TextLine ID="{id}" HPOS="0" VPOS="{top}" WIDTH="90" HEIGHT="10"><String CONTENT="{words}"/></TextLine>'


def order(*refs: str) -> str:
    named = "".join(f'<ElementRef REF="{ref}"/>' for ref in refs)
    return f"<ReadingOrder><OrderedGroup>{named}</OrderedGroup></ReadingOrder>"


def page(regions: str, order: str = "") -> str:
    space = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
    return f'<PcGts xmlns="{space}"><Page imageFilename="a.jpg">{order}{regions}</Page></PcGts>'


def hocr(body: str, system: str = "x") -> str:
    return (
        f"<html><head><meta name='ocr-system' content='{system}'/></head><body><div class='ocr_page'>{body}</div></body></html>"
    )


def test_alto_says_the_order_of_lines_or_of_what_holds_blocks() -> None:
    late, early = line("l3", "three", 0) + line("l4", "four", 20), line("l2", "two", 0) + line("l1", "One", 50)
    by_line = f'<TextBlock ID="b">{late}</TextBlock><TextBlock ID="a">{early}</TextBlock>'
    assert read(alto(by_line, order("l1", "l2", "l3", "l4"))).text == "One two three four"
    block = '<TextBlock ID="{}">{}</TextBlock>'
    composed = (
        f'<ComposedBlock ID="y">{block.format("c", line("l3", "three"))}{block.format("d", line("l4", "four"))}</ComposedBlock>'
        f'<ComposedBlock ID="x">{block.format("a", line("l1", "One"))}{block.format("b", line("l2", "two"))}</ComposedBlock>'
        f"{block.format('e', line('l5', 'five'))}"
    )
    assert read(alto(composed, order("x", "y"))).text == "One two three four five"


def test_page_says_the_order_of_lines() -> None:
    written = '<TextLine id="{0}"><TextEquiv><Unicode>{0}</Unicode></TextEquiv></TextLine>'.format
    regions = (
        f'<TextRegion id="b">{written("three")}</TextRegion><TextRegion id="a">{written("two")}{written("One")}</TextRegion>'
    )
    refs = "".join(f'<RegionRefIndexed index="{at}" regionRef="{id}"/>' for at, id in enumerate(("One", "two", "three")))
    assert read(page(regions, f"<ReadingOrder><OrderedGroup>{refs}</OrderedGroup></ReadingOrder>")).text == "One two three"


def test_choices_of_tesseract_are_no_words_and_its_signs_are() -> None:
    sign = "<span class='ocrx_cinfo' title='{}'>{}</span>".format
    choices = f"<span class='ocrx_cinfo' id='lstm_choices_1'>{sign('x_confs 85', '1')} {sign('x_confs 3', 'l')}</span>"
    word = "<span class='ocrx_word' title='bbox 0 0 9 9; x_wconf 80'>{}</span>".format
    found = read(
        hocr(f"<p class='ocr_par'><span class='ocr_line'>{word(f'1 {choices}')} {word('fois')}</span></p>", "tesseract 4.1")
    )
    assert (found.text, found.confidence) == ("1 fois", 0.8)
    signs = sign("x_bboxes 0 0 1 1", "É") + sign("x_bboxes 1 0 2 1", "té") + choices
    assert read(hocr(f"<p class='ocr_par'><span class='ocr_line'>{word(signs)}</span></p>", "tesseract 5.3")).text == "Été"
    lines = f"\n {sign('x_bboxes 0 0 1 1', 'É')}\n  {choices}\n {sign('x_bboxes 1 0 2 1', 'té')}\n"  # each on a line of its own
    assert read(hocr(f"<p class='ocr_par'><span class='ocr_line'>{word(lines)}</span></p>", "tesseract 4.0")).text == "Été"


@pytest.mark.parametrize("confidences", [("s 0.5 0.7", "s 0.9"), ("s 50 70", "s 90"), (" 60", " 90")])
def test_confidence_sign_by_sign_counts_by_word(confidences: tuple[str, str]) -> None:
    words = " ".join(f"<span class='ocrx_word' title='bbox 0 0 9 9; x_conf{stated}'>mot</span>" for stated in confidences)
    assert read(hocr(f"<span class='ocr_line'>{words}</span>")).confidence == pytest.approx(0.75)


@pytest.mark.parametrize(("second", "kept"), [(595, False), (597, True)])
def test_the_numbers_of_two_pages_on_one_image_are_gone(second: int, kept: bool) -> None:
    def column(left: int, number: int) -> str:
        rows = [(left, 20 * at, left + 400, f"Satz {at} dieser Seite.") for at in range(6)]
        places = [*rows, (left, 150, left + 30, str(number))]
        return "".join(
            f"<span class='ocr_line' title='bbox {x} {y} {end} {y + 10}'>{words}</span>" for x, y, end, words in places
        )

    assert ("594" in read(hocr(column(0, 594) + column(600, second), "ocropy-1.0")).text) is kept


@pytest.mark.parametrize(
    ("space", "next", "text"),
    [
        ('<SP WIDTH="0" HPOS="10"/>', 'CONTENT=".0" HPOS="10"', "V2.0"),
        ('<SP WIDTH="0" HPOS="0"/>', 'CONTENT="Seiten" HPOS="14"', "V2 Seiten"),
        ('<SP WIDTH="0.2" HPOS="10"/>', 'CONTENT="." HPOS="10.2"', "V2."),
        ('<SP WIDTH="4" HPOS="10"/>', 'CONTENT="." HPOS="14"', "V2 ."),
    ],
)
def test_a_space_of_hardly_any_width_parts_nothing(space: str, next: str, text: str) -> None:
    words = f'<String CONTENT="V2" HPOS="5" WIDTH="5" HEIGHT="12"/>{space}<String {next} WIDTH="7" HEIGHT="12"/>'
    assert read(alto(f"<TextBlock><TextLine>{words}</TextLine></TextBlock>")).text == text


def test_transkribus_says_of_a_line_alone_what_it_is() -> None:
    def typed(words: str, type: str = "") -> str:
        custom = f' custom="structure {{type:{type};}}"' if type else ""
        return f"<TextLine{custom}><TextEquiv><Unicode>{words}</Unicode></TextEquiv></TextLine>"

    lines = typed("fol. xij", "page-number") + typed("Von dem Walde", "heading") + typed("Er ist groß.")
    assert read(page(f"<TextRegion>{lines}</TextRegion>")).text == "# Von dem Walde\n\nEr ist groß."


def pdf2xml(*printed: list[tuple[str, int, int]]) -> Text:
    """The text of pages whose lines have a place from the top and a font."""
    fonts = "".join(f'<fontspec id="{id}" size="{size}"/>' for id, size in enumerate((12, 20)))
    pages = "".join(
        '<page number="1" height="900" width="600">'
        + "".join(
            f'<text top="{top}" left="50" width="{9 * len(words)}" height="{(13, 22)[font]}" font="{font}">{words}</text>'
            for words, top, font in lines
        )
        + "</page>"
        for lines in printed
    )
    return read(f'<pdf2xml producer="poppler" version="25.03.0">{fonts}{pages}</pdf2xml>')


def test_a_title_that_later_pages_repeat_in_smaller_print_stays_where_it_is_first() -> None:
    def repeated(words: str) -> list[tuple[str, int, int]]:
        return [("Verfassung", 50, 0), (words, 100, 0)]

    first = [("Verfassung", 50, 1), ("Das Volk gibt sich eine Verfassung.", 100, 0)]
    text = pdf2xml(first, repeated("Das Recht gilt."), repeated("Der Staat dient."), repeated("Alle sind frei.")).text
    assert text == "# Verfassung\n\nDas Volk gibt sich eine Verfassung.\n\nDas Recht gilt.\n\nDer Staat dient.\n\nAlle sind frei."


def test_signs_beside_the_words_of_a_line_are_of_the_line() -> None:
    word = "<span class='ocrx_word'>{}</span>".format
    lines = [f"{word('la')}&shy;<br/>", f"{word('her')},\n {word('(auch')}) {word('im')}"]
    spans = "".join(f"<span class='ocr_line'>{line}</span>" for line in lines)
    assert read(hocr(f"<p class='ocr_par'>{spans}</p>")).text == "laher, (auch) im"
