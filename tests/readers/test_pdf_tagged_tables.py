"""Tables of tagged PDF: their cells, where pages and narrow columns cut them."""

import pytest
from small_pdf import show
from tagged_pdf import Element, lines, marked, tagged_pdf

from moisson.readers.contract import Text
from moisson.readers.pdf.reader import read
from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
HOW = How(ocr=False)


def text(content: bytes) -> Text:
    return next(iter(read(content, HOW)))


def test_tables_have_the_cells_of_the_tags() -> None:
    words = ["Office", "Fee", "Copy", "paper", "2", "email", "0"]
    page = [lines(k, 650 - 20 * (k // 2), word, x=50 + 200 * (k % 2)) for k, word in enumerate(words)]
    rows = [
        Element(
            "TR",
            [Element("TH", [Element("P", [(0, 0)])]), Element("TH", [Element("P", [(0, 1)])], "/A << /O /Table /ColSpan 2 >>")],
        ),
        Element(
            "TR", [Element("TD", [(0, 2)], "/A [<< /O /Table /RowSpan 2 >>]"), Element("TD", [(0, 3)]), Element("TD", [(0, 4)])]
        ),
        Element("TR", [Element("TD", [(0, 5)]), Element("TD", [(0, 6)])]),
    ]
    tree = Element("Table", [Element("THead", rows[:1]), Element("TBody", rows[1:])])
    assert text(tagged_pdf([page], tree)).text == (
        "| Office | Fee |  |\n| --- | --- | --- |\n| Copy | paper | 2 |\n| Copy | email | 0 |"
    )


def test_cells_without_words_keep_their_places() -> None:
    page = [lines(0, 650, "2006", x=250), lines(1, 650, "2007", x=350), lines(2, 630, "Levies", x=50), lines(3, 630, "5", x=350)]
    rows = [
        Element("TR", [Element("TD"), Element("TD", [(0, 0)]), Element("TD", [(0, 1)])]),
        Element("TR", [Element("TD", [(0, 2)]), Element("TD"), Element("TD", [(0, 3)])]),
    ]
    assert text(tagged_pdf([page], Element("Table", rows))).text == "|  | 2006 | 2007 |\n| --- | --- | --- |\n| Levies |  | 5 |"


def bare(*cells: int) -> Element:
    return Element("NonStruct", [Element("NonStruct", [Element("P", [(0, k)])]) for k in cells])


def test_rows_and_columns_without_a_name_are_a_table() -> None:
    places = [(50, 690), (200, 690), (50, 670), (50, 650), (120, 650), (200, 650), (50, 630), (120, 630), (200, 630)]
    words = ["Category", "Persons", "Gender", "Age", "below", "159", "Age", "over", "884"]
    page = [lines(k, y, word, x=x) for k, (word, (x, y)) in enumerate(zip(words, places, strict=True))]
    file = tagged_pdf([page], Element("NonStruct", [bare(0, 1), bare(2), bare(3, 4, 5), bare(6, 7, 8)]))
    assert text(file).text == (
        "| Category |  | Persons |\n| --- | --- | --- |\n| Gender |  |  |\n| Age | below | 159 |\n| Age | over | 884 |"
    )


def test_words_that_only_follow_each_other_are_none() -> None:
    page = [lines(0, 650, "2014", x=50), lines(1, 650, "Act", x=77), lines(2, 630, "2012", x=50), lines(3, 630, "Law", x=77)]
    assert "|" not in text(tagged_pdf([page], Element("NonStruct", [bare(0, 1), bare(2, 3)]))).text


def test_a_cell_that_goes_on_from_the_row_above_may_come_first_in_the_tags() -> None:
    words = ["Name", "Office", "Anna", "Mint", "Bert"]
    page = [lines(k, 690 - 20 * (k // 2), word, x=50 + 150 * (k % 2)) for k, word in enumerate(words)]
    rows = [Element("TR", [Element("TD", [(0, k)]), Element("TD", [(0, k + 1)])]) for k in (0, 2)]
    table = Element("Table", [*rows, Element("TR", [Element("TD"), Element("TD", [(0, 4)])])])
    assert text(tagged_pdf([page], table)).text == "| Name | Office |\n| --- | --- |\n| Anna | Mint |\n| Bert |  |"


def test_a_table_within_which_others_stand_only_sets_the_page_out() -> None:
    page = [lines(k, 650 - 20 * (k // 2), word, x=50 + 150 * (k % 2)) for k, word in enumerate(["Fee", "Copy", "2", "Post", "0"])]
    inner = Element("Table", [Element("TR", [Element("TD", [(0, k)]), Element("TD", [(0, k + 1)])]) for k in (1, 3)])
    outer = Element("Table", [Element("TR", [Element("TD", [Element("P", [(0, 0)])]), Element("TD", [inner])])])
    assert text(tagged_pdf([page], outer)).text == "Fee\n\n| Copy | 2 |\n| --- | --- |\n| Post | 0 |"


def test_rows_without_a_table_in_them_are_one_before_and_behind_a_row_that_holds_one() -> None:
    words = ["Place", "Remark", "Art. 1", "too long", "Art. 2", "see:", "Fee", "2", "Art. 3", "unclear"]
    page = [lines(k, 690 - 20 * (k // 2), word, x=50 + 150 * (k % 2)) for k, word in enumerate(words)]
    plain = {k: Element("TR", [Element("TD", [(0, k)]), Element("TD", [(0, k + 1)])]) for k in (0, 2, 6, 8)}
    holds = Element("TR", [Element("TD", [(0, 4)]), Element("TD", [Element("P", [(0, 5)]), Element("Table", [plain[6]])])])
    for body in (
        [plain[0], plain[2], holds, plain[8]],
        [Element("THead", [plain[0]]), Element("TBody", [plain[2], holds, plain[8]])],
    ):
        assert text(tagged_pdf([page], Element("Table", body))).text == (
            "| Place | Remark |\n| --- | --- |\n| Art. 1 | too long |\n\nArt. 2\n\nsee:\n\n| Fee | 2 |\n| --- | --- |\n\n"
            "| Art. 3 | unclear |\n| --- | --- |"
        )


def test_a_word_that_a_narrow_cell_cuts_is_whole_and_a_line_that_an_author_ends_is_not() -> None:
    """Word and LibreOffice write a space, a text of its own, where a line ends behind a word (ISO 32000-1, 14.8.2.5)."""
    space = show(180, 690, " ")
    walls = [f"{x} 560 m {x} 664 l S" for x in (50, 93, 200)] + [f"50 {y} m 200 {y} l S" for y in (664, 625, 595, 560)]
    text_below = marked(0, show(50, 690, "Rainfall of the months"), space, show(50, 678, "that had most."))
    months = [
        marked(1, show(56, 650, "Septem", 10), show(56, 638, "ber", 10)),
        lines(2, 650, "12", x=100),
        lines(3, 610, "Rain", "fall", x=56),
        lines(4, 610, "Wet", "days", x=100),
        marked(5, show(56, 580, "Octo", 10), show(78, 580, " "), show(56, 568, "wet", 10)),
        lines(6, 580, "17", x=100),
    ]
    rows = [Element("TR", [Element("TD", [(0, k)]), Element("TD", [(0, k + 1)])]) for k in (1, 3, 5)]
    tree = Element("P", [(0, 0)]), Element("Table", rows)
    written = text(tagged_pdf([[text_below, *months, *walls]], *tree)).text
    assert "| September | 12 |" in written
    assert "| Octo wet | 17 |" in written
    assert "| Wet days |" in written
    without = text(tagged_pdf([[text_below.replace(space, ""), *months, *walls]], *tree)).text
    assert "| Septem ber | 12 |" in without


def test_a_row_that_a_page_cuts_is_one() -> None:
    first = [
        lines(0, 80, "Name", x=50),
        lines(1, 80, "Meaning", x=200),
        lines(2, 60, "copy", x=50),
        lines(3, 60, "what is", x=200),
    ]
    second = [lines(0, 650, "made again", x=200)]
    rows = [
        Element("TR", [Element("TH", [(0, 0)]), Element("TH", [(0, 1)])]),
        Element("TR", [Element("TD", [(0, 2)]), Element("TD", [Element("P", [(0, 3), (1, 0)])])]),
    ]
    file = tagged_pdf([first, second], Element("Table", rows))
    assert text(file).text == "| Name | Meaning |\n| --- | --- |\n| copy | what is made again |"


def test_a_head_that_is_printed_on_each_page_counts_once() -> None:
    first = [lines(0, 80, "Title", x=50), lines(1, 80, "Date", x=200), lines(2, 60, "Act", x=50), lines(3, 60, "2014", x=200)]
    second = [
        lines(0, 650, "Title", x=50),
        lines(1, 650, "Date", x=200),
        lines(2, 630, "Law", x=50),
        lines(3, 630, "2012", x=200),
    ]
    rows = [
        Element("TR", [Element("TH", [(0, 0), (1, 0)]), Element("TH", [(0, 1), (1, 1)])]),
        *[Element("TR", [Element("TD", [(page, 2)]), Element("TD", [(page, 3)])]) for page in (0, 1)],
    ]
    file = tagged_pdf([first, second], Element("Table", rows))
    assert text(file).text == "| Title | Date |\n| --- | --- |\n| Act | 2014 |\n| Law | 2012 |"


def test_a_cell_that_a_page_cuts_between_paragraphs_is_one() -> None:
    first = [lines(0, 80, "Event", x=50), lines(1, 80, "Moving", x=200), lines(2, 60, "Life", x=50), lines(3, 60, "Birth", x=200)]
    second = [lines(0, 650, "School", x=200), lines(1, 630, "Work", x=200)]
    parts = [
        Element("Table", [Element("TR", [Element("TD", [(0, k)]), Element("TD", [(0, k + 1)])]) for k in (0, 2)]),
        Element("Table", [Element("TR", [Element("TD"), Element("TD", [Element("P", [(1, 0)]), Element("P", [(1, 1)])])])]),
    ]
    assert text(tagged_pdf([first, second], *parts)).text == "| Event | Moving |\n| --- | --- |\n| Life | Birth School Work |"


@pytest.mark.parametrize(("end", "same"), [("of", True), ("of it.", False)])
def test_a_row_that_goes_on_within_a_sentence_is_one_over_tables_of_two_pages(end: str, same: bool) -> None:
    words = "Term", "Meaning", "copy", f"what is made again {end}"
    first = [lines(k, 80 - 20 * (k // 2), word, x=50 + 150 * (k % 2)) for k, word in enumerate(words)]
    parts = [
        Element("Table", [Element("TR", [Element("TD", [(0, k)]), Element("TD", [(0, k + 1)])]) for k in (0, 2)]),
        Element("Table", [Element("TR", [Element("TD"), Element("TD", [(1, 0)])])]),
    ]
    rest = " Acts |" if same else " |\n|  | Acts |"
    file = tagged_pdf([first, [lines(0, 650, "Acts", x=200)]], *parts)
    assert text(file).text == f"| Term | Meaning |\n| --- | --- |\n| copy | what is made again {end}{rest}"
