"""Recognises Creative Commons licences as people write them: in Europe's languages, with or without version, ported or not."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from moisson.rights.licences import CREATIVE, creative_commons, creative_licence, licence

UNVERSIONED = re.compile(r"LicenseRef-CC-(BY(?:-NC)?(?:-SA|-ND)?)")
CODE = re.compile(r"cc_?(by(?:_?nc|_?nd|_?sa)*)_?(\d)_?(\d)(?:_?([a-z]{2,8}))?")
INTERNATIONAL = (
    "interna[a-zçãc]*|kansainvälinen|mednarodna|mezinárodní|medzinárodná|nemzetközi|międzynarodowe|starptautiskā|tarptautinė|"
    "rahvusvaheline|διεθνές|международен"
)
UNPORTED = rf"{INTERNATIONAL}|unported|g[eé]n[eé]ri[cq][a-z]*|generisch|non (?:transposé|trié)"
BADGE = re.compile(r"\d+x\d+\.(?:png|svg)")
JOINED = r"(?:\s*[-_+/]\s*|\s+(?=(?:nc|sa|nd)\b[\s_-]*(?:nc\b|sa\b|nd\b|v?\d|\)|$)))"  # `sa` is a word in Slovak
KIND = rf"(?i:by)(?:[\s_+/,|-]*(?:NC|SA|ND)\b|{JOINED}(?:nc|sa|nd)\b)*"
HEAD = r"\b(?:creative\s+comm+ons|cc)(?:[\s_:,-]*\b(?:licen[cs]e|lizenz|licenza|licencia|licentie)\b)?[\s_:,(-]*"


class Mention(NamedTuple):
    """A licence named in a text, from `start` to `end`. `id` is None where no such licence exists."""

    id: str | None
    start: int
    end: int


class Parts(NamedTuple):
    """Kind, version and port of a Creative Commons licence."""

    kind: str
    version: str | None
    port: str | None


def parts(license_id: str) -> Parts | None:
    """Kind, version and port of a Creative Commons licence by its id; None for any other licence."""
    if found := CREATIVE.fullmatch(license_id):
        return Parts(found[1].upper(), found[2], found[3])
    found = UNVERSIONED.fullmatch(license_id)
    return Parts(found[1], None, None) if found else None


def by_code(code: str) -> str | None:
    """The licence of a code from a list of licences: CC_BYNC_4_0, CCBYSA25IT."""
    found = CODE.fullmatch(code)
    return _id(found[1], f"{found[2]}.{found[3]}", found[4]) if found else None


def by_address(bare: str) -> str | None:
    """The licence of an address on creativecommons.org, in the form of `normalised.address`."""
    for host in creative_commons()["urls"]:
        if bare.startswith(host + "/"):
            kind, *rest = bare[len(host) + 1 :].split("/")
            rest = [part for part in rest if not BADGE.fullmatch(part)]
            if len(rest) > 2 or not re.fullmatch(r"by(?:-(?:nc|sa|nd))*", kind):
                return None
            return _id(kind, rest[0] if rest else None, rest[1] if len(rest) == 2 else None)
    return None


def mentions(words: str) -> Iterator[Mention]:
    """Every Creative Commons licence named in a text in the form of `normalised.plain`."""
    coded, places = _coded(words)
    for found in _named().finditer(coded):
        port = _port(found["before"] or found["after"] or found["code"] or found["last"] or found["only"])
        yield Mention(_id(found["kind"], found["version"], port), places[found.start()], places[found.end()])


def conditions(words: str) -> set[str]:
    """The conditions that words name: `by`, `sa`, `nc`, `nd`."""
    return {_code_of(found[0]) for found in _conditions().finditer(words)}


def _coded(words: str) -> tuple[str, list[int]]:
    """Words with conditions as BY, SA, NC, ND in capitals; and where each character of it, and its end, stood before."""
    pieces, places, done = [], [], 0
    for found in _conditions().finditer(words):
        code = _code_of(found[0]).upper()
        pieces += [words[done : found.start()], code]
        places += [*range(done, found.start()), *([found.start()] * len(code))]
        done = found.end()
    return "".join([*pieces, words[done:]]), [*places, *range(done, len(words) + 1)]


def _id(kind: str, version: str | None, port: str | None) -> str | None:
    elements = set(re.findall(r"by|nc|sa|nd", kind.lower()))
    if {"sa", "nd"} <= elements:
        return None
    name = "-".join(element for element in ("by", "nc", "sa", "nd") if element in elements).upper()
    if version is None:
        return f"LicenseRef-CC-{name}" if licence(f"LicenseRef-CC-{name}") and not port else None
    version = version if "." in version else f"{version}.0"
    found = creative_licence(name, version, port)
    return found.id if found else None


def _port(name: str | None) -> str | None:
    ports = creative_commons()["ports"]
    return next((code for code, names in ports.items() if name in (code, *names)), None) if name else None


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    """Creative Commons or CC before the conditions; or conditions in words, with a version and `International` or its like."""
    ports = creative_commons()["ports"]
    names = "|".join(sorted((re.escape(name) for names in ports.values() for name in names), key=len, reverse=True))
    codes = "|".join(sorted(ports, key=len, reverse=True))
    title = rf"(?=BY[\sNCSAD_+/,|-]*\d\.\d\s+(?:{UNPORTED}|{names})\b)"
    version = (
        rf"(?:[\s_,-]+(?P<before>{names})\b)?[\s_/,(-]*(?:v(?:ersion|\.)?\s*)?(?P<version>\d\.\d|\d(?=\s*[),;]|$))(?![\d.]*\d)"
    )
    law = rf"[\s_,(/-]+(?:{UNPORTED}|(?P<after>{names}))\b|[-/](?P<code>{codes})\b|[\s(]+(?P<last>{codes})(?=\)|$)"
    return re.compile(rf"(?:{HEAD}|{title})(?P<kind>{KIND})(?:{version}(?:{law})?|[-/](?P<only>{codes})\b)?")


@lru_cache(maxsize=1)
def _conditions() -> re.Pattern[str]:
    words = sorted((word for names in creative_commons()["words"].values() for word in names), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)")


def _code_of(word: str) -> str:
    return next(str(code) for code, names in creative_commons()["words"].items() if word in names)
