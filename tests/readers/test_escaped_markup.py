"""Where the words of an element are HTML themselves, escaped, they are read as such."""

from pathlib import Path

import pytest
from shared_data import shared
from told import left_out

from moisson.readers.files import FileReader
from moisson.readers.html.fragment import holds_markup
from moisson.readers.read_options import DEFAULT
from moisson.sources.fr_travail_contributions.read import read as read_answer

TABLES = "eu-akn-tulit/data/tests/data/sources/member_states/france/akn/tas24-021.akn.xml"
AKN = """<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><meta/><body><article><content>
<p>The table reads: &lt;b&gt;as follows&lt;/b&gt;.</p>
<table><tr><td><p>«&lt;br&gt;</p></td><td><p>&lt;p style="text-align: justify;"&gt;Article&amp;nbsp;4&lt;/p&gt;</p></td></tr>
<tr><td><p>first&lt;br/&gt;second</p></td><td><p>a &lt; b and c &gt; d</p></td></tr></table>
<p>The element &lt;table&gt; has a role.</p></content></article></body></act></akomaNtoso>"""


@pytest.mark.parametrize(
    ("words", "is_markup"),
    [
        ("Article 1<br>Article 2", True),
        ('<p style="margin: 0">Article 1</p>', True),
        ("La balise <table> possède un attribut", False),
        ("x < y, y > z", False),
        ("</p>", False),
    ],
)
def test_words_are_markup_where_they_break_a_line_or_close_what_they_open(words: str, is_markup: bool) -> None:
    assert holds_markup(words) is is_markup


def test_escaped_markup_in_paragraphs_and_cells_is_read_and_words_about_a_tag_stay() -> None:
    [text] = FileReader(DEFAULT).read(AKN.encode())
    assert "The table reads: as follows." in text.text
    assert "| « | Article 4 |" in text.text
    assert "| first second | a < b and c > d |" in text.text.replace("<br>", " ")
    assert "The element <table> has a role." in text.text
    assert "unknown" not in left_out(FileReader(DEFAULT).read, AKN.encode(), "akn")


def test_an_answer_and_its_references_hold_no_references_to_characters() -> None:
    content = b'{"question": "Q", "idcc": null, "answer": "After&nbsp;two days.", "references": ["Titre IV,&nbsp; article 27"]}'
    [text] = read_answer(content)
    assert "After two days." in text.text
    assert "- Titre IV, article 27" in text.text


@pytest.mark.shared
def test_cells_of_a_bill_of_the_senate_hold_no_tags() -> None:
    [text] = FileReader(DEFAULT).read(Path(shared(TABLES)).read_bytes())
    assert "L. 742-4 et L. 742-5" in text.text
    assert not any(tag in text.text for tag in ("<br", "<p ", "</p>", "&nbsp;"))
