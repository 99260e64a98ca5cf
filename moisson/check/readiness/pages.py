"""On which page of a PDF a passage of its text stands.

The text of a document is that of its pages, but paragraphs and tables that a page break had cut are joined again and hyphens at
line ends are gone. So passages are compared by their letters and digits alone.
"""

import re
from collections.abc import Sequence

_OTHER = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """Only letters and digits, in lower case."""
    return _OTHER.sub("", text).lower()


class Pages:
    """The pages of one document; passages are asked for in the order of the text."""

    def __init__(self, text: str, pages: Sequence[str]) -> None:
        self._text, self._pages = text, [letters(page) for page in pages]
        self._at = self._letters = 0

    def page_of(self, start: int, end: int) -> int | None:
        """The page, from 1, where `text[start:end]` stands: of those that hold the same letters, the one nearest to where it
        should be by the length of what stands before. None where no page holds them whole, as when a page ends within them."""
        self._letters += len(letters(self._text[self._at : start]))
        self._at = start
        wanted = letters(self._text[start:end])
        best: tuple[int, int] | None = None
        begin = 0
        for number, page in enumerate(self._pages, 1):
            at = page.find(wanted)
            while at >= 0:
                away = abs(begin + at - self._letters)
                best = min(best or (away, number), (away, number))
                at = page.find(wanted, at + 1)
            begin += len(page)
        return best[1] if best else None
