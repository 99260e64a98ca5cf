"""Paragraphs: whatever white space stands in the file, one space stands between words."""

from hypothesis import given
from hypothesis import strategies as st

from moisson.readers.markdown import Writer


@given(st.text("ab(é—.,#-  \t\n\r\x85\xa0\xad\u2003\u2028\u2060\u3000\U000e0001"))
def test_a_paragraph_is_its_words_with_one_space_between_them(words: str) -> None:
    writer = Writer()
    writer.write(f"Words {words}")
    assert writer.text() == " ".join(f"Words {words}".split())
    writer.write(f"More {words}")
    writer.paragraph()
    assert writer.text() == " ".join(f"More {words}".split())
