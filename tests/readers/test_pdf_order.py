"""Reading order where several things stand beside each other on a page: forms, margins, letters, boxes."""

import pytest
from small_pdf import COLUMN, justified, line, pdf, show

from moisson.readers.pdf.reader import read
from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
PLAIN = How(ocr=False)
PROSE = [
    "Der Bund sorgt im Rahmen seiner Zuständigkeiten dafür, dass die Wohlfahrt",
    "gefördert wird, und wacht darüber, dass die Kantone ihre Aufgaben so",
    "wahrnehmen, wie es ihnen die Verfassung aufgibt, soweit sie es können",
    "und niemand sonst dazu berufen ist, an ihrer Stelle zu handeln.",
]


def words(*page: str) -> str:
    return next(iter(read(pdf([*page]), PLAIN))).text


def column(x: float, top: float, lines: list[str], step: float = 12, size: float = 10) -> list[str]:
    return [show(x, top - step * k, text, size) for k, text in enumerate(lines)]


def frame(x0: float, y0: float, x1: float, y1: float) -> list[str]:
    return [line(x0, y0, x1, y0), line(x0, y1, x1, y1), line(x0, y0, x0, y1), line(x1, y0, x1, y1)]


def test_a_label_of_several_lines_is_read_before_the_box_beside_it() -> None:
    page = [*column(40, 600, ["1. Arbeitgeber oder", "    Auftraggeber und", "    Ort der Tätigkeit"])]
    page += [*frame(180, 560, 460, 615), show(186, 600, "Name des Unternehmens"), *frame(180, 500, 460, 540)]
    page += [show(40, 525, "Postanschrift"), show(186, 525, "Straße"), show(340, 525, "Hausnummer")]
    assert words(*page).split("\n\n") == [
        "1. Arbeitgeber oder Auftraggeber und Ort der Tätigkeit",
        "Name des Unternehmens",
        "Postanschrift",
        "Straße",
        "Hausnummer",
    ]


def test_boxes_to_tick_in_three_columns_are_read_row_by_row() -> None:
    entries = [
        [
            ["der Arbeitgeber,", "der Lohn schuldet"],
            ["die Agentur für", "Arbeit am Wohnsitz"],
            ["das Finanzamt, das", "die Steuer festsetzt"],
        ],
        [
            ["die Bank, die ein", "Konto dafür führt"],
            ["die Versicherung", "auf sein Leben"],
            ["die Bausparkasse,", "die ihm zahlt"],
        ],
        [
            ["ein Dritter, der", "etwas verwahrt"],
            ["der Vermieter der", "eigenen Wohnung"],
            ["sonst jemand, der", "ihm etwas schuldet"],
        ],
    ]
    page = [
        show(40 + 150 * c, 600 - 50 * r - 12 * k, text)
        for r, row in enumerate(entries)
        for c, cell in enumerate(row)
        for k, text in enumerate(cell)
    ]
    due = " ".join(" ".join(cell) for row in entries for cell in row)
    assert " ".join(words(*page).split()) == due


def test_the_head_of_a_letter_is_read_side_by_side() -> None:
    left = [(600, "Anlage 8 zur Meldung"), (570, "An das Amt"), (555, "für Statistik"), (540, "55148 Mainz")]
    right = [
        (600, "Einnahmen im Verkehr"),
        (585, "Meldung nach Paragraf 69"),
        (555, "Monat und Jahr:"),
        (540, "Unternehmen:"),
        (525, "Anschrift:"),
    ]
    page = [show(40, y, text) for y, text in left] + [show(280, y, text) for y, text in right]
    done = " ".join(words(*page).split())
    assert done == " ".join([text for _, text in left] + [text for _, text in right])


def test_notes_in_a_margin_stand_whole_beside_their_paragraph() -> None:
    page = column(150, 600, PROSE) + column(40, 600, ["Zweck der", "Verfassung"], 9, 8) + column(150, 540, PROSE)
    done = words(*page).split("\n\n")
    assert done[0] == "Zweck der Verfassung"
    assert done[1].startswith("Der Bund sorgt im Rahmen seiner Zuständigkeiten dafür, dass die Wohlfahrt gefördert wird")


def test_a_rule_between_columns_parts_them() -> None:
    left = ["Abgaben 12", "Abstimmung 34", "Adoption 8", "Alter 112", "Amnestie 173"]
    right = ["Bahn 87", "Banken 98", "Bau 75", "Beamte 182", "Behinderte 8, 112"]
    page = column(40, 600, left) + column(260, 600, right) + [line(240, 530, 240, 615)]
    assert words(*page).split() == " ".join(left + right).split()


def test_an_initial_begins_its_word() -> None:
    page = [
        show(40, 576, "D", 48),
        *column(76, 600, ["er Bund sorgt im Rahmen", "dafür, dass die Wohlfahrt", "aller gefördert wird, und"]),
    ]
    page += column(40, 564, ["Verfahren werden dabei so geführt, wie", "es die Verfassung vorsieht."])
    assert words(*page).startswith(
        "Der Bund sorgt im Rahmen dafür, dass die Wohlfahrt aller gefördert wird, und Verfahren werden"
    )


def test_numbers_of_lines_go_and_numbers_of_paragraphs_in_the_right_margin_come_first() -> None:
    page = [text for k in range(4) for text in column(60, 640 - 60 * k, PROSE)]
    counted = [show(30, 640 - 60 * k, str(5 + 5 * k), 8) for k in range(4)]
    assert words(*page, *counted) == words(*page)
    paragraphs = [show(480, 640 - 60 * k, str(12 + k)) for k in (0, 1, 2)]
    assert [part[:8] for part in words(*page, *paragraphs).split("\n\n")] == ["12 Der B", "13 Der B", "14 Der B", "Der Bund"]


def test_signatures_beside_each_other_are_read_one_after_the_other() -> None:
    left = [show(60, 600, "Der Minister für Umwelt,"), show(90, 586, "Karl Muster")]
    right = [show(300, 600, "Luxemburg, den 20. Juli 2004."), show(350, 586, "Henri")]
    done = " ".join(words(*left, *right).replace("#", "").split())
    assert done == "Der Minister für Umwelt, Karl Muster Luxemburg, den 20. Juli 2004. Henri"


def test_a_line_below_signatures_belongs_to_neither() -> None:
    left = [(130, "Der Minister"), (131, "Karl Muster"), (100, "Der Minister für Finanzen"), (126, "Luise Beispiel")]
    page = [show(x, 600 - 14 * k, text) for k, (x, text) in enumerate(left)]
    page += [show(300, 600, "Luxemburg, den 20. Juli 2004."), show(355, 586, "Henri"), show(40, 542, "Drucksache 5296")]
    done = " ".join(words(*page).replace("#", "").split())
    assert done == " ".join(text for _, text in left) + " Luxemburg, den 20. Juli 2004. Henri Drucksache 5296"


def test_what_parts_columns_below_does_not_part_a_masthead() -> None:
    head = [(40, 640, "MEMORIAL", 27), (300, 642, "MEMORIAL", 27), (86, 620, "Journal", 16), (338, 622, "Amtsblatt", 16)]
    page = [show(*place) for place in head] + [show(55, 600, "du Grand-Duché", 16), show(301, 602, "des Großherzogtums", 16)]
    left = ["der Bund sorgt im Rahmen", "der Wohlfahrt dafür, dass", "die Kantone ihre Aufgaben"]
    right = ["wahrnehmen, wie es ihnen", "aufgegeben ist, soweit sie", "können, und niemand sonst"]
    page += [show(60, 560, "SAMMLUNG DER GESETZE UND DER VERORDNUNGEN")]
    page += column(40, 500, left) + column(180, 494, right)
    done = " ".join(words(*page).replace("#", "").split())
    assert done.startswith("MEMORIAL Journal du Grand-Duché MEMORIAL Amtsblatt des Großherzogtums")
    assert done.endswith(" ".join(left + right))


def test_entries_in_step_are_read_row_by_row_though_they_begin_small() -> None:
    rows = [("von neunzehn bis zwanzig Jahren:", "neunzig vom Hundert des Lohnes;")]
    rows += [("von achtzehn bis neunzehn Jahren:", "achtzig vom Hundert des Lohnes;")]
    rows += [("von siebzehn bis achtzehn Jahren:", "siebzig vom Hundert des Lohnes.")]
    page = [show(x, 600 - 12 * k, text) for k, row in enumerate(rows) for x, text in zip((40, 230), row, strict=True)]
    assert " ".join(words(*page).split()) == " ".join(text for row in rows for text in row)


def test_labels_are_read_before_the_paragraphs_beside_them() -> None:
    labels = [f"{kind} der Anwärter:" for kind in ("Studien", "Stellen", "Vorteile", "Aufstieg", "Stufen")] * 2
    page = [show(40, 660 - 48 * k, label) for k, label in enumerate(labels)]
    page += [part for k in range(len(labels)) for part in column(150, 660 - 48 * k, PROSE)]
    done = " ".join(words(*page).split())
    assert done == " ".join(f"{label} {' '.join(PROSE)}" for label in labels)


def test_spaces_that_are_set_as_narrow_as_nothing_part_words_all_the_same() -> None:
    tight = "BT /F1 10 Tf -2.7 Tw 40 600 Td (Gesetz vom 24. Juni 1987 und Erlass vom 8. Juni 1994) Tj ET"
    assert words(tight) == "Gesetz vom 24. Juni 1987 und Erlass vom 8. Juni 1994"


def test_letters_that_are_set_close_make_words_as_others_do() -> None:
    close = "BT /F1 10 Tf -2 Tc 40 600 Td (Die Bezeichnung des Kommissars und seiner Amtspflichten) Tj ET"
    assert words(close) == "Die Bezeichnung des Kommissars und seiner Amtspflichten"


def test_pages_that_cannot_be_read_are_told_and_the_others_kept() -> None:
    outline = "0 0 m " + " ".join(f"{k} {k * k % 7} l" for k in range(12)) + " f"
    content = pdf(column(40, 600, PROSE), [outline] * 20, column(40, 500, PROSE[::-1]), [])
    found = next(iter(read(content, PLAIN)))
    assert "wacht darüber" in found.text
    assert found.missing is not None
    assert found.missing.startswith("1 of 4 pages (2) hold no text that can be read: recognition is switched off")


def test_entries_set_on_the_middle_of_two_lines_beside_them_are_read_in_their_place() -> None:
    page = [show(40, 600, "Behinderung"), show(150, 606, "seelische"), show(150, 594, "Erkrankung"), show(260, 600, "Armut")]
    page += [show(350, 606, "Gewalt in"), show(350, 594, "der Familie"), show(40, 560, "Zutreffendes ist anzukreuzen.")]
    found = " ".join(words(*page).split())
    assert found == "Behinderung seelische Erkrankung Armut Gewalt in der Familie Zutreffendes ist anzukreuzen."


def test_a_cell_is_read_like_a_page_where_things_stand_beside_each_other_in_it() -> None:
    page = [*frame(40, 500, 300, 620), *frame(300, 500, 460, 620), line(40, 560, 460, 560)]
    page += [
        *column(46, 605, ["Art der", "bezogenen Mittel"]),
        *column(150, 605, ["die im letzten Jahr vor dem", "Antrag bezogen wurden"]),
    ]
    page += [show(306, 605, "12 Euro"), show(46, 545, "Vermögen"), show(306, 545, "40 Euro")]
    assert "| Art der bezogenen Mittel die im letzten Jahr vor dem Antrag bezogen wurden | 12 Euro |" in words(*page)


def test_a_number_belongs_to_what_it_stands_close_before() -> None:
    page = [*frame(20, 560, 480, 620), line(400, 560, 400, 620), show(420, 600, "Betrag"), line(20, 580, 480, 580)]
    page += [
        show(40, 600, "Weitere", font="F2"),
        show(110, 600, "16"),
        show(130, 600, "Sonstige Ausgaben nach Seite 28 der Anleitung"),
    ]
    page += [show(40, 588, "Ausgaben", font="F2"), show(40, 566, "Summe"), show(420, 566, "12")]
    assert "| Weitere Ausgaben 16 Sonstige Ausgaben nach Seite 28 der Anleitung | Betrag |" in words(*page)


def test_what_stands_in_the_margin_and_beside_no_line_in_particular_is_a_column_of_its_own() -> None:
    prose = [text for _ in range(5) for text in PROSE]
    page = [
        *column(130, 640, prose),
        *column(20, 635, ["Anna Muster", "Universität"]),
        *column(20, 525, ["Eingegangen", "am 5. März"]),
    ]
    found = " ".join(words(*page).split())
    assert found.startswith("Anna Muster Universität Eingegangen am 5. März Der Bund sorgt")


def test_the_side_of_a_box_parts_no_column_that_runs_past_it() -> None:
    prose = [text for _ in range(5) for text in PROSE]
    box = ["Auskunft", "Anna Muster", "Bundesplatz 3", "3003 Bern"]
    page = [
        *column(130, 640, prose),
        *column(20, 622, ["Bern, den", "5. März"]),
        *column(20, 538, box),
        *frame(14, 495, 120, 560),
    ]
    found = " ".join(words(*page).split())
    assert " ".join(prose) in found and " ".join(box) in found


def test_a_word_that_a_line_cuts_goes_on_whatever_the_size_of_the_next_line() -> None:
    page = [
        show(40, 600, "Das Verzeichnis der Gemeinden, das der Kanton führt, ist öffent-"),
        show(40, 588, "lich, und jeder darf es lesen.", 8.5),
    ]
    assert "öffentlich" in words(*page)


LEFT = [
    "Der Bund sorgt im Rahmen seiner Zustän-",
    "digkeiten dafür, dass die Wohlfahrt wächst,",
    "und wacht darüber, dass die Kantone ihre",
    "Aufgaben so wahrnehmen, wie es ihnen die",
    "Verfassung aufgibt, soweit sie es können und",
    "niemand sonst dazu berufen ist, an ihrer",
    "Stelle zu handeln; das Gesetz sagt, wann er",
    "es darf und wer darüber zu entscheiden hat.",
]
RIGHT = [*COLUMN, "wie viel das ist und wer ihm den Rest schuldet."]


@pytest.mark.parametrize("gap", [4, 6, 8])
def test_columns_no_further_apart_than_words_are_read_one_after_the_other(gap: int) -> None:
    page = [*justified(40, 600, LEFT, 210), *justified(250 + gap, 600, RIGHT, 210)]
    assert words(*page).split("\n\n") == [" ".join(LEFT).replace("Zustän- digkeiten", "Zuständigkeiten"), " ".join(RIGHT)]


def test_numbers_that_hang_out_of_a_close_column_stay_with_it() -> None:
    page = [*justified(40, 600, LEFT, 200), show(244, 600, "1."), show(244, 552, "2."), *justified(258, 600, RIGHT, 200)]
    assert words(*page).split("\n\n") == [
        " ".join(LEFT).replace("Zustän- digkeiten", "Zuständigkeiten"),
        "1. " + " ".join(RIGHT[:4]),
        "2. " + " ".join(RIGHT[4:]),
    ]


def test_words_that_begin_at_one_place_on_lines_that_say_the_same_part_no_columns() -> None:
    names = [
        "Mai 1998",
        "Juni 1999",
        "April 2001 und März 2002",
        "Juli 2003",
        "August 2004 und Mai 2005",
        "Januar 2006",
        "Mai 2007",
    ]
    page = [
        show(40, 600 - 14 * k, f"Loi no 36{k} du Conseil; sess. {name}").replace("BT", "BT 2 Tw") for k, name in enumerate(names)
    ]
    assert words(*page).replace("\n\n", " ") == " ".join(f"Loi no 36{k} du Conseil; sess. {name}" for k, name in enumerate(names))
