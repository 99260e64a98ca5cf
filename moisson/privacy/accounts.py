"""Numbers of bank accounts and payment cards, and addresses of the internet."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from itertools import product
from string import ascii_uppercase

from moisson.kernels.numbers import IPV4, NUMBER
from moisson.privacy.checks import luhn
from moisson.privacy.spans import Context, Hit, Run, Span
from moisson.privacy.tables import words

_NEAR = 60  # code points between a word and what it names
_LINE = r"[ \t]{0,8}\n[ \t]{0,8}"  # in whose middle a line may end
_ABOVE = 30  # code points of a number before the end of a line
_IBAN = re.compile(rf"(?<!\w)[A-Z]{{2}}\d{{2}}(?:(?:[ \u00a0\u202f.-]|{_LINE})?[A-Z0-9]){{11,30}}", re.IGNORECASE)


@lru_cache(maxsize=1)
def _structures() -> dict[str, re.Pattern[str]]:
    """The whole number's form by country, from the registry of SWIFT that python-stdnum holds."""
    registry = import_module("stdnum.numdb").get("iban")
    sets = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}
    found = {}
    for country in map("".join, product(ascii_uppercase, repeat=2)):
        if info := registry.info(country)[0][1]:
            body = re.sub(r"(\d+)!([nac])", lambda part: f"{sets[part[2]]}{{{part[1]}}}", info["bban"])
            found[country] = re.compile(country + r"\d\d" + body)
    return found


class Ibans:
    """International bank account numbers: the country's own form and the check digits (ISO 13616). Role: the country."""

    kinds = ("iban",)
    triggers: tuple[str, ...] = ()

    def find(self, text: str, hits: Sequence[Hit], runs: Sequence[Run], context: Context) -> Iterator[Span]:
        done = 0
        for run in runs:
            if run.shape != NUMBER or run.start < max(2, done):
                continue
            for match in _IBAN.finditer(text, max(done, _first(text, run.start)), min(len(text), run.end + 45)):
                compact = re.sub(r"[^A-Z0-9]", "", match[0].upper())
                form = _structures().get(compact[:2])
                if form and (whole := form.match(compact)) and _checked(whole[0]):
                    end = _end(text, match.start(), len(whole[0]))
                    if not text[end : end + 1].isalnum():
                        yield Span(match.start(), end, "iban", whole[0][:2].lower(), whole[0])
                        done = end


def _first(text: str, at: int) -> int:
    """Where a number may begin of which a run is a part: two letters before it, or on the line above."""
    line = text.rfind("\n", 0, at)
    begins = line >= 0 and len(text[line + 1 : at].strip()) <= 4
    return max(0, line - _ABOVE) if begins else at - 2


def _checked(compact: str) -> bool:
    return int("".join(str(int(char, 36)) for char in compact[4:] + compact[:4])) % 97 == 1


def _end(text: str, at: int, size: int) -> int:
    """Where `size` letters and digits from `at` on end."""
    while size:
        size -= text[at].isalnum()
        at += 1
    return at


_CARD = re.compile(
    r"""
    (?<![\w.,/-]) (?<!\d[ ,])
    (?: \d{4} (?P<gap>[ \u00a0-]) \d{4} (?P=gap) \d{4} (?P=gap) \d{4}
      | 3[47]\d{2} (?P<other>[ \u00a0-]) \d{6} (?P=other) \d{5}
      | \d{14,16} )
    (?! [\w/-] | [ .,]\d )
    """,
    re.VERBOSE,
)
_ISSUERS = re.compile(
    r"""
    4\d{12}(?:\d{3})?                                                              # Visa
    | (?: 5[1-5]\d\d | 222[1-9] | 22[3-9]\d | 2[3-6]\d\d | 27[01]\d | 2720 ) \d{12}  # Mastercard
    | 3[47]\d{13}                                                                   # American Express
    | 3(?:0[0-5]|[68]\d)\d{11}                                                       # Diners Club
    | 6(?:011|5\d\d|4[4-9]\d)\d{12}                                                  # Discover
    | (?:50|5[6-9]|6\d)\d{14}                                                       # Maestro
    """,
    re.VERBOSE,
)


class Cards:
    """Payment cards: an issuer's range and Luhn's digit, in an embosser's groups or beside a word for a card."""

    kinds = ("card",)
    triggers = words("card")

    def find(self, text: str, hits: Sequence[Hit], runs: Sequence[Run], context: Context) -> Iterator[Span]:
        for run in runs:
            if run.shape != NUMBER or run.digits < 14:
                continue
            for match in _CARD.finditer(text, max(0, run.start - 1), min(len(text), run.end + 2)):
                groups = re.findall(r"\d+", match[0])
                digits = "".join(groups)
                alone = len(groups) > 1 and groups != sorted(groups)  # numbers that rise are pages of a journal
                if (alone or _named(match.start(), hits)) and _ISSUERS.fullmatch(digits) and luhn(digits):
                    yield Span(match.start(), match.end(), "card", "card", digits)


def _named(start: int, hits: Sequence[Hit]) -> bool:
    return any(hit.end <= start <= hit.end + _NEAR for hit in hits)


_SECTION = re.compile(
    r"(?:§|art(?:icle|ikel|ículo|icolo|\.)?|n[°o]|nr\.?|version|v|ver\.?|abschnitt|section|punkt|point|rubrique|annexe|chapitre|kap\.?"
    r"|ziffer) ?$",
    re.IGNORECASE,
)


class Addresses:
    """IPv4 beside a word that says so, or where no section of a law and no version of a program is numbered so; IPv6.

    Addresses that every machine has (loopback, multicast, unspecified) are nobody's.
    """

    kinds = ("ip",)
    triggers = words("ip")

    def find(self, text: str, hits: Sequence[Hit], runs: Sequence[Run], context: Context) -> Iterator[Span]:
        for run in runs:
            if run.shape == NUMBER:
                continue
            written = text[run.start : run.end].rstrip(":.")
            before, after = text[max(0, run.start - 12) : run.start], text[run.end : run.end + 1]
            if before[-1:].isalnum() or before[-1:] in ("-", "_") or after.isalnum():
                continue
            address = _ipv4(written, before, _named(run.start, hits)) if run.shape == IPV4 else _ipv6(written)
            if address and not (address.is_loopback or address.is_multicast or address.is_unspecified):
                yield Span(run.start, run.start + len(written), "ip", f"v{address.version}", str(address))


def _ipv4(written: str, before: str, named: bool) -> IPv4Address | None:
    numbers = written.split(".")
    if any(len(number) > 1 and number[0] == "0" for number in numbers) or _SECTION.search(before):
        return None
    if not named and (int(numbers[0]) < 11 or sum(int(number) > 60 for number in numbers) < 2):
        return None
    try:
        return IPv4Address(written)
    except AddressValueError:
        return None


def _ipv6(written: str) -> IPv6Address | None:
    try:
        return IPv6Address(written)
    except AddressValueError:
        return None
