"""Words in bold within prose."""

import pytest
from small_pdf import LEFT, pdf, show

from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
from moisson.readers.pdf.reader import read


def words(*pages: list[str]) -> str:
    return next(iter(read(pdf(*pages), How(ocr=False)))).text


def test_words_in_bold_within_a_sentence_are_no_heading() -> None:
    page = [show(40, 600 - 12 * k, line, 9) for k, line in enumerate(LEFT)]
    page[2] = show(40, 576, LEFT[2], 9, "F2")
    assert words(page) == " ".join(LEFT)
