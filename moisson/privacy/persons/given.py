"""Given names that make a name of two words a person's (`given.toml`)."""

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files

from moisson.privacy.persons.inflect import stem

_BARE = ("es", "fr", "it")  # languages whose capitals often stand without accents: `JOSE`, `HELENE`


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    text = files("moisson.privacy.persons").joinpath("given.toml").read_text("utf-8")
    return {code: names.split() for code, names in tomllib.loads(text).items()}


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Given names; each counts in texts of any language, since people move."""
    bare = {plain(name) for code in _BARE for name in _table()[code]}
    return frozenset(name for names in _table().values() for name in names) | {name for name in bare if len(name) > 3} - {"Jesus"}


@lru_cache(maxsize=1)
def polish_stems() -> tuple[str, ...]:
    """What stays of Polish given names in other cases: `Marka` and `Pawła` are of Marek and Paweł."""
    fleeting = (re.sub(r"ek$", "k", re.sub(r"eł$", "ł", name)) for name in _table()["pl"])
    return tuple(sorted({name for name in map(stem, fleeting) if len(name) > 3}))


def plain(name: str) -> str:
    """A name without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))
