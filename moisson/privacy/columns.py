"""The cells below a heading of a table whose rows are lines and whose cells a bar or a tab parts."""

import re
from collections.abc import Iterator

_BARS = re.compile(r"[|\t]")
_RULE = re.compile(r"[\s|:+=-]+")  # `|---|---|`
MOST_ROWS = 2000


def below(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Where the cells of the column stand whose heading stands at `at`; none where that line is no row of a table."""
    first = text.rfind("\n", 0, at) + 1
    end = _line_end(text, at)
    column = len(_BARS.findall(text, first, at))
    cells = len(_BARS.findall(text, first, end))
    if not cells:
        return
    for _ in range(MOST_ROWS):
        first, end = end + 1, _line_end(text, end + 1)
        bars = [match.start() for match in _BARS.finditer(text, first, end)]
        if first > len(text) or len(bars) < max(1, column):
            return
        if _RULE.fullmatch(text, first, end):
            continue
        if len(bars) == cells:
            ends = [first - 1, *bars, end]
            yield ends[column] + 1, ends[column + 1]


def row(text: str, at: int) -> tuple[int, int]:
    """Where the line around a place begins and ends."""
    return text.rfind("\n", 0, at) + 1, _line_end(text, at)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
