"""E-mail addresses and telephone numbers out of the text, each under its own placeholder.

A first version, and open about what it does not know: it masks every address and every geographic, mobile or internet
telephone number, whoever's they are, a person's or an office's. National numbers are read as French ones; numbers of other
countries where they begin with + or 00. Names and postal addresses stay.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from moisson.schemas import MASKED, STRING
from moisson.stage import Columns, Step, stage

Kind = Literal["email", "phone"]


@stage(version=1, reads=("text",), writes=("text", "masked"))
def mask_identifiers(kinds: Sequence[Kind] = ("email", "phone")) -> Step:
    """Replace identifiers by placeholders such as `[EMAIL_1]`; one value has one number within a document.

    - `email`: addresses, also when written with spaces (`nom @ domaine. fr`), `(at)`, `[@]` or `(point)`.
    - `phone`: French national numbers (01 to 07, 09) and international ones that `phonenumbers` holds valid. Short numbers
      (15, 112, 3939, 116 006) and special-rate numbers (08, +800) stay: they belong to services.

    `masked` says how many were replaced, by kind, and never which.
    """
    rules = [RULES[kind] for kind in dict.fromkeys(kinds)]
    hint = "|".join(rule.hint for rule in rules)

    def step(batch: pa.RecordBatch) -> Columns:
        text = batch.column("text").cast(STRING)
        maybe = pc.fill_null(pc.match_substring_regex(text, hint), False) if rules else pa.repeat(False, len(text))
        masked = {row: _mask(text[row].as_py(), rules) for row in np.flatnonzero(maybe.to_numpy(zero_copy_only=False)).tolist()}
        replaced = pa.array([new for new, _ in masked.values()], STRING)
        return {
            "text": pc.replace_with_mask(text, maybe, replaced),
            "masked": pa.array([masked[row][1] if row in masked else [] for row in range(len(text))], MASKED),
        }

    return step


class Rule(NamedTuple):
    """How one kind is found: `hint` (RE2) picks texts cheaply, `near` picks their lines, `pattern` proposes, `normal` decides.

    `normal` gives the form in which two spellings of one value are equal, or None where the match is something else.
    """

    kind: Kind
    hint: str
    near: tuple[str, ...]
    pattern: re.Pattern[str]
    normal: Callable[[re.Match[str]], str | None]


def _mask(text: str, rules: Sequence[Rule]) -> tuple[str, list[dict[str, str | int]]]:
    counts: Counter[str] = Counter()
    lines = text.split("\n")
    for rule in rules:
        numbers: dict[str, int] = {}

        def replace(match: re.Match[str], rule: Rule = rule, numbers: dict[str, int] = numbers) -> str:
            value = rule.normal(match)
            if value is None:
                return match[0]
            counts[rule.kind] += 1
            return f"[{rule.kind.upper()}_{numbers.setdefault(value, len(numbers) + 1)}]"

        lines = [rule.pattern.sub(replace, line) if any(sign in line for sign in rule.near) else line for line in lines]
    return "\n".join(lines), [{"kind": kind, "count": counts[kind]} for kind in sorted(counts)]


_AT = r"(?:[ ]?@[ ]?|[ ]?[\[({][ ]?(?:@|at|arobase)[ ]?[\])}][ ]?|[ ]arobase[ ])"
_DOT = r"(?:\.[ ]?|[ ]?[\[({][ ]?(?:dot|point)[ ]?[\])}][ ]?)"
_EMAIL = re.compile(
    rf"""
    (?<![\w.+-])
    (?:[\w+%-]{{1,30}}{_DOT}){{0,4}} [\w+%-]{{1,64}}
    {_AT}
    (?:
        [\w-]+ (?:\.[\w-]+)* \.[A-Za-z]{{2,24}}\b               # as it should be written
        | [\w-]+ (?:{_DOT}[a-z0-9-]+)* {_DOT}[a-z]{{2,24}}\b      # spaced out: lower case after a dot, or a sentence begins
    )
    """,
    re.VERBOSE,
)


def _email(match: re.Match[str]) -> str:
    plain = re.sub(r"[\[({] ?(?:dot|point) ?[\])}]", ".", match[0].lower())
    plain = re.sub(r"[\[({] ?(?:@|at|arobase) ?[\])}]| arobase ", "@", plain)
    return plain.replace(" ", "")


_GAP = " .\u00a0\u202f/-"
_PHONE = re.compile(
    rf"""
    (?<![\w=]) (?<!\D/) (?<!\d[ .\u00a0\u202f-])                # not within a longer number, a code or a URL
    (?:
        (?P<national> 0[1-79] (?: (?P<gap>[{_GAP}]) \d\d (?:(?P=gap)\d\d){{3}} | \d{{8}} ) )
        | (?P<world> (?:\+[ ]?|00[ \u00a0]?) [1-9]\d{{0,2}} (?:[{_GAP}]?\(0\))? (?:[{_GAP}]?\d){{6,13}} )
    )
    (?!\d) (?!,\d{{1,3}}(?!\d|[.-]\d)) (?![ .\u00a0\u202f-]\d(?!\d{{4}}\b))   # no decimals or more figures, unless a postcode
    """,
    re.VERBOSE,
)


def _phone(match: re.Match[str]) -> str | None:
    import phonenumbers
    from phonenumbers import PhoneNumberType as Type

    written = match[0].replace("(0)", "")
    digits = re.sub(r"\D", "", written)
    pairs = [int(digits[k : k + 2]) for k in range(0, len(digits), 2)]
    if match["gap"] and len({b - a for a, b in pairwise(pairs)}) == 1:
        return None  # 01 02 03 04 05: an enumeration
    national = match["national"] is not None
    try:
        number = phonenumbers.parse(digits if national else "+" + digits.removeprefix("00"), "FR" if national else None)
    except phonenumbers.NumberParseException:
        return None
    personal = (Type.FIXED_LINE, Type.MOBILE, Type.FIXED_LINE_OR_MOBILE, Type.VOIP, Type.PERSONAL_NUMBER, Type.PAGER)
    if phonenumbers.number_type(number) not in personal:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


RULES: dict[Kind, Rule] = {
    "email": Rule(
        "email",
        r"@|[\[({] ?(?:at|arobase) ?[\])}]| arobase ",
        ("@", "(at", "[at", "{at", "( at", "[ at", "{ at", "arobase"),
        _EMAIL,
        _email,
    ),
    "phone": Rule(
        "phone",
        r"(?:\+ ?|\b00[ \x{A0}]?)[1-9][\d .\x{A0}\x{202F}()/-]{7}|\b0[1-79](?:\d{8}|(?:[ .\x{A0}\x{202F}/-]\d\d){4})",
        ("+", "0"),
        _PHONE,
        _phone,
    ),
}
