"""Columns of a page: what tells them where little white parts them, what stands beside them, and where their blocks end."""

import pytest
from small_pdf import COLUMN as RIGHT
from small_pdf import LEFT, justified, pdf, show

from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
from moisson.readers.pdf.reader import read


def words(*page: str) -> str:
    return next(iter(read(pdf([*page]), How(ocr=False)))).text


def test_close_columns_are_parted_though_few_of_their_lines_are_level() -> None:
    page = [*justified(40, 600, LEFT * 2, 210), *justified(256, 606, RIGHT * 2, 210, 12.9)]
    assert words(*page) == " ".join(LEFT * 2 + RIGHT * 2)


def test_a_column_of_prose_beside_a_table_is_none_of_its_columns() -> None:
    page = justified(40, 600, LEFT, 210)
    for k, name in enumerate(("Luft", "Wasser", "Boden", "Lärm", "Abfall", "Wald")):
        page += [show(270, 596 - 15 * k, name), show(370, 596 - 15 * k, str(370 + k)), show(410, 596 - 15 * k, str(80 + k))]
    found = words(*page)
    assert found.split("\n\n| Luft | 370 | 80 |\n")[0] == " ".join(LEFT)
    assert found.endswith("| Wald | 375 | 85 |")


def test_an_address_beside_fields_is_read_whole() -> None:
    address = ["An das", "Statistische Amt", "Abteilung Verkehr", "55148 Mainz"]
    page = [show(40, 600 - 14 * k, line) for k, line in enumerate(address)]
    fields = ["Meldenummer:", "Anschrift:", "Ansprechpartner:", "Fax:"]
    page += [show(200, 600 - 14 * k, name) for k, name in enumerate(fields)]
    assert words(*page).split() == " ".join(address + fields).split()


def test_numbered_fields_that_stand_in_columns_are_read_in_the_order_of_their_numbers() -> None:
    page = [show(40, 600, "8 Neuer Name des Schiffes"), show(200, 586, "(10)"), show(300, 586, "(12)"), show(340, 586, "Siegel")]
    page += [show(40, 572, "(9)"), show(60, 572, "Ort, Datum"), show(200, 560, "(11)"), show(230, 552, "(Unterschrift)")]
    page += [show(40, 500, "(13)"), show(66, 500, "Bauwerft")]
    assert words(*page).split("\n\n") == [
        "8 Neuer Name des Schiffes",
        "(9) Ort, Datum",
        "(10)",
        "(11)",
        "(Unterschrift)",
        "(12) Siegel",
        "(13) Bauwerft",
    ]


def test_a_short_last_line_ends_its_paragraph_on_a_page_of_few_lines() -> None:
    page = [show(40, 640, "Der Bericht", 14), show(40, 618, "Was das Amt im letzten Jahr getan hat und was nicht")]
    page += [show(40, 596, "Das Amt hat im letzten Jahr alle Aufgaben erledigt, die ihm das Gesetz gibt, und nur")]
    page += [show(40, 584, "eine davon nicht ganz, wie es selbst schreibt."), show(40, 570, "März 2024")]
    assert words(*page).endswith("wie es selbst schreibt.\n\nMärz 2024")


def test_bold_entries_of_contents_and_of_lists_are_items() -> None:
    page = [show(40, 640, "Inhalt", 14, "F2")]
    for k, name in enumerate(("1 Einleitung", "2 Aufgaben des Amtes", "3 Ausblick")):
        page += [show(40, 600 - 30 * k, name, font="F2"), show(420, 600 - 30 * k, str(k + 3), font="F2")]
    page += [
        show(40, 500, "\\225 Wer zahlt", font="F2").replace("\\\\", "\\"),
        show(40, 470, "Der Bund zahlt, was das Gesetz ihm aufgibt."),
    ]
    assert words(*page).split("\n", 2)[2] == (
        "- 1 Einleitung 3\n- 2 Aufgaben des Amtes 4\n- 3 Ausblick 5\n- Wer zahlt\n\nDer Bund zahlt, was das Gesetz ihm aufgibt."
    )


def test_fonts_of_tex_are_bold_by_their_own_names() -> None:
    page = [show(40, 600, "Aufgaben des Amtes", font="F2"), show(40, 580, "Der Bund zahlt, was das Gesetz ihm aufgibt.")]
    content = pdf([*page]).replace(b"Helvetica-Bold", b"AAAAAA+CMBX10_")
    assert next(iter(read(content, How(ocr=False)))).text.startswith("# Aufgaben des Amtes\n")


def test_two_wordings_are_read_block_by_block_though_some_of_their_paragraphs_are_not_level() -> None:
    lengths = [((3, 2), (2, 3)), ((2,), (6,)), ((2, 4), (5, 1)), ((6,), (3,)), ((3, 2), (2, 3))]
    page, expected, y = [], [], 640
    for sides in lengths:
        for x, lines, side in ((40, LEFT, sides[0]), (270, RIGHT, sides[1])):
            top = y
            for count in side:
                part = [*lines[: count - 1], "und sonst niemand."]
                page += [show(x, top - 12 * k, line) for k, line in enumerate(part)]
                expected.append(" ".join(part))
                top -= 12 * count + 8
        y -= 12 * max(map(sum, sides)) + 8 * max(map(len, sides)) + 4
    assert words(*page).split("\n\n") == expected


def test_a_line_whose_words_are_driven_far_apart_is_read_as_one() -> None:
    lines = [
        "was im Kalenderjahr an Alkohol",
        "gewonnen wurde. Die",
        "Abfindungsbrennerei des",
        "Landes meldet dies dem Amt,",
        "das dafür zuständig ist.",
    ]
    page = [*justified(40, 600, lines[:4], 170), show(40, 552, lines[4])]
    page += justified(260, 606, RIGHT, 200)
    assert words(*page).split("\n\n")[0] == " ".join(lines)


def test_a_signature_on_the_right_that_begins_higher_is_read_before_those_on_the_left() -> None:
    page = [show(280, 600, "Palais de Luxembourg, le 11 juillet 1969"), show(355, 586, "Jean", font="F2")]
    page += [
        show(60, 586, "Le Ministre du Travail"),
        show(50, 574, "et de la Sécurité sociale,"),
        show(75, 560, "Pierre Dupont", font="F2"),
    ]
    page += [show(50, 544, "Le Ministre de la Justice,"), show(80, 530, "Eugène Schaus", font="F2")]
    found = words(*page).replace("# ", "").split("\n\n")
    assert found[:4] == [
        "Palais de Luxembourg, le 11 juillet 1969",
        "Jean",
        "Le Ministre du Travail et de la Sécurité sociale,",
        "Pierre Dupont",
    ]
