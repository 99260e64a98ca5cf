"""White space of a paragraph, and how many words and letters it has."""

import re

SPECIAL = re.compile("[&\x00\x01\x1f]")  # signs that a paragraph may hold, and that mean more than themselves: see `markdown`


def one_line(text: str) -> str | None:
    """The words with one space between them; None where there is a special sign among them."""
    return " ".join(text.split()) if SPECIAL.search(text) is None else None


def count_words(text: str) -> int:
    """How many words there are: what white space parts."""
    return len(text.split())


def count_letters(text: str) -> int:
    """How many letters there are, of any alphabet."""
    return sum(map(str.isalpha, text))
