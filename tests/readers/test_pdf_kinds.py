"""Kinds of pages: contents and lists in columns, heads over columns, tall heads of tables, forms of few pages, old scans."""

import pytest
from small_pdf import LEFT, pdf, show

from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
from moisson.readers.pdf.reader import read


def words(*pages: list[str]) -> str:
    return next(iter(read(pdf(*pages), How(ocr=False)))).text


def column(x: float, y: float, lines: list[str], step: float = 12, size: float = 9) -> list[str]:
    return [show(x, y - step * k, text, size) for k, text in enumerate(lines)]


def test_words_in_bold_within_a_sentence_are_no_heading() -> None:
    page = column(40, 600, LEFT)
    page[2] = show(40, 576, LEFT[2], 9, "F2")
    assert words(page) == " ".join(LEFT)


def test_words_of_a_scan_whose_baselines_differ_stand_on_one_line() -> None:
    page, off = [], (0.0, 2.2, -0.4, 1.8)
    lines = [*LEFT, "", "Dies gilt auch für die Länder.", "", *LEFT * 2]
    for k, text in enumerate(lines):
        x = 40.0
        for n, word in enumerate(text.split()):
            page.append(show(round(x, 1), 600 - 13 * k - off[(n + k) % 4], word, 9, "F2"))
            x += 5.6 * len(word) + 4
    assert words(page).split() == " ".join(lines).split()  # and no heading, though all are of one bold font
