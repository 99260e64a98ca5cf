"""Pages of EUR-Lex: the act, without running heads, and of consolidated texts without marks and the list of what changed it."""

from collections import Counter
from pathlib import Path

import pytest
from shared_data import shared

from moisson.readers.contract import Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT

JOURNAL = "eu-akn-tulit/data/tests/data/sources/eu/eurlex"
LEX = "eu-formex-lex/data/works"
PAGE = """<html><head><title>Consolidated TEXT: 31958R0001 — EN — 01.07.2013</title></head><body>
<p class="reference">01958R0001 — EN — 01.07.2013 — 002.001</p><hr class="separator"/>
<p class="disclaimer">This text is meant purely as a documentation tool and has no legal effect.</p>
<table><tr><td><p class="arrow"><a title="31958R0001">►B</a></p></td><td><p>REGULATION No 1</p>
<p><a title="31958R0001">determining the languages to be used</a></p></td></tr></table>
<p>Amended by:</p><table><tr><td></td><td></td><td>Official Journal</td></tr>
<tr><td><p class="arrow"><a title="32005R0920"> M1</a></p></td><td><p><a>COUNCIL REGULATION (EC) No 920/2005</a></p></td>
<td>L 156</td></tr></table><hr class="separator"/>
<div class="eli-container"><p class="arrow"><a title="31958R0001">▼B</a></p>
<div class="eli-main-title"><p>REGULATION No 1</p><p>determining the languages to be used</p></div>
<p class="modref"><a title="32005R0920: REPLACED">▼M1</a></p>
<div><p>Article 1</p><p>The official languages of the institutions are <a>►M1</a> Danish, Dutch and Irish ◄, as decided.</p></div>
<p class="modref"><a title="32005R0920: DELETED">▼M1</a>\xa0—————</p>
<p class="modref"><a title="31958R0001">▼B</a></p><div><p>Article 3</p><p>Documents shall be drafted in that language.</p></div>
</div></body></html>"""


def read(page: bytes) -> Text:
    return next(iter(FileReader(DEFAULT).read(page)))


def test_marks_and_the_list_of_acts_are_left_out_and_facts_of_them_kept() -> None:
    text = read(PAGE.encode())
    assert text.text.split("\n\n") == [
        "REGULATION No 1",
        "determining the languages to be used",
        "Article 1",
        "The official languages of the institutions are Danish, Dutch and Irish, as decided.",
        "—————",
        "Article 3",
        "Documents shall be drafted in that language.",
    ]
    assert text.valid_from == "2013-07-01" and text.language == "en"
    assert ("celex", "01958R0001-20130701") in [(found.scheme, found.value) for found in text.identifiers]


def test_a_page_with_arrows_of_its_own_is_left_as_it_is() -> None:
    page = "<html><body><h1>Prices</h1><p><span>▼</span> falling <b>► M</b> <i>▼C2</i> rising ◄ and back.</p></body></html>"
    assert "▼ falling ► M ▼C2 rising ◄ and back." in read(page.encode()).text


@pytest.mark.shared
def test_a_page_of_the_journal_has_the_words_of_formex_and_no_others() -> None:
    page = next(shared(JOURNAL).glob("regulations/html/c008*/DOC_1.html"))
    parts = [
        path
        for path in sorted(shared(JOURNAL).glob("formex/c008*/DOC_1/*.fmx.xml"))
        if ".doc." not in path.name and ".toc." not in path.name
    ]
    text = read(page.read_bytes())
    assert words(text.text) == words("\n".join(read(path.read_bytes()).text for path in parts))
    assert [found.value for found in text.identifiers] == ["http://data.europa.eu/eli/reg/2024/903/oj"]


def formex_of(page: Path) -> list[Path]:
    """The parts of the same version in Formex; none of the act whose pages show pictures, or nothing since it was repealed."""
    parts = sorted((page.parent / f"{page.stem}.fmx4").glob("*.xml")) if page.parts[-4] != "32012r1156" else []
    return [path for path in parts if not path.stem.endswith(".doc")]


@pytest.mark.shared
def test_pages_of_consolidated_texts_have_the_words_of_formex_and_no_others() -> None:
    pairs = [(page, parts) for page in sorted(shared(LEX).glob("*/versions/*/*.html")) if (parts := formex_of(page))]
    assert pairs
    for page, parts in pairs:
        formex = [text.text for path in parts for text in FileReader(DEFAULT).read(path.read_bytes())]
        assert words(read(page.read_bytes()).text) == words("\n".join(formex)), page


def words(text: str) -> Counter[str]:
    return Counter(word for word in "".join(c if c.isalnum() else " " for c in text.casefold()).split())
