"""Kinds of pages: contents and lists in columns, heads over columns, tall heads of tables, forms of few pages, old scans."""

import pytest
from small_pdf import COLUMN, LEFT, line, pdf, show

from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
from moisson.readers.pdf.reader import read


def words(*pages: list[str]) -> str:
    return next(iter(read(pdf(*pages), How(ocr=False)))).text


def column(x: float, y: float, lines: list[str], step: float = 12, size: float = 9) -> list[str]:
    return [show(x, y - step * k, text, size) for k, text in enumerate(lines)]


def flush(x: float, y: float, text: str) -> str:
    """Text whose last character ends at a place."""
    import pypdfium2

    page = pypdfium2.PdfDocument(pdf([show(0, 600, text, 9)]))[0].get_textpage()
    return show(x - page.get_charbox(len(text) - 1, loose=True)[2], y, text, 9)


def test_words_in_bold_within_a_sentence_are_no_heading() -> None:
    page = column(40, 600, LEFT)
    page[2] = show(40, 576, LEFT[2], 9, "F2")
    assert words(page) == " ".join(LEFT)


def test_contents_in_columns_are_read_column_by_column_with_numbers_that_hang_out() -> None:
    page = []
    for x, chapter in ((40, 1), (270, 2)):
        for k in range(9):
            number, at = (f"{chapter}.{k}", x + 12) if k else (str(chapter), x)
            page += [
                show(at, 600 - 20 * k - 5 * chapter, number, 9),
                show(x + (40 if k else 20), 600 - 20 * k - 5 * chapter, f"Ziel {'.' * 40} {k + 3}", 9),
            ]
    found = words(page).replace("- ", "").split()
    assert found == [word for c in (1, 2) for k in range(9) for word in (f"{c}.{k}" if k else str(c), "Ziel", str(k + 3))]


def test_what_heads_a_column_is_read_before_it() -> None:
    page = [show(40, 640, "Hinweise", 9), show(270, 640, "Näheres", 9), *column(40, 610, LEFT), *column(270, 610, COLUMN)]
    page.append(show(40, 660, "Gutschein", 9))
    assert words(page).split() == " ".join(["Gutschein Hinweise", *LEFT, "Näheres", *COLUMN]).split()


def test_what_stands_above_a_rule_over_all_columns_is_read_before_these() -> None:
    head = [
        show(40, 660, "Entwürfe", 9),
        show(270, 664, "Amtsblatt", 9),
        show(270, 652, "Nr. 152", 9),
        show(270, 640, "6. August", 9),
    ]
    page = [*head, line(40, 630, 470, 630), *column(40, 610, LEFT), *column(270, 610, COLUMN)]
    assert words(page).split() == " ".join(["Entwürfe Amtsblatt Nr. 152 6. August", *LEFT, *COLUMN]).split()


def test_pieces_of_a_row_above_two_columns_belong_to_neither() -> None:
    page = [show(40, 650, "Band 39", 9), show(430, 650, "Juni 2009", 9), *column(40, 610, LEFT), *column(270, 604, COLUMN)]
    assert words(page).split() == " ".join(["Band 39 Juni 2009", *LEFT, *COLUMN]).split()


def test_names_of_columns_that_are_set_line_below_line_are_one_head() -> None:
    names = {150: ["Zins"], 230: ["Anteil", "am", "Kapital"], 310: ["Wert"], 390: ["im", "Mittel"]}
    page = [show(x, 600 + 10 * k, name, 9) for x, lines in names.items() for k, name in enumerate(reversed(lines))]
    for k, town in enumerate(("Aachen", "Bonn", "Celle", "Dachau")):
        page += [show(40, 580 - 15 * k, town, 9), *(show(x, 580 - 15 * k, str(11 + k), 9) for x in names)]
    assert words(page).split("\n")[0] == "|  | Zins | Anteil am Kapital | Wert | im Mittel |"


def test_lists_in_frames_beside_each_other_are_read_one_after_the_other() -> None:
    page = [line(40, y, 460, y) for y in (660, 630, 400)] + [line(x, 400, x, 660) for x in (40, 250, 460)]
    page += [show(45, 640, "Liste A", 9), show(255, 640, "Liste B", 9)]
    for x, step, marks in ((45, 44, "abcde"), (255, 36, "uvwxyz")):
        for k, mark in enumerate(marks):
            page.append(show(x, 615 - step * k, f"Ausweis {mark}", 9))
            if k:
                page.append(line(x - 5, 630 - step * k, x + 205, 630 - step * k))
    found = words(page).replace("|", " ").split()
    assert "".join(word for word in found if len(word) == 1 and word in "abcdeuvwxyz") == "abcdeuvwxyz"


def test_labels_set_flush_right_before_a_rule_are_read_with_what_they_name() -> None:
    page = [line(200, 380, 200, 640)]
    for k, name in enumerate(("soziale", "technische", "künstlerische", "weitere", "sonstige")):
        page += [flush(190, 620 - 40 * k - 12 * n, text) for n, text in enumerate(("Fähigkeiten", name))]
        page += column(215, 620 - 40 * k, [f"Beschreiben Sie hier, welche Sie haben und woher: {k}", "(freiwillig)"], 18)
    found = words(page)
    assert found.index("künstlerische") < found.index("woher: 2") < found.index("weitere") < found.index("woher: 3")


def test_lines_that_two_pages_have_at_their_edges_are_read_where_they_stand_first() -> None:
    head = [show(60, 650, "Amt für Arbeit", 9), show(60, 636, "Firma: Satz GmbH", 9), show(60, 622, "Name: Muster", 9)]
    found = words([*head, *column(40, 590, LEFT)], [*head, *column(40, 590, COLUMN)])
    assert found.count("Firma: Satz GmbH") == found.count("Name: Muster") == 1
    running = [show(60, 660, "Amt für Arbeit", 9)]
    assert "Amt" not in words([*running, *column(40, 590, LEFT)], [*running, *column(40, 590, COLUMN)])


def test_words_of_a_scan_whose_baselines_differ_stand_on_one_line() -> None:
    page, off = [], (0.0, 2.2, -0.4, 1.8)
    lines = [*LEFT, "", "Dies gilt auch für die Länder.", "", *LEFT * 2]
    for k, text in enumerate(lines):
        x = 40.0
        for n, word in enumerate(text.split()):
            page.append(show(round(x, 1), 600 - 13 * k - off[(n + k) % 4], word, 9, "F2"))
            x += 5.6 * len(word) + 4
    assert words(page).split() == " ".join(lines).split()  # and no heading, though all are of one bold font


def test_an_entry_of_two_lines_beside_numbers_on_its_last_is_one_row() -> None:
    page = [line(40, y, 460, y) for y in (660, 640, 500)] + [line(x, 500, x, 660) for x in (40, 250, 350, 460)]
    page += [show(x, 645, text, 9) for x, text in ((45, "Delikte"), (255, "Frauen"), (355, "Männer"))]
    for k, (name, value) in enumerate(
        (("Raub", 7), ("Mord oder vergleichbare", 0), ("andere Taten", 9), ("Betrug", 5), ("Hehlerei", 4))
    ):
        page.append(show(45, 625 - 13 * k, name, 9))
        page += [show(x, 625 - 13 * k, str(value + x), 9) for x in (255, 355)] if value else []
    assert "| Mord oder vergleichbare andere Taten | 264 | 364 |" in words(page)
