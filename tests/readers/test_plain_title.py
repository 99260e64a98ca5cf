"""Titles without character references and marks of consolidation."""

from pathlib import Path

import pytest

from moisson.harvest.preview import read_files
from moisson.readers.facts.plain_title import plain_title


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Loi &quot;Climat&quot; n&#176; 3", 'Loi "Climat" n° 3'),
        ("►M2 Directive on the quality of water ◄", "Directive on the quality of water"),
        ("▼ B\xa0Regulation", "Regulation"),
        ("Research & Development; R&D", "Research & Development; R&D"),
        ("&c. and so on", "&c. and so on"),
        ("►M2◄", None),
        (None, None),
    ],
)
def test_references_and_marks_go_and_words_stay(title: str | None, plain: str | None) -> None:
    assert plain_title(title) == plain


def test_a_title_that_was_escaped_twice_reads_as_it_should(tmp_path: Path) -> None:
    page = (
        "<html><head><title>&amp;quot;Climat&amp;quot; et ►M2 eau ◄</title></head><body><p>Une loi sur l'eau.</p></body></html>"
    )
    (tmp_path / "loi.html").write_text(page, "utf-8")
    (found,) = read_files(tmp_path)
    assert found.text is not None
    assert found.text.title == '"Climat" et eau'
