"""The table of the national numbers of persons (`national_ids.toml`), read once."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from moisson.privacy import checks
from moisson.privacy.checks import Check, standard


class Scheme(NamedTuple):
    """One kind of national number; the table's head says what its fields mean."""

    name: str
    form: re.Pattern[str]
    check: Check
    words: tuple[str, ...]
    free: re.Pattern[str] | None
    home: tuple[str, ...]
    weak: bool

    def holds(self, compact: str, jurisdiction: str | None) -> bool:
        """Whether a number, without separators and in capitals, is one of this scheme."""
        foreign = jurisdiction not in (None, "eu", "int", self.name[:2])
        return not (self.weak and foreign) and self.form.fullmatch(compact) is not None and self.check(compact)


@lru_cache(maxsize=1)
def schemes() -> tuple[tuple[Scheme, ...], tuple[str, ...]]:
    """All schemes, and the words that name no scheme."""
    table = tomllib.loads(Path(__file__).with_name("national_ids.toml").read_text("utf-8"))
    common = tuple(table.pop("any")["word"]["words"])
    found = [
        Scheme(
            f"{state}.{name}",
            re.compile(row["form"]),
            _check(row["check"]),
            tuple(row["words"]),
            re.compile(row["free"]) if "free" in row else None,
            tuple(row.get("home", ())),
            row.get("weak", False),
        )
        for state, own in table.items()
        for name, row in own.items()
    ]
    return tuple(found), common


def _check(name: str) -> Check:
    if name.startswith("stdnum:"):
        return standard(name.removeprefix("stdnum:"))
    check: Check = getattr(checks, name)
    return check
