"""Kinds of pages: contents and lists in columns, heads over columns, tall heads of tables, forms of few pages."""

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
