"""Statutes by which official texts need no licence, by country and kind of document, from `statutes.toml`."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal


@dataclass(frozen=True)
class Statute:
    """An article of a statute, what it excludes, and where to read it.

    `kinds` are the kinds of document that its words name plainly; `unsettled` those that it may cover, under `condition`.
    `way` says whether the text is excluded from copyright, or may be reused by anyone although copyright may exist. `checked`
    says in which copy the words were read, or that they are from memory.
    """

    country: str
    article: str
    act: str
    excluded: str
    way: Literal["no-copyright", "reuse"]
    kinds: frozenset[str]
    unsettled: frozenset[str]
    condition: str
    source: str
    checked: str

    @property
    def seen(self) -> bool:
        """Whether its words were checked in a copy."""
        return self.checked.startswith("seen")


@lru_cache(maxsize=1)
def statutes() -> tuple[Statute, ...]:
    """All of them, in the order of the table."""
    table = tomllib.loads(files("moisson.rights").joinpath("statutes.toml").read_text("utf-8"))
    return tuple(
        Statute(**{**entry, "kinds": frozenset(entry["kinds"]), "unsettled": frozenset(entry["unsettled"])})
        for entry in table["statute"]
    )


def statutes_for(country: str, kind: str | None = None) -> tuple[Statute, ...]:
    """The statutes of a country (ISO 3166-1 alpha-2, or EU), those that plainly name a kind of document where one is given."""
    return tuple(found for found in statutes() if found.country == country.upper() and (kind is None or kind in found.kinds))
