"""Forms in PDF: rows parted at different places, boxes to tick, tables within the frames of a page."""

from io import BytesIO

import numpy as np
import pytest
from small_pdf import line, pdf, show

from moisson.readers.pdf.characters.chars import characters
from moisson.readers.pdf.objects import objects
from moisson.readers.pdf.pdfium import address, connect
from moisson.readers.pdf.reader import read
from moisson.readers.pdf.tables.rules import rules
from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")


def text(*page: str) -> str:
    return next(iter(read(pdf([*page]), How(ocr=False)))).text


def frame(x0: float, y0: float, x1: float, y1: float) -> list[str]:
    return [line(x0, y0, x1, y0), line(x0, y1, x1, y1), line(x0, y0, x0, y1), line(x1, y0, x1, y1)]


def test_rows_that_are_parted_at_different_places_are_rows_and_no_head() -> None:
    page = [*frame(40, 480, 440, 600), line(160, 480, 160, 600), *(line(160, y, 440, y) for y in (570, 540, 510))]
    page += [line(380, 540, 380, 570), line(250, 510, 250, 540), line(40, 480, 440, 480), *frame(40, 440, 440, 480)]
    page += [line(160, 440, 160, 480), show(45, 588, "I. Stelle"), show(165, 588, "Name"), show(165, 558, "Straße")]
    page += [show(385, 558, "Nummer"), show(165, 528, "Postleitzahl"), show(255, 528, "Ort"), show(165, 498, "Ansprechpartner")]
    page += [show(45, 466, "II. Anerkennung"), show(165, 466, "Behörde und Aktenzeichen")]
    rows = [[cell.strip() for cell in row.strip("|").split("|") if cell.strip()] for row in text(*page).splitlines()]
    assert [row for row in rows if row and not row[0].startswith("---")] == [
        ["I. Stelle", "Name"],
        ["Straße", "Nummer"],
        ["Postleitzahl", "Ort"],
        ["Ansprechpartner"],
        ["II. Anerkennung", "Behörde und Aktenzeichen"],
    ]


def test_a_head_that_rules_part_has_two_rows_and_a_long_paragraph_over_columns_is_none() -> None:
    grid = [*frame(40, 540, 440, 600), line(40, 560, 440, 560), line(160, 580, 440, 580), line(160, 540, 160, 600)]
    grid += [line(300, 540, 300, 580), show(45, 575, "Land"), show(200, 587, "Einnahmen"), show(165, 567, "Fracht")]
    grid += [show(305, 567, "Charter"), show(45, 547, "Malta"), show(165, 547, "12"), show(305, 547, "8")]
    lines = text(*grid).splitlines()
    assert [lines[0], *lines[2:]] == ["| Land | Einnahmen |  |", "|  | Fracht | Charter |", "| Malta | 12 | 8 |"]
    prose = [
        show(165, 596 - 5 * k, "Bitte geben Sie unter Eigentümer an, wem der Gegenstand gehört, und zwar allein", 4)
        for k in range(3)
    ]
    assert (
        text(*[part for part in grid if "Einnahmen" not in part], *prose).splitlines()[0].startswith("| Land | Bitte geben Sie")
    )


def test_rules_in_forms_within_forms_stand_where_the_page_shows_them() -> None:
    import pypdfium2

    inner = pdf([line(100, 600, 300, 600), line(100, 500, 100, 600)])
    for scale, x, y in ((0.5, 20, 30), (2, -10, 40)):  # each a page that shows the one before as a form
        document = pypdfium2.PdfDocument.new()
        page = document.new_page(500, 700)
        shown = pypdfium2.PdfDocument(inner).page_as_xobject(0, document).as_pageobject()
        shown.transform(pypdfium2.PdfMatrix().scale(scale, scale).translate(x, y))
        page.insert_obj(shown)
        page.gen_content()
        out = BytesIO()
        document.save(out)
        inner = out.getvalue()
    connect()
    last = pypdfium2.PdfDocument(inner)[0]
    found, _ = rules(objects(address(last)), characters(address(last), address(last.get_textpage())))
    assert found.flat == pytest.approx(np.array([[0.0, 130.0, 330.0]]))  # y is 700 - (2 (0.5 · 600 + 30) + 40)
    assert found.upright == pytest.approx(np.array([[130.0, 0.0, 100.0]]))


def test_boxes_to_tick_part_no_columns() -> None:
    page = [*frame(40, 500, 440, 600), line(40, 560, 440, 560), line(40, 530, 440, 530), line(300, 500, 300, 600)]
    for y in (572, 540, 510):
        page += [*frame(303, y - 2, 313, y + 8), show(316, y, "Ja"), *frame(360, y - 2, 370, y + 8), show(374, y, "Nein")]
    page += [show(45, 585, "a) Haben sich die Angaben seit"), show(45, 572, "dem letzten Antrag geändert?")]
    page += [show(316, 590, "Es haben sich"), show(45, 540, "b) Stehen Leistungen zu?"), show(45, 510, "c) War es ein Unfall?")]
    done = [row for row in text(*page).splitlines() if not row.startswith("| ---")]
    assert done == [
        "| a) Haben sich die Angaben seit dem letzten Antrag geändert? | Es haben sich Ja Nein |",
        "| b) Stehen Leistungen zu? | Ja Nein |",
        "| c) War es ein Unfall? | Ja Nein |",
    ]


def test_a_table_between_the_lines_of_a_page_keeps_its_place() -> None:
    page = [line(40, y, 460, y) for y in (640, 560, 440, 380, 320)]
    page += [show(45, 620, "(33)"), show(90, 620, "Verdrängung des Schiffes je Zentimeter")]
    page += [show(45, 606, "1."), show(90, 606, "von der ermittelten Leerebene an")]
    page += [*frame(60, 460, 420, 540), line(60, 500, 420, 500), line(240, 460, 240, 540)]
    page += [show(70, 515, "Eintauchung"), show(250, 515, "Verdrängung"), show(70, 475, "12"), show(250, 475, "340")]
    page += [show(45, 420, "(37)"), show(90, 420, "Der Punkt, über dem es nicht mehr dicht ist")]
    page += [show(45, 360, "(38)"), show(90, 360, "Kofferdämme"), show(45, 346, "(39)"), show(90, 346, "Ballasttanks")]
    found = [text(*page).index(word) for word in ("(33)", "Leerebene", "Eintauchung", "340", "(37)", "(38)", "Ballasttanks")]
    assert found == sorted(found)
