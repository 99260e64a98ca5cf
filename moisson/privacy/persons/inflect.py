"""Polish case endings of names, as far as rules go (`pl.toml`): Kowalski, Kowalskiego; Nowak, Nowakowi; Zaręba, Zarębie."""

import tomllib
from importlib.resources import files

_ENDINGS = tomllib.loads(files("moisson.privacy.persons").joinpath("pl.toml").read_text("utf-8"))["ending"]


def stem(word: str) -> str:
    """What stays of a name through its cases."""
    lower = word.lower()
    for ending in _ENDINGS["lost_by_adjective"]:
        if lower.endswith(ending) and len(word) > len(ending) + 1:
            return word[: len(word) - len(ending) + 2]
    for ending in _ENDINGS["lost_by_noun"]:
        if lower.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)]
    return word


def endings(root: str, word: str) -> tuple[str, ...]:
    """The endings that a name of this root may have, longest first."""
    chosen = _ENDINGS["adjective"] if root.lower().endswith(("sk", "ck", "dzk")) and word != root else _ENDINGS["noun"]
    given = tuple(ending.upper() for ending in chosen) if word.isupper() and len(word) > 1 else chosen
    return tuple(sorted(given, key=len, reverse=True))
