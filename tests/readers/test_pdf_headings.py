"""Headings of PDF without tags, as the whole document shows them."""

import numpy as np
import pytest
from small_pdf import pdf, show

from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
from moisson.readers.pdf.paragraphs import headings
from moisson.readers.pdf.paragraphs.looks import chained, looks, numbered
from moisson.readers.pdf.paragraphs.outline import HERE
from moisson.readers.pdf.paragraphs.writing import Block
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


def test_numbers_that_follow_each_other_tell_headings_and_amounts_do_not() -> None:
    numbers = ["3.1. Scope", "3.2. Method", "3.2.1. Identifier", "3.2.2.Name", "3.2.3. Keyword", "3.3. Output", "4.1. Use"]
    found = text(spoken([(number, False) for number in numbers]), spoken([(f"{k}.40 Euro", False) for k in (7, 2, 9, 4, 12)]))
    assert [line[2:] for line in found.splitlines() if line.startswith("#")] == numbers


LONG = "Whoever asks for the document is given it within a month, unless the law says that it is to be kept, and is told"


def test_a_sentence_that_goes_on_in_larger_type_is_no_heading() -> None:
    cut = [
        show(40, 640, "Durations begin with a letter and the relevant"),
        show(40, 610, "designator, where Y is for years", 11.5),
    ]
    found = text(cut, spoken([("Durations", True)]), spoken([(word, False) for word in "abcdefghij"]))
    assert [line.strip("# ") for line in found.splitlines() if line.startswith("#")] == ["Durations"]


def test_a_chapter_that_ends_in_a_colon_has_its_title_on_the_next_line() -> None:
    page = [show(40, 660, LONG), show(40, 630, "Part I: Scope", font="F2"), show(40, 600, LONG)]
    page += [show(40, 570, "Part II:", font="F2"), show(40, 540, "Duties", font="F2"), show(40, 510, LONG)]
    assert [line for line in text(page).splitlines() if line.startswith("#")] == ["# Part I: Scope", "# Part II: Duties"]


def test_titles_further_apart_than_lines_are_two() -> None:
    page = [show(40, 660, "Directive", 24), show(40, 620, "Mutual Assistance", 24), show(40, 593, "in Taxation", 24)]
    page += [show(40, 540 - 12 * k, LONG[:70]) for k in range(5)]
    heads = [line for line in text(page).splitlines() if line.startswith("#")]
    assert heads == ["# Directive", "# Mutual Assistance in Taxation"]


def test_a_year_above_what_happened_in_it_is_a_heading_and_a_figure_below_it_is_none() -> None:
    page = [show(40, 680, "Fees", 18), show(40, 655, LONG[:70])]
    for k, year in enumerate(("2023", "2024")):
        page += [show(40, 620 - 80 * k, year, 13, font="F2"), show(40, 600 - 80 * k, LONG[:70]), show(40, 588 - 80 * k, "12")]
    assert [line for line in text(page).splitlines() if line.startswith("#")] == ["# Fees", "## 2023", "## 2024"]


def test_a_numbered_caption_is_no_heading() -> None:
    page = [show(40, 680, "Terms", 18), show(40, 650, LONG[:70]), show(40, 600, LONG[:70])]
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


def test_an_outline_that_points_to_other_pages_tells_nothing() -> None:
    assert outlined([(level, 2, title) for level, _, title in MARKS]) == outlined([])


def law() -> list[list[str]]:
    """Sheets of an act: a title, chapters, articles with their rubrics and paragraphs, and who signs."""
    lines: list[tuple[str, float, str]] = [("Act on the archives of municipalities", 16, "F2")]
    for chapter in range(1, 5):
        lines.append((f"Chapter {chapter} Duties of archives", 12, "F2"))
        for article in range(3 * chapter - 2, 3 * chapter + 1):
            lines += [(f"Article {article}", 10, "F2"), *((f"{k}. {LONG[:90]}", 10, "F1") for k in range(1, 4))]
    lines += [("Given on 5 March 1994", 10, "F1"), ("Jean Morel", 10, "F1")]
    sheets: list[list[str]] = [[]]
    y = 700.0
    for words, size, font in lines:
        y -= 30 if font == "F2" else 16
        if y < 80:
            sheets.append([])
            y = 690.0
        sheets[-1].append(show(40, y, words, size, font))
    return sheets


def test_an_act_has_its_title_its_chapters_and_its_articles_as_headings() -> None:
    heads = [line.strip("# ") for line in text(*law()).splitlines() if line.startswith("#")]
    articles = [[f"Chapter {c} Duties of archives", *(f"Article {a}" for a in range(3 * c - 2, 3 * c + 1))] for c in range(1, 5)]
    assert heads == ["Act on the archives of municipalities", *(each for some in articles for each in some)]


def test_however_many_are_judged_together_the_headings_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    due = text(*law())
    for many in (1, 7):
        monkeypatch.setattr(headings, "TOGETHER", many)
        assert text(*law()) == due


def test_a_tree_is_walked_from_its_root_by_its_limits_and_trees_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {"roots": [0, 3], "look": [1, 0, 0, 0], "left": [1, 1, 2, 3], "right": [2, 1, 2, 3]}
    nodes = {name: np.array(each, np.int32) for name, each in numbers.items()}
    shares = {"limit": np.array([0.5, 0, 0, 0], np.float32), "value": np.array([0, -1, 2, 0.25], np.float32)}
    monkeypatch.setattr(headings, "_trees", lambda: headings.Trees(**nodes, **shares, depth=1))
    assert headings.log_odds([[9.0, 0.5], [9.0, 0.6]]) == [-0.75, 2.25]


def test_more_of_what_speaks_for_a_heading_makes_none_less_likely() -> None:
    """Bold, a larger type, an outline that names it: each alone, for looks drawn by lot."""
    blocks = [
        Block("text", LONG * 2, 10.0),
        Block("heading", "Scope of the act", 12.0, True, above=20.0),
        Block("text", LONG, 10.0),
    ]
    names = [*next(looks(blocks, [1]))]
    rows = np.random.default_rng(1).uniform(0, 3, (500, len(names)))
    before = np.array(headings.log_odds(rows.tolist()))
    for name in ("apart", "bold", "size", "told", "chained"):
        more = rows.copy()
        more[:, names.index(name)] += 1
        assert (np.array(headings.log_odds(more.tolist())) >= before - 1e-6).all(), name


@pytest.mark.parametrize(
    ("text", "label", "number"),
    [
        ("3.2.1. Identifier", " 1.1", (3, 2, 1)),
        ("Art. 12bis. Objet", "art. 1", (12,)),
        ("Annex XIV", "annex I", (14,)),
        ("2. Kapitel: Verfahren", "kapitel 1", (2,)),
        ("B) Fees", " A", (2,)),
        ("Fees", "", ()),
    ],
)
def test_the_number_of_a_title_is_told_from_its_label(text: str, label: str, number: tuple[int, ...]) -> None:
    assert numbered(text) == (label, number)


def test_numbers_chain_by_label_and_begin_anew_with_one() -> None:
    texts = ["Art. 1", "1. Aim", "Art. 2", "2. Scope", "Art. 4", "1. Fees", "7. March", "2. Costs", "Art. 9"]
    blocks = [Block("text", each) for each in texts]
    chains = chained(blocks, {id(block): numbered(block.text) for block in blocks})
    assert [chains.get(id(block), 0) for block in blocks] == [3, 2, 3, 2, 3, 2, 0, 2, 0]
