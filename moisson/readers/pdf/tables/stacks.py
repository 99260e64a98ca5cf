"""Tables between flat rules of one length, without upright ones: rules part rows, and white parts columns."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from moisson.readers.pdf.lines.pieces import Segment, Table, without, words_of
from moisson.readers.pdf.lines.rows import Row, rows_of
from moisson.readers.pdf.tables.labels import labels
from moisson.readers.pdf.tables.white import CLOSE, profile, table

RULES = 3  # of one length, at the least
ALIKE = 4.0  # points by which the ends of rules of one length may differ
HEAD = 4  # lines of a head, at the most
BODY = 2  # rows for each line of a head, at the least, where white in them alone tells the columns
SEVERAL = 0.6  # of the bands between rules: in so many words stand beside each other
NUMBERED = 0.3  # of the rows: where so many bear a number and nothing else in the first column, they are a form's fields


def stacked(flat: Any, segments: list[Segment], others: list[Table]) -> tuple[list[Table], list[Segment]]:
    """Such tables, and the segments that stand in none of them.

    `flat` are a page's flat rules, as rows of y, left and right; between which one of `others` stands make none.
    """
    found: list[Table] = []
    for ys, left, right, spanned in _stacks(flat):
        if any(ys[0] < (t.top + t.bottom) / 2 < ys[-1] for t in others):
            continue
        inside = [s for s in segments if left < (s.x0 + s.x1) / 2 < right and ys[0] < s.middle < ys[-1]]
        for bands in _runs(ys, inside):
            if made := _table(bands, spanned):
                segments = without(segments, made.held())
                found.append(made)
    return found, segments


def _stacks(flat: Any) -> Iterator[tuple[list[float], float, float, bool]]:
    """The heights of flat rules of one length, three or more, and their ends.

    Among them are shorter rules, as under words that span columns, which end where the others do; the last value says whether
    there are any.
    """
    groups: dict[tuple[float, float], list[float]] = {}
    for y, left, right in flat.tolist():
        alike = (k for k in groups if abs(k[0] - left) < ALIKE and abs(k[1] - right) < ALIKE)
        groups.setdefault(next(alike, (left, right)), []).append(y)
    for (left, right), ys in groups.items():
        if len(ys) >= RULES:
            within = flat[
                (flat[:, 0] > min(ys)) & (flat[:, 0] < max(ys)) & (flat[:, 1] > left - ALIKE) & (flat[:, 2] < right + ALIKE)
            ]
            shorter = [y for y, start, end in within.tolist() if (start < left + ALIKE) != (end > right - ALIKE)]
            yield sorted([*ys, *shorter]), left, right, bool(shorter)


def _runs(ys: list[float], inside: list[Segment]) -> Iterator[list[list[Row]]]:
    """The rows between each two rules, parted where prose stands between two."""
    bands: list[list[Row]] = []
    for top, bottom in pairwise(ys):
        rows = rows_of([s for s in inside if top < s.middle < bottom])
        if len(rows) > 1 and all(len(row.segments) == 1 for row in rows):
            yield bands
            bands = []
        elif rows:
            bands.append(rows)
    yield bands


def _table(bands: list[list[Row]], spanned: bool) -> Table | None:
    """The table that rows make, band by band; None where white does not part columns. `spanned`: words span some, by rules."""
    rows = [row for band in bands for row in band]
    if len(bands) < 2 or sum([any(len(row.segments) > 1 for row in band) for band in bands]) < SEVERAL * len(bands):
        return None
    # Words of a head may span columns: white below it tells them. Of a head that rules part, each band may be its last.
    heads = [sum(map(len, bands[:k])) for k in range(len(bands) if spanned else 2)]
    strips = max([profile(rows[head:], CLOSE) for head in heads if len(rows) > BODY * head], key=len)
    if not strips:
        return None
    found = table(bands, strips, HEAD)
    first = [words_of(line[0][0]) for line in found.rows]
    numbered = labels(first) and sum(map(bool, first)) > NUMBERED * len(first)
    return None if numbered else found  # a form whose rules part its fields
