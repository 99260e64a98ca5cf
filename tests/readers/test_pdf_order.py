"""Reading order where several things stand beside each other on a page: forms, margins, letters, boxes."""

import pytest
from small_pdf import COLUMN, line, pdf, show

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


def test_notes_in_a_margin_stand_whole_beside_their_paragraph() -> None:
    page = column(150, 600, PROSE) + column(40, 600, ["Zweck der", "Verfassung"], 9, 8) + column(150, 540, PROSE)
    done = words(*page).split("\n\n")
    assert done[0] == "Zweck der Verfassung"
    assert done[1].startswith("Der Bund sorgt im Rahmen seiner Zuständigkeiten dafür, dass die Wohlfahrt gefördert wird")


def test_entries_in_step_are_read_row_by_row_though_they_begin_small() -> None:
    rows = [("von neunzehn bis zwanzig Jahren:", "neunzig vom Hundert des Lohnes;")]
    rows += [("von achtzehn bis neunzehn Jahren:", "achtzig vom Hundert des Lohnes;")]
    rows += [("von siebzehn bis achtzehn Jahren:", "siebzig vom Hundert des Lohnes.")]
    page = [show(x, 600 - 12 * k, text) for k, row in enumerate(rows) for x, text in zip((40, 230), row, strict=True)]
    assert " ".join(words(*page).split()) == " ".join(text for row in rows for text in row)


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


def test_a_note_beside_a_text_is_read_whole_where_the_file_draws_it_first() -> None:
    note = column(40, 600, ["Power to suspend", "Currency of sentence"])
    text = [
        "5. The currency of the sentence of a person whom Saint",
        "Patrick's Institution holds may be suspended by",
        "the Minister.",
    ]
    assert words(*note, *column(180, 600, text)).split("\n\n") == ["Power to suspend Currency of sentence", " ".join(text)]


def test_texts_printed_over_each_other_are_read_one_after_the_other() -> None:
    first = column(40, 600, PROSE)
    second = [line.removesuffix(".") for line in COLUMN[:4]]
    found = " ".join(words(*first, *column(40, 570, second)).split())
    assert found == " ".join([*PROSE, *second])


def test_words_of_a_line_stay_together_though_only_some_are_printed_over_another() -> None:
    page = show(40, 600, "Den som gör intrång"), show(100, 600, "i ett register döms")
    assert words(*page) == "Den som gör intrång i ett register döms"


def test_numbers_of_paragraphs_that_are_drawn_first_stay_with_these() -> None:
    numbers = [show(40, 600, "3."), show(40, 564, "4.")]
    text = [
        "Il est statué sur le retrait sur simple requête du",
        "Commissariat après instruction préalable faite par",
        "ce dernier.",
    ]
    more = ["Le retrait emporte interdiction de faire de nouvelles", "opérations dans les branches."]
    found = words(*numbers, *column(70, 600, text), *column(70, 564, more))
    assert found.split("\n\n") == ["3. " + " ".join(text), "4. " + " ".join(more)]
