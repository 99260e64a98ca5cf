"""Automatic numbers as word processors show them: decimal, letters, roman, and the patterns that join them to `2.1 (b)`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

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


def shown(style: str, number: int) -> str:
    """A number in a style, by its name in Word; in decimal where the style has no such number or we do not know it."""
    return STYLES.get(style, str)(number) if 0 <= number <= MAX_NUMBER else str(number)


def has_words(label: str) -> bool:
    """Whether a number says what it counts (`Article 3`), rather than being one (`xiv.`)."""
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


@dataclass(slots=True)
class Counter:
    """The numbers of one list as it goes on through a document."""

    levels: list[Level]
    values: list[int | None] = field(default_factory=lambda: [None] * LEVELS)

    def next(self, level: int) -> str:
        """Count one more item of this level (0 to 8) and give its number as it is shown: empty for bullets."""
        level = min(max(level, 0), len(self.levels) - 1, LEVELS - 1)
        here = self.levels[level]
        for above in range(level):
            if self.values[above] is None:
                self.values[above] = self.levels[above].start
        value = self.values[level]
        self.values[level] = here.start if value is None else value + 1
        for below in range(level + 1, min(LEVELS, len(self.levels))):
            restart = self.levels[below].restart
            if restart is None or restart > level:
                self.values[below] = None
        return "" if here.style == "bullet" else self._shown(here)

    def _shown(self, here: Level) -> str:
        def place(found: re.Match[str]) -> str:
            index = int(found[1]) - 1
            if index >= len(self.levels):
                return ""
            style = self.levels[index].style
            value = self.values[index]
            number = self.levels[index].start if value is None else value
            return shown("decimal" if here.legal and style != "none" else style, number)

        return " ".join(PLACE.sub(place, here.pattern).split())
