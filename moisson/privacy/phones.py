"""Telephone numbers of every European country, in the country's own form and in the international one.

Only a candidate goes to `phonenumbers`, which knows the ranges of each country. A candidate is a number with `+` or `00`; one of
the document's country beside a word such as `tél.`; or one in a form that nothing else has (`01 42 77 06 56` in French,
`(030) 227 32520` where areas have codes).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from moisson.kernels.numbers import NUMBER
from moisson.privacy.bodies import is_bodys
from moisson.privacy.spans import Context, Hit, Run, Span
from moisson.privacy.tables import regions as regions_of_languages
from moisson.privacy.tables import words

_NEAR, _NEXT, _ROOM = 48, 24, 30  # code points from the word to a number, from one number to the next, and of a number
_GAP = r" .\u00a0\u202f/‐‑–\-"
_BEFORE = r"(?<![\w=@]) (?<!\D/) (?<!\d[ .\u00a0\u202f-])"  # not within a longer number, a code or a URL
_AFTER = r"(?![\w@]) (?!,\d{1,3}(?!\d|[.-]\d)) (?![ .\u00a0\u202f-]\d(?!\d{3,4}\b))"  # no more figures, unless a postcode
_PREFIX = rf"(?: (?<![\w=]) \(? \+[ ]? | {_BEFORE} (?<!\d[ ][-–][ ]) \(? 00[ \u00a0]? )"
_WORLD = re.compile(rf"{_PREFIX} \(? [1-9](?:[{_GAP}()]{{0,3}}\d){{6,15}} (?!\w)", re.VERBOSE)
_PAIRS = re.compile(
    rf"{_BEFORE} (?: 0[1-79] (?P<gap>[{_GAP}]) \d\d (?:(?P=gap)\d\d){{3}} | 0[67]\d{{8}} ) (?!\d) {_AFTER}", re.VERBOSE
)
_CODE = r"(?: \(0\d{1,5}\)[ /]? | 0\d{1,5}[ ]?[/-][ ]? )"
_MAY_BE_CODE = re.compile(r"\(0|0\d{1,5} ?[/-]")
_AREA = re.compile(rf"{_BEFORE} {_CODE} [1-9]\d{{2,}}(?:[ -]\d{{1,5}}){{0,3}} {_AFTER}", re.VERBOSE)
_ANY = re.compile(rf"(?<![\w=,+]) (?<!\+[ (]) \(? \d(?:[{_GAP}()]{{0,3}}\d){{5,14}} (?!\w)", re.VERBOSE)
_DATE = r"\d{1,2}[./ -]\d{1,2}[./ -](?:1[89]|20)\d\d | (?:1[89]|20)\d\d[./ -]\d{1,2}[./ -]\d{1,2}"
_NOT_ONE = re.compile(rf"{_DATE} | (?:1[89]|20)\d\d[-/]\d{{2,5}}", re.VERBOSE)  # 2016-1088 numbers a law
_LAW = re.compile(r"(?<!\w)(?:n[°ºor]\.?|nos?|§|art\.?|č\.|nº|poz\.|sz\.|iban|siren|siret) ?$", re.IGNORECASE)
_MONEY = re.compile(r"\s?(?:€|%|[£$]|(?:eur(?:os?)?|kr|zł|kč|ft|lei|лв|chf|f)\b)", re.IGNORECASE)
_POSTCODE = re.compile(r" \d{4,5}")
_PLACE = re.compile(r"(?:-\w+)? [^\W\d_a-z][^\W\d_]{2,}")
_SURE = re.compile(r"t[ée]l|phone|fax|fern|тел|факс|τηλ|φαξ|tlf|tfn|puh|faks|sím|[☎📞✆]", re.IGNORECASE)
_AT_ONCE = re.compile(r"[ ]?(?:(?:nummer|number|nr|n[°ºo]|núm|num|č)\b)?[.:]{0,2}\s{0,3}(?:\|\s)?", re.IGNORECASE)
_EXTENSION = re.compile(r"[-–]\d{1,5}(?![\w-])")
_LINES = ("FIXED_LINE", "FIXED_LINE_OR_MOBILE", "VOIP", "PERSONAL_NUMBER", "PAGER")
_ROLES = {"MOBILE": "mobile", **dict.fromkeys(_LINES, "line")}


class Phones:
    """Role `line` for whoever has a telephone, `office` where a body is named before the number and no person, `service` for
    numbers that are free, shared-cost or premium."""

    kinds = ("phone",)
    triggers = words("phone")

    def find(self, text: str, hits: Sequence[Hit], runs: Sequence[Run], context: Context) -> Iterator[Span]:
        for span in self._numbers(text, hits, runs, context):
            if span.role == "service":
                yield span
            else:
                bodys = is_bodys(text, span.start, span.end, span.role == "mobile", context.kind)
                yield span._replace(role="office" if bodys else "line")

    def _numbers(self, text: str, hits: Sequence[Hit], runs: Sequence[Run], context: Context) -> Iterator[Span]:
        regions = _regions(context)
        done = 0
        for hit in hits:
            for span in _beside(
                text, max(done, hit.end), hit.end + _NEAR, regions, sure=_SURE.match(text, hit.start) is not None
            ):
                yield span
                done = span.end
        for run in runs:
            if run.shape == NUMBER:
                yield from _alone(text, max(0, run.start - 4), min(len(text), run.end + 8), regions)


def _beside(text: str, at: int, end: int, regions: Sequence[str], sure: bool) -> Iterator[Span]:
    """Numbers that begin before `end`, behind a word for the telephone, and those that follow one another.

    At once behind a word that is `sure` to mean one, a number need not be one that is given out.
    """
    word = at
    while at < end:
        limit = min(end + _ROOM, len(text))
        match = min(filter(None, (_WORLD.search(text, at, limit), _ANY.search(text, at, limit))), key=_start, default=None)
        if match is None or match.start() > end:
            return
        at = match.end()
        if _LAW.search(text, max(0, match.start() - 8), match.start()) or _MONEY.match(text, at):
            continue
        if match.re is _WORLD:
            span = _number(match, 0, (None,)) or _assumed(match)
        else:
            begins = [group.start() for group in re.finditer(r"\(?\d+", match[0])]
            span = next(filter(None, (_number(match, begin, regions) for begin in begins[:3])), None)
            if not span and sure and _AT_ONCE.fullmatch(text, word, match.start()) and not _NOT_ONE.match(match[0].strip("( ")):
                span = _assumed(match)
        if span:
            yield span
            at, end = span.end, max(end, span.end + _NEXT)


def _alone(text: str, first: int, last: int, regions: Sequence[str]) -> Iterator[Span]:
    """Numbers that need no word beside them."""
    window = text[first:last]
    for match in _WORLD.finditer(text, first, last) if "+" in window or "00" in window else ():
        if span := _number(match, 0, (None,)):
            yield span
    for match in _PAIRS.finditer(text, first, last) if "FR" in regions and "0" in window else ():
        pairs = [int(pair) for pair in re.findall(r"\d\d", match[0])]
        enumerates = len({b - a for a, b in pairwise(pairs)}) == 1  # 01 02 03 04 05
        if not enumerates and (span := _valid(match, 0, match[0], "FR")):
            yield span
    for match in _AREA.finditer(text, first, last) if _MAY_BE_CODE.search(window) else ():
        if sum(map(str.isdigit, match[0])) >= 8 and (span := _number(match, 0, [r for r in regions if _trunk(r) == "0"])):
            yield span


def _regions(context: Context) -> tuple[str, ...]:
    """The countries whose numbers the document writes without a prefix: its own; of its language, where nothing says which.

    French numbers count in every French text.
    """
    own = (context.jurisdiction or "").upper()
    spoken = regions_of_languages().get(context.language or "")
    if own in ("", "EU", "INT"):
        return (spoken,) if spoken and (not own or spoken == "FR") else ()
    return (own, "FR") if spoken == "FR" and own != "FR" else (own,)


def _trunk(region: str) -> str | None:
    from phonenumbers import PhoneMetadata

    data = PhoneMetadata.metadata_for_region(region)
    return data.national_prefix if data else None


def _start(match: re.Match[str]) -> int:
    return match.start()


def _number(match: re.Match[str], begin: int, regions: Sequence[str | None]) -> Span | None:
    """The longest valid number from `begin` of a match on, which ends where a group of digits ends; a postcode is none of it."""
    written = match[0][begin:]
    ends = [group.end() for group in re.finditer(r"\d+", written)][::-1]
    if len(ends) > 2 and _POSTCODE.fullmatch(written, ends[1]) and _PLACE.match(match.string, match.end()):
        ends = [*ends[1:], ends[0]]
    for end in ends:
        digits = sum(map(str.isdigit, written[:end]))
        if digits < 6 or (regions != (None,) and (digits > 14 or _NOT_ONE.fullmatch(written[:end].strip("( ")))):
            continue
        for region in regions:
            first = written.lstrip("(")[0]
            if (region is None or _trunk(region) != "0" or first == "0") and (
                span := _valid(match, begin, written[:end], region)
            ):
                return span
    return None


def _valid(match: re.Match[str], begin: int, written: str, region: str | None) -> Span | None:
    """The span of a valid number and its extension; `region` is the country of one without a prefix."""
    import phonenumbers

    digits = _digits(written)
    if region is None:
        digits = "+" + (digits if "+" in written else digits.removeprefix("00"))
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    kind = phonenumbers.PhoneNumberType.to_string(phonenumbers.number_type(number))
    start = match.start() + begin
    end = start + len(written)
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if extension := _EXTENSION.match(match.string, end):
        value, end = value + extension[0], extension.end()
    skip = written[0] == "(" and ")" not in written
    return Span(start + skip, end, "phone", _ROLES.get(kind, "service"), value)


def _assumed(match: re.Match[str]) -> Span | None:
    """A number that is meant as one, though no such number is given out, or nobody says in which country."""
    digits = _digits(match[0])
    skip = match[0][0] == "(" and ")" not in match[0]
    return Span(match.start() + skip, match.end(), "phone", "line", digits) if 7 <= len(digits) <= 15 else None


def _digits(written: str) -> str:
    return re.sub(r"\D", "", re.sub(r"\( ?0 ?\)", "", written))
