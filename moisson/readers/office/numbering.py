"""Automatic numbers of word processors: decimal, letters, roman, and patterns such as `2.1 (b)`."""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

LEVELS = 9
MAX_NUMBER = 100_000  # beyond, letters and roman numerals would only grow
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"))
ROMAN_UNITS = ((5, "v"), (4, "iv"), (1, "i"))
CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"
GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
WORD = re.compile(r"[^\W\d_]{2}")
PLACE = re.compile(r"%([1-9])")


def _letters(alphabet: str) -> Callable[[int], str]:
    """`a`, `b` … `z`, `aa`, `bb` …, as Word counts."""
    return lambda number: alphabet[(number - 1) % len(alphabet)] * ((number - 1) // len(alphabet) + 1) if number > 0 else ""


def roman(number: int) -> str:
    """A number in lower-case roman numerals; in decimal where there are none."""
    if not 0 < number < 4000:
        return str(number)
    parts = []
    for value, letters in (*ROMAN, *ROMAN_UNITS):
        parts.append(letters * (number // value))
        number %= value
    return "".join(parts)


latin = _letters("abcdefghijklmnopqrstuvwxyz")

STYLES: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": latin,
    "upperLetter": lambda number: latin(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "ordinal": lambda number: f"{number}.",
    "numberInDash": lambda number: f"- {number} -",
    "russianLower": _letters(CYRILLIC),
    "russianUpper": lambda number: _letters(CYRILLIC)(number).upper(),
    "lowerGreek": _letters(GREEK),
    "upperGreek": lambda number: _letters(GREEK)(number).upper(),
    "chicago": _letters("*†‡§"),
    "none": "".format,
}


def format_number(style: str, number: int) -> str:
    """A number in a style, named as in Word; decimal where the style is unknown or has no such number."""
    return STYLES.get(style, str)(number) if 0 <= number <= MAX_NUMBER else str(number)


def has_words(label: str) -> bool:
    """Whether a label has words (`Article 3`), not only a number (`xiv.`)."""
    bare = re.sub(r"\b[ivxlcdm]+\b", "", label, flags=re.I)
    return any(len(set(word[0].lower())) > 1 for word in WORD.finditer(bare))


@dataclass(slots=True)
class Level:
    """One level of a list."""

    style: str = "decimal"  # Word's name; `bullet` for a sign that does not count
    pattern: str = ""  # `%1.%2)`
    start: int = 1
    restart: int | None = None  # the level whose numbers begin this one anew; by default every level above; 0: none does
    legal: bool = False  # all numbers in decimal, whatever the styles of their levels


# As Word numbers its styles in files that are no XML (`nfc`); what is not here is decimal.
CODED = {
    0: "decimal",
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    5: "ordinal",
    22: "decimalZero",
    23: "bullet",
    255: "none",
}


def coded_level(style: int, text: str, start: int, restart: int | None = None, legal: bool = False) -> Level:
    """A level by the number of its style and by its text, in which signs below 9 stand for levels."""
    pattern = "".join(f"%{ord(sign) + 1}" if ord(sign) < LEVELS else sign.replace("%", "") for sign in text)
    return Level(CODED.get(style, "decimal"), pattern, max(start, 0), restart, legal)


@dataclass(slots=True)
class Counter:
    """The numbers of one list as it goes on through a document."""

    levels: list[Level]
    values: list[int | None] = field(default_factory=lambda: [None] * LEVELS)

    def next(self, level: int, levels: list[Level] | None = None) -> str:
        """Count one more item of this level (0 to 8) and return its number, empty for bullets; a use may have own levels."""
        levels = levels or self.levels
        level = min(max(level, 0), len(levels) - 1, LEVELS - 1)
        here = levels[level]
        for above in range(level):
            if self.values[above] is None:
                self.values[above] = levels[above].start
        value = self.values[level]
        self.values[level] = here.start if value is None else value + 1
        for below in range(level + 1, min(LEVELS, len(levels))):
            restart = levels[below].restart
            if restart is None or restart > level:
                self.values[below] = None
        return "" if here.style == "bullet" else self._shown(here, levels)

    def _shown(self, here: Level, levels: list[Level]) -> str:
        def place(found: re.Match[str]) -> str:
            index = int(found[1]) - 1
            if index >= len(levels):
                return ""
            style = levels[index].style
            value = self.values[index]
            number = levels[index].start if value is None else value
            return format_number("decimal" if here.legal and style != "none" else style, number)

        return " ".join(PLACE.sub(place, here.pattern).split())


class Use(NamedTuple):
    """A list as paragraphs name it: several that stand for one list count on together."""

    list: Hashable
    starts: Mapping[int, int] = {}  # by level, numbers that it begins anew with
    levels: Mapping[int, Level] = {}  # what it shows in another way


@dataclass(slots=True)
class Lists:
    """The numbers of all lists, as they go on through the document."""

    counters: dict[Hashable, Counter] = field(default_factory=dict)
    uses: dict[Hashable, Use] = field(default_factory=dict)
    _as_used: dict[Hashable, list[Level]] = field(default_factory=dict)  # as the uses that have begun show them

    def next(self, name: Hashable, level: int) -> tuple[int, bool, str] | None:
        """Count one more paragraph: its level, whether it has a bullet, and its number; None where it is in no list."""
        use = self.uses.get(name)
        counter = self.counters.get(use.list) if use else None
        if use is None or counter is None:
            return None
        if (levels := self._as_used.get(name)) is None:
            levels = self._as_used[name] = self._begin(use, counter)
        level = min(level, len(levels) - 1)
        number = counter.next(level, levels)
        return level, levels[level].style == "bullet", number

    def _begin(self, use: Use, counter: Counter) -> list[Level]:
        """The levels of a use that begins: what it changes is changed for it alone, but what it begins anew counts on for all."""
        levels = [use.levels.get(index, level) for index, level in enumerate(counter.levels)]
        for index, start in use.starts.items():
            if index < len(levels):
                levels[index] = replace(levels[index], start=start)
                counter.values[index:] = [None] * (LEVELS - index)
        return levels
