"""What pages that nobody had tuned to showed: bills with numbered lines, tables over pages, columns beside tables."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from small_pdf import codes, line, pdf, show

from moisson.readers.pdf.characters.codes import CORK
from moisson.readers.pdf.reader import pages, read
from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
SAID = "Das Land erhebt Gebühren nur, soweit ein Gesetz das vorsieht, und führt"


def text(*sheets: list[str], lang: str = "") -> str:
    """The text of a document of these pages."""
    return next(iter(read(pdf(*sheets, lang=lang), How(ocr=False)))).text


@pytest.mark.parametrize("step", [5, 10])
def test_numbers_of_every_fifth_line_go_and_take_no_line_along(step: int) -> None:
    sheets, number = [], 0
    for sheet in range(3):
        page, y = [], 640.0
        for k in range(26 if sheet < 2 else 12):
            number += 1
            page.append(show(60, y, f"{SAID} {chr(97 + sheet)}{chr(97 + k)}"))
            if number % step == 0:
                page.append(show(30, y, str(number), 7))
            y -= 20 if k % 7 == 6 else 12
        sheets.append(page)
    found = text(*sheets)
    assert [f" {chr(97 + sheet)}{chr(97 + k)}" in found for sheet in range(3) for k in range(26 if sheet < 2 else 12)] == [
        True
    ] * 64
    assert re.findall(r"\d+", found) == []


def table(names: list[str], top: int, head: tuple[str, ...] = ("Gemeinde", "Betrag", "Quote")) -> list[str]:
    """A table with rules on all sides, its rows of 16 points each."""
    rows, xs = [head, *((name, str(len(name) * 37), "0,00 %") for name in names)], (40, 240, 340, 440)
    fonts = ["F2", *["F1"] * len(names)]
    cells = [(x, k, words) for k, row in enumerate(rows) for x, words in zip(xs, row, strict=False)]
    page = [show(x + 4, top - 12 - 16 * k, words, font=fonts[k]) for x, k, words in cells]
    page += [line(40, top - 16 * k, 440, top - 16 * k) for k in range(len(rows) + 1)]
    return page + [line(x, top, x, top - 16 * len(rows)) for x in xs]


def test_a_table_that_goes_on_over_pages_is_one_and_its_head_stands_once() -> None:
    names = [f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[k]}dorf am {('Bach', 'Fluss', 'See', 'Wald')[k % 4]}" for k in range(24)]
    sheets = [[*table([*names[8 * k : 8 * k + 8], "Summe:"], 690), show(240, 20, str(k + 1))] for k in range(3)]
    found = text(*sheets)
    assert found.count("| Gemeinde | Betrag | Quote |") == 1
    assert found.count("\n\n") == 0
    assert [found.count(f"| {name} | {len(name) * 37} | 0,00 % |") for name in names] == [1] * 24
    assert found.count("| Summe: | 222 | 0,00 % |") == 3  # rows of a table that many pages have at one height are no foot
    assert "| Gemeinde |" in pages(pdf(*sheets), How(ocr=False))[1]


def test_another_table_on_the_next_page_is_its_own() -> None:
    found = text(table(["Adorf", "Bstadt", "Cheim"], 690), table(["2021", "2022"], 690, ("Jahr", "Fälle", "Anteil")))
    assert "| Gemeinde | Betrag | Quote |\n| --- " in found
    assert "\n\n| Jahr | Fälle | Anteil |\n| --- " in found


def test_amounts_at_one_height_on_two_pages_are_no_page_numbers() -> None:
    def sheet(first: str, number: int) -> list[str]:
        rest = [show(40, 628 - 12 * k, f"{number}.{k}81,{k}0") for k in range(20)]
        return [show(40, 640, first), *rest, show(240, 30, str(number))]

    found = text(sheet("3.346,37", 2), sheet("4.735,05", 3))
    assert "3.346,37" in found
    assert "4.735,05" in found


def test_an_item_at_the_top_of_a_page_is_no_running_head_with_a_number() -> None:
    def sheet(number: str, tail: str) -> list[str]:
        rest = [show(80, 630 - 18 * k, f"{SAID} {'abcdefghij'[k]}{tail}") for k in range(10)]
        return [show(40, 650, number), show(80, 650, f"die Sicherheit der Anlagen {tail};"), *rest]

    found = text(sheet("(ii)", "x"), sheet("17", "y"), sheet("23", "z"))
    assert ["(ii) die Sicherheit der Anlagen x;" in found, "17 die Sicherheit" in found, "23 die Sicherheit" in found] == [
        True
    ] * 3


def test_rules_between_all_rows_part_them_and_prose_between_two_tables_stays_out() -> None:
    entries = [
        (["die Genehmigung einer Anlage, die nach", "dem Gesetz einer solchen bedarf"], "60,00 Euro"),
        (["die Änderung einer Genehmigung"], "30,00 Euro"),
        (
            ["die Auskunft aus dem Verzeichnis, wenn", "sie schriftlich erteilt wird und mehr als", "eine Seite umfasst"],
            "10,00 Euro",
        ),
        (["die Beglaubigung von Abschriften"], "5,00 Euro"),
    ]
    page, y = [], 650.0
    for number in range(2):
        page += [line(40, y, 440, y), show(44, y - 12, "Leistung", font="F2"), show(300, y - 12, "Gebühr", font="F2")]
        y -= 17
        for lines, fee in entries:
            page += [line(40, y, 440, y), show(300, y - 12, fee)]
            page += [show(44, y - 12 - 11.5 * k, words) for k, words in enumerate(lines)]
            y -= 5.5 + 11.5 * len(lines)
        page.append(line(40, y, 440, y))
        page += [show(40, y - 20 - 12 * k, f"{SAID} ein Verzeichnis {number}.") for k in range(3)]
        y -= 70
    found = text(page)
    assert found.count("| Leistung | Gebühr |") == 2
    joined = "die Auskunft aus dem Verzeichnis, wenn sie schriftlich erteilt wird und mehr als eine Seite umfasst"
    assert found.count(f"| {joined} | 10,00 Euro |") == 2
    assert found.index("Verzeichnis 0.") < found.rindex("| Leistung") < found.index("Verzeichnis 1.")


def test_a_table_beside_prose_is_a_column_of_its_own() -> None:
    page = [show(40, 640 - 12 * k, f"die Ämter führen Verzeichnisse {'abcdefghijklmnopqrst'[k]} und") for k in range(20)]
    page += [show(270, 634, "Stufe", font="F2"), show(340, 634, "Betrag", font="F2"), show(410, 634, "Anteil", font="F2")]
    for k in range(14):
        y = 618 - 15.5 * k
        page += [show(270, y, str(k + 1)), show(340, y, f"{k * 37}.{k}08"), show(410, y, f"0,{k}4")]
    found = text(page)
    assert found.index("Verzeichnisse t und") < found.index("| Stufe")
    assert found.count("| 14 | 481.1308 | 0,134 |") == 1


def test_a_row_that_begins_with_a_number_at_the_foot_of_a_page_is_no_running_foot() -> None:
    def sheet(number: int) -> list[str]:
        words = [show(40, 640 - 20 * k, f"{SAID} {'abcdefghij'[k]}{'xyz'[number]}") for k in range(10)]
        row = [
            show(40, 60, str(7 - 2 * number)),
            show(180, 60, ("die Stelle", "das Amt", "der Rat")[number]),
            show(320, 60, f"0,{number}80"),
        ]
        return [*words, *row, show(240, 25, f"{number + 1} / 3")]

    found = text(sheet(0), sheet(1), sheet(2))
    assert [f"0,{number}80" in found for number in range(3)] == [True] * 3
    assert "/ 3" not in found


def test_a_font_of_a_size_below_zero_that_is_turned_about_stands_upright() -> None:
    turned = "BT /F1 -10 Tf -1 0 0 -1 40 640 Tm (Register of voters by county) Tj ET"
    down = "BT /F1 -10 Tf -1 0 0 -1 40 628 Tm (and what else there is) Tj ET"
    assert text([turned, down]) == "Register of voters by county and what else there is"


def test_words_between_single_letters_and_figures_keep_their_spaces() -> None:
    page = [show(40, 640, SAID)]
    x = 40.0
    for word in ("A", "1", "bis", "A", "8", "und", "B", "2"):
        page.append(show(x, 620, word))
        x += 3.2 + 5.8 * len(word)
    assert "A 1 bis A 8 und B 2" in text(page)


def test_lines_printed_over_each_other_are_read_one_after_the_other() -> None:
    first, second = "Die Abgabe steht allein dem Land zu.", "Wenn das genug ist, darf das Amt"
    found = text([show(40, 640, first), show(40, 640, second), show(40, 628, "stattdessen warnen.")])
    assert found == f"{first} {second} stattdessen warnen."


def test_a_page_with_few_letters_in_drawn_fonts_is_read_like_the_others() -> None:
    body = [
        codes(40, 640 - 14 * k, b"the minister keeps a register of all persons to whom licences are issued") for k in range(6)
    ]
    short = [codes(40, 640, b"Title V"), codes(40, 620, b"Final provisions")]
    found = text(short, body)
    assert "Title V" in found


def test_drawn_fonts_of_a_language_with_many_accents_are_read() -> None:
    cork = {chr(letter): code for code, letter in enumerate(CORK.tolist())}
    czech = "příslušný úřad vede rejstřík všech osob, kterým bylo vydáno povolení, a zveřejňuje jej o ﬁnanční kontrole"
    page = [codes(20, 600 - 12 * k, bytes(cork[letter] for letter in czech), 8) for k in range(3)]
    assert "zveřejňuje jej o finanční kontrole" in text(page)


def test_a_number_within_a_sentence_begins_no_paragraph() -> None:
    lines = [
        "The office counted in that year some 12 million, or",
        "4.4 percent of all that had been asked, and it sent",
        "a report.",
    ]
    found = text([show(40, 640 - 12 * k, words) for k, words in enumerate(lines)])
    assert "or 4.4 percent of all that had been asked, and it sent a report." in found
    lines = [
        "Chosen were: 1) what all of them have; 2) the usual ones; and",
        "3) what was at hand, and in all of these cases a report of the",
        "office.",
    ]
    found = text([show(40, 640 - 12 * k, words) for k, words in enumerate(lines)])
    assert "and 3) what was at hand" in found


def test_items_after_an_unfinished_sentence_begin_paragraphs() -> None:
    lines = ["1) what all the members of the office have had so far, and", "2) what they have not."]
    found = text([show(40, 640 - 12 * k, words) for k, words in enumerate(lines)])
    assert "\n\n2) what they have not." in found


def test_raised_signs_begin_notes_as_figures_do() -> None:
    page = [show(40, 640 - 12 * k, f"{SAID} {chr(97 + k)}") for k in range(8)]
    for k, (sign, words) in enumerate((("*", "Nur für Gemeinden."), ("\u2020", "Ohne die Kreise."), ("\u00a7", "Seit 2004."))):
        page += [show(40, 103 - 9 * k, sign, 5), show(44, 100 - 9 * k, words, 8)]
    assert "(*) Nur für Gemeinden.\n\n(†) Ohne die Kreise.\n\n(§) Seit 2004." in text(page)


def test_lines_whose_numbers_rise_as_those_of_sections_are_headings() -> None:
    titles = ["Who may ask", "What is given", "How long it takes", "What it costs", "Whom to write to", "When to come"]
    pages = []
    for number, title in enumerate(titles):
        before = [
            show(50, 600 - 12 * k, f"The office of {title.lower()} keeps the paper {'abcdefgh'[k]} that it has to")
            for k in range(number + 2)
        ]
        behind = [
            show(50, 400 - 12 * k, f"It says {title.lower()} for the paper {'abcdef'[k]} in the words of the") for k in range(4)
        ]
        pages.append([*before, show(50, 430, f"{1 + number // 2}.{1 + number % 2}. {title}"), *behind])
    found = text(*pages)
    assert [line.strip("# ") for line in found.splitlines() if line.startswith("#")] == [
        f"{1 + k // 2}.{1 + k % 2}. {title}" for k, title in enumerate(titles)
    ]


def test_a_page_is_read_whatever_was_asked_of_pdfium_before(tmp_path: Path) -> None:
    """Compiled code finds pdfium's functions only once they are told; in a process of its own, for a crash ends it."""
    file = tmp_path / "page.pdf"
    file.write_bytes(pdf([show(40, 600, "The officer signs it.")]))
    code = """
import sys, pypdfium2
from moisson.readers.pdf.page import page
from moisson.readers.pdf.scans.scan import Scans
from moisson.readers.read_options import How
found = page(pypdfium2.PdfDocument(sys.argv[1]), 1, None, Scans(How(ocr=False), None), None)
print(*[segment.text for segment in found.segments])
"""
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "The officer signs it.\n")
