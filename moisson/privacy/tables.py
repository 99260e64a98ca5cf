"""The words beside which numbers and dates mean something, and other lists (`words.toml`), read once."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(files("moisson.privacy").joinpath("words.toml").read_text("utf-8"))


def words(name: str) -> tuple[str, ...]:
    """The list of this name: the triggers of one kind of number, for one."""
    return tuple(_table()[name])


def regions() -> dict[str, str]:
    """By language, the country whose telephone numbers are written without a prefix."""
    found: dict[str, str] = _table()["region"]
    return found
