"""What paragraphs are, and which of them is the document's title: the same for every word processor's format."""

import pytest

from moisson.readers.office.numbering import LEVELS, Counter, Level, has_words, shown
from moisson.readers.office.paragraphs import Kind, Paragraphs, named_kind


class Story(Paragraphs):
    """Paragraphs given one by one."""

    def add(self, words: str, kind: Kind | None = None) -> None:
        self.write(words)
        self.end_paragraph(kind or Kind())


def test_a_bullet_that_was_typed_is_an_item() -> None:
    story = Story()
    for words in ("Vor:", "• eins", "•\tzwei", "☐ ja"):
        story.add(words)
    assert story.end() == "Vor:\n\n- eins\n- zwei\n\n☐ ja"


def test_sentences_in_a_headings_style_are_body_text() -> None:
    story = Story()
    story.add("Bon dia, diputats. Els prego silenci. Comença la sessió.", Kind(level=1))
    story.add("Art. 5. Ziele.", Kind(level=1))
    assert story.end() == "Bon dia, diputats. Els prego silenci. Comença la sessió.\n\n# Art. 5. Ziele."


@pytest.mark.parametrize(
    ("headings", "title"),
    [
        ([("Bericht", 1), ("", 0), ("Zweck", 2)], "Bericht"),
        ([("Zweck", 1), ("", 0), ("Geltung", 1)], None),  # chapters
        ([("Teil I", 1), ("Zweck", 2), ("", 0), ("Teil II", 1)], None),
        ([("Bericht", 1), ("Zweck", 1), ("", 0), ("Geltung", 1)], "Bericht"),  # nothing between the first two
    ],
)
def test_a_heading_is_the_title_where_it_stands_above_the_others(headings: list[tuple[str, int]], title: str | None) -> None:
    story = Story()
    for words, level in headings:
        story.add(words or "Ein Absatz mit Worten.", Kind(level=level))
    text = story.end()
    assert story.stated_title(None, text) == title


def test_a_title_that_is_a_files_name_is_none() -> None:
    story = Story()
    story.add("COM_2025_43_final.docx", Kind(title=True))
    assert story.stated_title("Microsoft Word - COM 2025", story.end()) is None


def test_names_of_styles_tell_what_they_are_for() -> None:
    assert named_kind("Titre 3").level == named_kind("heading 3").level == named_kind("Überschrift 3").level == 3
    assert named_kind("Titel").title and not named_kind("Untertitel").title
    assert named_kind("D3/ Intervinent").speaker and not named_kind("Interventions").speaker
    assert named_kind("toc 2").contents and named_kind("Contents Heading").contents
    assert named_kind("Body Text 2") == Kind()


def test_numbers_are_shown_as_word_processors_show_them() -> None:
    assert [shown("lowerLetter", number) for number in (1, 26, 27)] == ["a", "z", "aa"]
    assert [shown("upperRoman", number) for number in (4, 9, 40, 1999)] == ["IV", "IX", "XL", "MCMXCIX"]
    assert [shown("chicago", number) for number in (1, 2, 4, 5)] == ["*", "†", "§", "**"]
    assert [shown("russianLower", 4), shown("decimalZero", 7), shown("unheardOf", 3)] == ["г", "07", "3"]
    assert has_words("Artikel 4") and has_words("Art. 4") and not has_words("xiv.") and not has_words("aa)")


def test_levels_begin_anew_below_what_counts_on() -> None:
    levels = [Level(pattern="%1."), Level(pattern="%1.%2"), Level(pattern="%3", restart=0)] + [Level()] * (LEVELS - 3)
    counter = Counter(levels)
    assert [counter.next(level) for level in (0, 1, 1, 2, 0, 1, 2)] == ["1.", "1.1", "1.2", "1", "2.", "2.1", "2"]
