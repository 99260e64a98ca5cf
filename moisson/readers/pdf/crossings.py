"""Which rules of a page cross, directly or by others."""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel

NEAR = 3.5  # points between lines that meet
BOX = 18.0  # points: the largest box to tick


@kernel
def crossings(every_flat: Any, every_upright: Any) -> Any:
    """Flat and upright lines without the sides of boxes to tick; whether the ends of flat ones stand on upright ones; for each of
    both the first flat one of those that meet it, directly or by others, or -1.
    """
    flat, upright = _sides(every_flat, every_upright), _sides(every_upright, every_flat)
    ends = np.zeros((len(flat), 2), np.bool_)
    rows, columns = np.full(len(flat), -1), np.full(len(upright), -1)
    waiting = np.empty(len(flat) + len(upright), np.int64)
    for seed in range(len(flat)):
        if rows[seed] >= 0:
            continue
        met, more = False, 1
        waiting[0], rows[seed] = seed, seed
        while more:
            more -= 1
            line = waiting[more]
            if line < len(flat):
                for k in range(len(upright)):
                    if _meet(flat, upright, line, k):
                        met = True
                        for side in (0, 1):
                            ends[line, side] = ends[line, side] or abs(upright[k, 0] - flat[line, 1 + side]) < NEAR + 1
                        if columns[k] < 0:
                            columns[k], waiting[more] = seed, len(flat) + k
                            more += 1
            else:
                for k in range(len(flat)):
                    if rows[k] < 0 and _meet(flat, upright, k, line - len(flat)):
                        rows[k], waiting[more] = seed, k
                        more += 1
        if not met:
            rows[seed] = -1
    return flat, upright, ends, rows, columns


@kernel
def _meet(flat: Any, upright: Any, row: Any, column: Any) -> Any:
    return (
        upright[column, 0] >= flat[row, 1] - NEAR
        and upright[column, 0] <= flat[row, 2] + NEAR
        and flat[row, 0] >= upright[column, 1] - NEAR
        and flat[row, 0] <= upright[column, 2] + NEAR
    )


@kernel
def _sides(lines: Any, others: Any) -> Any:
    """Lines less the sides of boxes to tick: short ones whose ends do not both stand on longer lines that run across."""
    kept, count = np.empty((len(lines), 3)), 0
    for k in range(len(lines)):
        place, start, end = lines[k, 0], lines[k, 1], lines[k, 2]
        first = last = False
        for n in range(len(others) if end - start <= BOX else 0):
            if others[n, 2] - others[n, 1] > BOX and others[n, 1] - NEAR < place < others[n, 2] + NEAR:
                first, last = first or abs(start - others[n, 0]) < NEAR, last or abs(end - others[n, 0]) < NEAR
        if (first and last) or end - start > BOX:
            kept[count, 0], kept[count, 1], kept[count, 2] = place, start, end
            count += 1
    return kept[:count]
