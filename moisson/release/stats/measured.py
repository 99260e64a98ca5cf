"""Measured recall and precision for personal data: `measured.toml`, which data cards repeat."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Measured:
    """One measurement: `recall` of the `of` places that there were; `precision` of what was found, None where not measured."""

    what: str
    kinds: tuple[str, ...]
    set: str
    sight: str
    of: int
    recall: float
    page: str
    date: str
    precision: float | None = None
    command: str | None = None


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(files("moisson.release.stats").joinpath("measured.toml").read_text("utf-8"))


def measurements() -> tuple[Measured, ...]:
    """All of them, in the order of the table."""
    return tuple(Measured(**{**entry, "kinds": tuple(entry["kinds"])}) for entry in _table()["measured"])


def names_in() -> list[str]:
    """The languages in which names of persons are found; a test compares them with the tables of cue words."""
    return list(_table()["names_in"])


def measured(kinds: Iterable[str]) -> list[Measured]:
    """Those of these kinds of data."""
    wanted = set(kinds)
    return [one for one in measurements() if wanted & set(one.kinds)]
