"""Headings of public bodies' PDFs are judged by what a person marked, and its pages are those of the real documents."""

import pdf_heads
import pytest
from pypdfium2 import PdfDocument
from shared_data import shared

MARKED = """What this is.

== mémorial.pdf
-- 2
Chapitre II. | Des devoirs
Art. 9.
? Sommaire
"""
PAGE = pdf_heads.golden(MARKED)["mémorial.pdf"][2]


def counts(text: str) -> dict[str, int]:
    return dict(pdf_heads.score(PAGE, text).counts)


@pytest.mark.parametrize(
    "text", ["# Chapitre ll. - Des de-voirs[^1]\n\n## Art. 9.", "# Chapitre II.\n# D e s devoirs\n# Art. 9."], ids=["one", "two"]
)
def test_label_and_title_may_be_one_heading_or_two(text: str) -> None:
    assert counts(text) == {"due": 3, "right": 3}


def test_heading_that_takes_text_with_it_is_wrong_and_missed() -> None:
    found = pdf_heads.score(PAGE, "# Chapitre II. Des devoirs\n\n# Art. 9. Le fonctionnaire est tenu")
    assert dict(found.counts) == {"due": 3, "right": 2, "wrong": 1}
    assert found.faults == ["wrong  Art. 9. Le fonctionnaire est tenu", "missed Art. 9."]


def test_doubtful_line_is_neither_due_nor_wrong() -> None:
    assert counts("# Sommaire\n\nArt. 9.") == {"due": 3, "doubtful": 1}


def test_heading_counts_once() -> None:
    assert counts("# Art. 9.\n\n# Art. 9.") == {"due": 3, "right": 1, "wrong": 1}


@pytest.mark.parametrize(("given", "same"), [("Art. 14195a Traités", True), ("Art. 141 Traités", False)])
def test_mark_of_a_note_within_a_heading_is_left_out(given: str, same: bool) -> None:
    page = pdf_heads.Page(due=[["Art. 141a Traités"]])
    assert (pdf_heads.score(page, f"# {given}").counts["right"] == 1) is same


@pytest.mark.shared
def test_marked_pages_are_those_of_the_real_documents() -> None:
    marked = pdf_heads.golden(pdf_heads.GOLDEN.read_text())
    here = {name: pages for name, pages in marked.items() if not name.startswith(pdf_heads.ICDAR)}
    assert len(here) == 56
    for name, pages in here.items():
        with PdfDocument(shared(name)) as document:
            assert max(pages) <= len(document), name
