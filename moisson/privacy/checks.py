"""Checks of national numbers: their digits, and the birth date that most hold.

Nothing here asks the clock, so a date of birth may lie in the future; python-stdnum's own checks are used where they ask it
neither.
"""

from calendar import monthrange
from collections.abc import Callable
from importlib import import_module

Check = Callable[[str], bool]


def standard(name: str) -> Check:
    """The check of the module of python-stdnum with this name, which is imported when first asked."""

    def check(number: str) -> bool:
        return bool(import_module(f"stdnum.{name}").is_valid(number))

    return check


def _digits(number: str) -> list[int]:
    return [int(char) for char in number]


def _weighted(number: str, *weights: int) -> int:
    return sum(weight * int(char) for weight, char in zip(weights, number, strict=False))


def is_date(year: int, month: int, day: int) -> bool:
    """Whether there was or will be such a day; a year of two digits is any century's."""
    years = (year,) if year > 99 else (1900 + year, 2000 + year)
    return 1 <= month <= 12 and any(1 <= day <= monthrange(each, month)[1] for each in years)


def _day_month_year(number: str) -> bool:
    return is_date(int(number[4:6]), int(number[2:4]), int(number[:2]))


def _year_month_day(number: str) -> bool:
    return is_date(int(number[:2]), int(number[2:4]), int(number[4:6]))


def luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    return sum(d if k % 2 == 0 else sum(divmod(2 * d, 10)) for k, d in enumerate(reversed(_digits(number)))) % 10 == 0


def austrian_insurance(number: str) -> bool:
    """Serial and check digit, then the birth date; months 13 to 15 stand for people whose date is not known."""
    month = int(number[6:8])
    dated = is_date(int(number[8:]), month, int(number[4:6])) or month in (13, 14, 15)
    return dated and standard("at.vnr")(number)


def belgian(number: str) -> bool:
    """Birth date (months from 20 or 40 on for the bis number), serial, and 97 less the rest by 97, of either century."""
    if int(number[2:4]) % 20 > 12 or int(number[4:6]) > 31:
        return False
    return any(97 - int(century + number[:9]) % 97 == int(number[9:]) for century in ("", "2"))


def danish(number: str) -> bool:
    """A birth date; since 2007 the check digit does not hold for all."""
    return _day_month_year(number)


def finnish(number: str) -> bool:
    """Birth date, century sign, serial, and one of 31 signs; the sign `-` or `+` may be gone."""
    digits = number[:6] + number[-4:-1]
    return _day_month_year(number) and "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31] == number[-1]


def french(number: str) -> bool:
    """Sex, year, month (20 and over where it is not known), department, and the two digits of the key, which may be missing."""
    month = int(number[3:5])
    if not (1 <= month <= 12 or 20 <= month <= 42 or 50 <= month <= 99):
        return False
    return len(number) == 13 or standard("fr.nir")(number)


def german_insurance(number: str) -> bool:
    """Area, birth date (the day may be raised by 50), letter, serial, check digit (VKVV section 4)."""
    day = int(number[2:4])
    if not is_date(int(number[6:8]), int(number[4:6]), day - 50 if day > 50 else day):
        return False
    plain = _digits(number[:8] + f"{ord(number[8]) - 64:02}" + number[9:11])
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    return sum(sum(divmod(a * b, 10)) for a, b in zip(plain, weights, strict=True)) % 10 == int(number[11])


def greek_tax(number: str) -> bool:
    """Of a person: companies begin with 7, 8, 9 or 09."""
    return number[0] not in "789" and number[:2] != "09" and standard("gr.vat")(number)


def hungarian_tax(number: str) -> bool:
    """8, five digits of the birth date, three of a serial, and a check digit (Act XCII of 2003)."""
    return _weighted(number, *range(1, 10)) % 11 == int(number[9])


def hungarian_insurance(number: str) -> bool:
    """TAJ: weights 3 and 7 (Act XX of 1996)."""
    return _weighted(number, 3, 7, 3, 7, 3, 7, 3, 7) % 10 == int(number[8])


def hungarian_person(number: str) -> bool:
    """Sex and century, birth date, serial, and a check digit whose weights were turned round in 1997 (Act XX of 1996)."""
    ways = (range(1, 11), range(10, 0, -1))
    return _year_month_day(number[1:]) and any(_weighted(number, *way) % 11 == int(number[10]) for way in ways)


def icelandic(number: str) -> bool:
    """Of a person: the day of companies is raised by 40."""
    return _day_month_year(number) and standard("is_.kennitala")(number)


def latvian(number: str) -> bool:
    """With a birth date and its century, or 32 and no date; the check digit is the one of python-stdnum."""
    dated = number.startswith("32") or (_day_month_year(number) and number[6] in "012")
    check = 1 + _weighted(number, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)
    return dated and check % 11 % 10 == int(number[10])


def luxembourgish(number: str) -> bool:
    """Birth date, serial, Luhn's digit and Verhoeff's, both over the first eleven."""
    if not is_date(int(number[:4]), int(number[4:6]), int(number[6:8])):
        return False
    return luhn(number[:12]) and bool(import_module("stdnum.verhoeff").is_valid(number[:11] + number[12]))


def norwegian(number: str) -> bool:
    """Birth date (the day raised by 40 for D numbers, the month by 40 for H numbers) and two check digits."""
    day, month = int(number[:2]), int(number[2:4])
    if not is_date(int(number[4:6]), month - 40 if month > 40 else month, day - 40 if day > 40 else day):
        return False
    one = _weighted(number, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11 == 0
    return one and _weighted(number, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0


def portuguese_tax(number: str) -> bool:
    """Of a person: 1, 2, 3 or 45 first."""
    return (number[0] in "123" or number[:2] == "45") and standard("pt.nif")(number)


def portuguese_insurance(number: str) -> bool:
    """NISS of a person: 1 or 2 first; weights are the primes from 29 down."""
    return number[0] in "12" and 9 - _weighted(number, 29, 23, 19, 17, 13, 11, 7, 5, 3, 2) % 10 == int(number[10])


def spanish_insurance(number: str) -> bool:
    """Province, serial, and the rest of both by 97; a serial under ten million is added, not appended."""
    serial = int(number[2:10])
    whole = int(number[:2]) * 10_000_000 + serial if serial < 10_000_000 else int(number[:10])
    return 1 <= int(number[:2]) <= 66 and whole % 97 == int(number[10:])


def swedish(number: str) -> bool:
    """Birth date (the day raised by 60 for coordination numbers) and Luhn's digit; companies have months of 20 and over."""
    short = number[-10:]
    day = int(short[4:6])
    return is_date(int(short[:2]), int(short[2:4]), day - 60 if day > 60 else day) and luhn(short)


def any_of(_: str) -> bool:
    """No check digit: the word beside it has to do."""
    return True
