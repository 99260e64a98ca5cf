"""Tagged PDF: paragraphs, headings, lists, tables and their order as the file itself says them, where it can be believed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_pages import goldens
from shared_data import SHARED, shared
from small_pdf import line, show
from tagged_pdf import Element, assembled, furnishing, lines, marked, tagged_pdf
from told import left_out

from moisson.readers.contract import Share, Text
from moisson.readers.pdf.reader import pages, read
from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
HOW = How(ocr=False)


def text(content: bytes) -> Text:
    return next(iter(read(content, HOW)))


def test_headings_paragraphs_and_lists_are_those_of_the_tags() -> None:
    page = [
        lines(0, 650, "Of fees", size=11),  # no larger than other words: only the tag says what it is
        lines(1, 630, "Who asks for a copy pays", "for it.", size=11),
        lines(2, 590, "•", x=60, size=11),
        lines(3, 590, "the paper,", x=75, size=11),
        lines(4, 570, "1.", x=60, size=11),
        lines(5, 570, "the work.", x=75, size=11),
        lines(6, 540, "Of delays", size=11),
        lines(7, 520, "Thirty days are given.", size=11),
    ]
    item = [Element("LI", [Element("Lbl", [(0, k)]), Element("LBody", [(0, k + 1)])]) for k in (2, 4)]
    tree = Element(
        "Document",
        [Element("H1", [(0, 0)]), Element("P", [(0, 1)]), Element("L", item), Element("H2", [(0, 6)]), Element("P", [(0, 7)])],
    )
    assert text(tagged_pdf([page], tree)).text == (
        "# Of fees\n\nWho asks for a copy pays for it.\n\n- the paper,\n1. the work.\n\n## Of delays\n\nThirty days are given."
    )


def test_a_list_within_a_list_is_set_in() -> None:
    page = [lines(k, 650 - 20 * k, f"• point {k}") for k in range(3)]
    inner = Element("L", [Element("LI", [Element("LBody", [(0, 1)])])])
    tree = Element("L", [Element("LI", [Element("LBody", [(0, 0), inner])]), Element("LI", [Element("LBody", [(0, 2)])])])
    assert text(tagged_pdf([page], tree)).text == "- point 0\n  - point 1\n- point 2"


def test_the_number_of_an_item_that_begins_with_a_list_stands_before_its_first_words() -> None:
    page = [lines(0, 650, "1."), lines(1, 650, "the paper,", x=75)]
    inner = Element("L", [Element("LI", [Element("LBody", [(0, 1)])])])
    tree = Element("L", [Element("LI", [Element("Lbl", [(0, 0)]), Element("LBody", [inner])])])
    assert text(tagged_pdf([page], tree)).text == "1. the paper,"


def test_order_is_that_of_the_tags() -> None:
    page = [lines(0, 650, "Second in the file, first to read."), lines(1, 600, "Last to read.")]
    page = [page[1], page[0]]
    tree = Element("Sect", [Element("P", [(0, 0)]), Element("P", [(0, 1)])])
    assert text(tagged_pdf([page], tree)).text == "Second in the file, first to read.\n\nLast to read."


def test_words_that_marks_cut_are_whole() -> None:
    page = [marked(0, show(50, 600, "Cat", 12)), marked(1, "BT /F1 12 Tf 69.34 600 Td (alogue) Tj ET"), lines(2, 570, "of data")]
    tree = Element("P", [Element("Span", [(0, 0)]), (0, 1), Element("Span", [(0, 2)])])
    assert text(tagged_pdf([page], tree)).text == "Catalogue of data"


@pytest.mark.parametrize(("number", "touches"), [("2.1", True), ("2.", True), ("A", False)])
def test_a_number_that_is_marked_apart_is_parted_from_the_heading_it_touches(number: str, touches: bool) -> None:
    page = [marked(0, show(50, 600, number, 12)), marked(1, f"BT /F1 12 Tf {50 + 6.8 * len(number)} 600 Td (Fees) Tj ET")]
    tree = [Element("H2", [(0, 0), (0, 1)]), Element("P", [(0, 2)])]
    found = text(tagged_pdf([[*page, lines(2, 570, "Whoever asks pays.")]], *tree)).text
    assert found.startswith(f"## {number}{' ' * touches}Fees\n")


def test_elements_without_a_meaning_cut_no_words_as_browsers_write_them() -> None:
    page = [
        marked(0, show(50, 600, "The Council of 15")),
        marked(1, "BT /F1 6 Tf 129 604 Td (th) Tj ET"),
        marked(2, show(140, 600, "May 2025 agrees")),
        lines(3, 560, "Of fees", size=14),
        lines(4, 540, "and delays", size=14),
    ]
    bare = [Element("NonStruct", [(0, k)]) for k in range(5)]
    found = text(tagged_pdf([page], Element("Document", [Element("P", bare[:3]), Element("H1", bare[3:])]))).text
    assert found == "The Council of 15th May 2025 agrees\n\n# Of fees and delays"


def test_a_paragraph_over_two_pages_is_one_and_is_cut_where_pages_are_asked_for() -> None:
    file = tagged_pdf(
        [[lines(0, 60, "What begins here")], [lines(0, 650, "Ends There, in capitals.")]],
        Element("P", [(0, 0), (1, 0)]),
    )
    assert text(file).text == "What begins here Ends There, in capitals."
    assert pages(file, HOW) == ["What begins here", "Ends There, in capitals."]


def test_paragraphs_that_the_tags_part_are_not_joined_over_pages() -> None:
    file = tagged_pdf(
        [[lines(0, 60, "one without an end")], [lines(0, 650, "another in small letters")]],
        Element("P", [(0, 0)]),
        Element("P", [(1, 0)]),
    )
    assert text(file).text == "one without an end\n\nanother in small letters"


def test_heads_are_left_out_and_counted() -> None:
    page = [
        furnishing(show(50, 680, "Official paper no. 7")),
        lines(0, 600, "Words of the page."),
        furnishing(show(50, 20, "page 1")),
    ]
    file = tagged_pdf([page], Element("P", [(0, 0)]))
    assert text(file).text == "Words of the page."
    assert left_out(lambda content: read(content, HOW), file, "pdf") == {"head": 4, "foot": 2}


def test_what_recurs_on_all_pages_is_text_where_the_tags_say_so() -> None:
    lead = "Drill of the day"
    pages_of = [[lines(0, 680, lead), lines(1, 600, f"{word} words of the page.")] for word in ("First", "More", "Other", "Last")]
    tree = [Element("P", [(page, mark)]) for page in range(4) for mark in (0, 1)]
    assert text(tagged_pdf(pages_of, *tree)).text.count(lead) == 4
    furnished = [[furnishing(show(50, 680, lead)), rest] for _, rest in pages_of]
    assert lead not in text(tagged_pdf(furnished, *tree[1::2])).text


def test_a_picture_without_words_has_what_is_said_of_it() -> None:
    page = [
        lines(0, 600, "Words of the page."),
        marked(1, "10 w 50 500 m 90 520 l S", kind="Figure"),
        marked(2, "10 w 50 400 m 90 420 l S"),
    ]
    tree = [
        Element("P", [(0, 0)]),
        Element("Figure", [(0, 1)], "/Alt (Map of the four districts)"),
        Element("Figure", [(0, 2)], "/Alt (my logo.png)"),
    ]
    assert text(tagged_pdf([page], *tree)).text == "Words of the page.\n\nMap of the four districts"


def test_kinds_of_a_publisher_are_what_the_file_maps_them_to() -> None:
    page = [lines(0, 650, "Title of a part"), lines(1, 600, "Words of the part, which are more.")]
    file = tagged_pdf([page], Element("Rubrik", [(0, 0)]), Element("Brödtext", [(0, 1)]), roles="/Rubrik /H2 /Brödtext /P")
    assert text(file).text == "## Title of a part\n\nWords of the part, which are more."


def test_languages_are_those_that_the_tags_say() -> None:
    page = [lines(0, 650, "La commune perçoit la taxe de séjour"), lines(1, 600, "De gemeente int de"), lines(2, 570, "Kurtaxe")]
    page += [lines(3, 540, "https://example.org/")]
    dutch = Element("P", [(0, 1), Element("Span", [(0, 2)], more="/Lang (de)"), Element("Link", [(0, 3)], more="/Lang (zxx)")])
    parts = [Element("Sect", [Element("P", [(0, 0)])], more="/Lang (fr-BE)"), Element("Sect", [dutch], more="/Lang (nl-BE)")]
    found = text(tagged_pdf([page], Element("Document", parts)))
    assert found.languages == (Share("fr", 7), Share("nl", 4), Share("de", 1))
    assert found.language == "fr"


@pytest.mark.shared
def test_words_in_no_element_with_a_language_are_in_that_of_the_file() -> None:
    """Most paragraphs of the ordinance's annex say `DE-DE`, and so does the file."""
    path = shared("pdf-de-gesetze/data/z/zaganzv/bgbl1_2021_j1061_0050.pdf")
    found = text(path.read_bytes())
    assert found.language == "de"
    assert [share.language for share in found.languages] == ["de"]
    assert abs(found.languages[0].words - len(found.text.split())) < 0.1 * len(found.text.split())


def test_without_tags_for_headings_type_tells_them() -> None:
    page = [
        lines(0, 650, "On fees", size=16, font="F2"),
        lines(1, 620, "Who asks for a copy of a paper pays for it, and for the work."),
        lines(2, 590, "Exceptions", font="F2"),
        lines(3, 570, "Nobody pays for a copy of what the office got wrong itself."),
    ]
    found = text(tagged_pdf([page], *[Element("P", [(0, k)]) for k in range(4)])).text
    assert [part for part in found.split("\n\n") if part.startswith("#")] == ["# On fees", "## Exceptions"]


def test_headings_by_the_type_of_tagged_paragraphs_are_settled_by_the_whole_document() -> None:
    page = [
        lines(0, 650, "On fees", size=16, font="F2"),
        lines(1, 620, "Published by:"),
        lines(2, 590, "Fees Office", font="F2"),
        lines(3, 570, "Nobody pays for a copy of what the office got wrong itself."),
    ]
    found = text(tagged_pdf([page], *[Element("P", [(0, k)]) for k in range(4)])).text
    assert [part for part in found.split("\n\n") if part.startswith("#")] == ["# On fees"]


def test_notes_stand_behind_the_text_with_their_marks() -> None:
    page = [
        marked(0, show(50, 650, "Copies are free"), show(122, 654, "1", 6), show(126, 650, ", mostly.")),
        lines(1, 600, "More words follow here."),
        marked(2, show(50, 54, "1", 5), show(54, 50, "Since the first of May.", 8)),
    ]
    tree = [Element("P", [(0, 0)]), Element("Note", [Element("P", [(0, 2)])]), Element("P", [(0, 1)])]
    assert (
        text(tagged_pdf([page], *tree)).text
        == "Copies are free(1), mostly.\n\nMore words follow here.\n\n(1) Since the first of May."
    )


def test_tags_that_hold_too_few_words_are_not_followed() -> None:
    page = [lines(0, 650, "Title"), *[show(50, 600 - 12 * k, f"Untagged words of line {k}, which is long.") for k in range(5)]]
    found = text(tagged_pdf([page], Element("P", [(0, 0)]))).text
    assert "Untagged words of line 0" in found and "line 4" in found


def test_a_drawn_table_that_the_tags_do_not_know_is_read_from_its_lines() -> None:
    places = [(60, 620), (160, 620), (60, 590), (160, 590)]
    words = [lines(k, y, word, x=x) for k, ((x, y), word) in enumerate(zip(places, ["Fee", "Paper", "two", "card"], strict=True))]
    rules = [line(50, y, 250, y) for y in (640, 610, 580)] + [line(x, 580, x, 640) for x in (50, 150, 250)]
    found = text(tagged_pdf([[*words, *rules]], *[Element("P", [(0, k)]) for k in range(4)])).text
    assert found == "| Fee | Paper |\n| --- | --- |\n| two | card |"


def test_a_table_in_a_picture_is_the_pictures() -> None:
    places = [(60, 620), (160, 620), (60, 590), (160, 590)]
    words = [lines(k, y, word, x=x) for k, ((x, y), word) in enumerate(zip(places, ["Fee", "Paper", "two", "card"], strict=True))]
    rules = [line(50, y, 250, y) for y in (640, 610, 580)] + [line(x, 580, x, 640) for x in (50, 150, 250)]
    found = text(tagged_pdf([[*words, *rules]], Element("Figure", [(0, k) for k in range(4)]))).text
    assert "|" not in found and found.split() == ["Fee", "Paper", "two", "card"]


def test_lines_that_are_tagged_as_paragraphs_are_joined() -> None:
    said = [
        "The office gives a copy of every paper that",
        "it keeps to anyone who asks for it in",
        "writing or by word of mouth, unless the",
        "paper tells what nobody else may know of",
        "a person or of a firm that is named in it.",
    ]
    page = [lines(k, 600 - 12 * k, each) for k, each in enumerate(said)]
    assert text(tagged_pdf([page], *[Element("P", [(0, k)]) for k in range(5)])).text == " ".join(said)


@st.composite
def trees(draw: st.DrawFn) -> tuple[int, list[Element]]:
    """Elements of any kind within each other, with some pieces of content in any order, each named once or more."""
    count = draw(st.integers(1, 8))
    kinds = re.findall(
        r"\w+", "Document Sect P H1 H3 L LI Lbl LBody Table TBody TR TD TH Span Link Note TOC TOCI Figure Caption NonStruct Odd"
    )

    def element(leaves: list[int], depth: int) -> Element:
        inner: list[Element | tuple[int, int]] = []
        while leaves:
            take = draw(st.integers(1, len(leaves)))
            some, leaves = leaves[:take], leaves[take:]
            if depth < 5 and draw(st.booleans()):
                inner.append(element(some, depth + 1))
            else:
                inner.extend([(0, k) for k in some])
        return Element(draw(st.sampled_from(kinds)), inner)

    return count, [element(draw(st.permutations(range(count))), 0)]


@given(trees())
def test_no_word_is_lost_or_doubled_whatever_the_tags_say(given: tuple[int, list[Element]]) -> None:
    count, tree = given
    page = [lines(k, 650 - 30 * k, f"word{k}") for k in range(count)]
    found = text(tagged_pdf([page], *tree)).text
    assert [found.count(f"word{k}") for k in range(count)] == [1] * count


def test_a_tree_that_bites_its_tail_is_survived() -> None:
    file = tagged_pdf([[lines(0, 600, "Words of the page.")]], Element("Sect", [Element("P", [(0, 0)])]))
    content = file.decode("cp1252")
    start = content.index("/S /Sect")
    number = content[: content.rindex(" 0 obj", 0, start)].rsplit("\n", 1)[-1]
    loop = content[:start] + content[start:].replace("/K [", f"/K [{number} 0 R {number} 0 R ", 1)
    assert "Words of the page." in text(loop.encode("cp1252")).text


def test_a_deep_tree_and_a_wide_one_are_survived() -> None:
    deep = Element("P", [(0, 0)])
    for _ in range(300):
        deep = Element("Sect", [deep])
    assert text(tagged_pdf([[lines(0, 600, "Words of the page.")]], deep)).text == "Words of the page."
    wide = [Element("Sect", [Element("P") for _ in range(60_000)]), Element("P", [(0, 0)])]
    assert text(tagged_pdf([[lines(0, 600, "Words of the page.")]], *wide)).text == "Words of the page."


def test_a_tree_that_points_anywhere_is_survived() -> None:
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 5 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 700] /Contents 4 0 R /StructParents 0 "
        f"/Resources << /Font << /F1 {font} >> >> >>",
        "<< /Length 75 >>\nstream\n/P <</MCID 7>> BDC\nBT /F1 10 Tf 50 600 Td (Words of the page.) Tj ET\nEMC       \nendstream",
        "<< /Type /StructTreeRoot /K [4 0 R 99 0 R 3 0 R 6 0 R] /ParentTree "
        "<< /Nums [0 [6 0 R 4 0 R null 5 0 R 6 0 R 2 0 R (x) 6 0 R]] >> >>",
        "<< /S /P /P 99 0 R /K [7 -3 99999999 << /Type /MCR /MCID 2 >> 6 0 R (x)] /Pg 3 0 R "
        "/A [99 0 R (x) << /ColSpan (y) >>] >>",
    ]
    assert text(assembled(objects)).text == "Words of the page."


@pytest.mark.shared
@pytest.mark.parametrize("name", ["eu-core-person-16", "eu-cpsv-17"])
def test_a_page_that_a_word_processor_tagged_is_read_as_a_person_typed_it(name: str) -> None:
    page = next(page for page in goldens() if page.name == name)
    shared(page.file)
    assert pages((SHARED / page.file).read_bytes(), HOW)[page.page - 1] == page.text


@pytest.mark.shared
def test_a_table_that_a_page_cuts_is_one() -> None:
    page = next(page for page in goldens() if page.name == "eu-cpsv-17")
    shared(page.file)
    _, _, rest = text((SHARED / page.file).read_bytes()).text.partition("### 3.2.9. Status\n\n")
    table = rest.split("\n\n")[1]
    assert table == (
        "| Property | URI | Range | Cardinality |\n| --- | --- | --- | --- |\n| status | adms:status | Concept | 0..1 |"
    )


def test_a_tagged_page_whose_texts_have_no_character_is_read() -> None:
    page = [marked(0, "BT /F1 10 Tf 50 650 Td () Tj ET"), marked(1, "BT /F1 10 Tf 50 630 Td ( ) Tj ET")]
    empty = tagged_pdf([page, [lines(0, 650, "Of fees")]], Element("P", [(0, 0), (0, 1)]), Element("P", [(1, 0)]))
    assert text(empty).text == "Of fees"
