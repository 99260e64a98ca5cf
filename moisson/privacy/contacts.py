"""Mail addresses as Europe's offices write them."""

import re
from collections.abc import Iterator, Sequence

from moisson.privacy.bodies import is_office
from moisson.privacy.spans import Context, Hit, Span

# What stands for @ where a machine shall not read it.
_ALONE = ("arobase", "arroba", "chiocciola", "małpa", "zavináč", "snabel-a")
_SIGNS = "@＠﹫"
_WITHIN = (*_ALONE, "at", "ät", "arobas", "zavinac", "kukac", "snabela", *_SIGNS)
_OPENING = ("(", "[", "{", "<", "( ", "[ ", "{ ")
_DOTS = "dot|point|punkt|punto|ponto|punt|kropka|tečka|bodka|pont|punktum"
_AT = rf"(?i:[ ]?[{_SIGNS}][ ]?|[ ]?[\[({{<][ ]?(?:{'|'.join(_WITHIN)})[ ]?[\])}}>][ ]?|[ ](?:{'|'.join(_ALONE)})[ ])"
_DOT = rf"(?i:\.[ ]?|[ ]?[\[({{][ ]?(?:\.|{_DOTS})[ ]?[\])}}][ ]?)"
_EMAIL = re.compile(
    rf"""
    (?<![\w.+-])
    (?:[\w+%-]{{1,30}}{_DOT}){{0,4}} [\w+%-]{{1,64}}
    {_AT}
    (?:
        [\w-]+ (?:\.[\w-]+)* \.(?:[^\W\d_]{{2,24}}|xn--[a-z0-9-]+)(?![\w@])   # as it should be written
        | [\w-]+ (?:{_DOT}[a-z0-9-]+)* {_DOT}[a-z]{{2,24}}\b      # spaced out: lower case after a dot, or a sentence begins
    )
    """,
    re.VERBOSE,
)
_SPOKEN = re.compile(r"(?<![\w.+-])[\w+%-]+(?: dot [\w+%-]+){0,3} at [\w-]+(?: dot [\w-]+){0,3} dot [a-z]{2,24}\b", re.IGNORECASE)
# Over two lines: the line ends at the sign, or within a domain that is not yet whole (`@ministere.`, `@mini-`).
_BROKEN = re.compile(
    rf"""
    (?<![\w.+-]) [\w+%-]{{1,64}} (?:\.[\w+%-]{{1,64}}){{0,4}}
    (?:
        (?: [{_SIGNS}] [ ]?\n[ \t]* | [ ]?\n[ \t]* [{_SIGNS}] | [{_SIGNS}][\w-]+-\n[ \t]* )
        [\w-]+ (?:\.[\w-]+)* \.[^\W\d_]{{2,24}}
      | [{_SIGNS}][\w-]+\.\n[ \t]* (?:[a-z0-9-]+\.)* [a-z]{{2,24}}
    )
    (?![\w@])
    """,
    re.VERBOSE,
)


class Mail:
    """Mail addresses, also spaced out (`nom @ domaine. fr`), with `(at)` and `[point]`, spoken (`name at office dot eu`), and of
    internationalised domains; one that is written plainly may be broken over two lines. Role `office` where the mailbox is a
    function's or a body's (`bodies.py`), else `person`."""

    kinds = ("email",)
    triggers = (*_SIGNS, *(opening + word for word in _WITHIN if word not in _SIGNS for opening in _OPENING), *_ALONE, " dot ")

    def find(self, text: str, hits: Sequence[Hit], context: Context) -> Iterator[Span]:
        done = 0
        for hit in hits:
            if hit.start < done:
                continue
            first = max(done, text.rfind("\n", 0, hit.start) + 1, hit.start - 100)
            last = text.find("\n", hit.start)
            window = text[first : min(last if last >= 0 else len(text), hit.end + 120)]
            spoken = self.triggers[hit.trigger] == " dot "
            for match in (_SPOKEN if spoken else _EMAIL).finditer(window):
                local, domain = _address(match[0], spoken)
                if spoken and not match.start() <= hit.start - first < match.end():
                    continue
                yield Span(first + match.start(), first + match.end(), "email", _role(local, domain, text), f"{local}@{domain}")
                done = first + match.end()
            if hit.start >= done and (whole := _broken(text, max(done, first), hit)):
                local, domain = _address(whole[0], False)
                yield Span(whole.start(), whole.end(), "email", _role(local, domain, text), f"{local}@{domain}")
                done = whole.end()


def _role(local: str, domain: str, text: str) -> str:
    return "office" if is_office(local, domain, text) else "person"


def _broken(text: str, first: int, hit: Hit) -> re.Match[str] | None:
    """The address around a sign that the end of a line breaks."""
    if text[hit.start] not in _SIGNS:
        return None
    begin = max(text.rfind("\n", 0, max(0, first - 1)) + 1, hit.start - 100) if not text[first : hit.start].strip() else first
    match = _BROKEN.search(text, begin, min(len(text), hit.end + 160))
    return match if match and match.start() < hit.start < match.end() else None


def _address(written: str, spoken: bool) -> tuple[str, str]:
    """What stands before and after the sign, in lower case and without what hides it."""
    plain = written.lower()
    plain = plain.replace(" dot ", ".").replace(" at ", "@") if spoken else re.sub(_DOT, ".", re.sub(_AT, "@", plain))
    local, _, domain = "".join(plain.split()).partition("@")
    return local, domain
