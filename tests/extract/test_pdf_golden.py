"""Pages of real PDF files against what a person typed from their images."""

import pytest
from shared_data import SHARED, shared

from bench.fidelity_pdf import Golden, goldens, measure
from moisson.errors import DocumentError
from moisson.extract.how import How

pytest.importorskip("pypdfium2")
PAGES = [page for page in goldens() if not page.ocr and page.text_layer != "partial"]
FORMS = "form"  # in the name of a page that is one: labels to fill in, whose order a reader may see otherwise


@pytest.mark.shared
@pytest.mark.parametrize("page", [page for page in PAGES if FORMS not in page.name], ids=lambda page: page.name)
def test_words_are_there_in_reading_order(page: Golden) -> None:
    shared(page.file)
    found = measure(SHARED, page, How(ocr=False))
    assert not isinstance(found, DocumentError)
    assert found.order >= (0.85 if page.name in ("de-badge", "de-kapausst-broken") else 0.94)


@pytest.mark.shared
def test_words_and_cells_are_right_over_all_pages() -> None:
    shared(PAGES[0].file)
    scores = [measure(SHARED, page, How(ocr=False)) for page in PAGES]
    read = [score for score in scores if not isinstance(score, DocumentError)]
    assert len(read) == len(PAGES)
    assert sum(score.recall for score in read) / len(read) >= 0.98
    assert sum(score.precision for score in read) / len(read) >= 0.98
    assert sum(score.order for score in read) / len(read) >= 0.95
