"""Unknown vocabularies of law and Spanish law, by small inputs written by hand."""

from national_files import read_all

SENTENCE = "Il ricorso è infondato in tutti e tre i motivi e va respinto in ogni sua domanda e istanza."


def test_what_holds_a_page_under_the_name_of_a_heading_is_none() -> None:
    """As an Italian `epigrafe`, with which a judgment begins."""
    begin = "".join(f"<oggetto><p>{SENTENCE}</p><p>{SENTENCE}</p></oggetto>" for _ in range(5))
    (text,) = read_all(f"<sentenza><epigrafe>{begin}</epigrafe><corpo><p>{SENTENCE}</p></corpo></sentenza>".encode())
    assert text.text == "\n\n".join([SENTENCE] * 11)
    assert text.title is None
