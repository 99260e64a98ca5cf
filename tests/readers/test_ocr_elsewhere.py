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


@pytest.mark.parametrize(
    ("first", "hyphen", "second", "text"),
    [
        ('CONTENT="déci-" SUBS_TYPE="HypPart1"', '<HYP CONTENT="-"/>', 'CONTENT="sion" SUBS_TYPE="HypPart2"', "décision"),
        ('CONTENT="déci" SUBS_TYPE="HypPart1"', '<HYP CONTENT="-"/>', 'CONTENT="sion" SUBS_TYPE="HypPart2"', "décision"),
        ('CONTENT="déci¬" SUBS_TYPE="HypPart1" SUBS_CONTENT=""', "", 'CONTENT="sion" SUBS_TYPE="HypPart2"', "décision"),
        ('CONTENT="déci" SUBS_TYPE="HypPart1"', "", 'CONTENT="sion" SUBS_TYPE="HypPart2"', "décision"),
        ('CONTENT="déci-"', '<HYP CONTENT="-"/>', 'CONTENT="sion"', "décision"),
        ('CONTENT="déci-" SUBS_TYPE="HypPart1" SUBS_CONTENT="décision"', "<HYP/>", 'CONTENT="mais"', "décimais"),
    ],
)
def test_a_divided_word_comes_together_wherever_its_hyphen_is_written(first: str, hyphen: str, second: str, text: str) -> None:
    lines = f'<TextLine><String CONTENT="une"/><SP/><String {first}/>{hyphen}</TextLine><TextLine><String {second}/></TextLine>'
    assert read(alto(f"<TextBlock>{lines}</TextBlock>")).text == f"une {text}"


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


def cell(words: str, left: int, top: int) -> str:
    block = f'<TextBlock HPOS="{left}" VPOS="{top}" WIDTH="80" HEIGHT="20">{{}}</TextBlock>'
    return block.format("".join(line(f"{left}{top}{word}", word) for word in words.split()))


def test_page_says_the_order_of_lines() -> None:
    written = '<TextLine id="{0}"><TextEquiv><Unicode>{0}</Unicode></TextEquiv></TextLine>'.format
    regions = (
        f'<TextRegion id="b">{written("three")}</TextRegion><TextRegion id="a">{written("two")}{written("One")}</TextRegion>'
    )
    refs = "".join(f'<RegionRefIndexed index="{at}" regionRef="{id}"/>' for at, id in enumerate(("One", "two", "three")))
    assert read(page(regions, f"<ReadingOrder><OrderedGroup>{refs}</OrderedGroup></ReadingOrder>")).text == "One two three"


def test_a_mark_that_is_a_word_of_its_own_joins_the_word_before_where_their_boxes_touch() -> None:
    words = [("Hello", 0, 50), (",", 51, 55), ("world", 70, 120), (".", 121, 125), ("…", 160, 170)]
    strings = "".join(
        f'<String CONTENT="{word}" HPOS="{left}" WIDTH="{right - left}" HEIGHT="20"/>' for word, left, right in words
    )
    assert read(alto(f"<TextBlock><TextLine>{strings}</TextLine></TextBlock>")).text == "Hello, world. …"
    spans = " ".join(f"<span class='ocrx_word' title='bbox {left} 0 {right} 20'>{word}</span>" for word, left, right in words)
    assert read(hocr(f"<p class='ocr_par'><span class='ocr_line'>{spans}</span></p>")).text == "Hello, world. …"


def test_brackets_and_hyphens_that_are_words_of_their_own_join_the_words_that_their_boxes_touch() -> None:
    def told(*words: tuple[str, int, int]) -> str:
        spans = "".join(f"<span class='ocrx_word' title='bbox {left} 0 {right} 20'>{word}</span>" for word, left, right in words)
        second = "<span class='ocr_line'><span class='ocrx_word' title='bbox 0 30 50 50'>mahl</span></span>"
        return read(hocr(f"<p class='ocr_par'><span class='ocr_line'>{spans}</span>{second}</p>")).text

    herr = (("der", 0, 30), ("(", 40, 44), ("Herr", 45, 80), (")", 81, 84), (":", 85, 87))
    assert told(*herr, ("Ge", 100, 120), ("-", 121, 125)) == "der (Herr): Gemahl"
    assert told(*herr, ("Ge", 100, 120), ("-", 140, 145)) == "der (Herr): Ge - mahl"
    assert told(("der", 0, 30), ("(", 31, 35), ("Herr", 45, 80)) == "der ( Herr mahl"


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


def test_hocr_files_one_after_another_and_deep_nesting_lose_no_words() -> None:
    page = "<span class='ocr_line'>{}</span>"
    assert read(hocr(page.format("Un,")) + hocr(page.format("deux."))).text == "Un, deux."
    assert read(hocr(page.format("<b>" * 3000 + "Un."))).text == "Un."


@pytest.mark.parametrize("confidences", [("s 0.5 0.7", "s 0.9"), ("s 50 70", "s 90"), (" 60", " 90")])
def test_confidence_sign_by_sign_counts_by_word(confidences: tuple[str, str]) -> None:
    words = " ".join(f"<span class='ocrx_word' title='bbox 0 0 9 9; x_conf{stated}'>mot</span>" for stated in confidences)
    assert read(hocr(f"<span class='ocr_line'>{words}</span>")).confidence == pytest.approx(0.75)


def test_lines_of_two_columns_that_nothing_holds_are_two_blocks() -> None:
    rows = [(0, 0, 90, "Er wollte gehen,"), (10, 20, 90, "Und ging."), (200, 0, 290, "Sie blieb da."), (210, 20, 290, "Lange.")]
    lines = "<br/>".join(
        f"<span class='ocr_line' title='bbox {x} {y} {end} {y + 10}'>{words}</span>" for x, y, end, words in rows
    )
    assert read(hocr(lines, "ocropy-1.0")).text == "Er wollte gehen, Und ging.\n\nSie blieb da. Lange."


def test_paragraphs_without_lines_are_paragraphs() -> None:
    assert (
        read(hocr("<div class='ocrx_block'><p class='ocr_par'>Un.</p><p class='ocr_par'>Deux.</p></div>")).text == "Un.\n\nDeux."
    )


def test_a_word_over_three_lines_of_a_narrow_column_is_one() -> None:
    part = '<String CONTENT="{}" SUBS_TYPE="HypPart{}" SUBS_CONTENT="fondation"/>'.format
    lines = (
        f'{part("fon", 1)}<HYP CONTENT="-"/>',
        f'{part("da", 2)}<HYP CONTENT="-"/>',
        f'{part("tion", 2)}<String CONTENT="fin"/>',
    )
    block = "".join(f"<TextLine>{line}</TextLine>" for line in lines)
    assert read(alto(f"<TextBlock>{block}</TextBlock>")).text == "fondation fin"


@pytest.mark.parametrize(("stated", "title"), [("OCR Output", None), ("Image: /tmp/x.tif", None), ("Registre", "Registre")])
def test_what_a_program_calls_every_page_is_no_title(stated: str, title: str | None) -> None:
    line = "<span class='ocr_line'><span class='ocrx_word' title='bbox 0 0 9 9'>mot</span></span>"
    page = f"<html><head><title>{stated}</title></head><body><div class='ocr_page'>{line}</div></body></html>"
    assert read(page).title == title


@pytest.mark.parametrize(("tag", "text"), [("NamedEntityTag", "Headley spoke."), ("StructureTag", "# Headley\n\nspoke.")])
def test_the_name_of_a_person_is_not_that_of_a_kind_of_lines(tag: str, text: str) -> None:
    tags = f'<Tags><{tag} ID="t1" LABEL="Headley"/></Tags>'
    first = line("l1", "Headley").replace("<TextLine", '<TextLine TAGREFS="t1"')
    assert read(alto(f"<TextBlock>{first}{line('l2', 'spoke.', 20)}</TextBlock>", tags)).text == text


def test_a_word_of_white_space_is_no_word_that_recognition_was_sure_of() -> None:
    blank = '<TextBlock><TextLine><String CONTENT=" " WC="0.95"/></TextLine></TextBlock>'
    word = '<TextBlock><TextLine><String CONTENT="Wort" WC="0.5"/></TextLine></TextBlock>'
    assert read(alto(blank + word)).confidence == 0.5


@pytest.mark.parametrize(("stated", "language"), [("en", None), ("cs", "cs")])
def test_the_language_that_programs_write_into_every_file_is_not_the_pages(stated: str, language: str | None) -> None:
    page = hocr("<span class='ocr_line'>Bürger</span>", "ocropy-1.0").replace("<html", f"<html lang='{stated}'")
    assert read(page).language == language


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


def test_a_running_foot_of_three_lines_is_gone_from_every_page() -> None:
    def printed(number: int, words: str) -> str:
        foot = line("f1", "Bericht", 100) + line("f2", "Amt", 120) + line("f3", f"Seite {number} von 3", 140)
        return f"<Page><TextBlock>{line('b', words)}</TextBlock><TextBlock>{foot}</TextBlock></Page>"

    pages = printed(1, "Erster Satz.") + printed(2, "Ein anderer.") + printed(3, "Der Schluss.")
    content = f'<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout>{pages}</Layout></alto>'
    assert read(content).text == "Erster Satz.\n\nEin anderer.\n\nDer Schluss."


def test_transkribus_says_of_a_line_alone_what_it_is() -> None:
    def typed(words: str, type: str = "") -> str:
        custom = f' custom="structure {{type:{type};}}"' if type else ""
        return f"<TextLine{custom}><TextEquiv><Unicode>{words}</Unicode></TextEquiv></TextLine>"

    lines = typed("fol. xij", "page-number") + typed("Von dem Walde", "heading") + typed("Er ist groß.")
    assert read(page(f"<TextRegion>{lines}</TextRegion>")).text == "# Von dem Walde\n\nEr ist groß."


def test_a_space_that_kraken_writes_as_a_word_is_none_that_it_was_sure_of() -> None:
    words = "".join(
        f"<span class='ocrx_word' title='bbox 0 0 9 9; x_confs {sure}'>{text}</span>"
        for text, sure in (("un", "0.5 0.5"), (" ", "1.0"), ("mot", "0.7 0.7 0.7"))
    )
    text = read(hocr(f"<span class='ocr_line'>{words}</span>"))
    assert text.text == "un mot"
    assert text.confidence == pytest.approx(0.6)


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


def test_the_third_line_from_a_pages_foot_goes_where_those_below_it_run_too() -> None:
    pages = [
        [(f"Der Satz von Nummer {word}.", 100, 0), ("Bericht", 800, 0), ("Das Amt", 850, 0), (f"Seite {at} von 3", 880, 0)]
        for at, word in enumerate(("eins", "zwei", "drei"), 1)
    ]
    assert pdf2xml(*pages).text == "\n\n".join(f"Der Satz von Nummer {word}." for word in ("eins", "zwei", "drei"))


def test_a_note_that_some_pages_of_a_book_repeat_is_no_running_foot() -> None:
    words = ["Baum", "Dorf", "Feld", "Gras", "Haus", "Korn", "Land", "Mond", "Wald"]
    pages = [
        [(f"Satz vom {word} {more}.", 100, 0), (f"Wort vom {word}.", 200, 0), (f"{word} {more} am Ende.", 300, 0)]
        for more in ("erst", "noch", "fast", "doch")
        for word in words
    ]
    note = "Eingefügt durch das Gesetz vom Mai, in Kraft seit Juni."
    for at in (3, 11, 19):
        pages[at].append((f"{at} {note}", 850, 0))
    assert pdf2xml(*pages).text.count(note) == 3


def test_a_piece_that_stands_high_in_its_line_is_no_line_of_its_own() -> None:
    pieces = (("Chapitre 1", 50, 70, 20, 15, 0), ("er", 120, 10, 18, 9, 1), (". – Objet", 131, 60, 20, 15, 0))
    written = "".join(
        f'<text top="{top}" left="{left}" width="{width}" height="{height}" font="{font}">{words}</text>'
        for words, left, width, top, height, font in pieces
    )
    fonts = '<fontspec id="0" size="12"/><fontspec id="1" size="7"/>'
    content = f'<pdf2xml producer="poppler" version="25.03.0">{fonts}<page number="1">{written}</page></pdf2xml>'
    assert read(content).text == "Chapitre 1er. – Objet"


def test_small_print_at_the_foot_of_a_page_is_notes_and_bullets_of_symbol_fonts_are_bullets() -> None:
    def piece(words: str, top: int, left: int, font: int) -> str:
        height = (15, 9, 12)[font]
        return f'<text top="{top}" left="{left}" width="{7 * len(words)}" height="{height}" font="{font}">{words}</text>'

    fonts = "".join(f'<fontspec id="{id}" size="{size}"/>' for id, size in enumerate((17, 10, 14)))
    note = piece("1", 795, 50, 1) + piece(" Wie oben gesagt, in der Fassung", 798, 57, 2) + piece("vom Mai.", 815, 50, 2)
    first = piece("\uf0b7 Sie gilt bis zum Tag der", 700, 50, 0) + note
    second = piece("neuen Fassung im Blatt.", 100, 50, 0) + piece("Ein zweiter Satz.", 200, 50, 0)
    content = f'<pdf2xml producer="poppler" version="25.03.0">{fonts}<page>{first}</page><page>{second}</page></pdf2xml>'
    note = "1 Wie oben gesagt, in der Fassung vom Mai."
    assert read(content).text == f"• Sie gilt bis zum Tag der neuen Fassung im Blatt.\n\n{note}\n\nEin zweiter Satz."


def test_signs_after_the_second_half_of_a_word_follow_the_whole_in_its_line() -> None:
    space = '<SP WIDTH="5"/>'
    half = '<String HPOS="{}" VPOS="0" WIDTH="30" HEIGHT="30" CONTENT="{}" SUBS_TYPE="HypPart{}" SUBS_CONTENT="Willkür"/>'.format
    word = '<String HPOS="{}" VPOS="0" WIDTH="{}" HEIGHT="30" CONTENT="{}"/>'.format
    first = f"<TextLine>{word(0, 40, 'die')}{space}{half(50, 'Will', 1)}<HYP/></TextLine>"
    second = f"<TextLine>{half(0, 'kür', 2)}{word(30, 4, ',')}{space}{word(40, 40, 'sondern')}</TextLine>"
    assert read(alto(f"<TextBlock>{first}{second}</TextBlock>")).text == "die Willkür, sondern"


def test_signs_beside_the_words_of_a_line_are_of_the_line() -> None:
    word = "<span class='ocrx_word'>{}</span>".format
    lines = [f"{word('la')}&shy;<br/>", f"{word('her')},\n {word('(auch')}) {word('im')}"]
    spans = "".join(f"<span class='ocr_line'>{line}</span>" for line in lines)
    assert read(hocr(f"<p class='ocr_par'>{spans}</p>")).text == "laher, (auch) im"
