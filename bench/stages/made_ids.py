"""National numbers of nobody, made by rule, in sentences as offices write them: one table row per scheme.

`X` in a spelling stands for the next character of the number. A number is drawn at random, with a real date where the scheme
has one, until the oracle accepts it: python-stdnum where it knows the scheme, else the arithmetic written out here. Moisson's own
checks take no part.
"""

import random
import tomllib
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from string import ascii_uppercase
from typing import NamedTuple

from moisson.privacy.spans import Context


class Made(NamedTuple):
    """How numbers of one scheme are made and written."""

    scheme: str
    language: str
    jurisdiction: str
    pattern: str  # d digit, D day, M month, y year of two digits, Y of four, A letter, ? and # check characters
    oracle: Callable[[str], bool]
    spellings: tuple[str, ...]
    sentences: tuple[str, ...]


def stdnum(name: str) -> Callable[[str], bool]:
    module = import_module(f"stdnum.{name}")
    return lambda number: bool(module.is_valid(number))


def _weighted(number: str, weights: tuple[int, ...]) -> int:
    return sum(int(a) * b for a, b in zip(number, weights, strict=False))


def german_insurance(number: str) -> bool:
    digits = number[:8] + f"{ord(number[8]) - ord('A') + 1:02d}" + number[9:11]
    total = 0
    for digit, factor in zip(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True):
        product = int(digit) * factor
        total += product // 10 + product % 10
    return total % 10 == int(number[11])


def luxembourgish(number: str) -> bool:
    luhn, verhoeff = import_module("stdnum.luhn"), import_module("stdnum.verhoeff")
    return bool(number[11:] == luhn.calc_check_digit(number[:11]) + verhoeff.calc_check_digit(number[:11]))


def spanish_insurance(number: str) -> bool:
    province, serial = int(number[:2]), int(number[2:10])
    whole = province * 10**7 + serial if serial < 10**7 else province * 10**8 + serial
    return 1 <= province <= 52 and f"{whole % 97:02d}" == number[10:]


def portuguese_insurance(number: str) -> bool:
    return number[0] in "12" and 9 - _weighted(number, (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)) % 10 == int(number[10])


def hungarian_tax(number: str) -> bool:
    return _weighted(number, (1, 2, 3, 4, 5, 6, 7, 8, 9)) % 11 == int(number[9])


def hungarian_insurance(number: str) -> bool:
    return (3 * sum(map(int, number[0:8:2])) + 7 * sum(map(int, number[1:8:2]))) % 10 == int(number[8])


def hungarian_person(number: str) -> bool:
    return number[0] in "1234" and _weighted(number, (10, 9, 8, 7, 6, 5, 4, 3, 2, 1)) % 11 == int(number[10])


def british_insurance(number: str) -> bool:
    return (
        number[0] in "ABCEGHJKLMNOPRSTWXYZ"
        and number[1] in "ABCEGHJKLMNPRSTWXYZ"
        and number[:2] not in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ")
    )


def greek_person(number: str) -> bool:
    return number[0] in "0123" and number[1] != "9" and stdnum("gr.vat")(number)


def portuguese_person(number: str) -> bool:
    return number[0] in "123" and stdnum("pt.nif")(number)


def icelandic_person(number: str) -> bool:
    return int(number[0]) < 4 and stdnum("is_.kennitala")(number)


def latvian_person(number: str) -> bool:
    return number[6] in "012" and stdnum("lv.pvn")(number)


def finnish(number: str) -> bool:
    return stdnum("fi.hetu")(f"{number[:6]}-{number[6:]}")


def swedish(number: str) -> bool:
    return stdnum("se.personnummer")(f"{number[:6]}-{number[6:]}")


def anything(number: str) -> bool:
    return True


def table() -> list[Made]:
    """Every row of `made_ids.toml`."""
    rows = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["made"]
    return [Made(**{**row, "oracle": _oracle(row["oracle"])}) for row in rows]


def _oracle(name: str) -> Callable[[str], bool]:
    own: Callable[[str], bool]
    if name.startswith("stdnum:"):
        return stdnum(name.removeprefix("stdnum:"))
    own = globals()[name]
    return own


def draw(made: Made, rng: random.Random) -> str:
    """A number of the scheme, without separators."""
    while True:
        year, month, day = rng.randint(1930, 2004), rng.randint(1, 12), rng.randint(1, 28)
        parts = {"Y": f"{year}", "y": f"{year % 100:02d}", "M": f"{month:02d}", "D": f"{day:02d}"}
        drawn = ""
        for char in made.pattern:
            drawn += parts.get(char) or {"d": str(rng.randint(0, 9)), "A": rng.choice(ascii_uppercase)}.get(char, char)
        for number in _completed(drawn):
            if made.oracle(number):
                return number


def _completed(number: str) -> Iterator[str]:
    """`?` is a check digit and `#` a check letter or digit: every one is tried."""
    sign = "?" if "?" in number else "#"
    if sign not in number:
        yield number
        return
    for char in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: 10 if sign == "?" else 36]:
        yield from _completed(number.replace(sign, char, 1))


def write(number: str, spelling: str) -> str:
    """The number as a spelling has it."""
    chars = iter(number)
    return "".join(next(chars) if char == "X" else char for char in spelling)


def sentences(made: Made, count: int, seed: int = 4) -> Iterator[tuple[str, str, Context]]:
    """Sentences with one number each: the text, the number as it is written, and what is known of the document."""
    rng = random.Random(f"{made.scheme}/{seed}")
    for k in range(count):
        written = write(draw(made, rng), made.spellings[k % len(made.spellings)])
        sentence = made.sentences[(k // len(made.spellings)) % len(made.sentences)]
        yield sentence.format(written), written, Context(made.language, "decision", made.jurisdiction)
