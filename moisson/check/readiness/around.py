"""The context of a place: the heading above and the words around it, without their personal data."""

import re
from collections.abc import Sequence

from moisson.privacy.spans import Span

NEAR = 60  # characters shown before a place, and after it
LONGEST = 80  # characters shown of a heading
PARAGRAPH = "\n\n"
HEADING = re.compile(r"#{1,6} +(.+)")


def around(whole: str, spans: Sequence[Span], at: int) -> tuple[str, ...]:
    """The words around the span at a position of `spans`, which are in order: text and the kinds of spans in turns.

    They stay within the paragraph; words that the window would cut are left out.
    """
    span = spans[at]
    first, last = max(span.start - NEAR, 0), min(span.end + NEAR, len(whole))
    if (found := whole.rfind(PARAGRAPH, first, span.start)) >= 0:
        first = found + len(PARAGRAPH)
    elif first:
        first = _space_after(whole, first, span.start)
    if (found := whole.find(PARAGRAPH, span.end, last)) >= 0:
        last = found
    elif last < len(whole):
        last = _space_before(whole, last, span.end)
    parts: list[str] = []
    for each in _near(spans, at, first, last):
        parts += [_line(whole[first : each.start]), each.kind]
        first = each.end
    return (*parts, _line(whole[first:last]))


def heading_above(whole: str, spans: Sequence[Span], at: int, begin: int) -> str | None:
    """The last heading before the span at a position of `spans`, from `begin` on; None without one, or with a span in it."""
    end = spans[at].start
    while (place := whole.rfind("\n#", begin, end)) >= 0:
        if said := HEADING.match(whole, place + 1):
            if any(each.start < said.end() and each.end > place for each in spans[: at + 1]):
                return None
            return said[1] if len(said[1]) <= LONGEST else f"{said[1][:LONGEST].rsplit(None, 1)[0]} …"
        end = place
    return None


def _near(spans: Sequence[Span], at: int, first: int, last: int) -> list[Span]:
    """The spans that lie in a window, or begin or end in it."""
    begin, end = at, at + 1
    while begin and spans[begin - 1].end > first:
        begin -= 1
    while end < len(spans) and spans[end].start < last:
        end += 1
    return list(spans[begin:end])


def _space_after(text: str, place: int, most: int) -> int:
    return next((each for each in range(place, most) if text[each].isspace()), most)


def _space_before(text: str, place: int, least: int) -> int:
    return next((each for each in range(place, least, -1) if text[each - 1].isspace()), least)


def _line(text: str) -> str:
    return " ".join(text.split())
