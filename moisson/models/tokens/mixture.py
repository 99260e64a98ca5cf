"""How datasets are named, and how often each is seen."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, prod
from typing import Self

from moisson.contracts.errors import UserError
from moisson.contracts.identity import canonical_json, digest

UNSAFE = re.compile(r"[^A-Za-z0-9_.+-]+")
NULL = "und"  # what a value that is null is called, as languages are in a release
LONGEST = 120  # signs of a name; file systems take 255 bytes with what follows


@dataclass(frozen=True)
class Repeat:
    """How often datasets with a value are seen: `language=br:4`, `source=fr_dila_legi:0.5`."""

    name: str
    value: str
    times: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read NAME=VALUE:TIMES; raises UserError."""
        said, colon, times = text.rpartition(":")
        name, equals, value = said.partition("=")
        try:
            number = float(times)
        except ValueError:
            number = -1.0
        if not (colon and equals and name and value) or not isfinite(number) or number < 0:
            raise UserError(f"--repeat {text}: give NAME=VALUE:TIMES, such as language=br:4 or source=fr_dila_legi:0.5.")
        return cls(name, value, number)

    def __str__(self) -> str:
        return f"{self.name}={self.value}:{self.times:g}"


def repeats_of(repeats: Sequence[Repeat], by: Sequence[str], datasets: Sequence[Sequence[str | None]]) -> list[float]:
    """How often each dataset is seen: the product of what is said of its values, as Luciole's upsampling is one.

    Raises UserError for what datasets are not cut by, and for a value that none of them has, once there are any.
    """
    for each in repeats:
        if each.name not in by:
            raise UserError(
                f"--repeat {each}: datasets are cut by {', '.join(by)}; add {each.name} to --by, or name one of these."
            )
        values = sorted({common[list(by).index(each.name)] or NULL for common in datasets})
        if values and each.value not in values:
            raise UserError(f"--repeat {each}: no document has this {each.name}; there are {', '.join(values)}.")
    return [
        prod((each.times for each in repeats if (common[list(by).index(each.name)] or NULL) == each.value), start=1.0)
        for common in datasets
    ]


def named(groups: Mapping[str, Sequence[str | None]]) -> dict[str, str]:
    """A name for each dataset, from its values: safe as a file's name, and no other's, whatever the disk thinks of case."""
    plain = {
        group: "_".join(UNSAFE.sub("-", value or NULL).strip("-.") or "-" for value in common) for group, common in groups.items()
    }
    plain = {group: name[:LONGEST] for group, name in plain.items()}
    often = [name.casefold() for name in plain.values()]
    return {
        group: name if often.count(name.casefold()) == 1 else f"{name}-{digest(canonical_json(list(groups[group])))[:8]}"
        for group, name in plain.items()
    }
