"""Which lines of a table make one of its rows: between rows stands more white than between the lines of a cell."""

from itertools import pairwise

from moisson.readers.pdf.heights import bottom_of, top_of
from moisson.readers.pdf.middle import median
from moisson.readers.pdf.pieces import Line, Segment
from moisson.readers.pdf.rows import Row
from moisson.readers.pdf.signs import numeric
from moisson.readers.pdf.strips import Strips, first_word, wrapped

MORE = 0.09  # of the size: how much more white stands between rows, at the least
FULL = 0.8  # of the lines that go on: where no rule tells of a table so many are full, as those of addresses are not
MARK = 6  # characters; what is shorter marks a row
LOOSE = 0.75  # of the size: the most white between the lines of a cell


def parted(rows: list[Row], lines: list[Line], bands: list[int], strips: Strips, share: float = 0.5) -> list[int] | None:
    """For each line the number of its row, or None where white does not tell; rules have told `bands`, which are parted further.

    White that runs through all columns is measured, so it does not matter whether cells are set at the top, the middle or the
    bottom of their rows. Of the lines that go on in the next at least a `share` must have had no room for its first word.
    """
    size = median([row.size for row in rows])
    tight = _tight(lines, bands, size)
    if tight is None:
        return None
    limit = tight + MORE * size
    numbers = _numbers(lines, bands, strips, limit, 0)
    if _rows(lines, numbers, strips, limit, share):
        return numbers
    if len(strips) < 2:
        return None
    numbers = _numbers(lines, bands, strips, limit, 1)
    whole = _spanning(lines, bands, strips, limit)
    rest: list[Line] = [[([], 1), *line[1:]] for line in lines]
    firsts = [
        number
        for number, line, k, start in zip(numbers, lines, range(len(lines)), whole, strict=True)
        if line[0][0] and k == start
    ]
    if len(set(firsts)) < len(firsts) or not _rows(rest, numbers, strips, limit, share):
        return None  # two entries of the first column in one row
    for line, start in zip(lines, whole, strict=True):
        if line is not lines[start]:
            lines[start][0][0].extend(line[0][0])
            line[0] = ([], 1)
    return numbers


def _numbers(lines: list[Line], bands: list[int], strips: Strips, limit: float, first: int) -> list[int]:
    """Lines numbered by the white above them, in the columns from `first` on: the first one's cells may span rows."""
    out: list[int] = []
    low, number = -1e9, -1
    for k, line in enumerate(lines):
        top, bottom = 1e9, -1e9
        for c in range(first, len(line)):
            words, _ = line[c]
            top, bottom = min(top, top_of(words)), max(bottom, bottom_of(words))
        if top == 1e9:
            top = low
        if not k or bands[k] != bands[k - 1] or top - low > limit or (number and _begins(lines, k, out, strips)):
            number, low = number + 1, -1e9
        out.append(number)
        low = max(low, bottom)
    return out


def _spanning(lines: list[Line], bands: list[int], strips: Strips, limit: float) -> list[int]:
    """For each line that has words in the first column the line where its cell begins: one that spans rows has its own lines."""
    out: list[int] = []
    last = -1
    for k, line in enumerate(lines):
        words = line[0][0]
        out.append(k)
        if words and last >= 0 and bands[k] == bands[last]:
            above = lines[last][0][0][-1]
            full = above.x1 + first_word(words[0]) > strips[0][0] - 0.5 * above.size
            if full and top_of(words) - (above.y + 0.22 * above.size) < limit:
                out[k] = out[last]
        last = k if words else last
    return out


def _begins(lines: list[Line], k: int, numbers: list[int], strips: Strips) -> bool:
    """Whether a line holds entries of its own: on the lines above there was room for their first words in two columns.

    In the first one only it suffices where the line has words in all columns that the row has, and a mark needs no room.
    """
    fresh: list[int] = []
    both = more = 0
    for c, (words, _) in enumerate(lines[k]):
        above: list[Segment] = []
        for j in range(k - 1, -1, -1):
            if above or numbers[j] != numbers[-1]:
                break
            above = lines[j][c][0]
        if words and above and c < len(strips):
            first, last = words[0], above[-1]
            room = strips[c][0] - last.x1
            if room > first_word(first) + 0.5 * first.size:
                fresh.append(c)
        both += bool(words and above)
        more += bool(above) and not words
    if more or both < 2:
        return len(fresh) > 1
    mark = " ".join([s.text for s in lines[k][0][0]])
    return len(fresh) > 1 or fresh == [0] or (both > 2 and 0 < len(mark) < MARK and not mark[0].islower())


def _tight(lines: list[Line], bands: list[int], size: float) -> float | None:
    """The white between the lines of one cell: the least between lines of one column."""
    found: list[float] = []
    for c in range(len(lines[0])):
        last: Segment | None = None
        of = -1  # its band
        for k, line in enumerate(lines):
            band = bands[k]
            if words := line[c][0]:
                first = words[0]
                if last is not None and of == band:
                    found.append(first.y - 0.75 * first.size - (last.y + 0.22 * last.size))
                last, of = words[-1], band
    found = sorted([gap for gap in found if -0.2 * size < gap < LOOSE * size])
    for a, b in pairwise(found):
        if b - a < 0.06 * size:
            return b
    return found[0] if found else None


def _rows(lines: list[Line], numbers: list[int], strips: Strips, limit: float, share: float) -> bool:
    """Whether groups of lines are rows: several, hardly ever two numbers below each other in one, and lines that had no room.

    Nor does more white stand between the lines of a cell: else these are columns of text, whose paragraphs end at one height by
    chance.
    """
    groups: dict[int, list[Line]] = {}
    for line, number in zip(lines, numbers, strict=True):
        groups.setdefault(number, []).append(line)
    body = [group for number, group in groups.items() if number]
    several = [group for group in body if len(group) > 1]
    if len(body) < 2 or not several or (share == FULL and len(several) < 0.1 * len(body)):
        return False
    twice = 0
    for group in several:
        for c in range(len(group[0])):
            if _numeric(group, c) > 1:
                twice += 1
                break
    return (
        twice <= 0.05 * len(body)
        and _loose(lines, numbers, limit) <= 0.1 * len(groups)
        and wrapped(lines, numbers, strips, share)
    )


def _numeric(lines: list[Line], column: int) -> int:
    """How many lines have nothing but numbers in a column."""
    count = 0
    for line in lines:
        words = line[column][0]
        if words:
            count += 1
            for s in words:
                if not numeric(s.text):
                    count -= 1
                    break
    return count


def _loose(lines: list[Line], numbers: list[int], limit: float) -> int:
    """How often more white stands between two lines of one cell than between those of most."""
    count = 0
    for c in range(len(lines[0])):
        last, low = -1, 0.0
        for k, line in enumerate(lines):
            number = numbers[k]
            if words := line[c][0]:
                count += number == last and top_of(words) - low > limit
                last, low = number, bottom_of(words)
    return count
