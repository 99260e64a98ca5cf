"""White space of a paragraph, and how many words and letters it has."""

import re

CLOSED = re.compile(r"(?<!\x1f)\x1f++(?=[,.;:!?)\]…])")  # what keeps words apart does not keep punctuation from them
SPECIAL = re.compile("[&\x00\x01]")  # signs that a paragraph may hold, and that mean more than themselves: see `markdown`
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
ZERO_WIDTH = "\u00ad\u200b\u2060\ufeff"  # where a line may break, and other signs that show nothing


def has_controls(text: str) -> bool:
    """Whether there are control characters, but those of lines and pages."""
    return CONTROLS.search(text) is not None


def visible(text: str) -> str:
    """The text without the signs that show nothing."""
    for sign in ZERO_WIDTH:  # far quicker than a regular expression where there are none
        text = text.replace(sign, "")
    return text


def one_line(text: str) -> str | None:
    """The words with one space between them; None where there is a special sign among them."""
    if SPECIAL.search(text) is not None:
        return None
    return " ".join((CLOSED.sub("", text) if "\x1f" in text else text).split())


def count_words(text: str) -> int:
    """How many words there are: what white space parts."""
    return len(text.split())


def count_letters(text: str) -> int:
    """How many letters there are, of any alphabet."""
    return sum(map(str.isalpha, text))
