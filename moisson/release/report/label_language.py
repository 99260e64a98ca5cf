"""Guesses the undeclared language of a title or description, for screen readers."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _function_words() -> dict[str, frozenset[str]]:
    listed = tomllib.loads(files("moisson.corpus.stages").joinpath("function_words.toml").read_text("utf-8"))
    return {language: frozenset(words.split()) for language, words in listed.items()}


def tongue(words: str) -> str:
    """The language with most function words among these words (ISO 639-1); empty where none has most."""
    found = WORD.findall(words.casefold())
    counts = {language: sum(word in known for word in found) for language, known in _function_words().items()}
    most = max(counts.values())
    best = [language for language, count in counts.items() if count == most]
    return best[0] if most and len(best) == 1 else ""
