"""What was read in a wrong code page and saved before it came here, in XML; of plain text, see `test_decode`."""

import pytest

from moisson.readers.xml.walker import Walker, parts


class Act(Walker):
    roles = parts(block="p")


@pytest.mark.parametrize("page", ["iso-8859-1", "cp1252"])
@pytest.mark.parametrize("words", ["Åldersgräns för tjänster – § 5", "Überprüfung der «Größe»", "L’été dernier, à l’école"])
def test_what_was_read_in_a_code_page_and_saved_once_more_is_put_right(words: str, page: str) -> None:
    twice = words.encode().decode(page)
    assert Act().parse(f"<act><p>{twice} &lt; 2</p></act>".encode()).text() == f"{words} < 2"
    both = Act().parse(f"<act><p>{words}</p><p>{twice}</p></act>".encode()).text()
    assert both == f"{words}\n\n{words}"


def test_letters_that_only_look_misread_stay() -> None:
    words = "SÃO PAULO, NÃO · ÑANDÚ «AÑO» · DÅ «Å» ÄÖ"
    assert Act().parse(f"<act><p>{words}</p></act>".encode()).text() == words
