"""What paragraphs are, and which of them is the document's title: the same for every word processor's format."""

from moisson.readers.office.paragraphs import Kind, Paragraphs


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
