"""Rules on signals, read from a table that people can read: which limit holds for which kind of document and language.

A rule is a table named after its reason; `why` is one sentence, every other key a condition on a column::

    [few-letters]
    why = "Text is made of letters; tables of figures are law all the same."
    unlettered = { above = { "*" = 0.5, law = 0.95 } }

A document breaks the rule where all its conditions hold. A limit is a number, or a number by where it holds: `kind/language`,
else `kind`, else `language`, else `*`; where none of these is given the rule does not hold. Text recognised by OCR has the kind
`ocr`, whatever else it is; a text of no known language has the language `und`. A value that is null meets no condition.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.identity import stamp

ANY = "*"
UNKNOWN = "und"
OCR = "ocr"
OWN = "thresholds.toml"


class Condition(NamedTuple):
    """A column beyond a limit."""

    signal: str
    above: bool
    limits: Mapping[str, float]

    def limit(self, kind: str | None, language: str | None) -> tuple[str, float] | None:
        """The limit for documents of this kind and language, and the key that it stands under."""
        language = language or UNKNOWN
        for key in (f"{kind}/{language}", kind, language, ANY):
            if key is not None and key in self.limits:
                return key, self.limits[key]
        return None


class Rule(NamedTuple):
    """A reason, and the conditions under which it holds."""

    name: str
    why: str
    conditions: tuple[Condition, ...]


def load_rules(path: str | None = None) -> tuple[Rule, ...]:
    """The rules of a table, of Moisson's own where no path is given; RecipeError names what is wrong in it."""
    return _read(path, stamp(path) if path else None)


@lru_cache(maxsize=16)
def _read(path: str | None, stamped: tuple[int, int] | None) -> tuple[Rule, ...]:
    del stamped  # part of the cache key
    where = path or OWN
    try:
        text = Path(path).read_text("utf-8") if path else files("moisson.corpus.stages").joinpath(OWN).read_text("utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"{where} is no table of thresholds: {error}.") from None
    rules = tuple(_rule(f"{where}, [{name}]", name, entry) for name, entry in table.items())
    if not rules:
        raise RecipeError(f"{where} holds no rule; each is a table such as [few-letters].")
    return rules


def chosen_rules(path: str | None, without: Sequence[str]) -> tuple[Rule, ...]:
    """The rules of a table but those named; RecipeError where a name is not in it."""
    rules = load_rules(path)
    if unknown := sorted(set(without) - {rule.name for rule in rules}):
        raise RecipeError(f"there is no rule `{unknown[0]}`; known are: {', '.join(rule.name for rule in rules)}.")
    return tuple(rule for rule in rules if rule.name not in without)


def signals_of(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The columns that rules look at."""
    return tuple(dict.fromkeys(condition.signal for rule in rules for condition in rule.conditions))


def numbers(column: pa.Array) -> NDArray[np.float64]:
    """A column as numbers; not a number where it is null."""
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_boolean(column.type)):
        raise RecipeError(f"a rule compares numbers, and a column of {column.type} holds none.")
    found: NDArray[np.float64] = pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return found


def _rule(where: str, name: str, entry: Any) -> Rule:
    if not isinstance(entry, dict):
        raise RecipeError(f"{where}: a rule is a table of conditions, not {entry!r}.")
    why = entry.get("why")
    if not isinstance(why, str) or not why.strip():
        raise RecipeError(f'{where}: say why in one sentence: why = "…".')
    conditions = tuple(
        condition for signal, value in entry.items() if signal != "why" for condition in _conditions(where, signal, value)
    )
    if not conditions:
        raise RecipeError(f"{where} has no condition, such as `unlettered = {{ above = 0.9 }}`.")
    return Rule(name, why, conditions)


def _conditions(where: str, signal: str, value: Any) -> Iterable[Condition]:
    if not isinstance(value, dict) or not value or not set(value) <= {"above", "below"}:
        raise RecipeError(f"{where}: `{signal}` must say above or below what limit: {signal} = {{ above = 0.9 }}.")
    for side, limits in value.items():
        by_kind = limits if isinstance(limits, dict) else {ANY: limits}
        for key, limit in by_kind.items():
            if isinstance(limit, bool) or not isinstance(limit, int | float):
                raise RecipeError(f"{where}: the limit of `{signal}` for `{key}` must be a number, not {limit!r}.")
        if not by_kind:
            raise RecipeError(f"{where}: `{signal}` has no limit.")
        yield Condition(signal, side == "above", {key: float(limit) for key, limit in by_kind.items()})
