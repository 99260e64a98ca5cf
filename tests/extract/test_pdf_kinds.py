"""Kinds of pages: contents and lists in columns, heads over columns, tall heads of tables, forms of few pages, old scans."""

import pytest
from small_pdf import COLUMN, line, pdf, show

from moisson.extract.how import How

pytest.importorskip("pypdfium2")
from moisson.extract.pdf.reader import read

LEFT = [
    "Der Bund sorgt im Rahmen seiner Befugnisse",
    "dafür, dass die Wohlfahrt wächst, und wacht",
    "darüber, dass die Länder ihre Aufgaben so",
    "wahrnehmen, wie es ihnen die Verfassung auf",
    "gibt, soweit sie es können und niemand sonst",
    "dazu berufen ist, an ihrer Stelle zu handeln,",
    "und das Gesetz sagt ihnen, wann sie es dürfen.",
]


def words(*pages: list[str]) -> str:
    return next(iter(read(pdf(*pages), How(ocr=False)))).text


def column(x: float, y: float, lines: list[str], step: float = 12, size: float = 9) -> list[str]:
    return [show(x, y - step * k, text, size) for k, text in enumerate(lines)]


def test_words_in_bold_within_a_sentence_are_no_heading() -> None:
    page = column(40, 600, LEFT)
    page[2] = show(40, 576, LEFT[2], 9, "F2")
    assert words(page) == " ".join(LEFT)


def test_names_of_columns_that_are_set_line_below_line_are_one_head() -> None:
    names = {150: ["Zins"], 230: ["Anteil", "am", "Kapital"], 310: ["Wert"], 390: ["im", "Mittel"]}
    page = [show(x, 600 + 10 * k, name, 9) for x, lines in names.items() for k, name in enumerate(reversed(lines))]
    for k, town in enumerate(("Aachen", "Bonn", "Celle", "Dachau")):
        page += [show(40, 580 - 15 * k, town, 9), *(show(x, 580 - 15 * k, str(11 + k), 9) for x in names)]
    assert words(page).split("\n")[0] == "|  | Zins | Anteil am Kapital | Wert | im Mittel |"


def test_words_of_a_scan_whose_baselines_differ_stand_on_one_line() -> None:
    page, off = [], (0.0, 2.2, -0.4, 1.8)
    for k, text in enumerate(LEFT * 3):
        x = 40.0
        for n, word in enumerate(text.split()):
            page.append(show(round(x, 1), 600 - 13 * k - off[(n + k) % 4], word, 9, "F2"))
            x += 5.6 * len(word) + 4
    assert words(page).split() == " ".join(LEFT * 3).split()
    assert "#" not in words(page)
