"""Pages of real PDF files against what a person typed from their images."""

import pytest
from pdf_pages import Golden, goldens, measure
from shared_data import SHARED, shared

from moisson.contracts.errors import DocumentError
from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
PAGES = [page for page in goldens() if not page.ocr and page.text_layer != "partial"]
PLAIN = How(ocr=False)
# What a few pages reach at least of the longest common subsequence of words over the longer text; the others reach 0.95. One is a
# badge of five words, one a file of one page whose running head cannot be told from its text; in the others, fields of a form and
# addresses stand beside each other and are read row by row.
FORMS = {"de-awv-addressee-form": 0.86, "de-awv-landscape-form": 0.93, "de-eichschein-changes": 0.87, "de-eichschein-form": 0.94}
LEAST = {"de-badge": 0.85, "de-erlaubnis-form": 0.94, **FORMS}


@pytest.mark.shared
@pytest.mark.parametrize("page", [page for page in PAGES if not page.held], ids=lambda page: page.name)
def test_words_are_there_in_reading_order(page: Golden) -> None:
    shared(page.file)
    found = measure(SHARED, page, PLAIN)
    assert not isinstance(found, DocumentError)
    assert found.order >= LEAST.get(page.name, 0.95)
    assert found.recall >= 0.965


@pytest.mark.shared
@pytest.mark.parametrize("held", [False, True], ids=["tuned", "held"])
def test_words_and_cells_are_right_over_all_pages(held: bool) -> None:
    pages = [page for page in PAGES if page.held == held]
    shared(pages[0].file)
    scores = [measure(SHARED, page, PLAIN) for page in pages]
    read = [score for score in scores if not isinstance(score, DocumentError)]
    assert len(read) == len(pages)
    assert sum(score.recall for score in read) / len(read) >= (0.99 if held else 0.995)
    assert sum(score.precision for score in read) / len(read) >= (0.99 if held else 0.995)
    assert sum(score.order for score in read) / len(read) >= (0.97 if held else 0.98)
    cells = [score.cells for score in read if score.cells is not None]
    assert sum(cells) / len(cells) >= 0.97
