"""Mark-up in pieces: words, the tag behind them, its attributes, words, …."""

import re
from functools import lru_cache
from html.entities import name2codepoint

TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
NUMBER = re.compile(r"#([0-9]{1,7})")


def pieces(markup: str) -> list[str] | None:
    """Words, a tag in small letters, its attributes, words, …, words; None where it takes a parser to know them.

    References to characters have become what they stand for.
    """
    parts = TAG.split(markup)
    for i in range(0, len(parts), 3):
        if "<" in parts[i]:
            return None
        if "&" in parts[i]:
            first, *others = parts[i].split("&")
            words = [first]
            for other in others:
                name, end, rest = other.partition(";")
                sign = meant(name)
                if not end or not sign:
                    return None
                words += sign, rest
            parts[i] = "".join(words)
    parts[1::3] = [tag.lower() for tag in parts[1::3]]
    return parts


@lru_cache(maxsize=4096)
def meant(name: str) -> str:
    """The sign that a reference stands for; empty where a parser has more to say of it."""
    number = NUMBER.fullmatch(name)
    code = int(number[1]) if number else name2codepoint.get(name, 0)
    return chr(code) if 32 <= code < 127 or 160 <= code < 0xD800 or 0xE000 <= code < 0xFFFE else ""
