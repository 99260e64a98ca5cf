"""Headings of PDF without tags, as the whole document shows them."""

import pytest
from small_pdf import pdf, show

from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
from moisson.readers.pdf.paragraphs.outline import HERE
from moisson.readers.pdf.reader import read

SAID = ["Gràcies, i bona tarda a tothom que és aquí.", "Saludo qui ens escolta; parlarem de tot això."]


def text(*sheets: list[str]) -> str:
    return next(iter(read(pdf(*sheets), How(ocr=False)))).text


def spoken(lines: list[tuple[str, bool]]) -> list[str]:
    """A page of lines below each other, some in bold, with two paragraphs after each."""
    page, y = [], 660.0
    for words, bold in lines:
        page.append(show(40, y, words, font="F2" if bold else "F1"))
        page += [show(40, y - 18 - 22 * k, said) for k, said in enumerate(SAID)]
        y -= 66
    return page


def test_names_of_who_speaks_are_no_headings_and_titles_between_them_are() -> None:
    first = ["La presidenta", "Fernando Sánchez Costa", "La presidenta", "El conseller de Justícia", "La presidenta"]
    titles = ["Pregunta al Govern sobre la segregació escolar", "Interpel·lació sobre les polítiques de suport"]
    pages = [spoken([(title, True), *((name, True) for name in first)]) for title in titles]
    pages.append(spoken([(f"Paraula {word}, i una altra.", False) for word in "abcdefgh"]))
    heads = [line for line in text(*pages).splitlines() if line.startswith("#")]
    assert heads == [f"# {title}" for title in titles]


def test_a_number_between_titles_and_their_texts_is_a_heading_and_tells_the_titles_from_who_speaks() -> None:
    titles = ["Dictamen de la Comissió", "Dictamen del Consell", "Debat General"]
    pages = []
    for k, title in enumerate(titles):
        page = spoken([("La presidenta", True), ("Fernando Sánchez Costa", True)])
        page += [show(40, 500, title, font="F2"), show(40, 482, f"310-0027{k}/11")]
        pages.append(page + [show(40, 464 - 22 * n, f"{said} {'I més. ' * (n + k)}") for n, said in enumerate(SAID * 3)])
    pages.append(spoken([(f"Paraula {word}, i una altra.", False) for word in "abcdefgh"]))
    pages.append([show(40, 640, "El pagament es fa al compte."), show(40, 600, "2100/0418"), show(40, 560, "Cal signar-ho.")])
    heads = [line for line in text(*pages).splitlines() if line.startswith("#")]
    assert heads == [line for k, title in enumerate(titles) for line in (f"# {title}", f"## 310-0027{k}/11")]


def test_numbers_that_follow_each_other_tell_headings_and_amounts_do_not() -> None:
    numbers = ["3.1. Scope", "3.2. Method", "3.2.1. Identifier", "3.2.2.Name", "3.2.3. Keyword", "3.3. Output", "4.1. Use"]
    found = text(spoken([(number, False) for number in numbers]), spoken([(f"{k}.40 Euro", False) for k in (7, 2, 9, 4, 12)]))
    assert [line[2:] for line in found.splitlines() if line.startswith("#")] == numbers


NUMBERS = ["1.1. Scope", "1.2. Method", "1.3. Identifier", "1.4. Name", "1.5. Keyword", "1.6. Output"]
LONG = "Whoever asks for the document is given it within a month, unless the law says that it is to be kept, and is told"


def test_boxes_of_a_drawing_and_heads_of_columns_are_no_headings_and_a_title_is_one() -> None:
    title = [show(40, 660, "Public Services", 18), show(40, 630, "A Vocabulary", 18), show(40, 600, "Second Edition", 18)]
    text_ = [show(40, 560, LONG, 8), show(40, 550, "why in writing, with the means to object to it before a court.", 8)]
    boxes = ("Receive Request", "Decide", "Inform")
    columns = ("Property", "Range", "Cardinality")
    drawn = [show(40 + 30 * k, 640 - 60 * k, words, 14, "F2") for k, words in enumerate(boxes)]
    drawn += [show(40, 400 - 40 * k, words, 10, "F2") for k, words in enumerate(columns)]
    numbered = spoken([(number, True) for number in NUMBERS])
    heads = [line.strip("# ") for line in text([*title, *text_], numbered, drawn).splitlines() if line[:1] == "#"]
    assert heads[0].startswith("Public Services")
    assert [head for head in heads if head in NUMBERS] == NUMBERS
    assert not {*boxes, *columns} & {*heads}


def test_a_sentence_that_goes_on_in_larger_type_is_no_heading() -> None:
    cut = [
        show(40, 640, "Durations begin with a letter and the relevant"),
        show(40, 610, "designator, where Y is for years", 11.5),
    ]
    found = text(cut, spoken([("Durations", True)]), spoken([(word, False) for word in "abcdefghij"]))
    assert [line.strip("# ") for line in found.splitlines() if line.startswith("#")] == ["Durations"]


def test_several_sentences_in_bold_are_no_heading_and_an_article_with_its_title_is() -> None:
    sentences = "This form is read by a machine. Please keep within the boxes."
    heads = ["Chapitre VIII. Recours", "Avoid delays. Apply now", "Art. 1er. Objet."]
    found = text(spoken([(sentences, True), *((head, True) for head in heads)]))
    assert [line[2:] for line in found.splitlines() if line.startswith("#")] == heads


def test_what_goes_on_behind_a_comma_or_fills_in_a_label_is_no_heading_and_a_chapter_is() -> None:
    page = [show(40, 660, "The minister of justice,"), show(40, 630, "Marc Fischbach", font="F2"), show(40, 600, "Author:")]
    page += [show(40, 570, "Fisheries Office", font="F2"), show(40, 540, "Decrees:"), show(40, 510, "Art. 1er. Aim", font="F2")]
    page += [show(40, 480, LONG)]
    assert [line for line in text(page).splitlines() if line.startswith("#")] == ["# Art. 1er. Aim"]


def test_a_chapter_that_ends_in_a_colon_has_its_title_on_the_next_line() -> None:
    page = [show(40, 660, LONG), show(40, 630, "Part I: Scope", font="F2"), show(40, 600, LONG)]
    page += [show(40, 570, "Part II:", font="F2"), show(40, 540, "Duties", font="F2"), show(40, 510, LONG)]
    assert [line for line in text(page).splitlines() if line.startswith("#")] == ["# Part I: Scope", "# Part II: Duties"]


def test_titles_further_apart_than_lines_are_two() -> None:
    page = [show(40, 660, "Directive", 24), show(40, 620, "Mutual Assistance", 24), show(40, 593, "in Taxation", 24)]
    page += [show(40, 540 - 12 * k, LONG[:70]) for k in range(5)]
    heads = [line for line in text(page).splitlines() if line.startswith("#")]
    assert heads == ["# Directive", "# Mutual Assistance in Taxation"]


def test_bold_of_the_texts_size_is_a_heading_beside_larger_ones_only_with_more_room_above_than_below() -> None:
    page = [show(40, 680, "Terms", 18), show(40, 650, LONG[:70])]
    page += [show(40, 600, "Fees", font="F2"), show(40, 580, LONG[:70])]
    page += [show(40, 560, "Caption", font="F2"), show(40, 530, LONG[:70])]
    page += [show(40, 490, "Orphan", font="F2")]
    assert [line for line in text(page).splitlines() if line.startswith("#")] == ["# Terms", "## Fees"]


def test_chapters_and_articles_in_bold_are_headings_whatever_the_room_and_so_is_their_type_if_most_of_it_are() -> None:
    def page(heads: list[str]) -> list[str]:
        lines = [(show(40, 670 - 40 * k, head, font="F2"), show(40, 650 - 40 * k, LONG[:70])) for k, head in enumerate(heads)]
        return [show(40, 700, "Loi", 18), *(piece for pair in lines for piece in pair)]

    law = ["De la tutelle", "Art. 1er.", "Chapitre 2", "Art. 2.", "Section I. Champ"]
    assert [line[3:] for line in text(page(law)).splitlines() if line.startswith("## ")] == law
    manual = ["install it", "Art. 1er.", "run it", "read it", "stop it"]
    assert [line[3:] for line in text(page(manual)).splitlines() if line.startswith("## ")] == ["install it", "Art. 1er."]


def test_a_line_as_near_as_the_next_and_a_numbered_caption_are_no_headings() -> None:
    page = [show(40, 680, "Terms", 18), show(40, 650, LONG[:70])]
    page += [show(40, 638, "$ make install", font="F2"), show(40, 600, LONG[:70])]
    page += [show(40, 560, "Table 2: Fees by year", font="F2"), show(40, 545, LONG[:70])]
    assert [line for line in text(page).splitlines() if line.startswith("#")] == ["# Terms"]


SECTIONS = ["Scope", "Duties", "Fees", "A very long title of the", "Rights"]
MARKS = [
    (1, 1, "1. Scope"),
    (2, 1, "Duties"),
    (2, 1, "Fees"),
    (1, 1, "A very long title of the section"),
    (2, 1, "RIGHTS"),
]


def outlined(marks: list[tuple[int, int, str]]) -> list[str]:
    """The headings of a page of sections in plain type, one with a note's mark, and of lines in bold before and between them."""
    page = [show(40, 690, "Look here first", 12, font="F2"), show(40, 670, LONG[:70])]
    for k, section in enumerate(SECTIONS):
        page += [show(40, 640 - 60 * k, section), show(40, 625 - 60 * k, LONG[:70])]
    page[8:9] = [show(40, 460, SECTIONS[3]), show(40, 448, "section")]
    page[10:11] = [show(40, 436, LONG[:70]), show(40, 410, "Mind the step", 12, font="F2")]
    page.append(show(63, 524, "1", 6))
    sheets = [page, [show(40, 600, LONG[:70])]]
    lines = next(iter(read(pdf(*sheets, marks=marks), How(ocr=False)))).text.splitlines()
    return [line for line in lines if line.startswith("#")]


def test_lines_of_the_outline_are_headings_of_its_levels_whatever_their_type_and_others_behind_the_first_are_none() -> None:
    told = ["# Scope", "## Duties", "## Fees(1)", "# A very long title of the section", "## Rights"]
    assert outlined(MARKS) == ["# Look here first", *told]
    assert outlined([]) == ["# Look here first", "# Mind the step"]


def test_an_outline_that_runs_in_a_circle_or_names_more_than_a_page_has_room_for_ends() -> None:
    page = [show(40, 690 - 8 * k, f"Section {k:02}", 6) for k in range(80)]
    marks = [(1, 1, f"Section {k:02}") for k in range(80)]
    assert next(iter(read(pdf(page, marks=marks), How(ocr=False)))).text.count("# ") == HERE
    circle = pdf(page, marks=marks[:2]).replace(b"/Next 11 0 R", b"/Next 10 0 R")
    assert b"/Next 10 0 R" in circle
    assert next(iter(read(circle, How(ocr=False)))).text.count("# ") == 1


def test_an_outline_that_tells_few_headings_or_points_to_other_pages_leaves_others_as_they_are() -> None:
    assert outlined(MARKS[:1]) == ["# Look here first", "# Scope", "# Mind the step"]
    assert outlined([(level, 2, title) for level, _, title in MARKS]) == ["# Look here first", "# Mind the step"]
